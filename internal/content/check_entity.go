package content

import (
	"fmt"
	"slices"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

func (c *checker) entity(e evidence.Entity) {
	head := e.Head()
	c.strings(e)
	c.kindAndType(e, head)
	c.refs(e, "sources", head.Sources, evidence.KindSource)
	for i, check := range head.Checked {
		at := fmt.Sprintf("checked[%d]", i)
		c.required(e, at+".url", check.URL, "the address that was read")
		c.url(e, at+".url", check.URL)
		c.day(e, at+".on", check.On)
	}
	if head.Kind != evidence.KindSource {
		c.required(e, "name", head.Name, "the name that readers see")
	}
	for i, alias := range head.Aliases {
		if alias != "" && slices.Contains(head.Aliases[:i], alias) {
			c.problem(e, fmt.Sprintf("aliases[%d]", i), twice(alias), "each alias once")
		}
	}
	switch e := e.(type) {
	case *evidence.Construct:
		c.year(e, "introduced", e.Introduced)
	case *evidence.Intervention:
		c.year(e, "introduced", e.Introduced)
		if e.Format != nil && *e.Format == (evidence.Format{}) {
			c.problem(e, "format", "is empty", "mode, dose or setting")
		}
	case *evidence.Theorist:
		c.life(e)
	case *evidence.Population:
		c.ref(e, "broader", e.Broader, evidence.KindPopulation)
	case *evidence.Problem:
		c.ref(e, "broader", e.Broader, evidence.KindProblem)
		for i, code := range e.Codes {
			at := fmt.Sprintf("codes[%d]", i)
			c.required(e, at+".system", code.System, "the classification, such as ICD-11")
			c.required(e, at+".code", code.Code, "the code as it was seen")
			c.required(e, at+".codeSource", code.CodeSource, "the source in which the code was seen")
			c.ref(e, at+".codeSource", code.CodeSource, evidence.KindSource)
		}
	case *evidence.Source:
		c.source(e)
	}
}

// kindAndType checks the type against the list that the vocabulary has for the kind.
func (c *checker) kindAndType(e evidence.Entity, head *evidence.Common) {
	for _, kind := range c.vocabulary.Kinds {
		if kind.ID != head.Kind {
			continue
		}
		if len(kind.Types) > 0 {
			c.oneOf(e, "type", head.Type, kind.Types)
		} else if head.Type != "" {
			c.problem(e, "type", fmt.Sprintf("is %s, but %s has no type", quote(head.Type), article(string(kind.ID))),
				"leave it out")
		}
	}
}

func (c *checker) life(t *evidence.Theorist) {
	born, died := c.date(t, "born", t.Born), c.date(t, "died", t.Died)
	// A year alone is compared as a year: who was born in 1907-02-26 may have died in "1907".
	n := min(len(t.Born), len(t.Died))
	if born && died && t.Died[:n] < t.Born[:n] {
		c.problem(t, "died", fmt.Sprintf("is %s, before the birth in %s", t.Died, t.Born), "a date after the birth")
	}
}

func (c *checker) source(s *evidence.Source) {
	c.required(s, "title", s.Title, "the title of the work")
	c.oneOf(s, "tier", string(s.Tier), names(evidence.T1, evidence.T2, evidence.T3))
	c.oneOf(s, "verified", s.Verified, []string{"full", "partial"})
	c.year(s, "issued", s.Issued)
	c.url(s, "URL", s.URL)
	c.identifiers(s)
	c.authors(s, "author", s.Author)
	c.authors(s, "editor", s.Editor)
}

func (c *checker) authors(s *evidence.Source, field string, authors []evidence.Author) {
	people := []string{}
	for i, a := range authors {
		at := fmt.Sprintf("%s[%d]", field, i)
		switch {
		case a.Family == "" && a.Literal == "":
			c.problem(s, at, "has no name", "family and given, or literal")
		case a.Literal != "" && (a.Family != "" || a.Given != ""):
			c.problem(s, at+".literal", "stands beside family or given", "one of the two ways to name an author")
		}
		c.ref(s, at+".person", a.Person, evidence.KindTheorist)
		if a.Person != "" && slices.Contains(people, a.Person) {
			c.problem(s, at+".person", twice(a.Person), "each person once")
		}
		people = append(people, a.Person)
	}
}

// sameDOI reports sources that are one work entered twice. Case does not matter in a DOI.
func (c *checker) sameDOI() {
	first := map[string]*evidence.Source{}
	for _, e := range c.graph.Entities {
		s, ok := e.(*evidence.Source)
		if !ok || s.DOI == "" {
			continue
		}
		doi := strings.ToLower(s.DOI)
		if other := first[doi]; other != nil {
			at := c.graph.placeOf(other)
			c.problem(s, "DOI", fmt.Sprintf("%s is also the DOI of %s at %s:%d",
				quote(s.DOI), label(other), at.file, at.at("DOI")), "one source a work")
			continue
		}
		first[doi] = s
	}
}

// cycles reports entities that are, through broader, wider than themselves; each cycle once, at its smallest id.
func (c *checker) cycles() {
	for _, e := range c.graph.Entities {
		start := e.Head().ID
		trail := []string{start}
		for next := broader(e); next != "" && len(trail) <= len(c.entities); next = broader(c.entities[next]) {
			if next == start {
				if start == slices.Min(trail) {
					c.problem(e, "broader", "goes in a circle: "+strings.Join(append(trail, start), " → "),
						"a wider one that is not narrower too")
				}
				break
			}
			if slices.Contains(trail, next) {
				break // runs into a circle that start is no part of
			}
			trail = append(trail, next)
		}
	}
}

func broader(e evidence.Entity) string {
	switch e := e.(type) {
	case *evidence.Population:
		return e.Broader
	case *evidence.Problem:
		return e.Broader
	}
	return ""
}
