import { lazy, Suspense, useCallback, useLayoutEffect, useState, type ComponentType, type LazyExoticComponent, type ReactNode } from "react";
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
  takeaway: lazy(() => import("../exports/Takeaway")),
  explore: lazy(() => import("../explore/Explore")),
  lens: lazy(() => import("../lens/LensBar")),
};

const companions: { lookFor: string; Companion: LazyExoticComponent<ComponentType<CompanionProps>> }[] = [
  { lookFor: "a.c", Companion: lazy(() => import("../citation/CitationNote")) },
  { lookFor: "input[data-find]", Companion: lazy(() => import("../search/Finders")) },
  { lookFor: "[data-copy]", Companion: lazy(() => import("../exports/Copies")) },
  { lookFor: "figure.descent [data-save]", Companion: lazy(() => import("../picture/SavePicture")) },
  { lookFor: ".toc", Companion: lazy(() => import("../contents/Contents")) },
];

interface Place {
  element: HTMLElement;
  root: HTMLElement;
  Island: Island;
}

// Brings the marked parts of a page to life. Each keeps the server's contents until its own are there. Once all have
// come, the document says so with data-live.
export function Islands({ page }: { page: Page }) {
  const [places] = useState(() => placesOf(page.content));
  const [wanted] = useState(() => companions.filter(({ lookFor }) => page.content.querySelector(lookFor)));
  const [come, setCome] = useState(0);
  const count = useCallback(() => setCome((n) => n + 1), []);
  const whole = come >= places.length + wanted.length;
  useLayoutEffect(() => {
    if (!whole) return;
    document.documentElement.dataset.live = "";
    return () => void delete document.documentElement.dataset.live;
  }, [whole]);
  return (
    <>
      {wanted.map(({ lookFor, Companion }) => (
        <Part key={lookFor} come={count}><Companion content={page.content} /></Part>
      ))}
      {places.map(({ element, root, Island }, i) => createPortal(
        <Part come={count}><Island element={element} /><InPlace element={element} root={root} /></Part>,
        root,
        String(i),
      ))}
    </>
  );
}

// One part, by itself: if it cannot be had, the page stays as the server made it.
function Part({ come, children }: { come: () => void; children: ReactNode }) {
  return <Fallback failed={come}><Suspense fallback={null}>{children}<Come come={come} /></Suspense></Fallback>;
}

function Come({ come }: { come: () => void }) {
  useLayoutEffect(come, [come]);
  return null;
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
function InPlace({ element, root }: { element: HTMLElement; root: HTMLElement }) {
  useLayoutEffect(() => {
    const before = [...element.childNodes];
    element.replaceChildren(root);
    return () => element.replaceChildren(...before);
  }, [element, root]);
  return null;
}
