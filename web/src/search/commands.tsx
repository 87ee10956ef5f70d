import { useQuery } from "@tanstack/react-query";
import { ask, graphql } from "../graphql/graphql";
import { lensOf, underLens, withoutLens } from "../lens/lens";
import { useLensChange } from "../lens/useLensChange";
import { useVisit } from "../shell/visit";
import type { Choice } from "./Choices";
import { kinds } from "./kinds";
import { fold } from "./why";

// A command and the words it is found by.
interface Command extends Choice {
  words: string;
}

const nameQuery = graphql(`query Name($id: ID!) { entity(id: $id) { name } }`);

// All that the palette can do on the page being read. refill puts a text into its box, to be completed.
export function useCommands(typed: string, refill: (text: string) => void): Command[] {
  return [...usePageCommands(), ...useLensCommands(typed, refill), ...goTo()];
}

const command = (group: string, words: string, rest: Pick<Choice, "address" | "act" | "stay">): Command =>
  ({ key: words, group, words, line: <span className="what"><b>{words}</b></span>, ...rest });

// The entity that the page being read is about.
function hereId(): string | null {
  const paths = [...Object.values(kinds).map(({ path }) => path), "lineage", "explore"].join("|");
  const id = new RegExp(`^/(?:${paths})/([^/]+)$`).exec(location.pathname)?.[1];
  return id === undefined ? null : decodeURIComponent(id);
}

function usePageCommands(): Command[] {
  const id = hereId();
  const { data: name } = useQuery({
    queryKey: ["name", id],
    queryFn: async ({ signal }) => (await ask(nameQuery, { id: id ?? "" }, signal)).entity?.name ?? null,
    enabled: id !== null,
  });
  const group = "On this page";
  const cite = document.querySelector<HTMLDetailsElement>("#cite");
  const commands = cite ? [command(group, "Cite this page", { act: () => openAt(cite) })] : [];
  if (id === null || !name) return commands;
  const path = encodeURIComponent(id);
  return [
    command(group, `Lineage of ${name}`, { address: underLens(`/lineage/${path}`) }),
    command(group, `Explore around ${name}`, { address: underLens(`/explore/${path}`) }),
    command(group, `Paths from ${name}`, { address: underLens(`/paths?from=${path}`) }),
    ...commands,
  ];
}

function openAt(details: HTMLDetailsElement): void {
  details.open = true;
  details.scrollIntoView({ block: "start" });
  details.querySelector("summary")?.focus({ preventScroll: true });
}

function useLensCommands(typed: string, refill: (text: string) => void): Command[] {
  const change = useLensChange();
  const visit = useVisit();
  const lens = lensOf(location.search);
  const group = "Lens";
  const year = /\b[1-9]\d{3}\b/.exec(typed)?.[0];
  const commands = [
    lens?.minTier === "T1"
      ? command(group, "Sources of every tier", { act: () => change({ tier: [] }, "tier") })
      : command(group, "Scholarly sources only", { act: () => change({ tier: ["T1"] }, "tier") }),
    lens?.includeLLM === false
      ? command(group, "Show LLM text, labelled", { act: () => change({ llm: [] }, "llm") })
      : command(group, "Hide LLM text", { act: () => change({ llm: ["off"] }, "llm") }),
    year
      ? command(group, `Up to ${year}`, { act: () => change({ asof: [year] }, "asof") })
      : command(group, "Up to the year …", { act: () => refill("up to "), stay: true }),
  ];
  return lens ? [...commands, command(group, "Show everything", { act: () => visit(withoutLens()) })] : commands;
}

function goTo(): Command[] {
  const lists = Object.values(kinds).map(({ plural, path }) => [plural, `/${path}`] as const);
  const rooms = [["Lineage", "/lineage"], ["Paths", "/paths"], ["Explore", "/explore"], ["Trail", "/trail"], ["Disputes", "/disputes"], ["About", "/about"], ["For builders", "/builders"], ["Exports", "/exports"]] as const;
  return [
    ...[...lists, ...rooms].map(([words, address]) => command("Go to", words, { address: underLens(address) })),
    command("Go to", "GraphiQL", { address: "/graphiql" }),
  ];
}

// The commands that hold every word typed, those that begin with them apart.
export function matching(commands: Command[], typed: string): { begun: Command[]; other: Command[] } {
  const text = fold(typed).trim();
  const words = text.split(/\s+/);
  const begun = commands.filter((c) => fold(c.words).startsWith(text));
  const other = commands.filter((c) => !begun.includes(c) && words.every((word) => fold(c.words).split(/[^\p{L}\p{N}]+/u).some((w) => w.startsWith(word))));
  return { begun, other };
}
