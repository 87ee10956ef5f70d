package pages

import (
	"cmp"
	"slices"

	"github.com/securebase/securebase/internal/evidence"
)

// trailDepth is how far back common ancestors are looked for.
const trailDepth = 8

// mostAncestors bounds the nearest common ancestors that are named.
const mostAncestors = 2

// leg is the way from one stop of a trail to the next: the best path along which ideas flow or, where there is none,
// the nearest common ancestors, each with the paths down to both stops.
type leg struct {
	from, to  int32
	path      *evidence.Path
	back      *evidence.Path // where there is no path, the one the other way
	ancestors []ancestor
}

type ancestor struct {
	entity int32
	down   [2]*evidence.Path // to from, to to
}

// trail finds the legs between consecutive stops.
func trail(v *evidence.View, stops []int32) []leg {
	var legs []leg
	for i := 1; i < len(stops); i++ {
		l := leg{from: stops[i-1], to: stops[i]}
		if l.path = flowPath(v, l.from, l.to); l.path == nil {
			l.back = flowPath(v, l.to, l.from)
			l.ancestors = commonAncestors(v, l.from, l.to)
		}
		legs = append(legs, l)
	}
	return legs
}

func flowPath(v *evidence.View, from, to int32) *evidence.Path {
	if from == to {
		return nil
	}
	found := v.EvidencePaths(evidence.PathQuery{From: from, To: to, MaxHops: trailDepth, Slack: 1, Direction: evidence.FlowWay, First: 1})
	if len(found.Found) == 0 {
		return nil
	}
	return &found.Found[0]
}

// commonAncestors gives those from which the fewest steps lead to both stops together; of equals the one whose
// branches hold best comes first.
func commonAncestors(v *evidence.View, a, b int32) []ancestor {
	above := map[int32]int{}
	for _, n := range v.Lineage(a, evidence.Ancestors, trailDepth).Nodes {
		above[n.Entity] = n.Distance
	}
	best := -1
	var found []ancestor
	for _, n := range v.Lineage(b, evidence.Ancestors, trailDepth).Nodes {
		d, both := above[n.Entity]
		if !both || n.Entity == a || n.Entity == b {
			continue
		}
		switch total := d + n.Distance; {
		case best < 0 || total < best:
			best, found = total, []ancestor{{entity: n.Entity}}
		case total == best:
			found = append(found, ancestor{entity: n.Entity})
		}
	}
	holds := func(x ancestor) float64 {
		least := 1.0
		for _, p := range x.down {
			if p != nil {
				least = min(least, p.Strength)
			}
		}
		return least
	}
	for i := range found {
		found[i].down = [2]*evidence.Path{flowPath(v, found[i].entity, a), flowPath(v, found[i].entity, b)}
	}
	slices.SortFunc(found, func(x, y ancestor) int {
		return cmp.Or(cmp.Compare(holds(y), holds(x)), v.CompareNames(x.entity, y.entity))
	})
	return found[:min(len(found), mostAncestors)]
}

// edges lists every edge of a leg.
func (l *leg) edges() []int32 {
	var edges []int32
	add := func(p *evidence.Path) {
		if p != nil {
			for _, s := range p.Steps {
				edges = append(edges, s.Edge)
			}
		}
	}
	add(l.path)
	add(l.back)
	for _, x := range l.ancestors {
		add(x.down[0])
		add(x.down[1])
	}
	return edges
}
