package pages

import (
	"net/url"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// kindWords is what a reader sees of a kind of entity.
type kindWords struct {
	Kind     evidence.Kind
	Word     string // "Construct"
	Plural   string // "Constructs"
	Path     string // "constructs"
	Mark     string // class of its mark, and id of the mark's symbol
	Question string // what a reader may look for there
}

// kinds are the six doors, people first as on the start page.
func kinds() []kindWords {
	return []kindWords{
		{evidence.KindTheorist, "Theorist", "Theorists", "theorists", "th", "Who thought of it?"},
		{evidence.KindConstruct, "Construct", "Constructs", "constructs", "co", "What do the words mean?"},
		{evidence.KindIntervention, "Intervention", "Interventions", "interventions", "in", "What was tried, and did it help?"},
		{evidence.KindPopulation, "Population", "Populations", "populations", "po", "With whom was it studied?"},
		{evidence.KindProblem, "Problem", "Problems", "problems", "pr", "What is it set against?"},
		{evidence.KindSource, "Source", "Sources", "sources", "so", "Where does it stand?"},
	}
}

func wordsOf(kind evidence.Kind) kindWords {
	for _, k := range kinds() {
		if k.Kind == kind {
			return k
		}
	}
	return kindWords{}
}

// links makes addresses of pages that keep the reader's lens.
type links struct{ lens string }

// To gives the address of a path with parameters in pairs; a parameter without a value is left out.
func (l links) To(path string, pairs ...string) string {
	var b strings.Builder
	b.WriteString(path)
	sign := byte('?')
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		b.WriteByte(sign)
		b.WriteString(url.QueryEscape(pairs[i]) + "=" + url.QueryEscape(pairs[i+1]))
		sign = '&'
	}
	if l.lens != "" {
		b.WriteByte(sign)
		b.WriteString(l.lens)
	}
	return b.String()
}

// entity gives the address of an entity's page.
func (l links) entity(kind evidence.Kind, id string) string {
	return l.To("/" + wordsOf(kind).Path + "/" + url.PathEscape(id))
}

// edge gives the address of an edge's page.
func (l links) edge(id string) string {
	return l.To("/edges/" + url.PathEscape(strings.TrimPrefix(id, evidence.EdgePrefix)))
}

// self gives the address of the page asked for, with other parameters of its own; the lens is kept.
func (a *ask) self(pairs ...string) string {
	own := a.own()
	for i := 0; i+1 < len(pairs); i += 2 {
		own.Set(pairs[i], pairs[i+1])
	}
	return a.links.To(a.r.URL.Path, pairsOf(own)...)
}

// under gives the address of the page asked for under another lens.
func (a *ask) under(lens evidence.Lens) string {
	return links{encodeLens(lens)}.To(a.r.URL.Path, pairsOf(a.own())...)
}

// ownParameters are those that pages have besides the lens.
func ownParameters() []string {
	return []string{"q", "kind", "from", "to", "direction", "hops", "depth", "type", "page", "all", "of", "neighborhood", "lineage", "with", "without", "stops"}
}

// own keeps the parameters of the page asked for, without those of the lens and those nobody knows.
func (a *ask) own() url.Values {
	own := url.Values{}
	for _, name := range ownParameters() {
		if v := a.query.Get(name); v != "" {
			own.Set(name, v)
		}
	}
	return own
}

// pairsOf lists parameters in their fixed order.
func pairsOf(values url.Values) []string {
	var pairs []string
	for _, name := range ownParameters() {
		pairs = append(pairs, name, values.Get(name))
	}
	return pairs
}
