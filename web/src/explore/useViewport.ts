import { useCallback, useEffect, useMemo, useRef, type RefObject } from "react";
import type { Box } from "./place";

export interface Viewport {
  fit: (bounds: Box, least?: number) => void;
  zoom: (factor: number) => void;
  pan: (dx: number, dy: number) => void;
  reveal: (box: Box) => void;
  toPicture: (clientX: number, clientY: number) => { x: number; y: number };
  sees: (box: Box) => boolean;
}

const smallest = 0.25;
const largest = 2.5;
const far = 0.55; // zoomed out further, labels only show where the reader is

// Moves what is drawn by one transform on one group: nothing is drawn anew while the reader pans or zooms.
export function useViewport(svg: RefObject<SVGSVGElement | null>, group: RefObject<SVGGElement | null>): Viewport {
  const at = useRef({ x: 0, y: 0, k: 1 });

  const show = useCallback((x: number, y: number, k: number) => {
    at.current = { x, y, k };
    group.current?.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${k.toFixed(3)})`);
    svg.current?.classList.toggle("far", k < far);
  }, [svg, group]);

  const zoomAt = useCallback((factor: number, px: number, py: number) => {
    const { x, y, k } = at.current;
    const next = Math.min(largest, Math.max(smallest, k * factor));
    show(px - ((px - x) / k) * next, py - ((py - y) / k) * next, next);
  }, [show]);

  useEffect(() => {
    const element = svg.current;
    if (!element) return;
    const local = (event: { clientX: number; clientY: number }): [number, number] => {
      const box = element.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    // The wheel scrolls the page, unless the reader holds Ctrl or is in the picture.
    const wheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey && !element.contains(document.activeElement)) return;
      event.preventDefault();
      zoomAt(Math.exp(-event.deltaY * 0.0015), ...local(event));
    };
    let last: [number, number] | null = null;
    const down = (event: PointerEvent): void => {
      if (event.button !== 0 || (event.target instanceof Element && event.target.closest(".entry, .line, .more"))) return;
      last = [event.clientX, event.clientY];
      element.setPointerCapture(event.pointerId);
      element.classList.add("panning");
    };
    const move = (event: PointerEvent): void => {
      if (!last) return;
      const { x, y, k } = at.current;
      show(x + event.clientX - last[0], y + event.clientY - last[1], k);
      last = [event.clientX, event.clientY];
    };
    const up = (): void => {
      last = null;
      element.classList.remove("panning");
    };
    element.addEventListener("wheel", wheel, { passive: false });
    element.addEventListener("pointerdown", down);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", up);
    element.addEventListener("pointercancel", up);
    return () => {
      element.removeEventListener("wheel", wheel);
      element.removeEventListener("pointerdown", down);
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", up);
      element.removeEventListener("pointercancel", up);
    };
  }, [svg, show, zoomAt]);

  return useMemo(() => {
    const size = (): { w: number; h: number } => ({ w: svg.current?.clientWidth ?? 800, h: svg.current?.clientHeight ?? 600 });
    const seen = (box: Box): { left: number; right: number; top: number; bottom: number } => {
      const { x, y, k } = at.current;
      return { left: box.x0 * k + x, right: box.x1 * k + x, top: box.y0 * k + y, bottom: box.y1 * k + y };
    };
    return {
      fit: (bounds, least = smallest) => {
        const { w, h } = size();
        const k = Math.min(1, Math.max(least, Math.min((w - 24) / (bounds.x1 - bounds.x0), (h - 24) / (bounds.y1 - bounds.y0))));
        const fits = (bounds.x1 - bounds.x0) * k <= w && (bounds.y1 - bounds.y0) * k <= h;
        const middle = fits ? { x: (bounds.x0 + bounds.x1) / 2, y: (bounds.y0 + bounds.y1) / 2 } : { x: 0, y: 0 };
        show(w / 2 - middle.x * k, h / 2 - middle.y * k, k);
      },
      zoom: (factor) => zoomAt(factor, size().w / 2, size().h / 2),
      pan: (dx, dy) => show(at.current.x + dx, at.current.y + dy, at.current.k),
      reveal: (box) => {
        const { w, h } = size();
        const { left, right, top, bottom } = seen(box);
        const dx = left < 8 ? 8 - left : right > w - 8 ? w - 8 - right : 0;
        const dy = top < 8 ? 8 - top : bottom > h - 8 ? h - 8 - bottom : 0;
        if (dx || dy) show(at.current.x + dx, at.current.y + dy, at.current.k);
      },
      sees: (box) => {
        const { w, h } = size();
        const { left, right, top, bottom } = seen(box);
        return left >= 0 && top >= 0 && right <= w && bottom <= h;
      },
      toPicture: (clientX, clientY) => {
        const box = svg.current?.getBoundingClientRect();
        const { x, y, k } = at.current;
        return { x: (clientX - (box?.left ?? 0) - x) / k, y: (clientY - (box?.top ?? 0) - y) / k };
      },
    };
  }, [svg, show, zoomAt]);
}
