import { lazy, Suspense, useLayoutEffect, useState, type ComponentType, type LazyExoticComponent } from "react";
import { createPortal } from "react-dom";
import { Fallback } from "./Fallback";
import type { Page } from "./page";

// What a part of a page that comes to life gets from it: the element the server marked with data-live, with its
// contents as the server wrote them and its data as data-… attributes or a JSON script.
export interface IslandProps {
  element: HTMLElement;
}

// What works on a page as a whole, wherever the server set what it looks for.
export interface CompanionProps {
  content: HTMLElement;
}

type Island = LazyExoticComponent<ComponentType<IslandProps>>;

const islands: Record<string, Island> = {
};

const companions: { lookFor: string; Companion: LazyExoticComponent<ComponentType<CompanionProps>> }[] = [
  { lookFor: "a.c", Companion: lazy(() => import("../citation/CitationNote")) },
  { lookFor: ".toc", Companion: lazy(() => import("../contents/Contents")) },
];

interface Place {
  element: HTMLElement;
  root: HTMLElement;
  Island: Island;
}

// Brings the marked parts of a page to life. Each keeps the server's contents until its own are there.
export function Islands({ page }: { page: Page }) {
  const [places] = useState(() => placesOf(page.content));
  return (
    <>
      {companions.map(({ lookFor, Companion }) => page.content.querySelector(lookFor) && (
        <Fallback key={lookFor}><Suspense fallback={null}><Companion content={page.content} /></Suspense></Fallback>
      ))}
      {places.map(({ element, root, Island }, i) => createPortal(
        <Fallback><Suspense fallback={null}><Island element={element} /><Arrived element={element} root={root} /></Suspense></Fallback>,
        root,
        String(i),
      ))}
    </>
  );
}

function placesOf(content: HTMLElement): Place[] {
  return [...content.querySelectorAll<HTMLElement>("[data-live]")].flatMap((element) => {
    const Island = islands[element.dataset.live ?? ""];
    const root = document.createElement("div");
    root.className = "island";
    return Island ? [{ element, root, Island }] : [];
  });
}

// Stands in for the server's contents once the island has loaded, and gives them back when it goes.
function Arrived({ element, root }: { element: HTMLElement; root: HTMLElement }) {
  useLayoutEffect(() => {
    const before = [...element.childNodes];
    element.replaceChildren(root);
    return () => element.replaceChildren(...before);
  }, [element, root]);
  return null;
}
