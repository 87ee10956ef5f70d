package neo4j_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
)

// realVocabulary is the one that comes with the program, in its canonical form.
func realVocabulary(t *testing.T) []byte {
	t.Helper()
	line, err := evidence.Line(neo4j.Knowledge(t).Vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// randomGraph draws records that the data model allows, with texts that are hard on databases. It knows the ids that
// there are, so that nearly all references lead somewhere.
type randomGraph struct {
	*rand.Rand
	vocabulary *evidence.Vocabulary
	entities   map[evidence.Kind][]string
	claims     []string
	practice   []string // slugs
	made       int      // ids so far

	pairs [][3]string // subject, predicate and object of claims so far
	texts []string    // so far, for searches
}

func newRandomGraph(t *testing.T, number int, vocabulary []byte) *randomGraph {
	t.Helper()
	g := &randomGraph{Rand: rand.New(rand.NewPCG(uint64(number), 0xd1ff)), entities: map[evidence.Kind][]string{}}
	record, err := evidence.ParseLine(vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	g.vocabulary = record.(*evidence.Vocabulary)
	g.vocabulary.Predicates = append(g.vocabulary.Predicates, &evidence.Predicate{ID: "said`]-(甘え)", Label: "said \"`\"",
		InverseLabel: "said by", Class: evidence.ClassFinding, Lineage: evidence.FlowNone, Prerequisite: "none",
		Section: g.vocabulary.Sections[0].ID, Definition: "'; DROP TABLE claim; --"})
	return g
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func (g *randomGraph) oneIn(n int) bool { return g.IntN(n) == 0 }

// pieces are what texts are made of.
func pieces() []string {
	return []string{
		"secure", "Secure", "base", "attachment", "Bowlby", "Ainsworth’s", "child's", "mother-infant", "caregiving", "trial", "haven",
		"étayage", "e\u0301tayage", "Veríssimo", "straße", "STRASSE", "ﬁnding", "İstanbul", "ΣΊΣΥΦΟΣ", "naïve", "x²", "½", "ＡＢＣ",
		"甘え", "愛着理論", "애착", "привязанность", "קשר", "تعلّق", "ผูกพัน", "आसक्ति", "が", "か\u3099", "😀", "👩‍👧", "𝒳", "𐐀", "\uff71",
		"r = .30", "95 %", "p < .05 & n > 3", "10.1037/0012-1649", "\"quoted\"", "`", "\\", "\\u0000", "'", "''", "<b>", "%s", "_", "?", "$1",
		"'; DROP TABLE claim; --", "MATCH (n) DETACH DELETE n //", "{id: $ids}", "AND", "or", "NEAR(a b)", "a*", "+b", "-c", "col:x", "~", "^",
		"\n", "\r\n", "\t", "\x00", "\u200b", "\u2028", "\u00a0", "\ufeff", strings.Repeat("long", 70),
	}
}

// text draws some pieces, mostly parted by spaces.
func (g *randomGraph) text() string {
	all := pieces()
	var b strings.Builder
	for range 1 + g.IntN(6) {
		if g.oneIn(3) {
			b.WriteString(pick(g.Rand, all))
		} else {
			b.WriteString(pick(g.Rand, all[:11]))
		}
		if !g.oneIn(6) {
			b.WriteByte(' ')
		}
	}
	text := strings.TrimSuffix(b.String(), " ")
	g.texts = append(g.texts, text)
	return text
}

func (g *randomGraph) whole() int64 {
	if g.oneIn(40) {
		return pick(g.Rand, []int64{-1, 0, 1 << 31, 1 << 40, 1<<53 - 1})
	}
	return 1900 + g.Int64N(130)
}

func (g *randomGraph) fraction() float64 {
	return pick(g.Rand, []float64{0, math.Copysign(0, -1), 0.1 + 0.2, -0.35, 1, 1e21, 1e-7, 1.7e308, 5e-324, g.NormFloat64()})
}

// fill draws a value for every field, so that a field added to a record is compared without a change here. What must be
// there is not left empty. What is an id or a controlled value is for the caller to set.
func (g *randomGraph) fill(v reflect.Value, needed bool) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && (needed || !g.oneIn(3)) {
			v.SetString(g.text())
		}
	case reflect.Bool:
		v.SetBool(g.oneIn(2))
	case reflect.Int:
		v.SetInt(g.whole())
	case reflect.Float64:
		v.SetFloat(g.fraction())
	case reflect.Pointer:
		if !g.oneIn(3) {
			v.Set(reflect.New(v.Type().Elem()))
			g.fill(v.Elem(), needed)
		}
	case reflect.Slice:
		n := g.IntN(3)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			g.fill(v.Index(i), true)
		}
	case reflect.Map: // the details of a practice item, as JSON gives them
		v.Set(reflect.ValueOf(map[string]any{"belief": g.text(), g.text(): []any{g.text(), g.fraction(), true, nil},
			"steps": map[string]any{g.text(): g.text()}}))
	case reflect.Struct:
		for i := range v.NumField() {
			g.fill(v.Field(i), !strings.Contains(v.Type().Field(i).Tag.Get("json"), "omitempty"))
		}
	default:
		panic("no value can be drawn for a " + v.Type().String())
	}
}

// grow makes ids for n more records of all sorts.
func (g *randomGraph) grow(n int) {
	stems := []string{"a", "a-b", "secure-base", "base", "z", "a.b", "o'brien", "x`y", "é", "甘え", "\uff71", "😀"}
	kinds := []evidence.Kind{"Construct", "Construct", "Theorist", "Intervention", "Population", "Problem", "Source", "Source", "Source"}
	for i := range n {
		g.made++
		id := fmt.Sprintf("%s-%d", pick(g.Rand, stems), g.made)
		switch {
		case i%20 == 0:
			g.practice = append(g.practice, id)
		case i%2 == 0:
			g.claims = append(g.claims, "c-"+id)
		default:
			kind := kinds[i/2%len(kinds)]
			g.entities[kind] = append(g.entities[kind], id)
		}
	}
}

// forget takes ids out of those that there are.
func (g *randomGraph) forget(ids []string) {
	gone := func(id string) bool { return slices.Contains(ids, id) }
	for _, kind := range evidence.Kinds() {
		g.entities[kind] = slices.DeleteFunc(g.entities[kind], gone)
	}
	g.claims = slices.DeleteFunc(g.claims, gone)
	g.practice = slices.DeleteFunc(g.practice, func(slug string) bool { return gone(evidence.PracticePrefix + slug) })
}

// everyone lists the ids of all entities.
func (g *randomGraph) everyone() []string {
	var all []string
	for _, kind := range evidence.Kinds() {
		all = append(all, g.entities[kind]...)
	}
	return all
}

// some gives each of the ids with the chance.
func (g *randomGraph) some(ids []string, chance float64) []string {
	var kept []string
	for _, id := range ids {
		if g.Float64() < chance {
			kept = append(kept, id)
		}
	}
	return kept
}

// few gives up to n ids.
func (g *randomGraph) few(n int, from []string) []string {
	var ids []string
	for range g.IntN(n + 1) {
		ids = append(ids, pick(g.Rand, from))
	}
	return ids
}

// change draws anew the records whose public ids are wanted.
func (g *randomGraph) change(wanted func(id string) bool) store.ChangeSet {
	var c store.ChangeSet
	for _, kind := range evidence.Kinds() {
		for _, id := range g.entities[kind] {
			if wanted(id) {
				c.Entities = append(c.Entities, g.entity(id, kind))
			}
		}
	}
	for _, id := range g.claims {
		if wanted(id) {
			c.Claims = append(c.Claims, g.claim(id))
		}
	}
	for _, slug := range g.practice {
		if wanted(evidence.PracticePrefix + slug) {
			c.Practice = append(c.Practice, g.item(slug))
		}
	}
	return c
}

// replacement draws anew all records but some claims, which go.
func (g *randomGraph) replacement() store.ChangeSet {
	g.forget(g.some(g.claims, 0.1))
	g.terms()
	c := g.change(func(string) bool { return true })
	c.Replace, c.Vocabulary = true, g.vocabulary
	return c
}

// terms changes what the vocabulary says, on a copy: the one before may still be in use.
func (g *randomGraph) terms() {
	changed := *g.vocabulary
	changed.Predicates = nil
	for _, p := range g.vocabulary.Predicates {
		predicate := *p
		if g.oneIn(4) {
			predicate.Definition = g.text()
		}
		if g.oneIn(10) {
			predicate.Symmetric = !predicate.Symmetric
		}
		changed.Predicates = append(changed.Predicates, &predicate)
	}
	g.vocabulary = &changed
}

// alteration draws a change of a few records, new ones among them, and of removals. One that removes an entity may
// leave references to it, and must then be refused; fresh are the ids that there are only if it is not.
func (g *randomGraph) alteration() (change store.ChangeSet, fresh []string) {
	before := g.ids()
	g.grow(10)
	fresh = slices.DeleteFunc(g.ids(), func(id string) bool { return slices.Contains(before, id) })
	drawn := slices.Concat(fresh, g.some(before, 0.05))
	change = g.change(func(id string) bool { return slices.Contains(drawn, id) })
	if g.oneIn(3) {
		g.terms()
		change.Vocabulary = g.vocabulary
	}
	for _, id := range slices.Concat(g.some(g.claims, 0.1), g.few(1, g.everyone()), []string{"nobody"}) {
		if !slices.Contains(drawn, id) {
			change.Delete = append(change.Delete, id)
		}
	}
	for _, slug := range g.some(g.practice, 0.1) {
		if id := evidence.PracticePrefix + slug; !slices.Contains(drawn, id) {
			change.Delete = append(change.Delete, id)
		}
	}
	return change, fresh
}

// ids lists the public ids of all records.
func (g *randomGraph) ids() []string {
	all := slices.Concat(g.everyone(), g.claims)
	for _, slug := range g.practice {
		all = append(all, evidence.PracticePrefix+slug)
	}
	return all
}

// maybe draws one of the ids, or none.
func (g *randomGraph) maybe(from []string) string {
	if len(from) == 0 || g.oneIn(2) {
		return ""
	}
	return pick(g.Rand, from)
}

func (g *randomGraph) entity(id string, kind evidence.Kind) evidence.Entity {
	entity := evidence.NewEntity(kind)
	g.fill(reflect.ValueOf(entity).Elem(), true)
	head := entity.Head()
	head.ID, head.Kind, head.Name, head.Sources = id, kind, g.text(), g.few(2, g.entities[evidence.KindSource])
	for _, term := range g.vocabulary.Kinds {
		if term.ID == kind && len(term.Types) > 0 {
			head.Type = pick(g.Rand, term.Types)
		}
	}
	switch e := entity.(type) {
	case *evidence.Theorist:
		e.Born = pick(g.Rand, []string{"", "1907-02-26", "1913", "1930-12", "about 1950"})
	case *evidence.Population:
		e.Broader = g.maybe(g.entities[kind])
	case *evidence.Problem:
		e.Broader = g.maybe(g.entities[kind])
		for i := range e.Codes {
			e.Codes[i].CodeSource = pick(g.Rand, g.entities[evidence.KindSource])
		}
	case *evidence.Source:
		g.source(e)
	}
	return entity
}

// source sets what teams and the lens look at.
func (g *randomGraph) source(s *evidence.Source) {
	s.Sources = nil // a source's summary is its reference
	s.Tier, s.Retracted = pick(g.Rand, []evidence.Tier{"T1", "T1", "T2", "T3"}), g.oneIn(10)
	s.URL = pick(g.Rand, []string{"", "https://www.example.org/a", "https://example.org/b?c=d", "https://doi.org/10.1/2"})
	if g.oneIn(3) {
		s.DOI = "10.1000/" + s.ID
	}
	family := []string{"Bowlby", "Ainsworth", "Veríssimo", "Verissimo", "O'Brien", "Main", "甘え", "\"x\""}
	for _, list := range [][]evidence.Author{s.Author, s.Editor} {
		for i := range list {
			if list[i].Literal != "" {
				list[i] = evidence.Author{Literal: list[i].Literal}
			} else {
				list[i] = evidence.Author{Family: pick(g.Rand, family), Given: pick(g.Rand, []string{"", "John", "J.", "Mary"}),
					Person: g.maybe(g.entities[evidence.KindTheorist])}
			}
		}
	}
	s.Derive()
}

// provenance draws citations, or says that a language model wrote it.
func (g *randomGraph) provenance() (evidence.Provenance, []evidence.Citation) {
	if g.oneIn(7) {
		return evidence.LLM, nil
	}
	list := make([]evidence.Citation, 1+g.IntN(3))
	for i := range list {
		g.fill(reflect.ValueOf(&list[i]).Elem(), true)
		list[i].Source, list[i].CitedIn = pick(g.Rand, g.entities[evidence.KindSource]), ""
		list[i].Depth = pick(g.Rand, []evidence.Depth{"", evidence.FullText, evidence.Abstract, evidence.Record})
		if g.oneIn(5) {
			list[i].CitedIn = pick(g.Rand, g.entities[evidence.KindSource])
		}
	}
	return evidence.Sourced, list
}

func (g *randomGraph) claim(id string) *evidence.Claim {
	c := new(evidence.Claim)
	g.fill(reflect.ValueOf(c).Elem(), true)
	c.ID, c.Value = id, ""
	c.Subject, c.Predicate, c.Object = g.end(g.Rand), pick(g.Rand, g.vocabulary.Predicates).ID, g.end(g.Rand)
	switch {
	case g.oneIn(3) && len(g.pairs) > 0:
		g.again(c)
	case g.oneIn(5): // an origin, at times one that is contested
		c.Subject, c.Predicate = pick(g.Rand, g.entities[evidence.KindTheorist]), "originated"
		c.Object = g.entities[evidence.KindConstruct][g.IntN(4)]
	}
	if g.oneIn(10) || c.Subject == c.Object {
		c.Object, c.Value = "", g.text()
	}
	if c.Object != "" {
		g.pairs = append(g.pairs, [3]string{c.Subject, c.Predicate, c.Object})
	}
	c.Stance = pick(g.Rand, []evidence.Stance{"supports", "supports", "supports", "qualifies", "disputes", "null"})
	c.Provenance, c.Citations = g.provenance()
	c.Design = pick(g.Rand, []string{"", "rct", "cohort", "meta-analysis"})
	c.Population = g.maybe(g.entities[evidence.KindPopulation])
	c.About = g.few(2, g.everyone())
	c.FoundIn = ""
	if c.Provenance == evidence.LLM {
		c.FoundIn = g.maybe(g.entities[evidence.KindSource])
	}
	return c
}

// end draws what a claim or a question is on: seldom a source, and some entities far more often than others.
func (g *randomGraph) end(r *rand.Rand) string {
	kinds := evidence.Kinds()
	if r.IntN(10) > 0 {
		kinds = kinds[:len(kinds)-1] // the last are sources
	}
	list := g.entities[pick(r, kinds)]
	return list[int(float64(len(list))*r.Float64()*r.Float64())]
}

// again makes a claim one more on the edge of another, or the same the other way round.
func (g *randomGraph) again(c *evidence.Claim) {
	p := pick(g.Rand, g.pairs)
	there := g.everyone()
	if !slices.Contains(there, p[0]) || !slices.Contains(there, p[2]) {
		return
	}
	c.Subject, c.Predicate, c.Object = p[0], p[1], p[2]
	if g.oneIn(4) {
		c.Subject, c.Object = c.Object, c.Subject
	}
}

func (g *randomGraph) item(slug string) *evidence.PracticeItem {
	p := new(evidence.PracticeItem)
	g.fill(reflect.ValueOf(p).Elem(), true)
	p.ID, p.Kind, p.FoundIn = slug, pick(g.Rand, g.vocabulary.PracticeKinds).ID, ""
	p.About = append(g.few(2, g.everyone()), pick(g.Rand, g.everyone()))
	p.Provenance, p.Citations = g.provenance()
	if p.Provenance == evidence.LLM {
		p.FoundIn = g.maybe(g.entities[evidence.KindSource])
	}
	return p
}
