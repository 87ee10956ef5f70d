package evidence_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/soak"
)

// graphCount is how many random graphs a comparison looks at; SECUREBASE_SOAK=1 asks for many more.
func graphCount() int {
	return soak.Times(500, 5000)
}

func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x5ec0bae)) }

// smallVocabulary has a predicate for every sort of edge.
func smallVocabulary() *evidence.Vocabulary {
	v := &evidence.Vocabulary{
		Strength: evidence.Weights{Q: map[evidence.Tier]float64{"T1": 0.6, "T2": 0.35, "T3": 0.2}, Qualifying: 0.5, LLMOnly: 0.05},
		Sections: []evidence.SectionTerm{{ID: "type-discipline"}, {ID: "creators-lineage"}, {ID: "core-principles"},
			{ID: "evidence-base"}, {ID: "further-reading"}, {ID: "sources"}, {ID: "see-also"}, {ID: "provenance"}},
		PracticeKinds: []*evidence.PracticeKind{{ID: "principle", Section: "core-principles"},
			{ID: "framework-card", Section: "type-discipline"}},
	}
	for _, d := range []string{"meta-analysis", "rct", "cohort", "theoretical"} {
		v.Designs = append(v.Designs, evidence.Term{ID: d})
	}
	for _, p := range []evidence.Predicate{
		{ID: "originated", Class: evidence.ClassLineage, Lineage: evidence.FlowForward, Section: "creators-lineage"},
		{ID: "influenced", Class: evidence.ClassLineage, Lineage: evidence.FlowForward, Section: "creators-lineage"},
		{ID: "extended", Class: evidence.ClassLineage, Lineage: evidence.FlowBackward, Section: "creators-lineage"},
		{ID: "mentored-by", Class: evidence.ClassLineage, Lineage: evidence.FlowBackward, Section: "creators-lineage"},
		{ID: "related-to", Class: evidence.ClassStructure, Symmetric: true, Section: "see-also"},
		{ID: "is-a", Class: evidence.ClassStructure, Section: "type-discipline"},
		{ID: "measured-by", Class: evidence.ClassMeasurement, Section: "evidence-base"},
		{ID: "associated-with", Class: evidence.ClassAssociation, Symmetric: true, Section: "evidence-base"},
		{ID: "improves", Class: evidence.ClassEffect, Section: "evidence-base"},
		{ID: "targets", Class: evidence.ClassClinical, Section: "evidence-base"},
		{ID: "criticized", Class: evidence.ClassCritique, Section: "evidence-base"},
		{ID: "worked-at", Class: evidence.ClassBiography, Section: "creators-lineage"},
		{ID: "found", Class: evidence.ClassFinding, Section: "evidence-base"},
	} {
		if p.Lineage == "" {
			p.Lineage = evidence.FlowNone
		}
		v.Predicates = append(v.Predicates, &p)
	}
	return v
}

// slugs make string order and order by parts differ: "a-b.x" stands before "a.x".
var slugs = []string{"a", "a-b", "a-1", "a1", "ab", "b", "b-a", "b2", "base", "base-2", "base-secure", "c", "c-10", "c-9", "z"}

var names = []string{"Secure base", "Safe haven", "Safe heaven", "Strange Situation", "Mary Ainsworth", "John Bowlby", "Étayage", "Bonding",
	"Attachment security", "Secure attachment", "Bowlby", "Mikulincer", "Fonagy"}

var authors = []evidence.Author{
	{Family: "Bowlby", Given: "John", Person: "a"}, {Family: "Bowlby", Given: "J."}, {Family: "Bowlby", Given: "Richard"},
	{Family: "Bowlby", Given: "Jane", Person: "b"}, {Family: "Veríssimo", Given: "Manuela"}, {Family: "Verissimo", Given: "M."},
	{Family: "Main", Given: "Mary"}, {Family: "Main", Given: "Mary", Person: "a-b"}, {Family: "Tronick"},
	{Literal: "World Health Organization"}, {Literal: "world health organization"}, {Literal: "Zero to Three"},
}

type maker struct {
	*rand.Rand
	w        *world
	entities []string // all but sources
	sources  []string
}

func pick[T any](m *rand.Rand, from []T) T { return from[m.IntN(len(from))] }

// some gives each item with the chance.
func some[T any](m *rand.Rand, from []T, chance float64) []T {
	var kept []T
	for _, x := range from {
		if m.Float64() < chance {
			kept = append(kept, x)
		}
	}
	return kept
}

func (m *maker) chance(p float64) bool { return m.Float64() < p }

func (m *maker) year(missing float64) *int {
	if m.chance(missing) {
		return nil
	}
	y := 1950 + m.IntN(8)*10
	return &y
}

// randomWorld makes a small graph in which everything happens that the rules speak of.
func randomWorld(seed uint64) *world {
	m := &maker{Rand: newRandom(seed), w: &world{vocabulary: smallVocabulary()}}
	ids := slices.Clone(slugs)
	m.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	ids = ids[:4+m.IntN(8)]
	// Authors name a, b and a-b as persons.
	for _, id := range []string{"a", "b", "a-b"} {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for i := range 3 + m.IntN(7) {
		m.sources = append(m.sources, fmt.Sprintf("s-%d", i*7%11))
	}
	for _, id := range m.sources {
		m.w.entities = append(m.w.entities, m.source(id))
	}
	for _, id := range ids {
		kind := pick(m.Rand, []evidence.Kind{"Construct", "Construct", "Construct", "Theorist", "Theorist", "Intervention",
			"Intervention", "Problem", "Problem", "Population"})
		m.w.entities = append(m.w.entities, m.entity(id, kind))
		m.entities = append(m.entities, id)
	}
	for i := range 20 + m.IntN(90) {
		m.w.claims = append(m.w.claims, m.claim(fmt.Sprintf("c%d", i)))
	}
	for i := range m.IntN(6) {
		p := &evidence.PracticeItem{ID: fmt.Sprintf("p%d", i), Kind: pick(m.Rand, []string{"principle", "framework-card"}),
			About: some(m.Rand, m.entities, 0.3), Provenance: evidence.LLM}
		if m.chance(0.6) {
			p.Provenance, p.Citations = evidence.Sourced, m.citations()
		}
		m.w.practice = append(m.w.practice, p)
	}
	return m.w
}

func (m *maker) source(id string) *evidence.Source {
	s := &evidence.Source{Common: evidence.Common{ID: id, Kind: evidence.KindSource}, Title: pick(m.Rand, names), Issued: m.year(0.2),
		Tier: pick(m.Rand, []evidence.Tier{"T1", "T1", "T2", "T3"}), Retracted: m.chance(0.08)}
	if m.chance(0.7) {
		s.Author = some(m.Rand, authors, 0.15)
	}
	if m.chance(0.3) {
		s.DOI = "10.1000/" + id
	}
	if m.chance(0.2) {
		s.PMCID = "PMC" + id
	}
	if m.chance(0.2) {
		s.ContainerTitle = "Attachment & Human Development"
	}
	if m.chance(0.4) {
		s.Publisher = pick(m.Rand, []string{"Hogarth Press", "HOGARTH press", "Basic Books"})
	}
	s.URL = pick(m.Rand, []string{"", "https://www.circleofsecurity.org/x", "https://circleofsecurity.org/y?z=1", "https://doi.org/10.1/2"})
	s.Derive()
	return s
}

func (m *maker) entity(id string, kind evidence.Kind) evidence.Entity {
	e := evidence.NewEntity(kind)
	head := e.Head()
	head.ID, head.Name, head.Summary = id, pick(m.Rand, names), "What it is."
	head.Aliases = some(m.Rand, names, 0.1)
	if m.chance(0.5) {
		head.Sources = some(m.Rand, m.sources, 0.4)
	}
	switch e := e.(type) {
	case *evidence.Construct:
		e.Introduced, e.Type = m.year(0.5), pick(m.Rand, []string{"", "measure"})
	case *evidence.Theorist:
		if y := m.year(0.5); y != nil {
			e.Born = fmt.Sprintf("%d-02-26", *y)
		}
	case *evidence.Problem:
		if m.chance(0.3) && len(m.entities) > 0 {
			e.Broader = pick(m.Rand, m.entities)
		}
	}
	return e
}

func (m *maker) citations() []evidence.Citation {
	var list []evidence.Citation
	for range 1 + m.IntN(3) {
		c := evidence.Citation{Source: pick(m.Rand, m.sources)}
		if m.chance(0.2) {
			c.CitedIn = pick(m.Rand, m.sources)
		}
		list = append(list, c)
	}
	return list
}

func (m *maker) claim(id string) *evidence.Claim {
	end := func() string {
		if m.chance(0.06) {
			return pick(m.Rand, m.sources)
		}
		return pick(m.Rand, m.entities)
	}
	c := &evidence.Claim{ID: id, Subject: end(), Predicate: pick(m.Rand, m.w.vocabulary.Predicates).ID,
		Object: end(), Text: "One sentence on " + pick(m.Rand, names) + ".",
		Stance: pick(m.Rand, []evidence.Stance{"supports", "supports", "supports", "supports", "qualifies",
			"qualifies", "disputes", "null"}),
		Provenance: evidence.LLM, Year: m.year(0.4), Design: pick(m.Rand, []string{"", "rct", "cohort", "theoretical"})}
	if len(m.w.claims) > 0 && m.chance(0.35) { // a second claim on an edge, at times the other way round
		other := pick(m.Rand, m.w.claims)
		c.Subject, c.Predicate, c.Object, c.Value = other.Subject, other.Predicate, other.Object, other.Value
		if c.Object != "" && m.chance(0.4) {
			c.Subject, c.Object = c.Object, c.Subject
		}
		if m.chance(0.3) {
			c.Predicate = pick(m.Rand, m.w.vocabulary.Predicates).ID
		}
	} else if m.chance(0.1) {
		c.Object, c.Value = "", "r = .30"
	}
	if c.Subject == c.Object {
		c.Object, c.Value = "", "itself"
	}
	if m.chance(0.8) {
		c.Provenance, c.Citations = evidence.Sourced, m.citations()
	}
	if m.chance(0.3) {
		c.Population = pick(m.Rand, m.entities)
	}
	if m.chance(0.2) {
		c.About = some(m.Rand, slices.Concat(m.entities, m.sources), 0.1)
	}
	return c
}

// randomLens is as often no lens as one with one, two or more parts.
func randomLens(m *rand.Rand, w *world) evidence.Lens {
	var l evidence.Lens
	if m.IntN(3) == 0 {
		return l
	}
	if m.IntN(3) == 0 {
		l.MinTier = pick(m, []evidence.Tier{"T1", "T2", "T2", "T3"})
	}
	l.HideLLM = m.IntN(3) == 0
	if m.IntN(4) == 0 {
		y := 1960 + m.IntN(7)*10
		l.AsOf = &y
	}
	if m.IntN(6) == 0 {
		l.Stances = some(m, []evidence.Stance{"supports", "qualifies", "disputes", "null"}, 0.7)
	}
	if m.IntN(8) == 0 {
		l.Designs = some(m, []string{"rct", "cohort", "theoretical", "meta-analysis"}, 0.6)
	}
	if m.IntN(10) == 0 {
		for _, e := range w.entities {
			if m.IntN(2) == 0 {
				l.Populations = append(l.Populations, e.Head().ID)
			}
		}
	}
	return l
}

func (w *world) index(t testing.TB) *evidence.Index {
	t.Helper()
	ix, err := evidence.NewIndex("test", w.vocabulary, w.entities, w.claims, w.practice)
	if err != nil {
		t.Fatal(err)
	}
	return ix
}

// eachRandom runs a check on random graphs, each under several lenses.
func eachRandom(t *testing.T, lenses int, check func(t *testing.T, m *rand.Rand, n naive, v *evidence.View)) {
	t.Helper()
	t.Parallel()
	for seed := range uint64(graphCount()) {
		w := randomWorld(seed)
		ix := w.index(t)
		m := newRandom(seed + 1<<32)
		for range lenses {
			lens := randomLens(m, w)
			check(t, m, naive{*w, lens}, ix.View(lens))
			if t.Failed() {
				t.Fatalf("graph %d, lens %s", seed, lens.Key())
			}
		}
	}
}
