package pages

import (
	"context"
	"net/http"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

type edgeBody struct {
	ID         string
	Link       link
	Definition string
	Class      string
	For        []sentence // supports and qualifies
	Against    []sentence // found nothing and disputes
	Derivation derivation
	Weakness   string
	Contest    *contest
	Works      []*work
	Empty      bool
	Reliefs    []relief
	Everything string
	Paths      string
}

// edge shows one edge: what is said for it and against it, side by side, and how its strength comes about.
func edge(ctx context.Context, a *ask) (*view, error) {
	given := a.r.PathValue("id")
	id := evidence.EdgePrefix + strings.TrimPrefix(given, evidence.EdgePrefix)
	n, ok := a.ix.Edge(id)
	if !ok {
		return nil, a.noEdge(given)
	}
	if right := a.ix.EdgeID(n); right != evidence.EdgePrefix+given {
		return &view{moved: a.links.edge(right)}, nil
	}
	subject, predicate, object := a.ix.EdgeEnds(n)
	claims := a.view.EdgeClaims(n)
	want := store.Want{Claims: a.ix.ClaimIDs(claims), Entities: a.ix.EntityIDs(append([]int32{subject, object}, a.works(n)...))}
	book, err := a.read(ctx, want)
	if err != nil {
		return nil, err
	}
	e := newEdition(a, book)
	l := e.edge(n, subject)
	body := edgeBody{ID: strings.TrimPrefix(id, evidence.EdgePrefix), Link: l, Definition: predicate.Definition,
		Class: strings.ToLower(string(predicate.Class)), Everything: a.under(evidence.Lens{}),
		Paths: a.links.To("/paths", "from", a.ix.EntityID(subject), "to", a.ix.EntityID(object))}
	for _, c := range claims {
		s := e.claim(c)
		if s.Mark == "nu" || s.Mark == "di" {
			body.Against = append(body.Against, s)
		} else {
			body.For = append(body.For, s)
		}
	}
	body.Derivation = e.derive(n)
	body.Works = e.apparatus()
	if body.Empty = len(claims) == 0; body.Empty {
		body.Reliefs = a.reliefs(func(v *evidence.View) int { return len(v.EdgeClaims(n)) }, "claim", "claims")
	} else if a.view.EdgeVisible(n) {
		body.Weakness = a.view.WeaknessOf(n)
	}
	hidden := evidence.Hidden{Claims: len(a.ix.Full().EdgeClaims(n)) - len(claims)}
	title := l.From.Name + " " + l.Says + " " + l.To.Name
	v := &view{template: "edge", body: body}
	v.page = page{Title: title, Hidden: &hidden, Description: title + ": " + plural(len(claims), "claim", "claims") +
		", strength " + l.Strength.Text + " with its derivation."}
	return v, nil
}

// works lists the works of an edge's teams.
func (a *ask) works(edge int32) []int32 {
	seen := map[int32]bool{}
	var works []int32
	for _, t := range a.view.Derive(edge).Teams {
		for _, w := range t.Works {
			if !seen[w] {
				seen[w] = true
				works = append(works, w)
			}
		}
	}
	return works
}

// noEdge says that there is no such edge, and leads to its ends where they exist.
func (a *ask) noEdge(given string) *fault {
	f := &fault{status: http.StatusNotFound, title: "There is no such edge",
		text: "No claim here asserts “" + clip(given, 120) + "”. An edge is written as subject.predicate.object."}
	for part := range strings.SplitSeq(given, ".") {
		if _, ok := a.ix.Entity(part); ok {
			f.near = append(f.near, part)
		}
	}
	return f
}
