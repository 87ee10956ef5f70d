import { ask, graphql, type ResultOf } from "../graphql/graphql";
import type { Lens } from "../lens/lens";
import { otherEnd, type Entry, type Relation } from "./screen";

const rankingDocument = graphql(`
  query ExploreMore($id: ID!, $predicates: [ID!], $after: String, $lens: Lens) {
    entity(id: $id, lens: $lens) {
      edges(predicates: $predicates, first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id
          subject { id kind name }
          object { id kind name }
          predicate { id symmetric }
          strength { value }
          disputed
        }
      }
    }
  }
`);

type Edges = NonNullable<ResultOf<typeof rankingDocument>["entity"]>["edges"];
export type Ranked = Edges["nodes"][number];

// The edges of an entry by some predicates, strongest first.
export async function askRanking(id: string, predicates: string[], lens: Lens | null, signal?: AbortSignal): Promise<Ranked[]> {
  const all: Ranked[] = [];
  let after: string | null = null;
  do {
    const answer: ResultOf<typeof rankingDocument> = await ask(rankingDocument, { id, predicates, after, lens }, signal);
    const edges: Edges | undefined = answer.entity?.edges;
    all.push(...(edges?.nodes ?? []));
    after = edges?.pageInfo.hasNextPage ? edges.pageInfo.endCursor : null;
  } while (after);
  return all.sort((a, b) => b.strength.value - a.strength.value || (a.id < b.id ? -1 : 1));
}

// Whether an edge is one of those that a relation counts.
const counts = (relation: Relation, edge: Ranked): boolean =>
  relation.predicate.id === edge.predicate.id &&
  (edge.predicate.symmetric || (edge.subject.id === relation.entity.id) === (relation.direction === "OUT"));

// The next neighbours by some relations of an entry that are not on screen, each with the edge that ranked it.
export function nextOf(ranked: Ranked[], relations: Relation[], id: string, shown: ReadonlySet<string>, most: number): { entry: Entry; edge: Ranked }[] {
  const next = new Map<string, { entry: Entry; edge: Ranked }>();
  for (const edge of ranked) {
    if (next.size >= most) break;
    const other = otherEnd(edge, id);
    if (shown.has(other) || next.has(other) || !relations.some((relation) => counts(relation, edge))) continue;
    next.set(other, { entry: edge.subject.id === other ? edge.subject : edge.object, edge });
  }
  return [...next.values()];
}
