import { useCallback, useRef, useState } from "react";
import type { IslandProps } from "../shell/Islands";
import { Panel } from "./Panel";
import { Picture, type PictureHandle } from "./Picture";
import type { PageData } from "./screen";
import { TakeAway } from "./TakeAway";
import { Tools } from "./Tools";
import { Twin } from "./Twin";
import { useExplorer } from "./useExplorer";

// What the panel shows: an entry, a line between two, or nothing.
export type Selection = { type: "entry" | "line"; id: string } | null;

// Around an entry: a picture of up to 200 entries, a panel beside it, and the same as a table.
export default function Explore({ element }: IslandProps) {
  const [data] = useState(() => JSON.parse(element.querySelector("script")?.textContent ?? "null") as PageData);
  const explorer = useExplorer(data);
  const [current, setCurrent] = useState(data.start[0]?.id ?? "");
  const [selection, setSelection] = useState<Selection>(null);
  const [bare, setBare] = useState(false);
  const picture = useRef<PictureHandle>(null);
  const back = useRef<Element | null>(null);
  const { screen } = explorer;

  // Opened by hand, the panel takes the focus, and gives it back when it closes.
  const open = useCallback((next: Selection, byKey = false) => {
    back.current = byKey ? document.activeElement : null;
    setSelection(next && { ...next });
    if (next?.type === "entry") setCurrent(next.id);
    if (byKey) requestAnimationFrame(() => document.getElementById("explore-panel")?.focus());
  }, []);
  const close = useCallback(() => {
    setSelection(null);
    if (back.current instanceof HTMLElement || back.current instanceof SVGElement) back.current.focus();
  }, []);

  if (!screen) return <p className="quiet">{explorer.trouble || "Reading what stands around it …"}</p>;
  const at = screen.order.includes(current) ? current : screen.centre;
  const shown = selection && (selection.type === "entry" ? screen.order.includes(selection.id) : screen.lines.some(({ id }) => id === selection.id)) ? selection : null;
  return (
    <>
      <div className="bench">
        <Tools explorer={explorer} screen={screen} current={at} picture={picture} bare={bare} onBare={setBare}>
          <TakeAway explorer={explorer} screen={screen} picture={picture} />
        </Tools>
        <div className="stage">
          <Picture ref={picture} explorer={explorer} screen={screen} current={at} selection={shown} bare={bare} onCurrent={setCurrent} onOpen={open} />
          <Panel explorer={explorer} screen={screen} selection={shown} onOpen={open} onClose={close} />
        </div>
      </div>
      <p className="said small" role="status">{explorer.trouble || explorer.said}</p>
      <Twin explorer={explorer} screen={screen} onOpen={open} />
    </>
  );
}
