package pages

import (
	"context"

	"github.com/securebase/securebase/internal/evidence"
)

type aboutBody struct {
	Weights []field
	Half    string
	LLMOnly string
	Counts  []field
	One     string
	Two     string
	Mixed   string
	Links   links
	Version string
	Kinds   []kindWords
}

// about says how to read the pages and where the knowledge ends.
func about(_ context.Context, a *ask) (*view, error) {
	w := a.ix.Vocabulary.Strength
	b := aboutBody{Half: trimmed(w.Qualifying), LLMOnly: trimmed(w.LLMOnly), Links: a.links, Version: a.ix.Version, Kinds: kinds()}
	for _, t := range []evidence.Tier{evidence.T1, evidence.T2, evidence.T3} {
		b.Weights = append(b.Weights, field{string(t), trimmed(w.Q[t])})
	}
	one, three := w.Q[evidence.T1], w.Q[evidence.T3]
	b.One = oneMinus([]float64{one, three}) + " = " + trimmed(1-(1-one)*(1-three))
	b.Two = oneMinus([]float64{one}) + " = " + trimmed(one)
	b.Mixed = trimmed(1-(1-one)*(1-three)) + " · (1 − " + trimmed(one) + ") = " + trimmed((1-(1-one)*(1-three))*(1-one))
	t := a.ix.Full().Tally()
	count := func(name string, n int) { b.Counts = append(b.Counts, field{name, thousands(n)}) }
	for _, k := range kinds() {
		count(k.Plural, t.Kinds[k.Kind])
	}
	count("Claims", t.Claims)
	count("Claims with a source", t.Provenances[evidence.Sourced])
	count("Claims written by a language model", t.Provenances[evidence.LLM])
	count("Lines between entries", t.Edges)
	count("Practice items", t.Practice)
	v := &view{template: "about", body: b}
	v.page = page{Title: "How to read this", Nav: "about", Description: "The marks, the strength of a line, the lens, how the knowledge was checked and where it ends."}
	return v, nil
}
