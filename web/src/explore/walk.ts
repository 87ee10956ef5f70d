import { linesAt, otherEnd, type Line, type Screen } from "./screen";
import type { Place } from "./view";

export type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

const directions: Record<Arrow, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export const isArrow = (key: string): key is Arrow => key in directions;

export const shiftOf = (arrow: Arrow, by: number): { dx: number; dy: number } => {
  const [x, y] = directions[arrow];
  return { dx: x * by, dy: y * by };
};

export interface Step {
  to: string;
  line: Line | null; // the line walked along; null for a step to one beside it
}

// Where an arrow key leads: along a line if one goes that way, else to the neighbour of a neighbour that stands there,
// so that a column of entries is walked up and down.
export function walk(screen: Screen, places: ReadonlyMap<string, Place>, from: string, arrow: Arrow): Step | null {
  const here = places.get(from);
  if (!here) return null;
  const near = linesAt(screen, from).map((line) => ({ to: otherEnd(line, from), line }));
  const along = best(near, places, here, arrow, 1.2);
  if (along) return along;
  const beside = near.flatMap(({ to }) => linesAt(screen, to).map((line) => ({ to: otherEnd(line, to), line: null })));
  return best(beside.filter(({ to }) => to !== from), places, here, arrow, 0.6) ?? best(near, places, here, arrow, 6);
}

function best(steps: Step[], places: ReadonlyMap<string, Place>, here: Place, arrow: Arrow, slope: number): Step | null {
  const [ux, uy] = directions[arrow];
  let found: Step | null = null;
  let least = Infinity;
  for (const step of steps) {
    const there = places.get(step.to);
    if (!there) continue;
    const ahead = (there.x - here.x) * ux + (there.y - here.y) * uy;
    const aside = Math.abs((there.x - here.x) * uy + (there.y - here.y) * ux);
    if (ahead <= 0 || aside > ahead * slope) continue;
    const cost = ahead + 2 * aside;
    if (cost < least) [found, least] = [step, cost];
  }
  return found;
}
