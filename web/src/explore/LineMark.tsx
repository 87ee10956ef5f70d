import { memo } from "react";
import type { Route } from "./route";
import type { Line } from "./screen";
import { decimals, lineClass } from "./words";

interface Props {
  line: Line;
  route: Route;
  words: string;
  selected: boolean;
  lit: boolean; // at the entry where the reader is
  among: boolean; // not at the centre
  onOpen: (id: string) => void;
}

// A line in the picture: wider the stronger, dashed when weak, double when disputed, dotted when only a model says it.
export const LineMark = memo(function LineMark({ line, route, words, selected, lit, among, onOpen }: Props) {
  const { path, middle, head } = route;
  const corners = head.map(({ x, y }) => `${x},${y}`).join(" ");
  return (
    <g className={`line${selected ? " selected" : ""}${lit ? " lit" : ""}${among ? " among" : ""}`} data-edge={line.id} onClick={() => onOpen(line.id)}>
      <title>{words}</title>
      <path className="reach" d={path} />
      {selected && <path className="lamp" d={path} />}
      <path className={`edge ${lineClass(line)}`} d={path} />
      {line.disputed && <path className="between" d={path} />}
      {head.length > 0 && <polygon className={line.bestTier === "T3" ? "head open" : "head"} points={corners} />}
      {line.disputed && <use className="disputed" href="#st-di" x={middle.x - 8} y={middle.y - 8} width={16} height={16} />}
      {line.strength.llmOnly && <text className="tagged" x={middle.x} y={middle.y + 4} textAnchor="middle">LLM</text>}
      <text className="strength" x={middle.x} y={middle.y - 8} textAnchor="middle">{decimals(line.strength.value)}</text>
    </g>
  );
});
