import { licence, type Caption } from "../picture/standalone";
import { groupsOf, says, teamsOf, type Screen } from "./screen";
import type { Explorer } from "./useExplorer";
import { decimals, edgePage, stanceCounts } from "./words";

// A view with what a file says of where it comes from.
export interface Edition extends Caption {
  explorer: Explorer;
  screen: Screen;
}

// The rows of the table.
export function csvOf({ explorer, screen }: Edition): string {
  const rows = groupsOf(screen, explorer.data).flatMap((group) => group.rows.map(({ line, from, to }) => [
    group.title, from.id, from.name, says(line, from.id), to.id, to.name, decimals(line.strength.value), String(teamsOf(line)),
    stanceCounts(line), line.disputed ? "yes" : "no", line.bestTier ?? "", line.strength.llmOnly ? "yes" : "no", line.id, new URL(edgePage(line.id), location.origin).href,
  ]));
  const head = ["sector", "neighbour_id", "neighbour", "relation", "to_id", "to", "strength", "teams", "stances", "disputed", "best_tier", "llm_only", "edge", "address"];
  return [head, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export function jsonOf({ title, address, version, explorer, screen }: Edition): string {
  return JSON.stringify({
    title, address, graphVersion: version, licence, lens: explorer.lens, centre: screen.centre,
    nodes: screen.order.map((id) => ({ ...screen.entries.get(id), neighbours: screen.degrees.get(id), place: explorer.places.get(id), pinned: explorer.pinned(id) })),
    edges: screen.lines,
    relations: screen.relations.map(({ entity, predicate, direction, shown, total }) => ({ node: entity.id, predicate: predicate.id, direction, shown, total })),
  }, null, 2);
}

export const cypherOf = ({ title, address, version, screen }: Edition): string =>
  `// ${title}. Graph version ${version}. ${licence}.\n// ${address}\n${screen.cypher}\n`;
