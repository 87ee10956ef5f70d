package cite

import (
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// ris writes one record in the RIS format as reference managers read it: lines of a tag, two spaces, a hyphen and a
// value, ended by CRLF, from TY to ER. Who wrote more than the source names (“and others”) has no tag and is left out.
func ris(w work) string {
	var b strings.Builder
	line := func(tag, value string) {
		if value != "" {
			// A value is one line; a break in it would begin a new field.
			b.WriteString(tag + "  - " + strings.Join(strings.Fields(value), " ") + "\r\n")
		}
	}
	line("TY", risType(w))
	line("ID", w.ID)
	for _, n := range w.authors.list {
		line("AU", risName(n))
	}
	editor := "ED"
	if w.form == part {
		editor = "A2" // of the book that holds the chapter
	}
	for _, n := range w.editors.list {
		line(editor, risName(n))
	}
	line("TI", w.Title)
	line("T2", w.ContainerTitle)
	line("PY", w.year)
	line("VL", w.Volume)
	line("IS", w.Issue)
	line("C7", w.Number)
	line("SP", w.from)
	line("EP", w.to)
	line("PB", w.Publisher)
	line("CY", w.PublisherPlace)
	line("M3", w.Genre)
	line("SN", w.ISBN)
	line("DO", w.DOI)
	line("UR", w.URL)
	b.WriteString("ER  - \r\n")
	return b.String()
}

func risType(w work) string {
	switch {
	case w.form == article:
		return "JOUR"
	case w.Type == "entry-encyclopedia":
		return "ENCYC"
	case w.form == part:
		return "CHAP"
	case w.form == thesis:
		return "THES"
	case w.form == website:
		return "ELEC"
	}
	kinds := map[string]string{"book": "BOOK", "report": "RPRT", "motion_picture": "VIDEO"}
	if kind, ok := kinds[w.Type]; ok {
		return kind
	}
	return "GEN"
}

// risName gives "Bowlby, John". A comma parts family and given names, so the name of a body keeps none.
func risName(n evidence.CSLName) string {
	if n.Literal != "" {
		return strings.ReplaceAll(n.Literal, ",", "")
	}
	return inverted(n)
}
