package pages

import (
	"fmt"
	"slices"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// practiceGroup is the practice items of one kind.
type practiceGroup struct {
	Kind    string
	Title   string // the kind in words
	Ordered bool
	Items   []practiceItem
}

// practiceItem is one item ready to be set. Fields hold the details of its kind that have no place of their own.
type practiceItem struct {
	sentence
	Title      string
	Items      []string
	Duration   string
	Belief     string
	Correction string
	Goal       string
	TimeFrame  string
	Mechanism  string
	Fields     []fact
}

// Corrected is the sentence that sets a misconception right, with the marks of the item.
func (p practiceItem) Corrected() sentence {
	s := p.sentence
	s.Text = p.Correction
	return s
}

// practiceGroups sets practice items by kind, in the order in which the index gives them.
func (e *edition) practiceGroups(section string, items []int32) []practiceGroup {
	var groups []practiceGroup
	for _, n := range items {
		p := e.book.Practice[e.ix.PracticeID(n)]
		if len(groups) == 0 || groups[len(groups)-1].Kind != p.Kind {
			groups = append(groups, practiceGroup{Kind: p.Kind, Title: e.practiceWords(p.Kind), Ordered: p.Kind == "step"})
		}
		g := &groups[len(groups)-1]
		g.Items = append(g.Items, e.practiceItem(p))
	}
	for i := range groups {
		if len(groups[i].Items) > 1 {
			groups[i].Title = pluralKind(groups[i].Title)
		}
		if groups[i].Title == section {
			groups[i].Title = "" // the section says it already
		}
	}
	return groups
}

func (e *edition) practiceWords(kind string) string {
	for _, k := range e.ix.Vocabulary.PracticeKinds {
		if k.ID == kind {
			return k.Label
		}
	}
	return kind
}

func pluralKind(label string) string {
	switch {
	case strings.HasSuffix(label, "y") && !strings.HasSuffix(label, "ey"):
		return strings.TrimSuffix(label, "y") + "ies"
	case strings.HasPrefix(label, "Note on"):
		return strings.Replace(label, "Note", "Notes", 1)
	case strings.HasSuffix(label, "ing"):
		return label
	}
	return label + "s"
}

func (e *edition) practiceItem(p *evidence.PracticeItem) practiceItem {
	id := "practice-" + p.ID
	item := practiceItem{Title: p.Title, Items: p.Items, Duration: p.Duration}
	item.sentence = sentence{ID: id, Text: p.Text, LLM: p.Provenance == evidence.LLM}
	// A practice item is visible if one of its citations counts; those that do not are left out by their tier.
	item.Cites, item.Notes = e.cites(id, p.Citations, e.passing(p.Citations))
	if item.LLM && p.FoundIn != "" {
		in := e.entity(p.FoundIn)
		item.FoundIn = &in
	}
	for _, name := range e.detailNames(p) {
		switch value := p.Detail[name]; name {
		case "belief":
			item.Belief = fmt.Sprint(value)
		case "correction":
			item.Correction = fmt.Sprint(value)
		case "goal":
			item.Goal = fmt.Sprint(value)
		case "timeFrame":
			item.TimeFrame = fmt.Sprint(value)
		case "mechanism":
			item.Mechanism = fmt.Sprint(value)
		case "illustrative":
		default:
			item.Fields = append(item.Fields, e.detail(name, value))
		}
	}
	if item.Belief != "" {
		if item.Title == item.Belief {
			item.Title = ""
		}
		if item.Text == item.Correction {
			item.Text = ""
		}
	}
	if item.Goal == item.Title {
		item.Goal = ""
	}
	return item
}

// detailNames lists an item's details in the order of the vocabulary, then any others.
func (e *edition) detailNames(p *evidence.PracticeItem) []string {
	var names []string
	for _, k := range e.ix.Vocabulary.PracticeKinds {
		if k.ID == p.Kind {
			for _, name := range k.Detail {
				if _, ok := p.Detail[name]; ok {
					names = append(names, name)
				}
			}
		}
	}
	var rest []string
	for name := range p.Detail {
		if !slices.Contains(names, name) {
			rest = append(rest, name)
		}
	}
	slices.Sort(rest)
	return append(names, rest...)
}

// detail sets a detail; what names an entity becomes a link to it.
func (e *edition) detail(name string, value any) fact {
	f := fact{Name: capital(spaced(name))}
	var words []string
	for _, text := range texts(value) {
		if _, ok := e.book.Entities[text]; ok {
			f.Links = append(f.Links, e.entity(text))
		} else {
			words = append(words, text)
		}
	}
	f.Words = strings.Join(words, "; ")
	return f
}

// spaced parts "bestFor" into "best for".
func spaced(name string) string {
	var b strings.Builder
	for _, r := range name {
		if 'A' <= r && r <= 'Z' {
			b.WriteByte(' ')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func texts(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []string:
		return v
	case []any:
		var all []string
		for _, x := range v {
			all = append(all, texts(x)...)
		}
		return all
	case nil:
		return nil
	}
	return []string{fmt.Sprint(value)}
}

// passing says which citations of a practice item the lens lets through, by the rule that View has for sentences.
func (e *edition) passing(citations []evidence.Citation) []bool {
	pass := make([]bool, len(citations))
	for i, c := range citations {
		s, ok := e.book.Entities[c.Source].(*evidence.Source)
		retracted := !ok || s.Retracted
		if in, ok := e.book.Entities[c.CitedIn].(*evidence.Source); ok {
			retracted = retracted || in.Retracted
		}
		pass[i] = !retracted && (e.view.Lens.MinTier == "" || e.worse(c) <= e.view.Lens.MinTier)
	}
	return pass
}

// cardReferences lists what may be ids of entities among the details of practice items.
func cardReferences(book *store.Book) []string {
	var ids []string
	for _, p := range book.Practice {
		for _, value := range p.Detail {
			for _, text := range texts(value) {
				if !strings.Contains(text, " ") {
					ids = append(ids, text)
				}
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
