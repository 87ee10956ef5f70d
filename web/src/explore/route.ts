import { centreHeight, radius } from "./place";
import type { Place } from "./view";

interface Point {
  x: number;
  y: number;
}

// Where a line leaves an entry: a point, and the direction that leads away from it.
interface Port extends Point {
  nx: number;
  ny: number;
}

export interface End extends Place {
  half: number; // half the width of the centre's pill; 0 for a mark
}

export interface Route {
  path: string;
  middle: Point;
  head: Point[]; // corners of the arrow's head
}

const headLength = 9;
const headHalf = 5;
const clear = 3; // between a mark and what leads to it

const shifts = [0, 7, -7, 12, -12]; // of lines between the same two, so that each can be told from the others

const clamp = (x: number, most: number): number => Math.min(most, Math.max(-most, x));

const inward = { l: [1, 0], r: [-1, 0], a: [0, 1], b: [0, -1] } as const;
const behind = -60; // an entry this far out is reached from the side

// Where a line leaves an entry: on the side away from its label, unless it leads further out.
function port(end: End, other: End, shift: number): Port {
  if (end.half > 0) return pillPort(end, other, shift);
  const dx = other.x - end.x;
  const dy = other.y - end.y;
  const [ix, iy] = inward[end.side];
  const outward = dx * ix + dy * iy < behind;
  const nx = outward ? Math.abs(iy) * (dx < 0 ? -1 : 1) : ix;
  const ny = outward ? Math.abs(ix) * (dy < 0 ? -1 : 1) : iy;
  const r = radius + clear;
  return { x: end.x + nx * r + (nx === 0 ? shift : 0), y: end.y + ny * r + (ny === 0 ? shift : 0), nx, ny };
}

// The centre is left from its ends to columns, and from above and below to rows.
function pillPort(end: End, other: End, shift: number): Port {
  const dx = other.x - end.x;
  const dy = other.y - end.y;
  const tallness = centreHeight / 2;
  const toRow = (other.side === "a" || other.side === "b") && Math.abs(dy) > 2 * tallness;
  if (!toRow && Math.abs(dx) > end.half + 40) {
    const nx = dx < 0 ? -1 : 1;
    return { x: end.x + nx * (end.half + clear), y: end.y + clamp(dy * 0.09 + shift, tallness - 9), nx, ny: 0 };
  }
  const ny = dy < 0 ? -1 : 1;
  return { x: end.x + clamp(dx * 0.3 + shift, end.half - 30), y: end.y + ny * (tallness + clear), nx: 0, ny };
}

// A curve from one entry to another; n tells lines between the same two apart.
export function route(from: End, to: End, head: "from" | "to" | null, n: number): Route {
  const shift = shifts[n % shifts.length] ?? 0;
  const a = port(from, to, shift);
  const b = port(to, from, shift);
  const start = head === "from" ? { x: a.x + a.nx * headLength, y: a.y + a.ny * headLength } : a;
  const end = head === "to" ? { x: b.x + b.nx * headLength, y: b.y + b.ny * headLength } : b;
  const bend = Math.min(110, Math.hypot(end.x - start.x, end.y - start.y) * 0.45);
  const c1 = { x: start.x + a.nx * bend, y: start.y + a.ny * bend };
  const c2 = { x: end.x + b.nx * bend, y: end.y + b.ny * bend };
  const mid = (p: "x" | "y"): number => (start[p] + 3 * c1[p] + 3 * c2[p] + end[p]) / 8;
  return {
    path: `M${round(start.x)} ${round(start.y)}C${round(c1.x)} ${round(c1.y)} ${round(c2.x)} ${round(c2.y)} ${round(end.x)} ${round(end.y)}`,
    middle: { x: mid("x"), y: mid("y") },
    head: head ? arrow(head === "to" ? b : a) : [],
  };
}

function arrow({ x, y, nx, ny }: Port): Point[] {
  const base = { x: x + nx * headLength, y: y + ny * headLength };
  return [{ x: base.x + ny * headHalf, y: base.y + nx * headHalf }, { x, y }, { x: base.x - ny * headHalf, y: base.y - nx * headHalf }];
}

const round = (x: number): number => Math.round(x * 10) / 10;
