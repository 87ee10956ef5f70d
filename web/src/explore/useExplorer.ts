import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { ask } from "../graphql/graphql";
import { lensOf, type Lens } from "../lens/lens";
import { boxesOf, boxOf, placesOf, roomBeside, type Box } from "./place";
import { askRanking, nextOf } from "./ranking";
import { exploreDocument, firstSector, leavesOf, linesAt, screenOf, sectorOf, type PageData, type Relation, type Screen } from "./screen";
import { useKeptAddress } from "./useKeptAddress";
import { addressOf, begin, cameBy, idsOf, isPinned, reducerFor, viewOf, type Place, type View } from "./view";
import { plural } from "./words";

export interface Explorer {
  data: PageData;
  lens: Lens | null;
  screen: Screen | null;
  places: ReadonlyMap<string, Place>;
  view: View;
  said: string;
  trouble: string;
  canUndo: boolean;
  canRedo: boolean;
  name: (id: string) => string;
  pinned: (id: string) => boolean;
  room: (id: string) => Box | null;
  more: (id: string, relations?: Relation[]) => void;
  collapsible: (id: string) => string[]; // what collapsing an entry takes away
  collapse: (id: string) => void;
  hide: (id: string) => void;
  pin: (id: string) => void;
  place: (id: string, at: Place) => void;
  undo: () => void;
  redo: () => void;
  say: (words: string) => void;
}

const patience = 1500; // ms before a reader is told that the server is slow

// The state of the page: the view that the address holds, what the graph says of it, and where everything stands.
export function useExplorer(data: PageData): Explorer {
  const start = useMemo(() => data.start.map(({ id }) => id), [data]);
  const [lens] = useState(() => lensOf(location.search));
  const [state, dispatch] = useReducer(reducerFor(start), null, () => begin(viewOf(location.search, start, data.gone ?? [])));
  const { view } = state;
  const ids = useMemo(() => idsOf(view, start), [view, start]);
  const [first] = useState(ids);
  const [said, say] = useState("");
  const [slow, setSlow] = useState(false);
  const client = useQueryClient();

  const answer = useQuery({
    queryKey: ["explore", ids, lens],
    queryFn: ({ signal }) => ask(exploreDocument, { ids, lens }, signal),
    initialData: ids === first ? data.answer ?? undefined : undefined,
    placeholderData: keepPreviousData,
  });
  const screen = useMemo(() => (answer.data ? screenOf(answer.data, ids) : null), [answer.data, ids]);

  const names = useRef(new Map(data.start.map(({ id, name }) => [id, name])));
  for (const [id, { name }] of screen?.entries ?? []) names.current.set(id, name);
  const name = useCallback((id: string) => names.current.get(id) ?? id, []);

  const places = useMemo(() => {
    const centre = start[0] ?? "";
    return placesOf(data.start, view.added, name, (id) => (screen ? firstSector(data, linesAt(screen, id).filter((l) => l.subject.id === centre || l.object.id === centre), centre) : "with"));
  }, [data, start, view.added, screen, name]);

  const unsettled = screen !== null && view.added.some(({ id, at }) => !at && screen.entries.has(id));
  useEffect(() => {
    if (unsettled && !answer.isPlaceholderData) dispatch({ type: "settle", places });
  }, [unsettled, answer.isPlaceholderData, places]);

  const keepAddress = useKeptAddress();
  useEffect(() => {
    if (!unsettled) keepAddress(addressOf(view, location.pathname, location.search));
  }, [view, unsettled, keepAddress]);

  // What an answer that comes later works on.
  const now = useRef({ screen, places, ids });
  now.current = { screen, places, ids };

  const more = useCallback((id: string, chosen?: Relation[]) => {
    const { screen } = now.current;
    if (!screen) return;
    const relations = (chosen ?? screen.relations.filter((r) => r.entity.id === id)).filter((r) => r.total > r.shown);
    if (relations.length === 0) return say(`No further neighbours of ${name(id)} ${lens ? "pass the lens" : "are in the graph"}.`);
    if (now.current.ids.length >= data.most) return say(`${data.most} entries are on screen, which is the most. Hide or collapse some first.`);
    const predicates = [...new Set(relations.map(({ predicate }) => predicate.id))];
    const timer = setTimeout(() => setSlow(true), patience);
    client.fetchQuery({ queryKey: ["explore-more", id, predicates, lens], queryFn: ({ signal }) => askRanking(id, predicates, lens, signal) }).then((ranked) => {
      const { ids, places } = now.current;
      const next = nextOf(ranked, relations, id, new Set(ids), Math.min(data.page, data.most - ids.length));
      for (const { entry } of next) names.current.set(entry.id, entry.name);
      const named = next.map(({ entry, edge }) => ({ id: entry.id, name: entry.name, sector: sectorOf(data, edge, id) }));
      const parent = { id, name: name(id), isCentre: id === start[0], place: places.get(id) ?? { x: 0, y: 0, side: "r" as const } };
      const room = roomBeside(parent, named, boxesOf(places, name, data.start));
      dispatch({ type: "add", by: id, entries: named.flatMap(({ id }) => { const at = room.get(id); return at ? [{ id, at }] : []; }) });
      say(`${plural(next.length, "neighbour", "neighbours")} of ${name(id)} added.`);
    }, (error: unknown) => say(error instanceof Error ? error.message : "The server has no answer.")).finally(() => {
      clearTimeout(timer);
      setSlow(false);
    });
  }, [client, data, lens, name, start]);

  const pinned = useCallback((id: string) => isPinned(view, id), [view]);
  const hide = useCallback((id: string) => {
    if (id === start[0]) return say(`${name(id)} is the centre and stays.`);
    dispatch({ type: "hide", ids: [id] });
    say(`${name(id)} is hidden. Undo brings it back.`);
  }, [name, start]);
  const collapsible = useCallback((id: string): string[] => {
    const came = cameBy(view, id, start);
    return came.length > 0 || !screen ? came : leavesOf(screen, id, pinned);
  }, [view, start, screen, pinned]);
  const collapse = useCallback((id: string) => {
    const leaves = collapsible(id);
    if (leaves.length === 0) return say(`Nothing hangs on ${name(id)} alone.`);
    dispatch({ type: "hide", ids: leaves });
    say(`${plural(leaves.length, "neighbour", "neighbours")} of ${name(id)} taken away.`);
  }, [name, collapsible]);
  const pin = useCallback((id: string) => {
    const at = now.current.places.get(id);
    if (!at || id === start[0]) return;
    const on = !pinned(id);
    dispatch({ type: "pin", id, at, on });
    say(`${name(id)} is ${on ? "pinned" : "no longer pinned"}.`);
  }, [name, pinned, start]);
  const place = useCallback((id: string, at: Place) => dispatch({ type: "place", id, at }), []);
  const undo = useCallback(() => { dispatch({ type: "undo" }); say("Undone."); }, []);
  const redo = useCallback(() => { dispatch({ type: "redo" }); say("Done again."); }, []);
  const room = useCallback((id: string): Box | null => {
    const at = now.current.places.get(id);
    return at ? boxOf(at, name(id)) : null;
  }, [name]);

  const away = answer.failureReason !== null && answer.isFetching;
  return {
    data, lens, screen, places, view, said, name, pinned, room, more, hide, collapsible, collapse, pin, place, undo, redo, say,
    trouble: away || slow ? "The server does not answer. What you see stays; it is asked again by itself." : answer.error ? answer.error.message : "",
    canUndo: state.past.length > 0,
    canRedo: state.future.length > 0,
  };
}
