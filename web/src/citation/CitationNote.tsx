import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { CompanionProps } from "../shell/Islands";

// The number of a source in a sentence, as the server sets it: a link to the source in the list below.
const numbers = "a.c[href^='#s']";

interface Open {
  number: HTMLAnchorElement;
  source: HTMLElement; // the source's entry in the list
  place: HTMLElement; // where it is shown
}

// Opens the source of a sentence beside it, or under it where there is no margin, instead of going to the list.
export default function CitationNote({ content }: CompanionProps) {
  const [open, setOpen] = useState<Open | null>(null);
  const id = useId();
  useButtons(content, open?.number ?? null, id);

  useEffect(() => {
    const choose = (event: Event): void => {
      const number = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(numbers) : null;
      const source = number && document.getElementById(number.hash.slice(1));
      if (!number || !source || (event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey))) return;
      event.preventDefault();
      setOpen((before) => (before?.number === number ? null : { number, source, place: document.createElement("div") }));
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key === " ") choose(event);
      if (event.key === "Escape") setOpen((before) => (before?.number.focus(), null));
    };
    content.addEventListener("click", choose);
    content.addEventListener("keydown", key);
    return () => {
      content.removeEventListener("click", choose);
      content.removeEventListener("keydown", key);
    };
  }, [content]);

  return open && <Note key={open.number.hash + open.source.id} open={open} id={id} close={() => (open.number.focus(), setOpen(null))} />;
}

// Makes the numbers of a page buttons for as long as the script runs.
function useButtons(content: HTMLElement, open: HTMLAnchorElement | null, id: string): void {
  useLayoutEffect(() => {
    const all = content.querySelectorAll(numbers);
    for (const number of all) number.setAttribute("role", "button");
    return () => {
      for (const number of all) number.removeAttribute("role");
    };
  }, [content]);
  useLayoutEffect(() => {
    if (!open) return;
    open.setAttribute("aria-expanded", "true");
    open.setAttribute("aria-controls", id);
    const sentence = sentenceOf(open);
    sentence.classList.add("lit");
    return () => {
      open.removeAttribute("aria-expanded");
      open.removeAttribute("aria-controls");
      sentence.classList.remove("lit");
    };
  }, [open, id]);
}

function Note({ open: { number, source, place }, id, close }: { open: Open; id: string; close: () => void }) {
  const body = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place.className = "cited";
    insert(place, sentenceOf(number));
    body.current?.replaceChildren(...[...source.querySelectorAll("p")].map((p) => p.cloneNode(true)));
    return () => place.remove();
  }, [number, source, place]);
  return createPortal(
    <div role="group" id={id} aria-label={`Source ${number.textContent}`}>
      <p className="caps">
        Source {number.textContent} <TierOf source={source} />
        <button type="button" className="close" aria-label="Close the source" onClick={close}>×</button>
      </p>
      <div ref={body} />
    </div>,
    place,
  );
}

function TierOf({ source }: { source: HTMLElement }) {
  const tier = source.querySelector(".tier");
  return tier && <span className={tier.className}>{tier.textContent}</span>;
}

const sentences = ".sen, .status, .card, .mis > li, .items > li, .steps > li, .lead, .entries > li";

function sentenceOf(number: HTMLElement): HTMLElement {
  return number.closest<HTMLElement>(sentences) ?? number.parentElement ?? number;
}

// Puts the note after the sentence's text, so that it is read next. In a section with a margin the style moves it there,
// to the height of the sentence.
function insert(place: HTMLElement, sentence: HTMLElement): void {
  if (sentence.matches("p")) sentence.after(place);
  else (sentence.matches(".sen") ? (sentence.lastElementChild ?? sentence) : sentence).append(place);
  const section = sentence.closest(".sec");
  if (section) place.style.setProperty("--height", `${sentence.getBoundingClientRect().top - section.getBoundingClientRect().top}px`);
}
