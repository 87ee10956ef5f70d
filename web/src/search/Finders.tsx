import { useLayoutEffect, useState } from "react";
import { createPortal } from "react-dom";
import type { CompanionProps } from "../shell/Islands";
import { EndFinder } from "./EndFinder";
import { Finder } from "./Finder";
import { isKind, type Kind } from "./kinds";

// Gives each search box of a page its list. The boxes and forms stay the server's.
export default function Finders({ content }: CompanionProps) {
  const [places] = useState(() =>
    [...content.querySelectorAll<HTMLInputElement>("input[data-find]")].map((input) => ({ input, root: newRoot() })));
  useLayoutEffect(() => {
    for (const { input, root } of places) input.after(root);
    return () => places.forEach(({ root }) => root.remove());
  }, [places]);
  return places.map(({ input, root }, i) => createPortal(
    input.dataset.find === "entity" ? <EndFinder input={input} /> : <PageFinder input={input} />,
    root,
    String(i),
  ));
}

function newRoot(): HTMLElement {
  const root = document.createElement("div");
  root.className = "finding";
  return root;
}

// A box of a form that asks for a page of results, possibly of one kind.
function PageFinder({ input }: { input: HTMLInputElement }) {
  const [kind, setKind] = useState<Kind | null>(null);
  useLayoutEffect(() => {
    const choice = input.form?.elements.namedItem("kind");
    if (!(choice instanceof HTMLSelectElement)) return;
    const read = (): void => {
      const typed = choice.value.toUpperCase();
      setKind(isKind(typed) ? typed : null);
    };
    read();
    choice.addEventListener("change", read);
    return () => choice.removeEventListener("change", read);
  }, [input]);
  return <Finder input={input} among={kind && [kind]} />;
}
