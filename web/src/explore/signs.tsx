import type { ReactNode } from "react";
import type { Entry } from "./screen";
import { decimals, kindWords, type StanceMark } from "./words";

// Marks as the pages have them; their shapes stand in the page once.
export function KindMark({ kind }: { kind: Entry["kind"] }) {
  const { mark, word } = kindWords(kind);
  return <svg className={`k ${mark}`} role="img" aria-label={word}><use href={`#k-${mark}`} /></svg>;
}

export function StrengthBar({ value }: { value: number }) {
  return (
    <span className="str">
      <svg className="bar" viewBox="0 0 72 12" aria-hidden="true"><use href="#bar" /><rect width={(Math.min(Math.max(value, 0), 1) * 72).toFixed(1)} y="3.5" height="5" /></svg>
      <b><span className="vh">strength </span>{decimals(value)}</b>
    </span>
  );
}

export function StanceSign({ mark, children }: { mark: StanceMark; children: ReactNode }) {
  return <span className={`st ${mark}`}><svg viewBox="0 0 12 12" aria-hidden="true"><use href={`#st-${mark}`} /></svg>{children}</span>;
}
