import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ask, graphql, type ResultOf } from "../graphql/graphql";
import { underLens, type Lens } from "../lens/lens";
import { kinds, type Kind } from "./kinds";

const pause = 90; // ms without a key before what was typed is looked for
const shown = 8;

const hitsQuery = graphql(`
  query Hits($typed: String!, $kinds: [Kind!], $lens: Lens, $first: Int) {
    search(query: $typed, kinds: $kinds, lens: $lens, first: $first) {
      totalCount
      hidden { entities }
      nodes {
        field
        fragment
        ranges { start end }
        entity { id kind name summary { provenance } }
        claim { id provenance edge { id } }
      }
    }
  }
`);

type Found = ResultOf<typeof hitsQuery>["search"];
export type Hit = Found["nodes"][number];

export interface Hits {
  typed: string; // what these were found for; older than what stands in the box while an answer is on its way
  found: Found | undefined;
  away: boolean; // the server does not answer
}

// What is found for the words in a search box. An answer belongs to its words: one that comes late is kept for them and
// never shown for others.
export function useHits(typed: string, among: Kind[] | null, lens: Lens | null): Hits {
  const words = useSettled(typed.trim());
  const { data, isPlaceholderData, failureReason } = useQuery({
    queryKey: ["search", words, among, lens],
    queryFn: async ({ signal }) => ({ typed: words, found: (await ask(hitsQuery, { typed: words, kinds: among, lens, first: shown }, signal)).search }),
    enabled: words !== "",
    placeholderData: keepPreviousData,
  });
  return { typed: data?.typed ?? "", found: data?.found, away: failureReason !== null && (isPlaceholderData || !data) };
}

// A text once it has not changed for a moment.
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pause);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

export const keyOf = (hit: Hit): string => hit.claim?.id ?? hit.entity.id;

// The page a hit leads to; a claim stands on the page of its edge.
export function addressOf({ entity, claim }: Hit): string {
  if (claim?.edge) return underLens(`/edges/${encodeURIComponent(claim.edge.id.replace(/^edge:/, ""))}#claim-${claim.id}`);
  return underLens(`/${kinds[entity.kind].path}/${encodeURIComponent(entity.id)}`);
}

// The page with all that is found.
export const searchAddress = (typed: string, kind?: Kind | null): string =>
  underLens(`/search?${new URLSearchParams({ q: typed.trim(), ...(kind && { kind }) })}`);
