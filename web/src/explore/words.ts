import type { Entry, Line } from "./screen";

// A strength with two digits, as the pages write it: ties go to the even digit, and what is not nothing never looks so.
export function decimals(x: number): string {
  if (x > 0 && x < 0.005) return "<0.01";
  const eighths = x * 8;
  if (Number.isInteger(eighths) && !Number.isInteger(eighths / 2)) {
    const down = Math.floor(x * 100);
    return ((down % 2 === 0 ? down : down + 1) / 100).toFixed(2);
  }
  return x.toFixed(2);
}

export const thousands = (n: number): string => n.toLocaleString("en-US");

export const plural = (n: number, one: string, many: string): string => (n === 1 ? `1 ${one}` : `${thousands(n)} ${many}`);

// The claims of a line by stance: "2 support, 1 found nothing".
export function stanceCounts(line: Line): string {
  const part = (n: number, one: string, many: string): string[] => (n === 0 ? [] : n === 1 ? [`1 ${one}`] : [`${thousands(n)} ${many}`]);
  return [
    ...part(line.supporting, "supports", "support"),
    ...part(line.qualifying, "qualifies", "qualify"),
    ...part(line.null, "found nothing", "found nothing"),
    ...part(line.disputing, "disputes", "dispute"),
  ].join(", ");
}

export type StanceMark = "su" | "qu" | "nu" | "di";

// The mark of a line in one sign: disputed before all, then what most speaks for it.
export function stanceMark(line: Line): StanceMark {
  if (line.disputed) return "di";
  if (line.supporting > 0) return "su";
  if (line.qualifying > 0) return "qu";
  return line.null > 0 ? "nu" : "di";
}

// How a line is drawn: its class in the style sheet.
export function lineClass(line: Line): string {
  if (line.disputed) return "two";
  if (line.strength.llmOnly) return "llmline";
  const { value } = line.strength;
  return value < 0.25 ? "e1" : value < 0.5 ? "e2" : value < 0.75 ? "e3" : "e4";
}

interface KindWords {
  mark: string; // class of the mark, and part of its symbol's id
  word: string;
  path: string;
}

const kinds: Record<Entry["kind"], KindWords> = {
  THEORIST: { mark: "th", word: "Theorist", path: "theorists" },
  CONSTRUCT: { mark: "co", word: "Construct", path: "constructs" },
  INTERVENTION: { mark: "in", word: "Intervention", path: "interventions" },
  POPULATION: { mark: "po", word: "Population", path: "populations" },
  PROBLEM: { mark: "pr", word: "Problem", path: "problems" },
  SOURCE: { mark: "so", word: "Source", path: "sources" },
};

export const kindWords = (kind: Entry["kind"]): KindWords => kinds[kind];

export const pageOf = (entry: Entry): string => `/${kinds[entry.kind].path}/${encodeURIComponent(entry.id)}`;

export const edgePage = (id: string): string => `/edges/${encodeURIComponent(id.replace(/^edge:/, ""))}`;

// What a label has room to say of a relation: "is the topic of a caution about" as "topic of a cauti…".
export function shortSays(says: string, most: number): string {
  const short = says.replace(/^(is|was) (a |an |the )?/, "");
  return short.length > most ? `${short.slice(0, Math.max(most - 1, 1)).trimEnd()}…` : short;
}

// A name in at most two lines that fit beside a mark.
export function labelLines(name: string, most = 24): string[] {
  const lines: string[] = [];
  let rest = name.split(" ");
  while (rest.length > 0 && lines.length < 2) {
    let n = 1;
    while (n < rest.length && rest.slice(0, n + 1).join(" ").length <= most) n++;
    lines.push(rest.slice(0, n).join(" "));
    rest = rest.slice(n);
  }
  const last = lines.length - 1;
  if (rest.length > 0) lines[last] = `${lines[last]} …`;
  return lines.map((line) => (line.length > most + 2 ? `${line.slice(0, most)}…` : line));
}
