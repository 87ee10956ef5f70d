package content

import (
	"fmt"
	"slices"

	"github.com/securebase/securebase/internal/evidence"
)

// warnings counts weaknesses that content may have; each sort that occurs is listed once.
func warnings(g *Graph) []Warning {
	var unsourced, wholeWork []string
	titles := map[string][]string{}
	for _, e := range g.Entities {
		head := e.Head()
		if s, ok := e.(*evidence.Source); ok {
			if s.Issued != nil {
				key := fmt.Sprintf("%d %v", *s.Issued, evidence.Words(s.Title))
				titles[key] = append(titles[key], head.ID)
			}
		} else if head.Summary != "" && len(head.Sources) == 0 {
			unsourced = append(unsourced, head.ID)
		}
	}
	citations := func(id string, list []evidence.Citation) {
		for _, c := range list {
			if c.Locator == "" {
				wholeWork = append(wholeWork, id)
			}
		}
	}
	for _, c := range g.Claims {
		citations(c.ID, c.Citations)
	}
	for _, p := range g.Practice {
		citations(p.NodeID(), p.Citations)
	}
	var twins []string
	for _, ids := range titles {
		if len(ids) > 1 {
			twins = append(twins, ids...)
		}
	}
	slices.Sort(twins)
	all := []Warning{
		{"sources with the title and year of another", twins},
		{"citations without a locator", wholeWork},
		{"summaries without a source", unsourced},
		{"entities without claims", withoutClaims(g)},
	}
	return slices.DeleteFunc(all, func(w Warning) bool { return len(w.IDs) == 0 })
}

// withoutClaims lists the entities that no claim names; a source counts as named when a claim or practice item cites
// it.
func withoutClaims(g *Graph) []string {
	named := map[string]bool{}
	cited := func(citations []evidence.Citation) {
		for _, c := range citations {
			named[c.Source], named[c.CitedIn] = true, true
		}
	}
	for _, c := range g.Claims {
		named[c.Subject], named[c.Object], named[c.Population], named[c.FoundIn] = true, true, true, true
		for _, id := range c.About {
			named[id] = true
		}
		cited(c.Citations)
	}
	for _, p := range g.Practice {
		named[p.FoundIn] = true
		cited(p.Citations)
	}
	var ids []string
	for _, e := range g.Entities {
		if id := e.Head().ID; !named[id] {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
