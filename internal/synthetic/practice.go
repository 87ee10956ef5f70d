package synthetic

import (
	"fmt"
	"iter"

	"github.com/securebase/securebase/internal/evidence"
)

func (g *Graph) practice() iter.Seq[any] {
	return func(yield func(any) bool) {
		d := g.random("practice")
		for n := range g.items() {
			if !yield(d.item(n)) {
				return
			}
		}
	}
}

// item makes a practice item; the kinds take turns.
func (d draw) item(n int) *evidence.PracticeItem {
	kind := d.g.Vocabulary.PracticeKinds[n%len(d.g.Vocabulary.PracticeKinds)]
	order := 1 + n%5
	p := &evidence.PracticeItem{ID: fmt.Sprintf("item-%07d", n), Kind: kind.ID, Title: fmt.Sprintf("Generated item %d", n),
		Text: "A generated " + kind.Label + " that nobody should follow: " + d.words(5, 20) + ".", Order: &order, Provenance: evidence.LLM}
	kinds := []evidence.Kind{evidence.KindConstruct, evidence.KindIntervention, evidence.KindProblem, evidence.KindPopulation}
	for _, k := range kinds[:1+d.IntN(len(kinds))] {
		p.About = append(p.About, d.g.id(d.entity(d.g.block(k))))
	}
	if d.chance(30) {
		p.Items = []string{"generated line: " + d.words(2, 5), "generated line: " + d.words(2, 5)}
		p.Duration = fmt.Sprintf("%d minutes", 5+d.IntN(55))
	}
	for _, field := range kind.Detail {
		if p.Detail == nil {
			p.Detail = map[string]any{}
		}
		p.Detail[field] = "generated " + d.words(1, 4)
	}
	if d.chance(60) {
		p.Provenance, p.Citations = evidence.Sourced, d.citations()
	}
	return p
}
