import type { ReactNode, RefObject } from "react";
import type { PictureHandle } from "./Picture";
import { moreAt, type Screen } from "./screen";
import type { Explorer } from "./useExplorer";

interface Props {
  explorer: Explorer;
  screen: Screen;
  current: string;
  picture: RefObject<PictureHandle | null>;
  bare: boolean;
  onBare: (bare: boolean) => void;
  children: ReactNode;
}

// What can be done to the entry where the reader is, and to the picture.
export function Tools({ explorer, screen, current, picture, bare, onBare, children }: Props) {
  const { undo, redo, more, collapse, collapsible, pin, hide, pinned, name, canUndo, canRedo } = explorer;
  const left = moreAt(screen, current);
  const isCentre = current === screen.centre;
  return (
    <div className="tools" role="group" aria-label="Tools">
      <Tool does={undo} can={canUndo}>Undo</Tool>
      <Tool does={redo} can={canRedo}>Redo</Tool>
      <span className="of">
        <span className="whom quiet small">{name(current)}</span>
        <Tool does={() => more(current)} can={left > 0} label={`Expand ${name(current)}`}>Expand{left > 0 ? ` +${left}` : ""}</Tool>
        <Tool does={() => collapse(current)} can={collapsible(current).length > 0} label={`Collapse ${name(current)}`}>Collapse</Tool>
        <Tool does={() => pin(current)} can={!isCentre} label={`${pinned(current) ? "Unpin" : "Pin"} ${name(current)}`}>{pinned(current) ? "Unpin" : "Pin"}</Tool>
        <Tool does={() => hide(current)} can={!isCentre} label={`Hide ${name(current)}`}>Hide</Tool>
      </span>
      <button type="button" className="btn among" aria-pressed={!bare} onClick={() => onBare(!bare)}>Links among these</button>
      <span className="zoom">
        <Tool does={() => picture.current?.zoom(0.8)} label="Zoom out">−</Tool>
        <Tool does={() => picture.current?.zoom(1.25)} label="Zoom in">+</Tool>
        <Tool does={() => picture.current?.fitAll()} label="Fit all into the picture">Fit</Tool>
        <a className="btn" href="#h-twin">As a table</a>
      </span>
      {children}
    </div>
  );
}

// A button that keeps the focus when there is nothing left for it to do.
function Tool({ does, can = true, label, children }: { does: () => void; can?: boolean; label?: string; children: ReactNode }) {
  return <button type="button" className="btn" aria-disabled={!can} aria-label={label} onClick={() => can && does()}>{children}</button>;
}
