package synthetic

import (
	"fmt"
	"iter"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// Years of works and findings, and of births.
const (
	firstYear, lastYear   = 1950, 2024
	firstBirth, lastBirth = 1880, 1990
)

func (g *Graph) entities() iter.Seq[any] {
	return func(yield func(any) bool) {
		d := g.random("entities")
		for i := range g.kinds {
			b := &g.kinds[i]
			for n := range len(b.order) {
				var e evidence.Entity
				if b.kind == evidence.KindSource {
					e = d.work(n)
				} else {
					e = d.thing(b, n)
				}
				if !yield(e) {
					return
				}
			}
		}
	}
}

// thing makes an entity that is no source, the n-th of its kind.
func (d draw) thing(b *block, n int) evidence.Entity {
	e := evidence.NewEntity(b.kind)
	head := e.Head()
	head.ID, head.Name = d.g.id(b.first+n), d.g.name(b.first+n)
	head.Summary = fmt.Sprintf("A generated %s that stands for nothing: %s.", strings.ToLower(string(b.kind)), d.words(3, 8))
	if len(b.term.Types) > 0 {
		head.Type = b.term.Types[n%len(b.term.Types)]
	}
	if d.chance(40) {
		head.Aliases = []string{fmt.Sprintf("%s %d", d.words(2, 3), n)}
	}
	if d.chance(90) { // a language model wrote the others
		head.Sources = []string{d.g.id(d.source())}
		head.Checked = []evidence.Check{{URL: "https://example.org/" + head.ID, On: "2026-01-02"}}
	}
	switch e := e.(type) {
	case *evidence.Construct:
		e.Discipline = fmt.Sprintf("discipline %d", d.few(30))
		e.Introduced = d.year(firstYear, lastYear)
	case *evidence.Theorist:
		head.Aliases = []string{fmt.Sprintf("Author %d", n)}
		e.Born = fmt.Sprint(*d.year(firstBirth, lastBirth))
		if e.Born < "1930" {
			e.Died = fmt.Sprint(*d.year(1970, lastYear))
		}
		e.Fields = []string{fmt.Sprintf("discipline %d", d.few(30))}
		e.Affiliation, e.Country = fmt.Sprintf("Institute %d", d.few(400)), fmt.Sprintf("Country %d", d.few(60))
	case *evidence.Intervention:
		e.Format = &evidence.Format{Mode: fmt.Sprintf("mode %d", d.few(12)), Dose: fmt.Sprintf("%d sessions", 4+d.IntN(20))}
		e.Introduced = d.year(firstYear, lastYear)
		e.EvidenceStatus = "Generated; there is no evidence."
	case *evidence.Population:
		e.Broader = d.broader(b, n)
	case *evidence.Problem:
		e.Broader = d.broader(b, n)
		if d.chance(30) {
			e.Codes = []evidence.Code{{System: "GENERATED", Code: fmt.Sprintf("X%d", n), CodeSource: d.g.id(d.source())}}
		}
	}
	return e
}

// broader gives the parent of most in a tree of five branches each.
func (d draw) broader(b *block, n int) string {
	if n == 0 || d.chance(40) {
		return ""
	}
	return d.g.id(b.first + (n-1)/5)
}

// work makes the n-th source.
func (d draw) work(n int) *evidence.Source {
	b := d.g.block(evidence.KindSource)
	s := &evidence.Source{Common: evidence.Common{ID: d.g.id(b.first + n), Kind: evidence.KindSource}, Verified: "full",
		Title: fmt.Sprintf("Generated work %d: %s", n, d.words(2, 7)), Issued: d.year(firstYear, lastYear)}
	s.Type = b.term.Types[0]
	if d.chance(40) {
		s.Type = pick(d, b.term.Types)
	}
	s.Tier = evidence.T1
	if !d.chance(70) {
		s.Tier = pick(d, []evidence.Tier{evidence.T2, evidence.T3})
	}
	switch {
	case d.chance(6): // a page by nobody, known by its publisher
		s.Publisher, s.URL, s.Verified = fmt.Sprintf("Publisher %d", d.few(200)), "https://example.org/"+s.ID, "partial"
		if d.chance(30) {
			s.Issued = nil
		}
	case d.chance(5):
		s.Author = []evidence.Author{{Literal: fmt.Sprintf("Institute %d", d.few(400))}}
		s.Publisher = s.Author[0].Literal
	default:
		s.Author = d.team()
		s.ContainerTitle = fmt.Sprintf("Journal %d", d.few(300))
		s.Volume, s.Issue = fmt.Sprint(1+d.IntN(80)), fmt.Sprint(1+d.IntN(6))
		first := 1 + d.IntN(900)
		s.Page = fmt.Sprintf("%d–%d", first, first+1+d.IntN(40))
		s.DOI = fmt.Sprintf("10.5555/generated.%d", n) // a prefix for tests, of which no work is known
	}
	s.Retracted = d.chance(0.5)
	s.Checked = []evidence.Check{{URL: "https://example.org/" + s.ID, On: "2026-01-02"}}
	s.Derive()
	return s
}

// Authors of a team are drawn from few who stand side by side, so that teams overlap.
const (
	teamReach = 8
	mostNames = 5
)

// team draws the authors of a work: from one to five neighbors, of whom a theorist is named with the id.
func (d draw) team() []evidence.Author {
	people := max(teamReach, d.g.Size.Sources/2)
	theorists := d.g.block(evidence.KindTheorist)
	lead := d.few(people)
	authors := make([]evidence.Author, 1+d.few(mostNames))
	for i, step := range d.Perm(teamReach)[:len(authors)] {
		n := (lead + step) % people
		authors[i] = evidence.Author{Family: fmt.Sprintf("Author %d", n), Given: string(rune('A' + n%26))}
		if n < len(theorists.order) {
			authors[i].Person = d.g.id(theorists.first + n)
		}
	}
	return authors
}
