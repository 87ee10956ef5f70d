package pages

import (
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// pathWords says what was found: how many paths, how the best of them goes and where it is weakest, and what speaks
// against the two directly.
func (e *edition) pathWords(body *pathsBody, found *evidence.Paths) {
	n := len(found.Found)
	switch n {
	case 0:
		body.Headline = "No path from " + body.From.Found.Name + " to " + body.To.Found.Name
	case 1:
		body.Headline = "One path, and it holds at " + decimals(found.Found[0].Strength)
	default:
		body.Headline = capital(inWords(n)) + " paths, and the best holds at " + decimals(found.Found[0].Strength)
		if n == pathsShown {
			body.Headline = "The best " + inWords(n) + " paths; the first holds at " + decimals(found.Found[0].Strength)
		}
	}
	if n > 0 {
		body.Result = e.resultWords(found.Found[0], body.Paths[0])
		body.Lead = "A path is as strong as its weakest step. It is a chain of separately supported links, not evidence that the first changes the last."
	}
	for i, d := range found.Direct {
		if counts := e.view.StancesOf(d); counts.Null+counts.Disputing > 0 {
			body.Against = append(body.Against, against{body.Direct[i].Link, againstWords(counts)})
		}
	}
	switch {
	case len(body.Direct) == 0:
		body.DirectWords = "No claim here speaks of the two together."
	case len(body.Against) == 1:
		body.DirectWords = "Looked at directly, one edge between the two has evidence against it. Read it before any path."
	case len(body.Against) > 1:
		body.DirectWords = "Looked at directly, " + inWords(len(body.Against)) + " edges between the two have evidence against them. Read them before any path."
	default:
		body.DirectWords = plural(len(body.Direct), "edge joins", "edges join") + " the two directly."
	}
}

// resultWords says in one sentence how a path goes from one end to the other and where it is weakest.
func (e *edition) resultWords(p evidence.Path, c chain) string {
	words := "From " + c.Start.Name + " to " + c.Steps[len(c.Steps)-1].To.Name + " the best path takes " + inWords(len(c.Steps)) + " "
	if len(c.Steps) == 1 {
		return words + "step, “" + c.WeakFrom + "”, at " + c.Weakest + ": " + c.WeakWhy + "."
	}
	var between []string
	for _, s := range c.Steps[:len(c.Steps)-1] {
		between = append(between, s.To.Name)
	}
	words += "steps, by way of " + joined(between)
	if e.evenly(p) {
		return words + ", and each of them holds at " + c.Weakest + "."
	}
	return words + "; the weakest is “" + c.WeakFrom + "”, at " + c.Weakest + ": " + c.WeakWhy + "."
}

// evenly says whether no step of a path is weaker than another.
func (e *edition) evenly(p evidence.Path) bool {
	for _, s := range p.Steps {
		if e.view.StrengthOf(s.Edge) != p.Strength {
			return false
		}
	}
	return true
}

// against is an edge between the two ends on which a study found nothing, or which is disputed.
type against struct {
	Link  link
	Words string
}

// againstWords says how many claims speak against an edge and how many for it.
func againstWords(c evidence.StanceCounts) string {
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, plural(n, one, many))
		}
	}
	add(c.Null, "found nothing", "found nothing")
	add(c.Disputing, "disputes it", "dispute it")
	add(c.Qualifying, "says it within limits", "say it within limits")
	add(c.Supporting, "supports it", "support it")
	all := c.Null + c.Disputing + c.Qualifying + c.Supporting
	return "of " + plural(all, "claim", "claims") + " on it " + joined(parts)
}

// lensChange is what the lens changed in the answer: the best path without it, step by step.
type lensChange struct {
	Words string
	Steps []stepChange
}

// stepChange is a step of the best path without the lens, and what the lens leaves of it.
type stepChange struct {
	Link    link
	Without string // its strength without the lens
	Gone    bool   // the lens hides it
	Same    bool
}

// lensChanged compares the answer with that without the lens.
func (e *edition) lensChanged(found, full *evidence.Paths) *lensChange {
	var words []string
	if lost := len(full.Direct) - len(found.Direct); lost > 0 {
		words = append(words, "The lens hides "+plural(lost, "direct edge", "direct edges")+" between the two.")
	}
	if len(full.Found) == 0 {
		if len(found.Found) == 0 {
			words = append(words, "Without the lens there is no path either.")
		}
		return &lensChange{Words: strings.Join(words, " ")}
	}
	before := full.Found[0]
	change := &lensChange{}
	switch {
	case len(found.Found) == 0:
		words = append(words, "The lens takes every path away. Without it the best holds at "+decimals(before.Strength)+":")
	case !sameSteps(before, found.Found[0]):
		words = append(words, "Without the lens the best path is another one and holds at "+decimals(before.Strength)+", not "+decimals(found.Found[0].Strength)+":")
	case before.Strength != found.Found[0].Strength:
		words = append(words, "Without the lens the best path is the same but holds at "+decimals(before.Strength)+", not "+decimals(found.Found[0].Strength)+":")
	default:
		if len(words) == 0 {
			words = append(words, "The lens changes neither the best path nor the direct edges.")
		} else {
			words = append(words, "It leaves the best path as it is.")
		}
		return &lensChange{Words: strings.Join(words, " ")}
	}
	change.Words = strings.Join(words, " ")
	for _, s := range before.Steps {
		x := stepChange{Link: e.edge(s.Edge, s.From), Without: decimals(e.ix.Full().StrengthOf(s.Edge)), Gone: !e.view.EdgeVisible(s.Edge)}
		x.Same = !x.Gone && x.Without == x.Link.Strength.Text
		change.Steps = append(change.Steps, x)
	}
	return change
}

func sameSteps(a, b evidence.Path) bool {
	if len(a.Entities) != len(b.Entities) {
		return false
	}
	for i := range a.Entities {
		if a.Entities[i] != b.Entities[i] {
			return false
		}
	}
	return true
}
