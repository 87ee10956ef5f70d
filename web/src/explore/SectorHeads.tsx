import { firstPlaces } from "./place";
import { sectorOfRelation, type Screen, type SectorId } from "./screen";
import type { Explorer } from "./useExplorer";

// The names of the sectors in the picture, each with how many more there are.
export function SectorHeads({ explorer, screen }: { explorer: Explorer; screen: Screen }) {
  const { data, more } = explorer;
  const first = firstPlaces(data.start);
  return data.titles.map(({ id, title }) => {
    const inIt = data.start.filter(({ sector }) => sector === id).flatMap((s) => first.get(s.id) ?? []);
    const relations = screen.relations.filter((r) => r.entity.id === screen.centre && sectorOfRelation(data, r) === id && r.total > r.shown);
    const left = relations.reduce((sum, r) => sum + r.total - r.shown, 0);
    if (inIt.length === 0) return null;
    const { x, y, anchor } = headPlace(id, inIt);
    return (
      <g key={id} transform={`translate(${x} ${y})`}>
        <text className="sector" textAnchor={anchor}>
          {title.toUpperCase()}
          {left > 0 && <tspan className="more" dx="10" onClick={() => more(screen.centre, relations)}>+{left} more</tspan>}
        </text>
      </g>
    );
  });
}

function headPlace(sector: SectorId, places: { x: number; y: number }[]): { x: number; y: number; anchor: "start" | "end" | "middle" } {
  const xs = places.map(({ x }) => x);
  const ys = places.map(({ y }) => y);
  switch (sector) {
    case "in":
      return { x: Math.max(...xs) + 14, y: Math.min(...ys) - 42, anchor: "end" };
    case "out":
      return { x: Math.min(...xs) - 14, y: Math.min(...ys) - 42, anchor: "start" };
    case "against":
      return { x: 0, y: Math.min(...ys) - 84, anchor: "middle" };
    case "with":
      return { x: 0, y: Math.max(...ys) + 92, anchor: "middle" };
  }
}
