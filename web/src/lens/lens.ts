import type { graphql } from "../graphql/graphql";

// The reader's lens, as GraphQL takes it.
export type Lens = ReturnType<typeof graphql.scalar<"Lens">>;

export const fields = ["tier", "llm", "asof", "stance", "design", "population"] as const;
export type Field = (typeof fields)[number];

const stances = { supports: "SUPPORTS", qualifies: "QUALIFIES", disputes: "DISPUTES", null: "NULL_RESULT" } as const;

// Reads the lens from the query of an address that the server has answered, so its values are good.
export function lensOf(search: string): Lens | null {
  const given = new URLSearchParams(search);
  const list = (name: string): string[] => given.getAll(name).flatMap((v) => v.split(",")).map((v) => v.trim()).filter(Boolean);
  const lens: Lens = {};
  const tier = given.get("tier")?.toUpperCase();
  if (tier === "T1" || tier === "T2" || tier === "T3") lens.minTier = tier;
  if (given.get("llm") === "off") lens.includeLLM = false;
  if (given.get("asof")) lens.asOf = Number(given.get("asof"));
  if (list("stance").length) lens.stances = list("stance").map((s) => stances[s as keyof typeof stances]);
  if (list("design").length) lens.designs = list("design");
  if (list("population").length) lens.populations = list("population");
  return Object.keys(lens).length ? lens : null;
}

// An address of the site with the lens that the reader has on.
export function underLens(address: string, search: string = location.search): string {
  const url = new URL(address, location.origin);
  const given = new URLSearchParams(search);
  for (const name of fields) for (const value of given.getAll(name)) url.searchParams.append(name, value);
  return url.pathname + url.search + url.hash;
}

// The address of the page being read under a changed lens; a field without values is off. Of a list that is other then,
// the first page is shown.
export function withLens(changes: Partial<Record<Field, string[]>>, { pathname, search }: Location = location): string {
  const given = new URLSearchParams(search);
  const kept = new URLSearchParams();
  for (const [name, value] of given) if (name !== "page" && !isField(name)) kept.append(name, value);
  for (const name of fields) for (const value of changes[name] ?? given.getAll(name)) kept.append(name, value);
  return pathname + (kept.size ? `?${kept}` : "");
}

// The address of the page being read without a lens.
export const withoutLens = (): string => withLens(Object.fromEntries(fields.map((name) => [name, []])));

const isField = (name: string): boolean => fields.some((field) => field === name);
