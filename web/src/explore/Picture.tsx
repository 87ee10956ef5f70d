import { useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type Ref } from "react";
import { EntryMark } from "./EntryMark";
import type { Selection } from "./Explore";
import { LineMark } from "./LineMark";
import { boundsOf, boxOf, centreBox, centreWidth, grid, headBox, headsOf, moved, type Box } from "./place";
import { route, type End, type Route } from "./route";
import { headOf, linesAt, moreAt, otherEnd, says, touches, type Line, type PageData, type Screen } from "./screen";
import { SectorHeads } from "./SectorHeads";
import type { Explorer } from "./useExplorer";
import { useViewport, type Viewport } from "./useViewport";
import type { Place } from "./view";
import { isArrow, shiftOf, walk } from "./walk";
import { decimals } from "./words";

export interface PictureHandle extends Viewport {
  svg: SVGSVGElement | null;
  fitAll: () => void;
  bounds: () => Box;
  focus: (id: string) => void;
}

interface Props {
  ref: Ref<PictureHandle>;
  explorer: Explorer;
  screen: Screen;
  current: string;
  selection: Selection;
  bare: boolean; // without the lines among neighbours
  onCurrent: (id: string) => void;
  onOpen: (selection: Selection, byKey?: boolean) => void;
}

const legible = 0.62; // the first view is not made smaller than this
const startsDrag = 4; // px

// The picture. Entries are options of one list, of which one has the focus; arrow keys walk along lines.
export function Picture({ ref, explorer, screen, current, selection, bare, onCurrent, onOpen }: Props) {
  const { places, data, more, collapse, hide, pin, place, undo, redo } = explorer;
  const svg = useRef<SVGSVGElement>(null);
  const group = useRef<SVGGElement>(null);
  const viewport = useViewport(svg, group);
  const [walked, setWalked] = useState<string | null>(null);
  const [dragged, setDragged] = useState<{ id: string; at: Place } | null>(null);
  const placeOf = useCallback((id: string): Place => (dragged?.id === id ? dragged.at : places.get(id)) ?? { x: 0, y: 0, side: "r" }, [dragged, places]);

  const nameOf = (id: string): string => screen.entries.get(id)?.name ?? id;
  const bounds = (): Box => boundsOf([
    ...screen.order.map((id) => (id === screen.centre ? centreBox(nameOf(id)) : boxOf(placeOf(id), nameOf(id)))),
    ...[...headsOf(data.start).values()].map(headBox),
  ]);
  const focus = (id: string): void => svg.current?.querySelector<SVGElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  useImperativeHandle(ref, () => ({ ...viewport, svg: svg.current, bounds, focus, fitAll: () => viewport.fit(bounds()) }));
  const firstBounds = useRef(bounds());
  useFit(svg, () => viewport.fit(firstBounds.current, legible));

  const routes = useMemo(() => routesOf(screen, places, data), [screen, places, data]);
  const marks = useMemo(() => marksOf(screen), [screen]);
  // While an entry is dragged, only its own lines are led anew.
  const pulled = useMemo(() => dragged && routesOf(screen, new Map(places).set(dragged.id, dragged.at), data, dragged.id), [screen, places, data, dragged]);
  const openLine = useCallback((id: string) => onOpen({ type: "line", id }), [onOpen]);
  const focused = useCallback((event: { currentTarget: SVGGElement }) => {
    const { id } = event.currentTarget.dataset;
    if (id) onCurrent(id);
  }, [onCurrent]);

  const drag = useRef<{ id: string; x: number; y: number; from: Place; moving: boolean } | null>(null);
  const pressed = useCallback((event: PointerEvent<SVGGElement>) => {
    const { id } = event.currentTarget.dataset;
    if (event.button !== 0 || !id) return;
    drag.current = { id, x: event.clientX, y: event.clientY, from: placeOf(id), moving: false };
  }, [placeOf]);
  const pointed = (event: PointerEvent): void => {
    const d = drag.current;
    if (!d || d.id === screen.centre || (!d.moving && Math.hypot(event.clientX - d.x, event.clientY - d.y) < startsDrag)) return;
    if (!d.moving) svg.current?.setPointerCapture(event.pointerId);
    d.moving = true;
    const from = viewport.toPicture(d.x, d.y);
    const to = viewport.toPicture(event.clientX, event.clientY);
    setDragged({ id: d.id, at: moved(d.from.x + to.x - from.x, d.from.y + to.y - from.y) });
  };
  const released = (): void => {
    const d = drag.current;
    drag.current = null;
    if (!d) return;
    if (dragged) place(dragged.id, dragged.at);
    else onOpen({ type: "entry", id: d.id });
    setDragged(null);
  };

  const step = (id: string): void => {
    focus(id);
    viewport.reveal(id === screen.centre ? centreBox(nameOf(id)) : boxOf(placeOf(id), nameOf(id)));
  };
  const keys: Record<string, () => void> = {
    Enter: () => onOpen({ type: "entry", id: current }, true),
    " ": () => onOpen({ type: "entry", id: current }, true),
    l: () => { const id = walked ?? linesAt(screen, current)[0]?.id; if (id) onOpen({ type: "line", id }, true); },
    e: () => more(current),
    c: () => collapse(current),
    p: () => pin(current),
    h: () => hideCurrent(),
    Delete: () => hideCurrent(),
    Home: () => step(screen.centre),
    f: () => viewport.fit(bounds()),
    "+": () => viewport.zoom(1.25),
    "=": () => viewport.zoom(1.25),
    "-": () => viewport.zoom(0.8),
  };
  const hideCurrent = (): void => {
    const line = mainLine(screen, current);
    hide(current);
    if (current !== screen.centre) step(line ? otherEnd(line, current) : screen.centre);
  };
  const keyed = (event: KeyboardEvent): void => {
    if (event.altKey) return;
    const { key } = event;
    if (event.ctrlKey || event.metaKey) {
      const action = key.toLowerCase() === "z" ? (event.shiftKey ? redo : undo) : key.toLowerCase() === "y" ? redo : isArrow(key) ? () => panBy(key) : null;
      if (!action) return;
      action();
    } else if (isArrow(key) && event.shiftKey) {
      if (current === screen.centre) return;
      const { dx, dy } = shiftOf(key, 5 * grid);
      const { x, y } = placeOf(current);
      place(current, moved(x + dx, y + dy));
    } else if (isArrow(key)) {
      const next = walk(screen, places, current, key);
      if (next) {
        setWalked(next.line?.id ?? null);
        step(next.to);
      }
    } else {
      const action = keys[key.length === 1 ? key.toLowerCase() : key];
      if (!action) return;
      action();
    }
    event.preventDefault();
  };
  const panBy = (key: Parameters<typeof shiftOf>[0]): void => {
    const { dx, dy } = shiftOf(key, -60);
    viewport.pan(dx, dy);
  };

  return (
    <figure className="canvas">
      <svg ref={svg} className="graph" data-bare={bare || undefined} role="listbox" aria-label={`Picture: ${nameOf(screen.centre)} and ${screen.order.length - 1} around it`}
        aria-describedby="explore-keys" onKeyDown={keyed} onPointerMove={pointed} onPointerUp={released}>
        <g ref={group} className="world">
          <SectorHeads explorer={explorer} screen={screen} />
          {screen.lines.map((line) => {
            const r = pulled?.get(line.id) ?? routes.get(line.id);
            return r && <LineMark key={line.id} line={line} route={r} words={marks.words.get(line.id) ?? ""} selected={selection?.id === line.id || walked === line.id} lit={current !== screen.centre && touches(line, current)} among={!touches(line, screen.centre)} onOpen={openLine} />;
          })}
          {screen.order.map((id) => {
            const entry = screen.entries.get(id);
            const line = marks.lines.get(id);
            return entry && <EntryMark key={id} entry={entry} place={placeOf(id)} isCentre={id === screen.centre}
              says={id === screen.centre || !line ? "" : says(line, id)} strength={id === screen.centre || !line ? "" : decimals(line.strength.value)}
              more={marks.more.get(id) ?? 0} pinned={explorer.pinned(id)} current={current === id} selected={selection?.id === id} onFocus={focused} onPointerDown={pressed} />;
          })}
        </g>
      </svg>
    </figure>
  );
}

// Fits the picture when it gets its room, and anew when that changes, for example with the window.
function useFit(svg: { current: SVGSVGElement | null }, fit: () => void): void {
  const latest = useRef(fit);
  latest.current = fit;
  useEffect(() => {
    const element = svg.current;
    if (!element) return;
    let width = 0; // until the picture stands in the page
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      latest.current();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [svg]);
}

// The line that a label tells of: the strongest to the centre, or of those on screen.
function mainLine(screen: Screen, id: string): Line | undefined {
  const lines = linesAt(screen, id).sort((a, b) => b.strength.value - a.strength.value);
  return lines.find((line) => touches(line, screen.centre)) ?? lines[0];
}

// What the marks of a screen say.
function marksOf(screen: Screen): { lines: Map<string, Line | undefined>; more: Map<string, number>; words: Map<string, string> } {
  const name = (id: string): string => screen.entries.get(id)?.name ?? id;
  const words = (line: Line): string =>
    `${name(line.subject.id)} ${line.predicate.label} ${name(line.object.id)}, strength ${decimals(line.strength.value)}${line.disputed ? ", in dispute" : ""}`;
  return {
    lines: new Map(screen.order.map((id) => [id, mainLine(screen, id)])),
    more: new Map(screen.order.map((id) => [id, moreAt(screen, id)])),
    words: new Map(screen.lines.map((line) => [line.id, words(line)])),
  };
}

// The ways of all lines, or of those at one entry.
function routesOf(screen: Screen, places: ReadonlyMap<string, Place>, data: PageData, only?: string): Map<string, Route> {
  const pairs = new Map<string, number>();
  const routes = new Map<string, Route>();
  const half = centreWidth(screen.entries.get(screen.centre)?.name ?? "") / 2;
  const end = (id: string): End => ({ ...(places.get(id) ?? { x: 0, y: 0, side: "r" }), half: id === screen.centre ? half : 0 });
  for (const line of screen.lines) {
    if (only !== undefined && !touches(line, only)) continue;
    const pair = [line.subject.id, line.object.id].sort().join(" ");
    const n = pairs.get(pair) ?? 0;
    pairs.set(pair, n + 1);
    const head = headOf(data, line);
    routes.set(line.id, route(end(line.subject.id), end(line.object.id), head === "subject" ? "from" : head === "object" ? "to" : null, n));
  }
  return routes;
}
