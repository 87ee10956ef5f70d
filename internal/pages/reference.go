package pages

import (
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// reference is a work in a reader's form, near to APA: Before, then Title in italics if the work stands by itself,
// Container in italics if it does not, and After.
type reference struct {
	Who       string // "Bretherton, I."; empty for a work without authors, whose title comes first
	When      string // "(1992)."
	Title     string
	Alone     bool // the title is a whole work's
	Container string
	After     string // issue, pages, publisher, with the signs that part them
	DOI       string
	Link      string // https://doi.org/…
	Retracted bool
	Partial   bool // parts of the reference were not seen
}

// mostAuthors is the number of authors named in full.
const mostAuthors = 20

func refer(s *evidence.Source) reference {
	r := reference{Title: strings.TrimRight(s.Title, ". "), DOI: s.DOI, Retracted: s.Retracted, Partial: s.Verified == "partial"}
	r.Alone = s.ContainerTitle == ""
	who := authors(s.Author)
	if who == "" && len(s.Editor) > 0 {
		who = authors(s.Editor) + " (Ed.)"
		if len(s.Editor) > 1 {
			who = authors(s.Editor) + " (Eds.)"
		}
	}
	when := "n.d."
	if s.Issued != nil {
		when = strconv.Itoa(*s.Issued)
	}
	r.When = "(" + when + ")."
	r.Who = strings.TrimRight(who, " ")
	if !strings.HasSuffix(r.Title, "?") && !strings.HasSuffix(r.Title, "!") {
		r.Title += "."
	}
	if s.ContainerTitle != "" {
		r.Container = s.ContainerTitle
		if s.Volume != "" {
			r.Container += ", " + s.Volume
		}
	}
	if s.Issue != "" && s.Volume != "" {
		r.After = "(" + s.Issue + ")"
	}
	if s.Page != "" {
		r.After += ", " + strings.ReplaceAll(s.Page, "-", "–")
	}
	if r.Container != "" || r.After != "" {
		r.After += "."
	}
	for _, part := range []string{s.Genre, s.Number, s.Publisher} {
		if part != "" && part != s.ContainerTitle {
			r.After += " " + strings.TrimRight(part, ". ") + "."
		}
	}
	if s.DOI != "" {
		r.Link = "https://doi.org/" + doiPath(s.DOI)
	}
	return r
}

// doiPath escapes what would end the path of an address; the sign / belongs to the DOI.
func doiPath(doi string) string {
	return strings.NewReplacer("%", "%25", "?", "%3F", "#", "%23", " ", "%20", "<", "%3C", ">", "%3E", `"`, "%22").Replace(doi)
}

func authors(list []evidence.Author) string {
	names := make([]string, 0, len(list))
	for _, a := range list {
		names = append(names, authorName(a))
	}
	switch n := len(names); {
	case n == 0:
		return ""
	case n == 1:
		return names[0]
	case n > mostAuthors:
		return strings.Join(names[:mostAuthors-1], ", ") + ", … " + names[n-1]
	default:
		return strings.Join(names[:n-1], ", ") + ", & " + names[n-1]
	}
}

// authorName gives "Bretherton, I."; a given name with a hyphen keeps it.
func authorName(a evidence.Author) string {
	if a.Literal != "" {
		return a.Literal
	}
	var initials []string
	for word := range strings.FieldsSeq(a.Given) {
		var parts []string
		for part := range strings.SplitSeq(word, "-") {
			for _, r := range part {
				parts = append(parts, string(r)+".")
				break
			}
		}
		initials = append(initials, strings.Join(parts, "-"))
	}
	if len(initials) == 0 {
		return a.Family
	}
	return a.Family + ", " + strings.Join(initials, " ")
}
