import { KindMark } from "./KindMark";
import type { Hit } from "./hits";
import { isSlip, pieces, whyOf } from "./why";

// One hit: what it is, and why it was found.
export function HitLine({ hit, typed }: { hit: Hit; typed: string }) {
  const { entity, claim, field } = hit;
  const why = whyOf(hit, typed);
  const byModel = claim ? claim.provenance === "LLM" : field === "summary" && entity.summary.provenance === "LLM";
  return (
    <>
      <KindMark kind={entity.kind} />
      <span className="what">
        <b>{field === "name" ? <Marked hit={hit} /> : entity.name}</b>
        <small>
          {why.words}
          {why.quotes && <> <span className={byModel ? "by-model" : "quoted"}><Marked hit={hit} /></span></>}
          {isSlip(hit, typed) && `, close to “${typed}”`}
          {byModel && <> <span className="llm"><span className="vh">written by a language model: </span>LLM</span></>}
        </small>
      </span>
    </>
  );
}

function Marked({ hit: { fragment, ranges } }: { hit: Hit }) {
  return pieces(fragment, ranges).map(({ text, on }, i) => (on ? <mark key={i}>{text}</mark> : <span key={i}>{text}</span>));
}
