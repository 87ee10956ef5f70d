// Where the citations of this program differ from those of citation-js on purpose, each with the reason. A difference
// either changes what citation-js is given (csl) or what it gives (text, normalised: see compare.test.mjs), for the
// styles named, or for all. Everything else has to be equal.

const article = (c) => c.type === "article-journal" || held(c);
const held = (c) => !["chapter", "entry-encyclopedia", "thesis", "article-journal"].includes(c.type) && c["container-title"] !== undefined &&
  (c.volume !== undefined || c.type === "article");
const part = (c) => ["chapter", "entry-encyclopedia"].includes(c.type);
const named = (c) => (c.author ?? c.editor) !== undefined;

export const differences = [
  {
    why: "a report, a monograph or an article that stands in a journal, series or newspaper is cited as an article there",
    csl: (c) => held(c) ? { ...c, type: "article-journal", publisher: undefined, "publisher-place": undefined } : c,
  },
  {
    why: "an article is not described by its genre (APA 7, 9.21: only works outside the usual peer-reviewed literature)",
    csl: (c) => article(c) ? { ...c, genre: undefined } : c,
  },
  {
    why: "the last page is given in full where the source shortens it",
    styles: ["harvard", "ieee"],
    csl: (c) => {
      const [from, to] = (c.page ?? "").split("-");
      return /^\d+$/.test(from) && /^\d+$/.test(to) && to.length < from.length
        ? { ...c, page: `${from}-${from.slice(0, from.length - to.length)}${to}` } : c;
    },
  },
  {
    why: "where only the first page is known (“135-”), it is given without a hyphen",
    csl: (c) => c.page?.endsWith("-") ? { ...c, page: c.page.slice(0, -1) } : c,
  },
  {
    why: "an article number stands once, also where the source repeats it as a page",
    csl: (c) => article(c) && c.number !== undefined ? { ...c, page: undefined } : c,
    styles: ["apa", "ieee"],
  },
  {
    why: "an article number is not a field of an article in MLA, Chicago, Harvard and AMA; where it is the page it stands as one",
    csl: (c) => article(c) ? { ...c, number: undefined } : c,
    styles: ["mla", "chicago", "harvard", "ama"],
  },
  {
    why: "a name in brackets, by which a person is called, gives no initial",
    csl: (c) => ({ ...c, author: c.author?.map((a) => ({ ...a, given: a.given?.replace(/ \(.*\)/, "") })) }),
    styles: ["apa", "harvard", "ieee", "ama"],
  },
  {
    why: "the DOI is escaped in an address",
    text: (t) => t.replace(/(doi\.org\/\S*?)<(\S*?)>/, "$1%3c$2%3e"),
    styles: ["apa", "mla", "chicago", "harvard"],
  },
];
export { article, part, held, named };
