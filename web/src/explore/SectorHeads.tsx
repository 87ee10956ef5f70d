import { headsOf } from "./place";
import { sectorOfRelation, type Screen } from "./screen";
import type { Explorer } from "./useExplorer";

// The names of the sectors in the picture, each with how many more there are.
export function SectorHeads({ explorer, screen }: { explorer: Explorer; screen: Screen }) {
  const { data, more } = explorer;
  const heads = headsOf(data.start);
  return data.titles.map(({ id, title }) => {
    const head = heads.get(id);
    const relations = screen.relations.filter((r) => r.entity.id === screen.centre && sectorOfRelation(data, r) === id && r.total > r.shown);
    const left = relations.reduce((sum, r) => sum + r.total - r.shown, 0);
    return head && (
      <g key={id} transform={`translate(${head.x} ${head.y})`}>
        <text className="sector" textAnchor={head.anchor}>
          {title.toUpperCase()}
          {left > 0 && <tspan className="more" dx="10" onClick={() => more(screen.centre, relations)}>+{left} more</tspan>}
        </text>
      </g>
    );
  });
}
