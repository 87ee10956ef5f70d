import { initGraphQLTada, type TadaDocumentNode } from "gql.tada";
import { print } from "graphql/language/printer";
import type { introspection } from "./schema";

// Types a query against the schema of the server; schema.d.ts is written from ../schema by npm run types.
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { ID: string; JSON: unknown };
}>();

export type { ResultOf, VariablesOf } from "gql.tada";

// A refusal in the server's own words. The code is one of the schema's: NOT_FOUND, BAD_INPUT, LIMIT_EXCEEDED, …
export class Refusal extends Error {
  constructor(message: string, readonly code: string, readonly requestId?: string) {
    super(message);
  }
}

interface Answer<T> {
  data?: T | null;
  errors?: { message: string; extensions?: { code?: string; requestId?: string } }[];
}

// Asks the server. It throws a Refusal if the server has an error to tell, and a TypeError if it does not answer.
export async function ask<T, V extends object>(query: TadaDocumentNode<T, V>, variables: V, signal?: AbortSignal): Promise<T> {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: print(query), variables }),
    signal,
  });
  const answer = (await response.json().catch(() => ({}))) as Answer<T>;
  const error = answer.errors?.[0];
  if (error) throw new Refusal(error.message, error.extensions?.code ?? "INTERNAL", error.extensions?.requestId);
  if (!answer.data) throw new Refusal("The server gave no answer.", "UNAVAILABLE");
  return answer.data;
}
