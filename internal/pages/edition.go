package pages

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// edition turns contents into what templates show, and numbers the works of a page in the order of first use.
type edition struct {
	*ask
	book    *store.Book
	numbers map[string]int
	works   []*work
}

func newEdition(a *ask, book *store.Book) *edition {
	return &edition{ask: a, book: book, numbers: map[string]int{}}
}

// work is a numbered source of the page. Uses are the sentences that cite it.
type work struct {
	Number int
	ID     string
	Name   string // short: "Bretherton 1992"
	URL    string
	Tier   evidence.Tier
	Ref    reference
	Uses   []string // anchors
	More   int      // uses beyond those listed
	Read   string   // how much of it was read for this page
	depths []evidence.Depth
}

// mostUses bounds the ways back from a source to its sentences.
const mostUses = 12

// cite is a raised number.
type cite struct {
	Number int
	Tier   evidence.Tier
}

// note is what the apparatus says of one citation, or of several of which it says the same.
type note struct {
	Numbers string
	Where   string  // locator, or "whole work"
	CitedIn *person // the page through which the work was cited
}

// person is any entity as it stands in a text: mark, name, address.
type person struct {
	Mark, Word string
	Name       string
	URL        string
}

// sentence is a claim, or any other sentence, ready to be set.
type sentence struct {
	ID      string // anchor
	Text    string
	Stance  string
	Mark    string // class of the stance
	LLM     bool
	FoundIn *person
	Struck  bool
	Cites   []cite
	Notes   []note
	Facts   []string
	On      *person // population
}

// entity gives the reference to an entity; one that was not read is shown by its id.
func (e *edition) entity(id string) person {
	found, ok := e.book.Entities[id]
	if !ok {
		return person{Name: id, URL: e.links.To("/search", "q", id)}
	}
	head := found.Head()
	k := wordsOf(head.Kind)
	return person{k.Mark, k.Word, head.Name, e.links.entity(head.Kind, id)}
}

func (e *edition) entityNumber(n int32) person { return e.entity(e.ix.EntityID(n)) }

// number gives a source its number on the page, and notes that the sentence with the anchor uses it.
func (e *edition) number(id, anchor string, depth evidence.Depth) *work {
	n, ok := e.numbers[id]
	if !ok {
		w := &work{Number: len(e.works) + 1, ID: id, Name: id, URL: e.links.entity(evidence.KindSource, id), Tier: evidence.T3}
		if s, ok := e.book.Entities[id].(*evidence.Source); ok {
			w.Name, w.Tier, w.Ref = s.Name, s.Tier, refer(s)
		}
		e.works = append(e.works, w)
		n = len(e.works)
		e.numbers[id] = n
	}
	w := e.works[n-1]
	if anchor != "" && !slices.Contains(w.Uses, anchor) {
		if len(w.Uses) < mostUses {
			w.Uses = append(w.Uses, anchor)
		} else {
			w.More++
		}
	}
	if depth != "" && !slices.Contains(w.depths, depth) {
		w.depths = append(w.depths, depth)
	}
	return w
}

// worse gives the effective tier of a citation: of work and page through which it was cited, the worse.
func (e *edition) worse(c evidence.Citation) evidence.Tier {
	tier := evidence.T3
	if s, ok := e.book.Entities[c.Source].(*evidence.Source); ok {
		tier = s.Tier
	}
	if s, ok := e.book.Entities[c.CitedIn].(*evidence.Source); ok && s.Tier > tier {
		tier = s.Tier
	}
	return tier
}

// cites sets the citations that count; counts says which, nil for all.
func (e *edition) cites(anchor string, citations []evidence.Citation, counts []bool) (cites []cite, notes []note) {
	for i, c := range citations {
		if counts != nil && (i >= len(counts) || !counts[i]) {
			continue
		}
		w := e.number(c.Source, anchor, c.Depth)
		tier := e.worse(c)
		if !slices.ContainsFunc(cites, func(k cite) bool { return k.Number == w.Number }) {
			cites = append(cites, cite{w.Number, tier})
		}
		n := note{Numbers: strconv.Itoa(w.Number), Where: c.Locator}
		if n.Where == "" {
			n.Where = "whole work"
		}
		if c.CitedIn != "" {
			in := e.entity(c.CitedIn)
			n.CitedIn = &in
		}
		if last := len(notes) - 1; last >= 0 && notes[last].Where == n.Where && n.CitedIn == nil && notes[last].CitedIn == nil {
			notes[last].Numbers += ", " + n.Numbers
			continue
		}
		notes = append(notes, n)
	}
	return cites, notes
}

// claim sets one claim.
func (e *edition) claim(n int32) sentence { return e.claimIn("", n) }

// claimIn sets a claim that stands in several places of a page; place tells its anchors apart.
func (e *edition) claimIn(place string, n int32) sentence {
	id := e.ix.ClaimID(n)
	c := e.book.Claims[id]
	s := sentence{ID: place + "claim-" + id, Text: c.Text, Stance: stanceWord(c.Stance), Mark: stanceMark(c.Stance),
		LLM: c.Provenance == evidence.LLM, Struck: e.view.ClaimRetracted(n)}
	counts := e.view.CitationCounts(n)
	if s.Struck {
		counts = nil
	}
	s.Cites, s.Notes = e.cites(s.ID, c.Citations, counts)
	if s.LLM && c.FoundIn != "" {
		in := e.entity(c.FoundIn)
		s.FoundIn = &in
	}
	// A literal value is what the claim asserts; it is set where it says more than sentence and figures do.
	if c.Value != "" && !strings.Contains(c.Text, c.Value) && (c.Effect == nil || c.Effect.Text != c.Value) {
		s.Facts = append(s.Facts, c.Value)
	}
	if c.Design != "" && c.Design != "not-stated" {
		s.Facts = append(s.Facts, termLabel(e.ix.Vocabulary.Designs, c.Design))
	}
	if c.SampleSize != nil {
		s.Facts = append(s.Facts, "n = "+thousands(*c.SampleSize))
	}
	if effect := effectWords(c.Effect); effect != "" {
		s.Facts = append(s.Facts, effect)
	}
	if c.Outcome != "" {
		s.Facts = append(s.Facts, "outcome: "+c.Outcome)
	}
	if c.Year != nil {
		s.Facts = append(s.Facts, strconv.Itoa(*c.Year))
	}
	if c.Population != "" {
		on := e.entity(c.Population)
		s.On = &on
	}
	return s
}

func effectWords(effect *evidence.Effect) string {
	if effect == nil {
		return ""
	}
	if effect.Text != "" {
		return effect.Text
	}
	if effect.Value == nil {
		return effect.Measure
	}
	words := strings.TrimSpace(effect.Measure + " = " + trimmed(*effect.Value))
	if effect.Low != nil && effect.High != nil {
		words += fmt.Sprintf(" [%s, %s]", trimmed(*effect.Low), trimmed(*effect.High))
	}
	return words
}

// Sentence gives templates the sentence within what embeds it.
func (s sentence) Sentence() sentence { return s }

// summary sets an entity's summary, or says that the lens hides it.
type summary struct {
	sentence
	Hidden bool
}

func (e *edition) summary(n int32) summary {
	head := e.book.Entities[e.ix.EntityID(n)].Head()
	s := summary{sentence: sentence{ID: "summary", Text: head.Summary, LLM: len(head.Sources) == 0 && head.Kind != evidence.KindSource}}
	if !e.view.SummaryVisible(n) {
		s.Hidden = head.Summary != ""
		s.Text = ""
		return s
	}
	s.Cites = e.sourceCites("summary", head.Sources)
	return s
}

// sourceCites sets the sources of a summary; those that the lens does not let through are left out.
func (e *edition) sourceCites(anchor string, ids []string) []cite {
	var cites []cite
	for _, id := range ids {
		n, ok := e.ix.Entity(id)
		if !ok || !e.view.EntityVisible(n) {
			continue
		}
		w := e.number(id, anchor, "")
		cites = append(cites, cite{w.Number, w.Tier})
	}
	return cites
}

// apparatus closes the numbering: the works with what was read of them.
func (e *edition) apparatus() []*work {
	for _, w := range e.works {
		var read []string
		for _, d := range []evidence.Depth{evidence.FullText, evidence.Abstract, evidence.Record} {
			if slices.Contains(w.depths, d) {
				read = append(read, map[evidence.Depth]string{evidence.FullText: "full text", evidence.Abstract: "abstract",
					evidence.Record: "catalogue record"}[d])
			}
		}
		if len(read) > 0 {
			w.Read = "Read: " + joined(read) + "."
		}
	}
	return e.works
}

// link is an edge between two entities as one line: who, relation, whom, how strong.
type link struct {
	From, To person
	Says     string // the relation in reading direction
	Strength strength
	URL      string
	Counts   string // "2 support, 1 found nothing"
	Disputed bool
	LLMOnly  bool
}

// strength is a number from 0 to 1, drawn as a bar.
type strength struct {
	Value float64
	Text  string
}

func (s strength) Bar() template.HTML { return bar(s.Value) }

// edge sets an edge; if from is its object, it is read backwards.
func (e *edition) edge(n, from int32) link {
	subject, p, object := e.ix.EdgeEnds(n)
	says, a, b := p.Label, subject, object
	if from == object {
		says, a, b = p.InverseLabel, object, subject
	}
	counts := e.view.StancesOf(n)
	value := e.view.StrengthOf(n)
	return link{From: e.entityNumber(a), To: e.entityNumber(b), Says: says, Strength: strength{value, decimals(value)},
		URL: e.links.edge(e.ix.EdgeID(n)), Counts: stanceCounts(counts), Disputed: counts.Disputed(),
		LLMOnly: e.view.EdgeVisible(n) && e.view.EdgeBestTier(n) == ""}
}

func stanceCounts(c evidence.StanceCounts) string {
	var parts []string
	add := func(n int, one, many string) {
		switch {
		case n == 1:
			parts = append(parts, "1 "+one)
		case n > 1:
			parts = append(parts, thousands(n)+" "+many)
		}
	}
	add(c.Supporting, "supports", "support")
	add(c.Qualifying, "qualifies", "qualify")
	add(c.Null, "found nothing", "found nothing")
	add(c.Disputing, "disputes", "dispute")
	return strings.Join(parts, ", ")
}
