import { useLayoutEffect, useRef, useState, type MouseEvent } from "react";
import type { IslandProps } from "../shell/Islands";
import { CopyAll } from "./CopyAll";

// What can be taken from a page, in a dialog: the server's own sections, each text with a button that copies it.
export default function Takeaway({ element }: IslandProps) {
  const [sections] = useState(() => sectionsOf(element));
  const [open, setOpen] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const leave = (): void => dialog.current?.close();
  useLayoutEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);

  const click = ({ target, currentTarget }: MouseEvent): void => {
    if (target === currentTarget || (target instanceof Element && target.closest("a:not([download])"))) leave();
  };
  return (
    <>
      <button type="button" className="btn" aria-haspopup="dialog" onClick={() => setOpen(true)}>Take this away</button>
      <dialog className="takeaway" ref={dialog} aria-labelledby="takeaway-title" onClose={() => setOpen(false)} onClick={click}>
        {open && (
          <div className="cypher">
            <header>
              <h2 id="takeaway-title">Take this away</h2>
              <button type="button" className="btn" onClick={leave}>Close</button>
            </header>
            <Sections sections={sections} />
          </div>
        )}
      </dialog>
    </>
  );
}

// The server's sections. They are headed one level deeper than on the page, below the dialog's title.
function sectionsOf(element: HTMLElement): HTMLElement {
  const root = document.createElement("div");
  for (const section of element.querySelectorAll("section")) {
    const copy = root.appendChild(section.cloneNode(true) as HTMLElement);
    const title = copy.querySelector("h2");
    if (!title) continue;
    const deeper = Object.assign(document.createElement("h3"), { id: title.id });
    deeper.append(...title.childNodes);
    title.replaceWith(deeper);
  }
  return root;
}

function Sections({ sections }: { sections: HTMLElement }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place.current?.replaceChildren(sections);
  }, [sections]);
  return <div ref={place}><CopyAll within={sections} /></div>;
}
