import { lensOf } from "../lens/lens";
import { Choices, type Choice } from "./Choices";
import { addressOf, keyOf, searchAddress, useHits, type Hit, type Hits } from "./hits";
import { HitLine } from "./HitLine";
import type { Kind } from "./kinds";
import { useTyped } from "./useTyped";

interface Props {
  input: HTMLInputElement;
  among?: Kind[] | null;
  choose?: (hit: Hit) => void; // takes an entity, whatever the lens hides, instead of going to its page
}

// What is found while a reader types in a search box.
export function Finder({ input, among = null, choose }: Props) {
  const { typed, open, setOpen } = useTyped(input);
  const hits = useHits(open ? typed : "", among, choose ? null : lensOf(location.search));
  const nodes = hits.found?.nodes.filter(({ claim }) => !choose || !claim) ?? [];
  const choices: Choice[] = nodes.map((hit) => ({
    key: keyOf(hit),
    address: addressOf(hit),
    act: choose && (() => choose(hit)),
    line: <HitLine hit={hit} typed={hits.typed} />,
  }));
  if (!choose && hits.found) choices.push(...onward(hits, among));
  return (
    <Choices input={input} label="Found" choices={choices} open={open && (choices.length > 0 || hits.away || hits.found !== undefined)} onOpen={setOpen} said={wordsFor(hits)}>
      {hits.away && <p>The server does not answer. It is asked again by itself.</p>}
      {hits.found?.totalCount === 0 && <p>{nothing(hits)}</p>}
    </Choices>
  );
}

// Where to go for what the list does not show.
export function onward({ typed, found }: Hits, among: Kind[] | null): Choice[] {
  if (!found) return [];
  const hidden = found.hidden.entities;
  const all = searchAddress(typed, among?.[0]);
  const without = `/search?${new URLSearchParams({ q: typed })}`;
  const choices: Choice[] = [];
  if (found.totalCount > 0) choices.push({ key: "all", address: all, line: <span className="all">All {found.totalCount.toLocaleString("en")} for “{typed}”</span> });
  else if (hidden === 0) choices.push({ key: "all", address: all, line: <span className="all">Words spelt alike, and the lists</span> });
  if (hidden > 0) choices.push({ key: "hidden", address: without, line: <span className="all">{hidden.toLocaleString("en")} more that the lens hides</span> });
  return choices;
}

export const nothing = ({ found, typed }: Hits): string =>
  `Nothing here holds all the words of “${typed}”${found && found.hidden.entities > 0 ? " under this lens" : ""}.`;

export function wordsFor(hits: Hits): string {
  if (!hits.found) return hits.away ? "The server does not answer." : "";
  if (hits.found.totalCount === 0) return nothing(hits);
  return `${hits.found.nodes.length} of ${hits.found.totalCount} found for ${hits.typed}.`;
}
