import type { Field } from "./lens";

export interface Option {
  value: string;
  label: string;
  on: boolean;
}

// The lens as the server's bar has it: its sentence, and what can be set.
export interface Bar {
  lead: string;
  parts: { field: Field | "rest"; words: string }[];
  tiers: Option[];
  llm: Option[];
  asof: string;
  designs: Option[];
  stances: Option[];
  populations: Option[];
}

// Reads the server's bar, so that its words and settings stand in one place.
export function readBar(element: HTMLElement): Bar {
  const form = element.querySelector("form");
  const options = (name: string): Option[] => {
    const select = form?.elements.namedItem(name);
    if (!(select instanceof HTMLSelectElement)) return [];
    return [...select.options].map(({ value, label, selected }) => ({ value, label, on: selected }));
  };
  const typed = (name: string): string => form?.querySelector<HTMLInputElement>(`input[name=${name}]`)?.value ?? "";
  const boxes = form?.querySelectorAll<HTMLInputElement>("input[name=stance]") ?? [];
  return {
    lead: element.querySelector(".says")?.textContent ?? "",
    parts: [...element.querySelectorAll<HTMLElement>(".part")].map((part) => ({
      field: part.dataset.field as Field | "rest",
      words: part.textContent ?? "",
    })),
    tiers: options("tier"),
    llm: options("llm"),
    asof: typed("asof"),
    designs: options("design"),
    stances: [...boxes].map(({ value, defaultChecked, parentElement }) => ({ value, label: parentElement?.textContent?.trim() ?? value, on: defaultChecked })),
    populations: typed("population").split(",").filter(Boolean).map((value) => ({ value, label: value.replaceAll("-", " "), on: true })),
  };
}
