import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Page } from "../shell/page";
import { pageQuery } from "../shell/queries";

// Writes a view of the page into its address. The page stays the one that is shown; it is not asked for again.
export function useKeptAddress(): (address: string) => void {
  const client = useQueryClient();
  return useCallback((address: string) => {
    const here = location.pathname + location.search;
    if (address === here) return;
    const page = client.getQueryData<Page>(pageQuery(here).queryKey);
    const { queryKey } = pageQuery(address);
    if (page && client.getQueryData(queryKey) !== page) {
      client.removeQueries({ queryKey });
      client.setQueryData(queryKey, page);
    }
    history.replaceState(history.state, "", address + location.hash);
    for (const link of document.querySelectorAll<HTMLAnchorElement>(".lens .state a")) carry(link);
  }, [client]);
}

// Lets a link of the lens lead to the view that is shown now.
function carry(link: HTMLAnchorElement): void {
  const url = new URL(link.href);
  const now = new URLSearchParams(location.search);
  for (const name of ["with", "without"]) {
    const value = now.get(name);
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  link.href = url.pathname + url.search;
}
