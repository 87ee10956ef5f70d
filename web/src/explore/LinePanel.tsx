import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useRef } from "react";
import { underLens } from "../lens/lens";
import { pageQuery } from "../shell/queries";
import type { Selection } from "./Explore";
import { teamsOf, type Line, type Screen } from "./screen";
import { StrengthBar } from "./signs";
import { edgePage, plural } from "./words";

interface Props {
  line: Line;
  screen: Screen;
  onOpen: (selection: Selection, byKey?: boolean) => void;
}

// A line with its claims as the page of the edge sets them: sentences, stances, numbers that lead to their sources.
export function LinePanel({ line, screen, onOpen }: Props) {
  const address = underLens(edgePage(line.id));
  const { data, error, failureReason } = useQuery(pageQuery(address));
  const host = useRef<HTMLDivElement>(null);
  const teams = teamsOf(line);
  useLayoutEffect(() => {
    if (data) host.current?.replaceChildren(...claimsOf(data.content));
  }, [data]);
  const end = (id: string) => <button type="button" className="textual" onClick={() => onOpen({ type: "entry", id }, true)}>{screen.entries.get(id)?.name}</button>;
  return (
    <>
      <h2>{end(line.subject.id)} <i className="quiet">{line.predicate.label}</i> {end(line.object.id)}</h2>
      <p className="verdict"><StrengthBar value={line.strength.value} /> {line.disputed && <span className="st di"><svg viewBox="0 0 12 12" aria-hidden="true"><use href="#st-di" /></svg>in dispute</span>}</p>
      <p className="small quiet">
        {line.strength.llmOnly ? <>Only a <span className="llm">LLM</span> says so. </> : `${plural(teams, "independent team", "independent teams")}${line.bestTier ? `, best tier ${line.bestTier}` : ""}. `}
        <a href={`${address}#h-strength`}>Derivation</a>
      </p>
      {!data && <p className="small quiet">{error ? error.message : failureReason ? "The server does not answer. It is asked again by itself." : "Reading its claims …"}</p>}
      <div ref={host} className="claims" />
    </>
  );
}

// The parts of an edge's page that the panel shows, one level further down.
function claimsOf(content: HTMLElement): Element[] {
  const parts = [...content.querySelectorAll("main .edgesec, main .note")].filter((part) => part.getAttribute("aria-labelledby") !== "h-strength");
  return parts.map((part) => {
    const copy = part.cloneNode(true) as Element;
    for (const [from, to] of [["h3", "h4"], ["h2", "h3"]] as const) {
      for (const heading of copy.querySelectorAll(from)) {
        const lower = document.createElement(to);
        lower.className = heading.className;
        lower.id = heading.id;
        lower.append(...heading.childNodes);
        heading.replaceWith(lower);
      }
    }
    return copy;
  });
}
