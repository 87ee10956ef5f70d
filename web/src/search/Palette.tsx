import { useState } from "react";
import { lensOf } from "../lens/lens";
import { Choices, type Choice } from "./Choices";
import { matching, useCommands } from "./commands";
import { nothing, onward, wordsFor } from "./Finder";
import { addressOf, keyOf, useHits } from "./hits";
import { HitLine } from "./HitLine";
import { useTyped } from "./useTyped";

// What the palette offers for what stands in its box: all commands at first, then what is found and the commands that hold the words.
export default function Palette({ input, leave }: { input: HTMLInputElement; leave: () => void }) {
  const { typed } = useTyped(input);
  const [lens] = useState(() => lensOf(location.search));
  const hits = useHits(typed, null, lens);
  const commands = useCommands(typed, (text) => {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const searching = typed.trim() !== "";
  const current = hits.typed === typed.trim();
  const found: Choice[] = searching && hits.found
    ? [
        ...hits.found.nodes.map((hit) => ({ key: keyOf(hit), group: "Found", address: addressOf(hit), line: <HitLine hit={hit} typed={hits.typed} /> })),
        ...onward(hits, null).map((choice) => ({ ...choice, group: "Found" })),
      ]
    : [];
  const { begun, other } = matching(commands, typed);
  return (
    <Choices
      input={input}
      label="Found, and commands"
      choices={[...begun, ...found, ...other]}
      open
      onOpen={leave}
      first={current || !searching || begun.length > 0}
      said={searching && current ? wordsFor(hits) : ""}
    >
      {searching && hits.away && <p>The server does not answer. It is asked again by itself.</p>}
      {searching && current && hits.found?.totalCount === 0 && <p>{nothing(hits)}</p>}
    </Choices>
  );
}
