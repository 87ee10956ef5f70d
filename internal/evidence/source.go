package evidence

import (
	"strconv"
	"strings"
)

// Tier is how near a source stands to scholarship: T1 peer-reviewed, scholarly or primary, T2 official body, T3
// popular or secondary. Lower is better.
type Tier string

// The three tiers, best first.
const (
	T1 Tier = "T1"
	T2 Tier = "T2"
	T3 Tier = "T3"
)

// Source is a work or page. Its fields carry CSL-JSON names; Common.Type is the CSL type. Name and Summary are not
// stored in the data but derived from the other fields by Derive.
type Source struct {
	Common         `json:",inline"`
	Title          string   `json:"title"`
	Author         []Author `json:"author,omitempty"`
	Editor         []Author `json:"editor,omitempty"`
	Issued         *int     `json:"issued,omitempty"` // year
	ContainerTitle string   `json:"container-title,omitempty"`
	Volume         string   `json:"volume,omitempty"`
	Issue          string   `json:"issue,omitempty"`
	Page           string   `json:"page,omitempty"`
	Publisher      string   `json:"publisher,omitempty"`
	PublisherPlace string   `json:"publisher-place,omitempty"`
	Genre          string   `json:"genre,omitempty"`
	Number         string   `json:"number,omitempty"`
	DOI            string   `json:"DOI,omitempty"`
	PMID           string   `json:"PMID,omitempty"`
	PMCID          string   `json:"PMCID,omitempty"`
	ISBN           string   `json:"ISBN,omitempty"`
	URL            string   `json:"URL,omitempty"`
	OpenAccess     *bool    `json:"openAccess,omitempty"`
	Tier           Tier     `json:"tier"`
	Retracted      bool     `json:"retracted,omitempty"`
	Verified       string   `json:"verified,omitempty"` // full or partial: how much of the reference was seen
}

// Author is a person or body that wrote a work. Person is the id of a Theorist, where the graph knows one; Literal
// is a name that is not split, such as an institution's.
type Author struct {
	Family  string `json:"family,omitempty"`
	Given   string `json:"given,omitempty"`
	Literal string `json:"literal,omitempty"`
	Person  string `json:"person,omitempty"`
}

// Derive fills Name ("Bowlby 1988", "Bowlby n.d.", the title of a work by nobody) and Summary (a plain reference) from the bibliographic fields.
func (s *Source) Derive() {
	s.Name = s.shortName()
	s.Summary = s.reference()
}

func (s *Source) shortName() string {
	who := s.creators()
	var name string
	switch {
	case len(who) == 0:
		name = s.Title
	case len(who) == 1:
		name = who[0].short()
	case len(who) == 2:
		name = who[0].short() + " & " + who[1].short()
	default:
		name = who[0].short() + " et al."
	}
	switch {
	case s.Issued != nil:
		name += " " + strconv.Itoa(*s.Issued)
	case len(who) > 0:
		name += " n.d." // a bare family name is a person's
	}
	return name
}

func (s *Source) creators() []Author {
	if len(s.Author) > 0 {
		return s.Author
	}
	return s.Editor
}

func (a Author) short() string {
	if a.Literal != "" {
		return a.Literal
	}
	return a.Family
}

// reference is the work's own description, without authors: title, container, volume(issue), pages, publisher.
func (s *Source) reference() string {
	parts := []string{s.Title}
	if s.ContainerTitle != "" {
		where := s.ContainerTitle
		if s.Volume != "" {
			where += " " + s.Volume
			if s.Issue != "" {
				where += "(" + s.Issue + ")"
			}
		}
		if s.Page != "" {
			where += ", " + s.Page
		}
		parts = append(parts, where)
	}
	if s.Publisher != "" {
		parts = append(parts, s.Publisher)
	}
	for i, p := range parts {
		parts[i] = strings.TrimRight(p, ". ")
	}
	return strings.Join(parts, ". ") + "."
}
