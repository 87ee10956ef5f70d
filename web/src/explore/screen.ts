import { graphql, type ResultOf } from "../graphql/graphql";

// The same document as internal/pages/explore.graphql, which the server asks for the page it sends.
export const exploreDocument = graphql(`
  query Explore($ids: [ID!]!, $lens: Lens) {
    subgraph(ids: $ids, lens: $lens) {
      nodes {
        degree
        entity {
          id
          kind
          name
        }
      }
      edges {
        id
        subject {
          id
        }
        object {
          id
        }
        predicate {
          id
          label
          inverseLabel
          symmetric
        }
        strength {
          value
          llmOnly
          teams {
            number
          }
        }
        disputed
        bestTier
        supporting
        qualifying
        disputing
        null
      }
      groups {
        entity {
          id
        }
        predicate {
          id
          label
          inverseLabel
        }
        direction
        shown
        total
      }
      cypher {
        browser
      }
    }
  }
`);

export type Answer = ResultOf<typeof exploreDocument>;
export type Entry = Answer["subgraph"]["nodes"][number]["entity"];
export type Line = Answer["subgraph"]["edges"][number];
export type Relation = Answer["subgraph"]["groups"][number];
export type SectorId = "in" | "out" | "against" | "with";
export type GroupId = SectorId | "among";

// What the server sends beside the page.
export interface PageData {
  start: { id: string; name: string; sector: SectorId | "" }[]; // the first view, the centre first
  gone: string[] | null; // ids of the address that cannot be shown
  titles: { id: SectorId; title: string }[];
  sectors: Record<string, [SectorId, SectorId]>; // by predicate: of the centre as subject, and as object
  version: string;
  most: number;
  page: number;
  answer: Answer | null;
}

// The sector of a line at an entry.
export function sectorOf(data: PageData, line: { predicate: { id: string }; subject: { id: string }; disputed: boolean }, at: string): SectorId {
  const sector = data.sectors[line.predicate.id]?.[line.subject.id === at ? 0 : 1] ?? "with";
  return sector === "with" && line.disputed ? "against" : sector;
}

// The sector of a relation as it is counted at an entry.
export const sectorOfRelation = (data: PageData, relation: Relation): SectorId =>
  data.sectors[relation.predicate.id]?.[relation.direction === "IN" ? 1 : 0] ?? "with";

// The sector in which a neighbour with several lines stands: the first of those it has.
export function firstSector(data: PageData, lines: Line[], at: string): SectorId {
  const has = new Set(lines.map((line) => sectorOf(data, line, at)));
  return data.titles.find(({ id }) => has.has(id))?.id ?? "with";
}

// Where an idea arrives along a line, or what the line is said of; null if it can be read both ways.
export function headOf(data: PageData, line: Line): "subject" | "object" | null {
  if (line.predicate.symmetric) return null;
  return data.sectors[line.predicate.id]?.[0] === "in" ? "subject" : "object";
}

export const touches = (line: Line, id: string): boolean => line.subject.id === id || line.object.id === id;

export const otherEnd = (line: { subject: { id: string }; object: { id: string } }, id: string): string =>
  line.subject.id === id ? line.object.id : line.subject.id;

// What an end says of the other: "originated", "originated by".
export const says = (line: Line, from: string): string =>
  line.subject.id === from ? line.predicate.label : line.predicate.inverseLabel;

// What the neighbours of a relation say of the entry that has it.
export const saysOfIt = (relation: Relation): string =>
  relation.direction === "IN" ? relation.predicate.label : relation.predicate.inverseLabel;

export const teamsOf = (line: Line): number => new Set(line.strength.teams.map(({ number }) => number)).size;

// One row of the table: a line, told of the end that came to the screen last.
export interface Row {
  line: Line;
  from: Entry;
  to: Entry;
}

export interface Group {
  id: GroupId;
  title: string;
  rows: Row[];
  more: Relation[];
}

// What is on screen: the answer without what the reader has hidden since.
export interface Screen {
  centre: string;
  order: string[];
  entries: Map<string, Entry>;
  degrees: Map<string, number>;
  lines: Line[];
  relations: Relation[];
  cypher: string;
}

export function screenOf(answer: Answer, ids: string[]): Screen {
  const { nodes, edges, groups, cypher } = answer.subgraph;
  const entries = new Map(nodes.map(({ entity }) => [entity.id, entity]));
  const order = ids.filter((id) => entries.has(id));
  const shown = new Set(order);
  const lines = edges.filter((line) => shown.has(line.subject.id) && shown.has(line.object.id));
  return {
    centre: order[0] ?? "",
    order,
    entries,
    degrees: new Map(nodes.map(({ entity, degree }) => [entity.id, degree])),
    lines,
    relations: groups.filter(({ entity }) => shown.has(entity.id)).map((group) => ({ ...group, shown: shownOf(group, lines) })),
    cypher: cypher?.browser ?? "",
  };
}

function shownOf(group: Relation, lines: Line[]): number {
  const { id } = group.entity;
  return lines.filter((line) => line.predicate.id === group.predicate.id && touches(line, id) &&
    (line.predicate.symmetric || (line.subject.id === id) === (group.direction === "OUT"))).length;
}

export const linesAt = (screen: Screen, id: string): Line[] => screen.lines.filter((line) => touches(line, id));

// The lines on screen as the table has them: those of the centre by sector, strongest first, then those among the others.
export function groupsOf(screen: Screen, data: PageData): Group[] {
  const place = new Map(screen.order.map((id, i) => [id, i]));
  const rows = new Map<GroupId, Row[]>();
  for (const line of screen.lines) {
    const last = (place.get(line.object.id) ?? 0) > (place.get(line.subject.id) ?? 0) ? line.object.id : line.subject.id;
    const from = screen.entries.get(last);
    const to = screen.entries.get(otherEnd(line, last));
    if (!from || !to) continue;
    const group = touches(line, screen.centre) ? sectorOf(data, line, screen.centre) : "among";
    rows.set(group, [...(rows.get(group) ?? []), { line, from, to }]);
  }
  return [...data.titles, { id: "among" as const, title: "Among these" }].map(({ id, title }) => ({
    id,
    title,
    rows: (rows.get(id) ?? []).sort((a, b) => b.line.strength.value - a.line.strength.value),
    more: screen.relations.filter((r) => r.entity.id === screen.centre && r.total > r.shown && sectorOfRelation(data, r) === id),
  })).filter(({ rows, more }) => rows.length + more.length > 0);
}

// How many neighbours of an entry are not on screen; those related in two ways count twice.
export const moreAt = (screen: Screen, id: string): number =>
  screen.relations.reduce((sum, r) => (r.entity.id === id ? sum + r.total - r.shown : sum), 0);

// The neighbours that hang on one entry only, so that they go when it is collapsed.
export function leavesOf(screen: Screen, id: string, pinned: (id: string) => boolean): string[] {
  const neighbours = new Set(linesAt(screen, id).map((line) => otherEnd(line, id)));
  return [...neighbours].filter((other) => other !== screen.centre && !pinned(other) &&
    linesAt(screen, other).every((line) => otherEnd(line, other) === id));
}
