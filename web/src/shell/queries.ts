import { QueryClient } from "@tanstack/react-query";
import { Refusal } from "../graphql/graphql";
import { Elsewhere, fetchPage, type Page } from "./page";

const longestPause = 5_000; // ms between tries while the server is away

// A refusal stays one however often it is asked for; a server that does not answer is asked again until it does.
const again = (_: number, error: Error): boolean => !(error instanceof Elsewhere || (error instanceof Refusal && error.code !== "UNAVAILABLE"));

export const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: again,
        retryDelay: (tries) => Math.min(500 * 2 ** tries, longestPause),
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        networkMode: "always", // a server on this machine answers without a network
      },
    },
  });

export const pageQuery = (address: string) => ({
  queryKey: ["page", address],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<Page> => fetchPage(address, signal),
  structuralSharing: false, // a page holds parts of the document
});
