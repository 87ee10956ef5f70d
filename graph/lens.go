package graph

import (
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Lens is the lens as a query gives it.
type Lens struct {
	MinTier     *evidence.Tier
	IncludeLLM  *bool
	AsOf        *int
	Stances     []evidence.Stance
	Designs     []string
	Populations []string
}

// through gives the batch's view, or the view under the lens if one was given.
func (b *batch) through(lens *Lens) (*evidence.View, error) {
	if lens == nil {
		return b.view, nil
	}
	ix := b.view.Index
	l := evidence.Lens{AsOf: lens.AsOf, Stances: lens.Stances, Designs: lens.Designs, Populations: lens.Populations,
		HideLLM: lens.IncludeLLM != nil && !*lens.IncludeLLM}
	if lens.MinTier != nil {
		l.MinTier = *lens.MinTier
	}
	for _, d := range l.Designs {
		if !ix.HasDesign(d) {
			return nil, store.Errorf(store.Invalid, "lens.designs: %q is no design; graph.vocabulary.designs lists them", d)
		}
	}
	for _, p := range l.Populations {
		if _, err := known(ix, "lens.populations", p); err != nil {
			return nil, err
		}
	}
	return ix.View(l), nil
}

// known finds an entity that is an input of a computation, or says which id is unknown and what is spelt like it.
func known(ix *evidence.Index, field, id string) (int32, error) {
	n, ok := ix.Entity(id)
	if ok {
		return n, nil
	}
	hint := ""
	if near := ix.Near(id, levenshtein.ComputeDistance); len(near) > 0 {
		hint = "; did you mean " + strings.Join(near, ", ") + "?"
	}
	return 0, store.Errorf(store.NotFound, "%s: there is no entity %q%s", field, clip(id), hint)
}

// clip keeps an echoed input short.
func clip(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
