package synthetic

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// plan is who a claim links to whom. An object from the total on is a literal value.
type plan struct {
	subject, object int32
	predicate       int32
}

const (
	repeated = 30  // percent of claims on an edge that has one: some edges have very many
	literals = 15  // percent of claims with a value where predicates allow one
	values   = 200 // different values
)

// weightOf is how often the predicates of a class occur in the embedded knowledge, in percent.
func weightOf(class evidence.PredicateClass) float64 {
	switch class {
	case evidence.ClassLineage, evidence.ClassAssociation:
		return 20
	case evidence.ClassEffect:
		return 16
	case evidence.ClassClinical:
		return 14
	case evidence.ClassFinding, evidence.ClassCritique:
		return 10
	case evidence.ClassStructure, evidence.ClassMeasurement, evidence.ClassBiography:
	}
	return 4
}

// plan draws the ends of all claims and puts them in the order of their ids.
func (g *Graph) plan() {
	d := g.random("plan")
	predicates := g.Vocabulary.Predicates
	perClass := map[evidence.PredicateClass]float64{}
	for _, p := range predicates {
		perClass[p.Class]++
	}
	chances := make([]float64, len(predicates))
	for i, p := range predicates {
		chances[i] = weightOf(p.Class) / perClass[p.Class]
	}
	g.planned = make([]plan, 0, g.Size.Claims)
	for i := range g.Size.Claims {
		switch {
		case i < len(predicates): // each of them once at least
			g.planned = append(g.planned, d.link(i))
		case d.chance(repeated):
			g.planned = append(g.planned, pick(d, g.planned))
		default:
			g.planned = append(g.planned, d.link(d.weighed(chances)))
		}
	}
	slices.SortFunc(g.planned, func(a, b plan) int {
		return cmp.Or(cmp.Compare(a.subject, b.subject),
			strings.Compare(predicates[a.predicate].ID, predicates[b.predicate].ID), cmp.Compare(a.object, b.object))
	})
}

// weighed draws a place of a list of weights.
func (d draw) weighed(weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	at := d.Float64() * sum
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// link draws the ends of a claim with the predicate.
func (d draw) link(predicate int) plan {
	p := d.g.Vocabulary.Predicates[predicate]
	subject := d.end(p.SubjectKinds)
	link := plan{subject: int32(subject), predicate: int32(predicate)}
	if p.Literal == "required" || p.Literal == "allowed" && d.chance(literals) {
		link.object = int32(d.g.total + d.IntN(values))
		return link
	}
	object := subject
	for object == subject {
		object = d.end(p.ObjectKinds)
	}
	link.object = int32(object)
	return link
}

// end draws an entity of one of the kinds. Works stand at few ends of claims, however many there are.
func (d draw) end(kinds []evidence.Kind) int {
	weights := make([]float64, len(kinds))
	for i, k := range kinds {
		weights[i] = float64(len(d.g.block(k).order))
		if k == evidence.KindSource {
			weights[i] = float64(d.g.Size.Entities) / 20
		}
	}
	return d.entity(d.g.block(kinds[d.weighed(weights)]))
}

func (g *Graph) claims() iter.Seq[any] {
	return func(yield func(any) bool) {
		d := g.random("claims")
		times := 0
		for i, p := range g.planned {
			times++
			if i == 0 || g.planned[i-1] != p {
				times = 1
			}
			if !yield(d.claim(i, p, times)) {
				return
			}
		}
	}
}

// claim makes a claim; times counts those with the same ends.
func (d draw) claim(number int, p plan, times int) *evidence.Claim {
	g := d.g
	predicate := g.Vocabulary.Predicates[p.predicate]
	c := &evidence.Claim{Subject: g.id(int(p.subject)), Predicate: predicate.ID, Provenance: evidence.Sourced}
	object := ""
	if value := int(p.object) - g.total; value >= 0 {
		c.Value = fmt.Sprintf("generated value %d", value)
		c.ID, object = fmt.Sprintf("%s.%s.value-%07d", c.Subject, predicate.ID, value), c.Value
	} else {
		c.Object = g.id(int(p.object))
		c.ID, object = c.Subject+"."+predicate.ID+"."+c.Object, g.phrase(int(p.object))
	}
	if times > 1 {
		c.ID += fmt.Sprintf(".%04d", times)
	}
	c.Text = fmt.Sprintf("Generated claim %d, %s: %s %s %s.", number, d.words(3, 9), g.phrase(int(p.subject)), predicate.Label, object)
	c.Stance = []evidence.Stance{evidence.Supports, evidence.Qualifies, evidence.Null, evidence.Disputes}[d.weighed([]float64{79, 14, 4, 3})]
	c.Design = pick(d, g.Vocabulary.Designs).ID
	if d.chance(70) {
		c.Year = d.year(firstYear, lastYear)
	}
	if d.chance(30) {
		size := 10 + d.IntN(2000)
		c.SampleSize = &size
	}
	if d.chance(10) {
		c.Effect = d.effect()
	}
	if d.chance(15) {
		c.Population = g.id(d.entity(g.block(evidence.KindPopulation)))
	}
	if d.chance(5) {
		c.Outcome = d.words(1, 3)
	}
	if d.chance(15) {
		c.About = []string{g.id(d.entity(g.block(evidence.KindConstruct)))}
		if d.chance(20) {
			c.About = append(c.About, g.id(d.entity(g.block(evidence.KindProblem))))
		}
	}
	if d.chance(2) {
		c.Provenance = evidence.LLM
		if d.chance(50) {
			c.FoundIn = g.id(d.source())
		}
		return c
	}
	c.Citations = d.citations()
	return c
}

func (d draw) effect() *evidence.Effect {
	hundredths := func(f float64) *float64 {
		f = math.Round(f*100) / 100
		return &f
	}
	value, width := d.Float64()*2-1, 0.01+d.Float64()/2
	e := &evidence.Effect{Measure: pick(d, []string{"r", "d", "g"}), Value: hundredths(value), Text: "generated figures"}
	if d.chance(60) {
		e.Low, e.High = hundredths(value-width), hundredths(value+width)
	}
	return e
}

// citations draws from one to four works.
func (d draw) citations() []evidence.Citation {
	var list []evidence.Citation
	seen := map[int]bool{}
	for count := 1 + d.few(4); len(list) < count; {
		work := d.source()
		if seen[work] {
			continue
		}
		seen[work] = true
		c := evidence.Citation{Source: d.g.id(work)}
		if d.chance(85) {
			c.Locator = pick(d, []string{"Abstract", fmt.Sprintf("p. %d", 1+d.IntN(400)), fmt.Sprintf("Table %d", 1+d.IntN(9))})
		}
		if d.chance(70) {
			c.Depth = pick(d, []evidence.Depth{evidence.FullText, evidence.Abstract, evidence.Record})
		}
		if d.chance(60) {
			c.CheckedAt, c.CheckedOn = []string{"https://example.org/" + c.Source}, "2026-01-02"
		}
		if page := d.source(); d.chance(4) && page != work {
			c.CitedIn = d.g.id(page)
		}
		list = append(list, c)
	}
	return list
}
