// The address of this page with a query, and back. The server takes addresses of up to 16 KiB.
export const longest = 16_000;

export interface Linked {
  query?: string;
  variables?: string;
}

export function linked(search: string): Linked {
  const given = new URLSearchParams(search);
  const query = given.get("query");
  return query ? { query, variables: indented(given.get("variables") ?? "") } : {};
}

export function addressOf(query: string, variables: string): string {
  const given = new URLSearchParams({ query });
  if (variables.trim()) given.set("variables", compact(variables));
  return `/graphiql?${given}`;
}

const compact = (json: string): string => rewritten(json, 0);
const indented = (json: string): string => rewritten(json, 2);

// What is no JSON stays as it is: the editor says what is wrong with it.
function rewritten(json: string, indent: number): string {
  try {
    return json && JSON.stringify(JSON.parse(json), null, indent);
  } catch {
    return json;
  }
}
