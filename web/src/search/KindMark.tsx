import { kinds, type Kind } from "./kinds";

// The mark of a kind; the word says it to those who cannot see it.
export function KindMark({ kind }: { kind: Kind }) {
  const { mark, word } = kinds[kind];
  return <svg className={`k ${mark}`} role="img" aria-label={word}><use href={`#k-${mark}`} /></svg>;
}
