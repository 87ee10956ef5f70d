package main

import (
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// find gives the entity of an id, or of a whole name or alias that only one entity has.
func find(ix *evidence.Index, field, given string) (int32, error) {
	if n, ok := ix.Entity(given); ok {
		return n, nil
	}
	named := map[int32]bool{}
	best := evidence.WhyAlias
	for _, h := range ix.Full().Search(given, evidence.ParseTextQuery(given+" "), evidence.TextMatch{}, nil) {
		if h.Why <= best {
			best = h.Why
			named[h.Entity] = true
		}
	}
	if len(named) == 1 {
		for n := range named {
			return n, nil
		}
	}
	if len(named) > 1 {
		var ids []string
		for n := range named {
			ids = append(ids, ix.EntityID(n))
		}
		return 0, store.Errorf(store.NotFound, "%s: %q is the name of more than one: %s", field, given, strings.Join(sorted(ids), ", "))
	}
	hint := "; securebase search finds ids"
	if near := ix.Near(given, levenshtein.ComputeDistance); len(near) > 0 {
		hint = "; did you mean " + strings.Join(near, ", ") + "?"
	}
	return 0, store.Errorf(store.NotFound, "%s: there is no entity %q%s", field, given, hint)
}
