import type { graphql } from "../graphql/graphql";

export type Kind = ReturnType<typeof graphql.scalar<"Kind">>;

// What a reader sees of a kind: its word, the part of an address, and the class and symbol of its mark.
export const kinds = {
  THEORIST: { word: "Theorist", plural: "Theorists", path: "theorists", mark: "th" },
  CONSTRUCT: { word: "Construct", plural: "Constructs", path: "constructs", mark: "co" },
  INTERVENTION: { word: "Intervention", plural: "Interventions", path: "interventions", mark: "in" },
  POPULATION: { word: "Population", plural: "Populations", path: "populations", mark: "po" },
  PROBLEM: { word: "Problem", plural: "Problems", path: "problems", mark: "pr" },
  SOURCE: { word: "Source", plural: "Sources", path: "sources", mark: "so" },
} as const satisfies Record<Kind, { word: string; plural: string; path: string; mark: string }>;

export const isKind = (typed: string): typed is Kind => Object.hasOwn(kinds, typed);
