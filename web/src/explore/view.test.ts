import { describe, expect, it } from "vitest";
import { addressOf, begin, cameBy, emptyView, fieldsOf, idsOf, isPinned, reducerFor, viewOf, type Action, type State } from "./view";

const start = ["centre", "one", "two", "three"];
const reduce = reducerFor(start);
const run = (...actions: Action[]): State => actions.reduce(reduce, begin(emptyView));
const at = (x: number, y: number) => ({ x, y, side: "l" as const });
const shown = (state: State): string[] => idsOf(state.view, start);

describe("a view", () => {
  it("adds after what is there, each entry once", () => {
    const state = run({ type: "add", entries: [{ id: "four", at: at(4, 8) }, { id: "one", at: at(0, 0) }] }, { type: "add", entries: [{ id: "four", at: at(40, 80) }] });
    expect(shown(state)).toEqual([...start, "four"]);
    expect(state.view.added).toEqual([{ id: "four", at: at(4, 8), by: undefined, pinned: false }]);
    expect(state.past).toHaveLength(1);
  });

  it("hides and brings back, but never the centre", () => {
    const hidden = run({ type: "add", entries: [{ id: "four", at: at(4, 8) }] }, { type: "hide", ids: ["two", "four", "centre"] });
    expect(shown(hidden)).toEqual(["centre", "one", "three"]);
    expect(shown(reduce(hidden, { type: "add", entries: [{ id: "two", at: at(1, 1) }] }))).toEqual(start);
  });

  it("undoes and does again, until another step is taken", () => {
    const hidden = run({ type: "hide", ids: ["one"] }, { type: "hide", ids: ["two"] });
    const back = reduce(hidden, { type: "undo" });
    expect(shown(back)).toEqual(["centre", "two", "three"]);
    expect(reduce(back, { type: "redo" }).view).toEqual(hidden.view);
    const other = reduce(back, { type: "hide", ids: ["three"] });
    expect(reduce(other, { type: "redo" })).toBe(other);
    expect(reduce(begin(emptyView), { type: "undo" }).view).toBe(emptyView);
  });

  it("takes no step when nothing changes", () => {
    const state = run({ type: "hide", ids: ["one"] });
    expect(reduce(state, { type: "hide", ids: ["one"] })).toBe(state);
    expect(reduce(state, { type: "hide", ids: ["centre"] })).toBe(state);
  });

  it("moves what is placed and keeps it pinned", () => {
    const state = run({ type: "place", id: "one", at: at(-8, 12) }, { type: "pin", id: "two", at: at(0, 4), on: true });
    expect(isPinned(state.view, "one")).toBe(true);
    expect(isPinned(reduce(state, { type: "pin", id: "two", at: at(0, 4), on: false }).view, "two")).toBe(false);
    expect(shown(state)).toEqual(start);
  });

  it("settles places without a step to undo", () => {
    const state = reduce(begin(viewOf("?with=four", start)), { type: "settle", places: new Map([["four", at(16, 20)]]) });
    expect(state.view.added).toEqual([{ id: "four", at: at(16, 20), pinned: false }]);
    expect(state.past).toEqual([]);
  });
});

describe("an address", () => {
  it("holds a view and gives it back", () => {
    const { view } = run({ type: "add", entries: [{ id: "four", at: at(-24, 8) }] }, { type: "place", id: "one", at: at(4, -8) }, { type: "hide", ids: ["two"] });
    expect(fieldsOf(view)).toEqual({ with: "four.-24.8.l_one.4.-8.lp", without: "two" });
    const address = addressOf(view, "/explore/centre", "?tier=T1&with=old");
    expect(address).toBe("/explore/centre?tier=T1&with=four.-24.8.l_one.4.-8.lp&without=two");
    expect(viewOf(address.slice(address.indexOf("?")), start)).toEqual(view);
    expect(addressOf(emptyView, "/explore/centre", "?without=two")).toBe("/explore/centre");
  });

  it("says whose neighbour an entry was added as", () => {
    const { view } = run({ type: "add", by: "one", entries: [{ id: "four", at: at(0, 4) }, { id: "five", at: at(0, 8) }] },
      { type: "add", by: "four", entries: [{ id: "six", at: at(8, 8) }] }, { type: "add", by: "centre", entries: [{ id: "seven", at: at(8, 0) }] });
    expect(fieldsOf(view).with).toBe("four.0.4.l.one_five.0.8.l.*_six.8.8.l.four_seven.8.0.l");
    expect(viewOf(addressOf(view, "", ""), start)).toEqual(view);
    expect(cameBy(view, "one", start)).toEqual(["four", "six", "five"]);
    expect(cameBy(view, "centre", start)).toEqual(["seven"]);
    expect(cameBy(run({ type: "add", by: "one", entries: [{ id: "four", at: at(0, 4) }] }, { type: "pin", id: "four", at: at(0, 4), on: true }).view, "one", start)).toEqual([]);
  });

  it("leaves out what means nothing", () => {
    const view = viewOf("?with=four.x.2.l_five,six.1.2.q_one_gone_four&without=centre_two_two_nobody", start, ["gone"]);
    expect(view).toEqual({ added: [{ id: "four", at: undefined, pinned: false }, { id: "five", at: undefined, pinned: false }, { id: "six", at: undefined, pinned: false }], without: ["two"] });
  });
});
