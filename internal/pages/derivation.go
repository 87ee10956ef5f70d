package pages

import (
	"fmt"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// derivation is an edge's strength as arithmetic that a reader can redo by hand.
type derivation struct {
	Teams   []team
	Lines   []string
	Result  string
	LLMOnly bool
	Empty   bool
}

type team struct {
	Works []person
	Tier  evidence.Tier
	Side  string
	Mark  string
	Q     string
}

// derive sets the derivation of an edge.
func (e *edition) derive(edge int32) derivation {
	s := e.view.Derive(edge)
	d := derivation{LLMOnly: s.LLMOnly, Result: decimals(s.Value)}
	if s.LLMOnly {
		d.Lines = []string{"Only a language model asserts this; such an edge has the fixed strength " + trimmed(s.Weights.LLMOnly) + "."}
		return d
	}
	if len(s.Teams) == 0 {
		d.Empty = true
		d.Lines = []string{"Under this lens no source carries this edge."}
		return d
	}
	var support, against []float64
	for _, t := range s.Teams {
		row := team{Tier: t.Tier, Side: stanceWord(t.Side), Mark: stanceMark(t.Side), Q: trimmed(t.Q)}
		for _, w := range t.Works {
			row.Works = append(row.Works, e.entityNumber(w))
		}
		d.Teams = append(d.Teams, row)
		if t.Side == evidence.Disputes || t.Side == evidence.Null {
			against = append(against, t.Q)
		} else {
			support = append(support, t.Q)
		}
	}
	d.Lines = append(d.Lines, "S = "+oneMinus(support)+" = "+trimmed(s.Support))
	if len(against) == 0 {
		d.Lines = append(d.Lines, "D = 0, nobody disputes it or found nothing")
	} else {
		d.Lines = append(d.Lines, "D = "+oneMinus(against)+" = "+trimmed(s.Dispute))
	}
	d.Lines = append(d.Lines, fmt.Sprintf("strength = S · (1 − D) = %s · (1 − %s) = %s", trimmed(s.Support), trimmed(s.Dispute), trimmed(s.Value)))
	return d
}

// oneMinus writes 1 − Π(1 − q).
func oneMinus(qs []float64) string {
	if len(qs) == 0 {
		return "1 − 1"
	}
	var b strings.Builder
	b.WriteString("1 − ")
	for _, q := range qs {
		b.WriteString("(1 − " + trimmed(q) + ")")
	}
	return b.String()
}
