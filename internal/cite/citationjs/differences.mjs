// Where the citations of this program differ from those of citation-js on purpose, each with the reason. A difference
// changes what citation-js is given (csl) or what it gave (text, normalised as in compare.test.mjs), for the styles
// named, or for all. With that done everything has to be equal, and each difference has to be needed.

// held: it stands in a journal, a series or a newspaper, though its type does not say so.
const held = (c) => !["article-journal", "chapter", "entry-encyclopedia", "thesis"].includes(c.type) &&
  c["container-title"] !== undefined && (c.volume !== undefined || c.type === "article");
const article = (c) => c.type === "article-journal" || held(c);
const part = (c) => ["chapter", "entry-encyclopedia"].includes(c.type);
// homeless: an article or a chapter, and nobody knows of what.
const homeless = (c) => (article(c) || part(c)) && c["container-title"] === undefined;
const year = (c) => c.issued && String(c.issued["date-parts"][0][0]);
const given = (c, change) => ({ ...c, author: c.author?.map((a) => ({ ...a, given: a.given && change(a.given) })) });

export const differences = [
  {
    why: "a report, a monograph or an article that stands in a journal, series or newspaper is cited as an article there",
    csl: (c) => held(c) ? { ...c, type: "article-journal", publisher: undefined, "publisher-place": undefined } : c,
  },
  {
    why: "a film on a site is cited as a page of it",
    csl: (c, style) => c.type === "motion_picture" && c["container-title"]
      ? { ...c, type: "webpage", genre: style === "apa" ? "Video recording" : undefined } : c,
  },
  {
    why: "an article is not described by its genre (APA 7, 9.21: only works outside the usual peer-reviewed literature)",
    styles: ["apa", "mla", "chicago", "harvard"],
    csl: (c) => article(c) ? { ...c, genre: undefined } : c,
  },
  {
    why: "MLA leaves what kind of work it is to the writer; only of a thesis it is told",
    styles: ["mla"],
    csl: (c) => c.type === "thesis" ? c : { ...c, genre: undefined },
  },
  {
    why: "APA tells of a thesis that it is one (APA 7, 10.6)",
    styles: ["apa"],
    csl: (c) => c.type === "thesis" ? { ...c, genre: c.genre ?? "Thesis" } : c,
  },
  {
    why: "APA sets the description of a work behind its title, also where the title comes before the year (APA 7, 9.21)",
    styles: ["apa"],
    text: (t, c) => c.author || c.editor ? t : t.replace(/([.?]?) (\([^)]*\)\.) (\[[^\]]*\])\./, (_, sign, when, what) => `${sign === "?" ? "?" : ""} ${what}. ${when}`),
  },
  {
    why: "the comma after an inverted name stays before the name of a body too",
    styles: ["apa", "mla", "chicago"],
    text: (t, c) => c.author?.length === 2 && c.author[1].literal ? t.replace(/(?<!,) (&|and) /, ", $1 ") : t,
  },
  {
    why: "the author “and others” is et al.",
    text: (t, c, style) => c.author?.at(-1).literal === "and others"
      ? t.replace(/,? (& |and )?and others\.?/, { harvard: " et al.", ieee: " et al." }[style] ?? ", et al.") : t,
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
    why: "an article number stands in place of pages, also where the source repeats it as a page",
    styles: ["apa", "ieee"],
    csl: (c) => article(c) && c.number !== undefined ? { ...c, page: undefined } : c,
  },
  {
    why: "MLA, Chicago, Harvard and AMA have the number of an article as its page, or not at all",
    styles: ["mla", "chicago", "harvard", "ama"],
    csl: (c) => article(c) ? { ...c, number: undefined } : c,
  },
  {
    why: "a name in brackets, by which a person is called, gives no initial",
    styles: ["apa", "harvard", "ieee", "ama"],
    csl: (c) => given(c, (name) => name.replace(/ \(.*\)/, "")),
  },
  {
    why: "“EB” are two initials",
    styles: ["apa", "harvard", "ieee", "ama"],
    csl: (c) => given(c, (name) => name.replace(/\b([A-Z])([A-Z])$/, "$1. $2.")),
  },
  {
    why: "a given name without a capital has an initial too",
    styles: ["apa", "harvard", "ieee", "ama"],
    csl: (c) => given(c, (name) => name[0].toUpperCase() + name.slice(1)),
  },
  {
    why: "the DOI is escaped in an address",
    styles: ["apa", "mla", "chicago", "harvard"],
    text: (t) => t.replace(/(doi\.org\/\S*?)<(\S*?)>/, "$1%3c$2%3e"),
  },
  {
    why: "an article or chapter has quotation marks in MLA also where the journal or book is not known",
    styles: ["mla"],
    text: (t, c, style, title) => {
      if (!homeless(c)) return t;
      const ending = [`${title}.`, title.replace(/'$/, ".'"), title].find((text) => t.includes(text));
      return t.replace(ending, () => `'${ending}'`);
    },
  },
  {
    why: "Chicago names the year of a web page once",
    styles: ["chicago"],
    text: (t, c) => c.type === "webpage" && year(c) ? t.replace(new RegExp(` ${year(c)}\\.(?= http|$)`), "") : t,
  },
  {
    why: "no word “In” where the book is not known",
    styles: ["chicago", "harvard", "ama"],
    text: (t, c, style) => part(c) && homeless(c) ? t.replace({ chicago: / in [.,](?= |$)/, harvard: /,? in(?=[.,])/, ama: / in:( ;)?/ }[style], "") : t,
  },
  {
    why: "pages without a journal stand by themselves",
    styles: ["chicago", "harvard", "ama"],
    text: (t, c) => homeless(c) && c.page ? t.replace(/,' (?=\d)/, ".' ").replace(/, (?=[0-9-]+\.( http|$))/, ". ").replace(". :", ". ") : t,
  },
  {
    why: "a family name stands as the source has it, with its particle before it",
    styles: ["chicago"],
    text: (t, c) => {
      const [, particle, rest] = c.author?.[0].family?.match(/^((?:[a-z]+ )+)(.*)/) ?? [];
      const name = (c.author?.[0].given ?? "").toLowerCase();
      return particle ? t.replace(`${rest.toLowerCase()}, ${name} ${particle.trim()}`, `${particle}${rest.toLowerCase()}, ${name}`)
        .replace(/\.\.(?= (\d{4}|n\.d)\.)/, ".") : t;
    },
  },
  {
    why: "no comma before the last of three editors (British)",
    styles: ["harvard"],
    text: (t) => t.replace(/, and ([^()]*) \(eds\)/, " and $1 (eds)"),
  },
  {
    why: "an article that stands nowhere, such as a preprint, is set out as a report is",
    styles: ["harvard", "ieee", "ama"],
    csl: (c) => c.type === "article" && !held(c) ? { ...c, type: "report" } : c,
  },
  {
    why: "the body that publishes a web page stands for the name of the site",
    styles: ["ieee", "ama"],
    csl: (c) => c.type === "webpage" ? { ...c, "container-title": c["container-title"] ?? c.publisher } : c,
  },
  {
    why: "a volume is told also where the journal is not known, after the full stop of the title",
    styles: ["mla", "chicago"],
    text: (t, c, style) => !homeless(c) || !c.volume ? t
      : style === "mla" ? t.replace(/(?= no\. )/, ` vol. ${c.volume},`) : t.replace(`' ${c.volume} `, `.' ${c.volume} `),
  },
  {
    why: "nobody knows that an article without a volume is a preprint",
    styles: ["harvard"],
    text: (t, c) => article(c) ? t.replace(" [preprint]", "") : t,
  },
  {
    why: "what can be read on line is told after a full stop (IEEE Reference Guide, “Available”)",
    styles: ["ieee"],
    text: (t) => t.replace(/', \[online\]/, ".' [online]").replace(/, \[online\]/, ". [online]").replace(/\?\.' \[online\]/, "?' [online]"),
  },
  {
    why: "no comma after a question mark, and the full stop before a DOI or the end inside the quotation mark",
    styles: ["ieee"],
    text: (t) => t.replace(/([?!]),'/, "$1'").replace(/'\.$/, ".'").replace(/([?!])\.'$/, "$1'").replace("', doi:", ".' doi:")
      .replace("'.' doi:", ".'' doi:"),
  },
  {
    why: "the year of a film stands without brackets",
    styles: ["ieee"],
    text: (t, c) => c.type === "motion_picture" ? t.replace(/, \((\d+)\)\.$/, ". $1.") : t,
  },
  {
    why: "no full stop after a question mark in quotation marks",
    styles: ["harvard"],
    text: (t) => t.replace("?'. available", "?' available"),
  },
  {
    why: "the year of a web page is told in IEEE, where it is known",
    styles: ["ieee"],
    text: (t, c) => c.type === "webpage" && year(c) ? t.replace(/\.?('?) \[online\]/, `,$1 ${year(c)}. [online]`).replace(/\.('?)$/, (all, quote) => c.URL ? all : `,${quote} ${year(c)}.`).replace("?',", "?'").replace(".','", ",''").replace(".',' ", ",'' ") : t,
  },
  {
    why: "nobody knows that an article without a volume was published on line",
    styles: ["ama"],
    text: (t, c) => article(c) ? t.replace("published online ", "") : t,
  },
  {
    why: "where the publisher is not known, the year follows the title",
    styles: ["ama"],
    text: (t) => t.replace(/([.?]);(?= \d{4}[.:]| :)/, "$1").replace(". :", ". "),
  },
  {
    why: "the year of a web page without an address is told",
    styles: ["ama"],
    text: (t, c) => c.type === "webpage" && !c.URL && year(c) ? `${t} ${year(c)}.` : t,
  },
  {
    why: "a reference that does not end in an address ends in a full stop",
    styles: ["ama"],
    text: (t, c) => c.URL || c.DOI || /[.?]'?$/.test(t) ? t : t + ".",
  },
];
