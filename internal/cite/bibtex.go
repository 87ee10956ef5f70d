package cite

import (
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// bibTeX writes one entry for BibTeX with UTF-8 (biber, or bibtex with inputenc). The key is the id of the source, so
// it is stable and unique in the graph. Titles stand in a second pair of braces, so that no style changes their case;
// a body's name stands in braces, so that it is not split.
func bibTeX(w work) string {
	var b strings.Builder
	b.WriteString("@" + bibTeXType(w) + "{" + w.ID)
	field := func(name, value string) {
		if value != "" {
			b.WriteString(",\n  " + name + " = {" + value + "}")
		}
	}
	field("author", bibTeXNames(w.authors))
	field("editor", bibTeXNames(w.editors))
	field("title", in("{", escapeTeX(w.Title), "}"))
	container := escapeTeX(w.ContainerTitle)
	switch w.form {
	case article:
		field("journal", container)
	case part:
		field("booktitle", container)
	case website:
		field("organization", container)
	default:
		field("series", container)
	}
	field("year", w.year)
	field("volume", escapeTeX(w.Volume))
	field("number", escapeTeX(strings.ReplaceAll(w.Issue, "–", "--")))
	field("eid", escapeTeX(w.Number))
	field("pages", list("--", escapeTeX(w.from), escapeTeX(w.to)))
	switch {
	case w.form == thesis:
		field("school", escapeTeX(w.Publisher))
	case w.Type == "report":
		field("institution", escapeTeX(w.Publisher))
	default:
		field("publisher", escapeTeX(w.Publisher))
	}
	field("address", escapeTeX(w.PublisherPlace))
	switch {
	case w.form == thesis && w.Genre == "":
		field("type", "Thesis") // else the type of the entry would say of which degree
	case w.form == thesis || w.Type == "report":
		field("type", escapeTeX(capital(w.Genre)))
	}
	// Addresses are not set as text but read as they are, but for the signs that would end the field.
	verbatim := strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C")
	field("doi", verbatim.Replace(w.DOI))
	field("url", verbatim.Replace(w.URL))
	field("isbn", escapeTeX(w.ISBN))
	b.WriteString("\n}\n")
	return b.String()
}

func bibTeXType(w work) string {
	switch {
	case w.form == article:
		return "article"
	case w.form == part && w.ContainerTitle != "":
		return "incollection"
	case w.form == thesis && strings.HasPrefix(strings.ToLower(w.Genre), "master"):
		return "mastersthesis"
	case w.form == thesis:
		return "phdthesis"
	case w.Type == "book":
		return "book"
	case w.Type == "report":
		return "techreport"
	}
	return "misc"
}

// bibTeXNames gives "van IJzendoorn, Marinus and {World Health Organization}"; "and others" is BibTeX's own et al.
func bibTeXNames(n names) string {
	written := n.each(bibTeXName, bibTeXName)
	if n.others {
		written = append(written, "others")
	}
	return strings.Join(written, " and ")
}

func bibTeXName(n evidence.CSLName) string {
	if n.Literal != "" {
		return "{" + escapeTeX(n.Literal) + "}"
	}
	family := escapeTeX(n.Family)
	if n.Given == "" && strings.Contains(family, " ") {
		return "{" + family + "}"
	}
	return list(", ", family, escapeTeX(n.Given))
}

// escapeTeX writes a text so that TeX sets it as it stands. Letters beyond ASCII stay UTF-8.
func escapeTeX(s string) string {
	return strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "%", `\%`, "&", `\&`, "_", `\_`, "#", `\#`,
		"$", `\$`, "~", `\textasciitilde{}`, "^", `\textasciicircum{}`, "\n", " ").Replace(s)
}
