import { describe, expect, it } from "vitest";
import { boxesOf, boxOf, firstPlaces, overlap, placesOf, roomBeside, type Box } from "./place";
import type { PageData, SectorId } from "./screen";

const sectors: SectorId[] = ["in", "out", "against", "with"];
const names = ["Secure base", "Mary D. Salter Ainsworth", "Circle of Security (intensive, 20-week group)", "Adults with attachment difficulties", "EFT"];
const nameOf = (i: number): string => names[i % names.length] ?? "";
const startOf = (n: number, sector: (i: number) => SectorId): PageData["start"] =>
  [{ id: "centre", name: "Secure base", sector: "" as const }, ...Array.from({ length: n }, (_, i) => ({ id: `n${i}`, name: nameOf(i), sector: sector(i) }))];

function overlaps(boxes: Box[]): number {
  return boxes.reduce((sum, box, i) => sum + boxes.slice(i + 1).filter((other) => overlap(box, other)).length, 0);
}

describe("places", () => {
  for (const [what, sector] of [["every sector", (i: number) => sectors[i % 4] ?? "in"], ["one sector", () => "with"], ["two sides", (i: number) => (i % 3 ? "in" : "out")]] as const) {
    it(`the first view holds 40 entries in ${what} without overlap`, () => {
      const start = startOf(40, sector as (i: number) => SectorId);
      const named = (id: string): string => start.find((s) => s.id === id)?.name ?? "";
      expect(overlaps(boxesOf(firstPlaces(start), named, start))).toBe(0);
    });
  }

  it("what is added never moves or touches what is there, up to 200 entries", () => {
    const start = startOf(20, (i) => sectors[i % 4] ?? "in");
    const known = new Map(start.map(({ id, name }) => [id, name]));
    const named = (id: string): string => known.get(id) ?? "";
    let added: { id: string; at: { x: number; y: number; side: "l" | "r" | "a" | "b" }; pinned: boolean }[] = [];
    for (let step = 0; step < 18; step++) {
      const places = placesOf(start, added, named, () => "with");
      const before = new Map(places);
      const parent = `n${step}`;
      const place = places.get(step % 3 ? parent : "centre");
      if (!place) throw new Error("no parent");
      const entries = Array.from({ length: 10 }, (_, i) => ({ id: `a${step}-${i}`, name: nameOf(i), sector: sectors[(i + step) % 4] ?? ("in" as const) }));
      entries.forEach(({ id, name }) => known.set(id, name));
      const room = roomBeside({ id: parent, name: "Secure base", place, isCentre: step % 3 === 0 }, entries, boxesOf(places, named, start));
      added = [...added, ...entries.map(({ id }) => ({ id, at: room.get(id) ?? { x: 0, y: 0, side: "l" as const }, pinned: false }))];
      const after = placesOf(start, added, named, () => "with");
      for (const [id, at] of before) expect(after.get(id)).toEqual(at);
      expect(overlaps(boxesOf(after, named, start))).toBe(0);
    }
  });

  it("an entry without a place finds one, the same every time", () => {
    const start = startOf(12, (i) => sectors[i % 4] ?? "in");
    const named = (id: string): string => start.find((s) => s.id === id)?.name ?? "Over-application";
    const once = placesOf(start, [{ id: "late", pinned: false }], named, () => "out");
    expect(placesOf(start, [{ id: "late", pinned: false }], named, () => "out")).toEqual(once);
    const late = once.get("late");
    expect(late && [...once].every(([id, at]) => id === "late" || !overlap(boxOf(late, "Over-application"), boxOf(at, named(id))))).toBe(true);
  });
});
