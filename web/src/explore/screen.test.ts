import { describe, expect, it } from "vitest";
import { nextOf, type Ranked } from "./ranking";
import { firstSector, groupsOf, headOf, leavesOf, moreAt, screenOf, type Answer, type PageData } from "./screen";
import { walk } from "./walk";

type Edge = Answer["subgraph"]["edges"][number];

const edge = (subject: string, predicate: string, object: string, value: number, disputed = false, symmetric = false): Edge => ({
  id: `edge:${subject}.${predicate}.${object}`, subject: { id: subject }, object: { id: object },
  predicate: { id: predicate, label: predicate, inverseLabel: `${predicate} by`, symmetric },
  strength: { value, llmOnly: false, teams: [{ number: 1 }] }, disputed, bestTier: "T1", supporting: 1, qualifying: 0, disputing: 0, null: 0,
});

const edges = [edge("one", "originated", "base", 0.4), edge("two", "originated", "base", 0.8), edge("base", "uses", "three", 0.5, true),
  edge("three", "uses", "four", 0.3), edge("one", "knew", "two", 0.2, false, true)];

const answer: Answer = {
  subgraph: {
    nodes: ["base", "one", "two", "three", "four"].map((id) => ({ degree: 3, entity: { id, kind: "CONSTRUCT" as const, name: id } })),
    edges,
    groups: [
      { entity: { id: "base" }, predicate: edges[0]!.predicate, direction: "IN", shown: 2, total: 5 },
      { entity: { id: "three" }, predicate: edges[3]!.predicate, direction: "OUT", shown: 1, total: 1 },
    ],
    cypher: null,
  },
};

const data: PageData = {
  start: [], gone: null, version: "", most: 200, page: 10, answer: null,
  titles: [{ id: "in", title: "Comes from" }, { id: "out", title: "Leads to" }, { id: "against", title: "Set against" }, { id: "with", title: "Goes with" }],
  sectors: { originated: ["out", "in"], uses: ["with", "with"], knew: ["with", "with"], derives: ["in", "out"] },
};

const screen = screenOf(answer, ["base", "one", "two", "three", "four"]);

describe("a screen", () => {
  it("sets lines by sector, strongest first, and a dispute against", () => {
    expect(groupsOf(screen, data).map(({ id, rows, more }) => [id, rows.map(({ from, to }) => `${from.id} ${to.id}`), more.length])).toEqual([
      ["in", ["two base", "one base"], 1], ["against", ["three base"], 0], ["among", ["four three", "two one"], 0],
    ]);
    expect(firstSector(data, [edges[2]!], "base")).toBe("against");
  });

  it("leaves out what was hidden since, and counts it as more", () => {
    const less = screenOf(answer, ["base", "one", "three"]);
    expect(less.lines.map(({ id }) => id)).toEqual([edges[0]!.id, edges[2]!.id]);
    expect(moreAt(screen, "base")).toBe(3);
    expect(moreAt(less, "base")).toBe(4);
    expect(moreAt(less, "three")).toBe(1);
  });

  it("knows what hangs on one entry only", () => {
    expect(leavesOf(screen, "three", () => false)).toEqual(["four"]);
    expect(leavesOf(screen, "three", () => true)).toEqual([]);
  });

  it("draws heads where ideas arrive", () => {
    expect(headOf(data, edges[0]!)).toBe("object");
    expect(headOf(data, edge("a", "derives", "b", 1))).toBe("subject");
    expect(headOf(data, edges[4]!)).toBeNull();
  });

  it("is walked along lines, and up and down a column", () => {
    const places = new Map([["base", 0], ["one", -1], ["two", -1], ["three", 1]].map(([id, x], i) => [String(id), { x: Number(x) * 200, y: i === 1 ? -30 : i === 2 ? 30 : 0, side: "l" as const }]));
    expect(walk(screen, places, "base", "ArrowRight")?.to).toBe("three");
    expect(walk(screen, places, "base", "ArrowLeft")?.line?.id).toBe(edges[0]!.id);
    expect(walk(screen, places, "one", "ArrowDown")?.to).toBe("two");
    expect(walk(screen, places, "three", "ArrowRight")).toBeNull();
  });
});

it("takes the next neighbours of a relation that are not on screen", () => {
  const ranked: Ranked[] = edges.map((e) => ({ ...e, subject: { ...e.subject, kind: "CONSTRUCT", name: "" }, object: { ...e.object, kind: "CONSTRUCT", name: "" } }));
  const relation = answer.subgraph.groups[0]!;
  expect(nextOf(ranked, [relation], "base", new Set(["base", "two"]), 10).map(({ entry }) => entry.id)).toEqual(["one"]);
  expect(nextOf(ranked, [relation], "base", new Set(["base"]), 1)).toHaveLength(1);
});
