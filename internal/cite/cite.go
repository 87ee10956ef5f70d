// Package cite writes references in the forms that papers and reference managers ask for, from CSL-JSON. It is pure: no
// input, no output. All forms are plain text without italics, in English, one work by itself: nothing depends on what
// else stands in a list of references, so there are no numbers, no "2017a" and no dashes for an author named before.
//
// Nothing is made up and nothing is cased anew: a field that a source lacks is left out or written as the style writes
// a missing one ("n.d."), a title stands as the source has it, and what the styles would abbreviate (journals in IEEE
// and AMA) stays in full.
package cite

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// Style is a form of a reference.
type Style string

// The nine forms: six styles for readers, three formats for programs.
const (
	APA     Style = "apa"
	MLA     Style = "mla"
	Chicago Style = "chicago"
	Harvard Style = "harvard"
	IEEE    Style = "ieee"
	AMA     Style = "ama"
	BibTeX  Style = "bibtex"
	RIS     Style = "ris"
	CSLJSON Style = "csl-json"
)

// Styles lists all forms in the order in which they are offered.
func Styles() []Style {
	return []Style{APA, MLA, Chicago, Harvard, IEEE, AMA, BibTeX, RIS, CSLJSON}
}

// Name is how readers call the style, with its edition.
func (s Style) Name() string {
	return map[Style]string{APA: "APA 7", MLA: "MLA 9", Chicago: "Chicago 17, author-date",
		Harvard: "Harvard (Cite Them Right)", IEEE: "IEEE", AMA: "AMA 11", BibTeX: "BibTeX", RIS: "RIS", CSLJSON: "CSL-JSON"}[s]
}

// Format writes a work in a style. The error says that the style is not known.
func Format(style Style, c evidence.CSL) (string, error) {
	w := prepare(c)
	switch style {
	case APA:
		return apa(w), nil
	case MLA:
		return mla(w), nil
	case Chicago:
		return chicago(w), nil
	case Harvard:
		return harvard(w), nil
	case IEEE:
		return ieee(w), nil
	case AMA:
		return ama(w), nil
	case BibTeX:
		return bibTeX(w), nil
	case RIS:
		return ris(w), nil
	case CSLJSON:
		return cslJSON(c)
	}
	return "", fmt.Errorf("%q is no citation style", style)
}

// form is what the rules of the styles tell apart.
type form int

const (
	alone   form = iota // a book, a report, a film, whatever stands by itself
	article             // in a journal
	part                // in a book or another collection
	thesis
	website // a page of a site
)

// work is a reference made ready: what all styles ask of it, worked out once.
type work struct {
	evidence.CSL
	form    form
	year    string // empty if not known
	authors names
	editors names
	from    string // first page
	to      string // last page in full; empty for one page
	link    string // the DOI as an address, else the address
}

func prepare(c evidence.CSL) work {
	w := work{CSL: c, form: formOf(c), authors: namesOf(c.Author), editors: namesOf(c.Editor), link: c.URL}
	if c.Issued != nil && len(c.Issued.DateParts) > 0 && len(c.Issued.DateParts[0]) > 0 {
		w.year = strconv.Itoa(c.Issued.DateParts[0][0])
	}
	w.from, w.to = pages(c.Page)
	if c.DOI != "" {
		w.link = "https://doi.org/" + doiPath(c.DOI)
	}
	return w
}

// formOf sorts a work by its CSL type. A report, a monograph or a page that has a volume of something is cited as a part
// of that journal or series, and so is an article in a newspaper; a film on a site as a page of it.
func formOf(c evidence.CSL) form {
	switch c.Type {
	case "article-journal", "article-magazine", "article-newspaper":
		return article
	case "chapter", "entry", "entry-encyclopedia", "entry-dictionary", "paper-conference":
		return part
	case "thesis":
		return thesis
	}
	switch {
	case c.ContainerTitle != "" && (c.Volume != "" || c.Type == "article"):
		return article
	case c.Type == "webpage", c.Type == "motion_picture" && c.ContainerTitle != "":
		return website
	}
	return alone
}

// doiPath escapes what would end the path of an address; the sign / belongs to the DOI.
func doiPath(doi string) string {
	return strings.NewReplacer("%", "%25", "?", "%3F", "#", "%23", " ", "%20", "<", "%3C", ">", "%3E", `"`, "%22").Replace(doi)
}

// yearOr is the year, or what the style writes where there is none.
func (w work) yearOr(none string) string {
	if w.year == "" {
		return none
	}
	return w.year
}

// whole reports whether the title is that of a whole work, which styles set without quotation marks.
func (w work) whole() bool {
	return w.form != article && w.form != part && w.ContainerTitle == ""
}

// volume gives "11(1)"; an issue without a volume stands alone.
func (w work) volume() string {
	if w.Volume == "" {
		return w.Issue
	}
	return w.Volume + in("(", w.Issue, ")")
}
