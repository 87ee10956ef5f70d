import type { Side } from "./place";

// An entry that the reader added or moved. Without a place it stands where there is room.
export interface Added {
  id: string;
  at?: Place;
  by?: string; // whose neighbour it was added as; the centre's if not said
  pinned: boolean;
}

export interface Place {
  x: number;
  y: number;
  side: Side;
}

// What the address holds: what the reader added to the first view, and what was taken from it.
export interface View {
  added: readonly Added[];
  without: readonly string[];
}

export interface State {
  view: View;
  past: readonly View[];
  future: readonly View[];
}

export type Action =
  | { type: "add"; entries: { id: string; at: Place }[]; by?: string }
  | { type: "hide"; ids: string[] }
  | { type: "place"; id: string; at: Place }
  | { type: "pin"; id: string; at: Place; on: boolean }
  | { type: "settle"; places: ReadonlyMap<string, Place> }
  | { type: "reset" }
  | { type: "undo" }
  | { type: "redo" };

export const emptyView: View = { added: [], without: [] };

export const begin = (view: View): State => ({ view, past: [], future: [] });

// Every step that a reader takes can be undone; settle only writes down where entries of an address came to stand.
export const reducerFor = (start: readonly string[]) => (state: State, action: Action): State => {
  switch (action.type) {
    case "undo": {
      const view = state.past.at(-1);
      return view ? { view, past: state.past.slice(0, -1), future: [state.view, ...state.future] } : state;
    }
    case "redo": {
      const [view, ...future] = state.future;
      return view ? { view, past: [...state.past, state.view], future } : state;
    }
    case "settle":
      return { ...state, view: settled(state.view, action.places) };
    default: {
      const view = step(state.view, action, start);
      return sameView(view, state.view) ? state : { view, past: [...state.past, state.view], future: [] };
    }
  }
};

type Step = Exclude<Action, { type: "undo" | "redo" | "settle" }>;

function step(view: View, action: Step, start: readonly string[]): View {
  switch (action.type) {
    case "add":
      return action.entries.reduce((v, { id, at }) => addTo(v, { id, at, by: action.by === start[0] ? undefined : action.by, pinned: false }, start), view);
    case "hide":
      return action.ids.reduce((v, id) => hideFrom(v, id, start), view);
    case "place":
      return put(view, action.id, action.at, true);
    case "pin":
      return put(view, action.id, action.at, action.on);
    case "reset":
      return emptyView;
  }
}

function addTo(view: View, entry: Added, start: readonly string[]): View {
  const { id } = entry;
  if (view.without.includes(id)) return { ...view, without: view.without.filter((other) => other !== id) };
  if (start.includes(id) || view.added.some((a) => a.id === id)) return view;
  return { ...view, added: [...view.added, entry] };
}

function hideFrom(view: View, id: string, start: readonly string[]): View {
  if (id === start[0]) return view; // there is no view without its centre
  const added = view.added.filter((a) => a.id !== id);
  const without = start.includes(id) && !view.without.includes(id) ? [...view.without, id] : view.without;
  return added.length === view.added.length && without === view.without ? view : { added, without };
}

function put(view: View, id: string, at: Place, pinned: boolean): View {
  const known = view.added.some((a) => a.id === id);
  return { ...view, added: known ? view.added.map((a) => (a.id === id ? { ...a, at, pinned } : a)) : [...view.added, { id, at, pinned }] };
}

function settled(view: View, places: ReadonlyMap<string, Place>): View {
  return { ...view, added: view.added.map((a) => (a.at ? a : { ...a, at: places.get(a.id) })) };
}

// The entries on screen in their order: the first view, then what was added.
export function idsOf(view: View, start: readonly string[]): string[] {
  const first = start.filter((id) => !view.without.includes(id));
  return [...first, ...view.added.map(({ id }) => id).filter((id) => !start.includes(id))];
}

// What came to the screen by expanding an entry, and by expanding what came so; what is pinned stays.
export function cameBy(view: View, id: string, start: readonly string[]): string[] {
  const own = view.added.filter((a) => !a.pinned && !start.includes(a.id) && (a.by ?? start[0]) === id).map((a) => a.id);
  return own.flatMap((other) => [other, ...cameBy(view, other, start)]);
}

export const isPinned = (view: View, id: string): boolean => view.added.some((a) => a.id === id && a.pinned);

export const sameView = (a: View, b: View): boolean => a === b || encode(a) === encode(b);

const same = "*"; // the entry before was added as a neighbour of the same

// A view as the fields `with` and `without` of an address: entries parted by "_", each an id, and where it is known the
// place, the side of its label, and whose neighbour it was added as, parted by dots.
export function fieldsOf(view: View): { with: string; without: string } {
  let before: string | undefined;
  const items = view.added.map(({ id, at, by, pinned }) => {
    if (!at) return id;
    const whose = by && (by === before ? same : by);
    before = by;
    return [id, at.x, at.y, at.side + (pinned ? "p" : ""), ...(whose ? [whose] : [])].join(".");
  });
  return { with: items.join("_"), without: view.without.join("_") };
}

const encode = (view: View): string => Object.values(fieldsOf(view)).join("|");

const sides = ["l", "r", "a", "b"] as const;

// Reads a view from an address; what is no place is left for the picture to find.
export function viewOf(search: string, start: readonly string[], gone: readonly string[] = []): View {
  const query = new URLSearchParams(search);
  const items = (name: string): string[] => (query.get(name) ?? "").split(/[_,]/).filter(Boolean);
  const added: Added[] = [];
  let before: string | undefined;
  for (const item of items("with")) {
    const [id = "", x, y, flags = "", whose] = item.split(".");
    const by = whose === same ? before : whose;
    before = by;
    const side = sides.find((s) => s === flags[0]);
    const at = side && Number.isInteger(Number(x)) && Number.isInteger(Number(y)) ? { x: Number(x), y: Number(y), side } : undefined;
    const known = start.includes(id);
    if (gone.includes(id) || added.some((a) => a.id === id) || (known && !at)) continue;
    added.push({ id, at, by, pinned: at !== undefined && flags.endsWith("p") });
  }
  const without = [...new Set(items("without"))].filter((id) => id !== start[0] && start.includes(id) && !added.some((a) => a.id === id));
  return { added, without };
}

// The address of a view: that of the page with its other fields as they are.
export function addressOf(view: View, pathname: string, search: string): string {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(fieldsOf(view))) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  return text ? `${pathname}?${text}` : pathname;
}
