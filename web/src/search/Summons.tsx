import { lazy, Suspense, useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type SubmitEvent } from "react";
import { underLens } from "../lens/lens";
import { Fallback } from "../shell/Fallback";
import { useVisit } from "../shell/visit";

const Palette = lazy(() => import("./Palette"));

// Search and commands from anywhere, by / or Ctrl K. The box is there at once, so that nothing typed is lost; what it
// finds comes after.
export function Summons() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [input, setInput] = useState<HTMLInputElement | null>(null);
  const [open, setOpen] = useState(false);
  const visit = useVisit();
  const leave = (): void => dialog.current?.close();

  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!summons(event)) return;
    event.preventDefault();
    if (open) leave();
    else setOpen(true);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => press(event);
    const click = ({ target }: MouseEvent): void => {
      if (target instanceof Element && target.closest("[data-summon]")) setOpen(true);
    };
    document.addEventListener("keydown", listen);
    document.addEventListener("click", click);
    return () => {
      document.removeEventListener("keydown", listen);
      document.removeEventListener("click", click);
    };
  }, []);
  useLayoutEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);

  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    leave();
    if (input?.value.trim()) visit(underLens(`/search?${new URLSearchParams({ q: input.value.trim() })}`));
  };

  return (
    <dialog className="palette" ref={dialog} aria-label="Search and commands" onClose={() => setOpen(false)} onMouseDown={(event) => event.target === dialog.current && leave()}>
      {open && (
        <form onSubmit={submit}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><use href="#glass" /></svg>
          <input ref={setInput} aria-label="Search or command" placeholder="A name, or where to go" autoComplete="off" enterKeyHint="go" />
          <button type="button" className="esc" onClick={leave} aria-label="Close">Esc</button>
          {input && <Fallback failed={() => {}}><Suspense fallback={null}><Palette input={input} leave={leave} /></Suspense></Fallback>}
        </form>
      )}
    </dialog>
  );
}

// Says whether a key calls for the palette. A / that is typed somewhere is only a letter.
function summons(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.altKey || event.isComposing) return false;
  if (event.ctrlKey || event.metaKey) return event.key.toLowerCase() === "k" && !event.shiftKey;
  return event.key === "/" && !isField(event.target);
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest("input, textarea, select, dialog, [popover], [role=textbox]") !== null);
