import type { PageData, SectorId } from "./screen";
import type { Added, Place } from "./view";
import { labelLines } from "./words";

// The side of an entry on which its label stands: left, right, above, below.
export type Side = "l" | "r" | "a" | "b";

export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

// Sizes in the picture's own units, which are pixels when it is not zoomed.
export const radius = 14; // of a mark
export const centreHeight = 62;
export const grid = 4; // places are multiples of it, so that an address can hold them
export const charWidth = 7.3; // of a label, roughly; the same for everyone, so that a link gives everyone the same picture
const lineHeight = 16;
const smallest = 156; // width of the last line of a label: relation, strength, how many more
const gap = 8; // around labels

const column = 256; // from one column of entries to the next
const row = 60;
const wide = 176; // from one entry to the next in a row above or below
const tall = 104;
const columnRows = 8;
const rowColumns = 5;

const sideOfSector: Record<SectorId, Side> = { in: "l", out: "r", against: "a", with: "b" };

export const centreWidth = (name: string): number => 96 + Math.min(name.length, 30) * 10.2;

// How many letters of a relation fit into a label, beside strength and number.
export const saysRoom = (name: string): number => Math.floor(labelWidth(name) / 5.8) - 9;

const snap = (x: number): number => Math.round(x / grid) * grid;

export function labelWidth(name: string): number {
  return Math.max(smallest, ...labelLines(name).map((line) => line.length * charWidth));
}

// The room that an entry takes with its label.
export function boxOf({ x, y, side }: Place, name: string): Box {
  const width = labelWidth(name);
  const height = (labelLines(name).length + 1) * lineHeight;
  const r = radius;
  switch (side) {
    case "l":
      return { x0: x - r - gap - width, x1: x + r, y0: y - Math.max(height / 2, r), y1: y + Math.max(height / 2, r) };
    case "r":
      return { x0: x - r, x1: x + r + gap + width, y0: y - Math.max(height / 2, r), y1: y + Math.max(height / 2, r) };
    case "a":
      return { x0: x - width / 2, x1: x + width / 2, y0: y - r - 4 - height, y1: y + r };
    case "b":
      return { x0: x - width / 2, x1: x + width / 2, y0: y - r, y1: y + r + 4 + height };
  }
}

export const overlap = (a: Box, b: Box): boolean =>
  a.x0 < b.x1 + gap && b.x0 < a.x1 + gap && a.y0 < b.y1 + 2 && b.y0 < a.y1 + 2;

export const centreBox = (name: string): Box => {
  const half = centreWidth(name) / 2;
  return { x0: -half - 40, x1: half + 40, y0: -centreHeight / 2 - 24, y1: centreHeight / 2 + 24 };
};

// A place that something new can take beside an entry.
interface Slot extends Place {
  cost: number;
}

// The slots on one side of a point, nearest first: columns to the left and right, rows above and below.
function slots(side: Side, from: { x: number; y: number }, first: number, count: number): Slot[] {
  const list: Slot[] = [];
  const depth = 4 + Math.ceil(count / 6);
  const reach = side === "l" || side === "r" ? 12 : 8;
  for (let k = 0; k < depth; k++) {
    for (let j = -reach; j <= reach; j++) {
      const out = first + k * (side === "l" || side === "r" ? column : tall);
      const along = j * (side === "l" || side === "r" ? row : wide / 2);
      const at = {
        l: { x: from.x - out, y: from.y + along },
        r: { x: from.x + out, y: from.y + along },
        a: { x: from.x + along, y: from.y - out },
        b: { x: from.x + along, y: from.y + out },
      }[side];
      list.push({ x: snap(at.x), y: snap(at.y), side, cost: k * 4.5 * row + Math.abs(along) + (j > 0 ? 0.5 : 0) });
    }
  }
  return list.sort((a, b) => a.cost - b.cost);
}

export interface Named {
  id: string;
  name: string;
}

// Where the name of a sector stands in the picture, and on which side of that point.
export interface Head {
  x: number;
  y: number;
  anchor: "start" | "end" | "middle";
}

// The names of the sectors stand beside what the first view has in them, and stay there.
export function headsOf(start: PageData["start"]): Map<SectorId, Head> {
  const first = firstPlaces(start);
  const heads = new Map<SectorId, Head>();
  for (const sector of ["in", "out", "against", "with"] as const) {
    const places = start.filter((s) => s.sector === sector).flatMap(({ id }) => first.get(id) ?? []);
    if (places.length === 0) continue;
    const xs = places.map(({ x }) => x);
    const ys = places.map(({ y }) => y);
    heads.set(sector, {
      in: { x: Math.max(...xs) + radius, y: Math.min(...ys) - 42, anchor: "end" as const },
      out: { x: Math.min(...xs) - radius, y: Math.min(...ys) - 42, anchor: "start" as const },
      against: { x: 0, y: Math.min(...ys) - 84, anchor: "middle" as const },
      with: { x: 0, y: Math.max(...ys) + 92, anchor: "middle" as const },
    }[sector]);
  }
  return heads;
}

const headWidth = 230;

export function headBox({ x, y, anchor }: Head): Box {
  const x0 = anchor === "start" ? x : anchor === "end" ? x - headWidth : x - headWidth / 2;
  return { x0, x1: x0 + headWidth, y0: y - 14, y1: y + 4 };
}

// Finds room for entries on one side of a point; what is taken stays where it is.
export function findRoom(entries: Named[], side: Side, from: { x: number; y: number }, first: number, taken: Box[]): Map<string, Place> {
  const boxes = [...taken];
  const found: { entry: Named; place: Place }[] = [];
  const candidates = slots(side, from, first, entries.length + taken.length / 4);
  for (const entry of entries) {
    const slot = candidates.find((s) => !boxes.some((box) => overlap(box, boxOf(s, entry.name)))) ?? beyond(side, boxes);
    boxes.push(boxOf(slot, entry.name));
    found.push({ entry, place: { x: slot.x, y: slot.y, side } });
  }
  return new Map(found.map(({ entry, place }) => [entry.id, place]));
}

// The last resort: outside everything.
function beyond(side: Side, boxes: Box[]): Place {
  const most = (pick: (box: Box) => number): number => Math.max(...boxes.map(pick));
  switch (side) {
    case "l":
      return { x: snap(-most((b) => -b.x0) - 40), y: 0, side };
    case "r":
      return { x: snap(most((b) => b.x1) + 40), y: 0, side };
    case "a":
      return { x: 0, y: snap(-most((b) => -b.y0) - 40), side };
    case "b":
      return { x: 0, y: snap(most((b) => b.y1) + 40), side };
  }
}

// Where the first view stands: sectors around the centre, each in columns or rows in the order of the entries.
export function firstPlaces(start: PageData["start"]): Map<string, Place> {
  const [centre, ...rest] = start;
  const places = new Map<string, Place>();
  if (!centre) return places;
  places.set(centre.id, { x: 0, y: 0, side: "r" });
  const out = centreWidth(centre.name) / 2 + 150;
  let extent = 0;
  for (const side of ["l", "r"] as const) {
    const list = rest.filter(({ sector }) => sector && sideOfSector[sector] === side);
    list.forEach(({ id }, i) => {
      const k = Math.floor(i / columnRows);
      const rows = Math.min(columnRows, list.length - k * columnRows);
      const y = snap(((i % columnRows) - (rows - 1) / 2) * row);
      extent = Math.max(extent, Math.abs(y));
      places.set(id, { x: snap((side === "l" ? -1 : 1) * (out + k * column)), y, side });
    });
  }
  for (const side of ["a", "b"] as const) {
    const list = rest.filter(({ sector }) => sector && sideOfSector[sector] === side);
    const near = list.length <= 2 ? 148 : Math.max(148, extent + 84);
    list.forEach(({ id }, i) => {
      const k = Math.floor(i / rowColumns);
      const inRow = Math.min(rowColumns, list.length - k * rowColumns);
      const x = snap(((i % rowColumns) - (inRow - 1) / 2) * wide);
      places.set(id, { x, y: snap((side === "a" ? -1 : 1) * (near + k * tall)), side });
    });
  }
  return places;
}

// Where everything stands: the first view where it always does, what has a place there, and the rest where there is room.
export function placesOf(start: PageData["start"], added: readonly Added[], named: (id: string) => string, sectorTo: (id: string) => SectorId): Map<string, Place> {
  const places = firstPlaces(start);
  for (const { id, at } of added) if (at) places.set(id, at);
  for (const { id, at } of added) {
    if (at) continue;
    const taken = boxesOf(places, named, start);
    const side = sideOfSector[sectorTo(id)];
    const found = findRoom([{ id, name: named(id) }], side, { x: 0, y: 0 }, firstDistance(side, named(start[0]?.id ?? "")), taken);
    for (const [key, place] of found) places.set(key, place);
  }
  return places;
}

const firstDistance = (side: Side, centre: string): number => (side === "l" || side === "r" ? centreWidth(centre) / 2 + 150 : 148);

// The room that is taken. A place of the first view stays taken when its entry is moved or hidden, so that undoing finds it free.
export function boxesOf(places: ReadonlyMap<string, Place>, named: (id: string) => string, start: PageData["start"]): Box[] {
  const centre = start[0];
  const boxes: Box[] = centre ? [centreBox(centre.name)] : [];
  for (const head of headsOf(start).values()) boxes.push(headBox(head));
  for (const [id, place] of places) if (id !== centre?.id) boxes.push(boxOf(place, named(id)));
  const first = firstPlaces(start);
  for (const { id, name } of start.slice(1)) {
    const place = first.get(id);
    const now = places.get(id);
    if (place && (now?.x !== place.x || now.y !== place.y)) boxes.push(boxOf(place, name));
  }
  return boxes;
}

// Finds room for the neighbours of an entry: at the centre on the side of their sector, elsewhere further out.
export function roomBeside(parent: { id: string; place: Place; isCentre: boolean; name: string }, entries: (Named & { sector: SectorId })[], taken: Box[]): Map<string, Place> {
  const bySide = new Map<Side, Named[]>();
  for (const entry of entries) {
    const side = parent.isCentre ? sideOfSector[entry.sector] : parent.place.side;
    bySide.set(side, [...(bySide.get(side) ?? []), entry]);
  }
  const found = new Map<string, Place>();
  const boxes = [...taken];
  for (const [side, list] of bySide) {
    const first = parent.isCentre ? firstDistance(side, parent.name) : side === "l" || side === "r" ? column : tall;
    const places = findRoom(list, side, parent.place, first, boxes);
    for (const entry of list) {
      const place = places.get(entry.id);
      if (!place) continue;
      found.set(entry.id, place);
      boxes.push(boxOf(place, entry.name));
    }
  }
  return found;
}

// Where a moved entry's label stands best: away from the centre.
export function sideAt(x: number, y: number): Side {
  if (Math.abs(x) >= Math.abs(y)) return x < 0 ? "l" : "r";
  return y < 0 ? "a" : "b";
}

export const moved = (x: number, y: number): Place => ({ x: snap(x), y: snap(y), side: sideAt(x, y) });

// The bounds of all that is on screen.
export function boundsOf(boxes: Box[]): Box {
  return boxes.reduce((all, b) => ({ x0: Math.min(all.x0, b.x0), y0: Math.min(all.y0, b.y0), x1: Math.max(all.x1, b.x1), y1: Math.max(all.y1, b.y1) }));
}
