// Holds every citation of every source against citation-js.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { differences } from "./differences.mjs";
import { format, read, styleNames } from "./reference.mjs";

const most = 64 << 20; // bytes of all citations
const sources = execFileSync("go", ["run", "."], { cwd: import.meta.dirname, encoding: "utf8", maxBuffer: most })
  .trim().split("\n").map((line) => JSON.parse(line));

// Case, the shape of quotation marks and the length of dashes are left aside: the styles' files change the case of titles
// and curl straight marks, and this program lets a title stand as the source has it.
function normal(text) {
  return text.toLowerCase().replace(/[“”‘’"'′]/g, "'").replace(/[–—]/g, "-").replace(/\s+/g, " ").trim();
}

const used = new Map(differences.map((d) => [d, 0]));

// What citation-js gives, with the intended differences carried out.
function expected(style, source) {
  const here = differences.filter((d) => !d.styles || d.styles.includes(style));
  let csl = source;
  for (const d of here.filter((d) => d.csl)) {
    const before = JSON.stringify(csl);
    csl = JSON.parse(JSON.stringify(d.csl(csl, style)));
    if (JSON.stringify(csl) !== before) used.set(d, used.get(d) + 1);
  }
  let text = normal(format(style, csl));
  for (const d of here.filter((d) => d.text)) {
    const before = text;
    text = d.text(text, source, style, normal(source.title).replace(/[. ]+$/, ""));
    if (text !== before) used.set(d, used.get(d) + 1);
  }
  return text;
}

for (const style of styleNames) {
  test(`${style}: all sources as citation-js has them, but for the differences that are explained`, () => {
    assert.ok(sources.length > 1000);
    const unexplained = sources.filter(({ csl, forms }) => normal(forms[style]) !== expected(style, csl))
      .map(({ csl, forms }) => ({ id: csl.id, ours: normal(forms[style]), theirs: expected(style, csl) }));
    assert.deepEqual(unexplained, []);
  });
}

test("every difference is needed", (t) => {
  for (const [d, times] of used) t.diagnostic(`${times} times: ${d.why}${d.styles ? ` (${d.styles.join(", ")})` : ""}`);
  assert.deepEqual([...used].filter(([, times]) => times === 0).map(([d]) => d.why), []);
});

test("csl-json: what citation-js reads is what the source has", () => {
  for (const { csl, forms } of sources) assert.deepEqual(JSON.parse(forms["csl-json"]), csl);
});

// Fields that a format can carry; a source's others have no place in it.
const carried = ["title", "author", "editor", "issued", "container-title", "volume", "issue", "page", "DOI", "URL", "ISBN"];

// What a format cannot say in the way that citation-js reads it: what is written is right, what is read is less.
const lost = {
  bibtex: {
    "container-title": (csl) => !["article-journal", "chapter", "entry-encyclopedia"].includes(csl.type), // organization or series
    URL: (csl) => csl.URL?.includes("%"), // citation-js escapes it once more
  },
  ris: {
    editor: (csl) => !["chapter", "entry-encyclopedia"].includes(csl.type), // ED, which other managers read
    "container-title": (csl) => csl.type === "webpage" || csl.type === "motion_picture", // read as a series
    page: (csl) => csl.page !== undefined && !/\d[-–]\d/.test(csl.page), // SP without EP is read as another field
    ISBN: (csl) => csl.type === "thesis",
  },
};

function fields(csl, format) {
  const names = (list) => list?.filter((n) => !/^(and )?others$/.test(n.literal ?? n.family))
    .map((n) => normal(n.literal ?? [n["non-dropping-particle"], n.family, n.given].filter(Boolean).join(" ")).replace(/,/g, ""));
  const [from, to] = (csl.page ?? "").replace(/–/g, "-").split("-");
  const page = from && to && to.length < from.length ? `${from}-${from.slice(0, from.length - to.length)}${to}` : [from, to].filter(Boolean).join("-");
  const all = { ...csl, author: names(csl.author), editor: names(csl.editor), page: page || undefined,
    issued: csl.issued?.["date-parts"][0][0], title: normal(csl.title), issue: csl.issue?.replace("–", "-") };
  return Object.fromEntries(carried.filter((name) => all[name] !== undefined && all[name].length !== 0).map((name) => [name, all[name]])
    .map(([name, value]) => [name, typeof value === "string" ? normal(value) : value]).filter(([name]) => !lost[format][name]?.(csl)));
}

for (const format of ["bibtex", "ris"]) {
  test(`${format}: citation-js reads back what the source has`, () => {
    const unexplained = [];
    for (const { csl, forms } of sources) {
      const [back, ...more] = read(forms[format]);
      assert.equal(more.length, 0);
      assert.equal(back.id, csl.id);
      const want = fields(csl, format);
      const got = fields({ ...back, type: csl.type }, format);
      for (const name of Object.keys(want)) {
        if (JSON.stringify(want[name]) !== JSON.stringify(got[name])) unexplained.push({ id: csl.id, name, want: want[name], got: got[name] });
      }
    }
    assert.deepEqual(unexplained, []);
  });
}
