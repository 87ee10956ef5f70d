package neo4j_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/soak"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
)

// TestTheCypherOfRandomGraphs asks of graphs that have much of what the knowledge has little of: retracted works,
// works cited at second hand, claims of a language model, disputes, populations, sentences without a year.
func TestTheCypherOfRandomGraphs(t *testing.T) {
	graphs := soak.Times(1, 6) // the server plans all statements again for every graph
	store := neo4j.OpenEmpty(t)
	statements := 0
	for seed := range uint64(graphs) {
		d := &dice{rand.New(rand.NewPCG(seed, 5))}
		s := newShow(t, store, d.content())
		for i, l := range lenses("e3", "e5") {
			if (i >= 8 || i%2 == 1) && !soak.Whole() {
				continue
			}
			for j := range diceEntities / 2 {
				if j >= 3 && !soak.Whole() {
					break
				}
				of, other := fmt.Sprintf("e%d", j), fmt.Sprintf("e%d", diceEntities-1-j)
				s.neighborhood(of, "depth: 2, perRelation: 2, limit: 10", l)
				s.among([]string{other, "s0", of, "e3", "e7"}, l)
				s.lineage(of, "depth: 4", l)
				s.topic(of, s.view(l), l)
				if j < 2 || soak.Whole() {
					s.paths(of, other, "slack: 2", l)
				}
			}
			s.topic("s0", s.view(l), l)
			s.claimList("", l)
			s.claimList("disputed: true", l)
		}
		if statements += s.asked; t.Failed() {
			t.Fatalf("graph %d", seed)
		}
	}
	t.Logf("%d statements", statements)
}

// dice make small graphs.
type dice struct{ *rand.Rand }

func (d *dice) chance(p float64) bool { return d.Float64() < p }

func one[T any](d *dice, from ...T) T { return from[d.IntN(len(from))] }

func (d *dice) year(missing float64) *int {
	if d.chance(missing) {
		return nil
	}
	y := 1985 + 5*d.IntN(8)
	return &y
}

const (
	diceEntities = 16
	diceSources  = 10
	diceClaims   = 200
)

func (d *dice) entity() string { return fmt.Sprintf("e%d", d.IntN(diceEntities)) }
func (d *dice) source() string { return fmt.Sprintf("s%d", d.IntN(diceSources)) }

func (d *dice) content() store.ChangeSet {
	change := store.ChangeSet{Replace: true, Vocabulary: smallVocabulary()}
	for i := range diceSources {
		source := &evidence.Source{Common: evidence.Common{ID: fmt.Sprintf("s%d", i), Kind: evidence.KindSource}, Title: "A work", Issued: d.year(0.2),
			Tier: one(d, evidence.T1, evidence.T1, evidence.T2, evidence.T3), Retracted: d.chance(0.2)}
		source.Derive()
		change.Entities = append(change.Entities, source)
	}
	for i := range diceEntities {
		kind := one(d, evidence.KindConstruct, evidence.KindTheorist, evidence.KindIntervention)
		if i == 3 || i == 5 {
			kind = evidence.KindPopulation
		}
		entity := evidence.NewEntity(kind)
		head := entity.Head()
		head.ID, head.Kind, head.Name, head.Summary = fmt.Sprintf("e%d", i), kind, "Something", "What it is."
		for range d.IntN(3) {
			if s := d.source(); !slices.Contains(head.Sources, s) {
				head.Sources = append(head.Sources, s)
			}
		}
		change.Entities = append(change.Entities, entity)
	}
	for i := range diceClaims {
		change.Claims = append(change.Claims, d.claim(fmt.Sprintf("c%d", i), change.Vocabulary.Predicates))
	}
	for i := range 12 {
		item := &evidence.PracticeItem{ID: fmt.Sprintf("p%d", i), Kind: "principle", About: []string{d.entity()}, Text: "Do it."}
		item.Provenance, item.Citations = d.ground()
		change.Practice = append(change.Practice, item)
	}
	return change
}

// ground gives a sentence its provenance and, if it is sourced, citations of different works.
func (d *dice) ground() (evidence.Provenance, []evidence.Citation) {
	if d.chance(0.25) {
		return evidence.LLM, nil
	}
	var list []evidence.Citation
	for i := range 1 + d.IntN(2) {
		c := evidence.Citation{Source: fmt.Sprintf("s%d", d.IntN(diceSources/2)+i*diceSources/2)}
		if page := d.source(); d.chance(0.3) && page != c.Source {
			c.CitedIn = page
		}
		list = append(list, c)
	}
	return evidence.Sourced, list
}

func (d *dice) claim(id string, predicates []*evidence.Predicate) *evidence.Claim {
	p := one(d, predicates...)
	c := &evidence.Claim{ID: id, Subject: d.entity(), Predicate: p.ID, Text: "It is so.", Year: d.year(0.5),
		Stance: one(d, evidence.Supports, evidence.Supports, evidence.Qualifies, evidence.Disputes, evidence.Null),
		Design: one(d, "rct", "meta-analysis", "theoretical", "")}
	for c.Object = d.entity(); c.Object == c.Subject; {
		c.Object = d.entity()
	}
	if p.Literal == "required" {
		c.Object, c.Value = "", "so much"
	}
	c.Provenance, c.Citations = d.ground()
	if d.chance(0.5) {
		c.Population = one(d, "e3", "e5")
	}
	if d.chance(0.2) {
		c.About = []string{d.entity(), d.source()}
	}
	return c
}

// smallVocabulary has a predicate for every sort of edge, and one whose name is no plain type of a relationship.
func smallVocabulary() *evidence.Vocabulary {
	v := &evidence.Vocabulary{
		Strength:      evidence.Weights{Q: map[evidence.Tier]float64{"T1": 0.6, "T2": 0.35, "T3": 0.2}, Qualifying: 0.5, LLMOnly: 0.05},
		Designs:       []evidence.Term{{ID: "rct"}, {ID: "meta-analysis"}, {ID: "theoretical"}},
		Sections:      []evidence.SectionTerm{{ID: "evidence-base"}, {ID: "further-reading"}, {ID: "sources"}},
		PracticeKinds: []*evidence.PracticeKind{{ID: "principle", Section: "evidence-base"}},
	}
	for _, p := range []evidence.Predicate{
		{ID: "originated", Class: evidence.ClassLineage, Lineage: evidence.FlowForward},
		{ID: "derives-from", Class: evidence.ClassLineage, Lineage: evidence.FlowBackward},
		{ID: "related-to", Class: evidence.ClassStructure, Lineage: evidence.FlowNone, Symmetric: true},
		{ID: "3-way-test-of", Class: evidence.ClassMeasurement, Lineage: evidence.FlowNone},
		{ID: "disputes", Class: evidence.ClassCritique, Lineage: evidence.FlowNone},
		{ID: "reported-finding", Class: evidence.ClassFinding, Lineage: evidence.FlowNone, Literal: "required"},
	} {
		p.Section = "evidence-base"
		v.Predicates = append(v.Predicates, &p)
	}
	return v
}
