import type { Hit } from "./hits";

// A piece of a text; on says that it was looked for.
export interface Piece {
  text: string;
  on: boolean;
}

// Parts a text into what was looked for and the rest; the ranges count code points.
export function pieces(text: string, ranges: Hit["ranges"]): Piece[] {
  const letters = [...text];
  const cut = (from: number, to: number, on: boolean): Piece => ({ text: letters.slice(from, to).join(""), on });
  let at = 0;
  const parts = ranges.flatMap(({ start, end }) => {
    const both = [cut(at, start, false), cut(start, end, true)];
    at = end;
    return both;
  });
  return [...parts, cut(at, letters.length, false)].filter((piece) => piece.text !== "");
}

// Letters and figures without accents and case, as the server compares them.
export const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const wordsOf = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

// Says whether a name was found by words spelt like those typed, not by the words themselves.
export function isSlip({ field, fragment, ranges }: Hit, typed: string): boolean {
  const words = wordsOf(typed);
  return (field === "name" || field === "alias") &&
    pieces(fragment, ranges).some(({ on, text }) => on && !words.some((word) => wordsOf(text).join("").startsWith(word)));
}

// Says by what a hit was found. The text that was found follows if `quotes` says so.
export function whyOf(hit: Hit, typed: string): { words: string; quotes: boolean } {
  switch (hit.field) {
    case "name":
      return { words: fold(hit.fragment) === fold(typed) ? "the name itself" : "in the name", quotes: false };
    case "alias":
      return { words: "also called", quotes: true };
    case "doi":
      return { words: "its DOI", quotes: true };
    case "author":
      return { words: "among the authors:", quotes: true };
    default:
      return { words: `in ${hit.field === "claim" ? "a claim" : `the ${hit.field}`}:`, quotes: true };
  }
}
