package evidence

import (
	"cmp"
	"slices"
)

// trailDepth is how far back common ancestors are looked for, in steps.
const trailDepth = 8

// mostAncestors bounds the nearest common ancestors that are named.
const mostAncestors = 2

// MaxStops bounds the stops of a trail.
const MaxStops = 12

// Leg is the way from one stop of a trail to the next: the best path along which ideas flow or, where there is none,
// the nearest common ancestors. Back is, where there is no Descent, the path the other way, if there is one.
type Leg struct {
	From, To  int32
	Descent   *Path
	Back      *Path
	Ancestors []SharedAncestor
}

// SharedAncestor is an entity from which ideas flow to both stops of a leg, with the best path to each.
type SharedAncestor struct {
	Entity   int32
	Branches []Path // to From, then to To
}

// Trail gives the legs between consecutive stops, under the lens.
func (v *View) Trail(stops []int32) []Leg {
	legs := []Leg{}
	for i := 1; i < len(stops); i++ {
		l := Leg{From: stops[i-1], To: stops[i]}
		if l.Descent = v.flowPath(l.From, l.To); l.Descent == nil {
			l.Back = v.flowPath(l.To, l.From)
			l.Ancestors = v.sharedAncestors(l.From, l.To)
		}
		legs = append(legs, l)
	}
	return legs
}

// flowPath is the best path along which ideas flow from one entity to another, or nil.
func (v *View) flowPath(from, to int32) *Path {
	if from == to {
		return nil
	}
	found := v.EvidencePaths(PathQuery{From: from, To: to, MaxHops: trailDepth, Slack: 1, Direction: FlowWay, First: 1})
	if len(found.Found) == 0 {
		return nil
	}
	return &found.Found[0]
}

// sharedAncestors gives those from which the fewest steps lead to both together; of equals the one whose branches hold
// best comes first, then by name.
func (v *View) sharedAncestors(a, b int32) []SharedAncestor {
	above := map[int32]int{}
	for _, n := range v.Lineage(a, Ancestors, trailDepth).Nodes {
		above[n.Entity] = n.Distance
	}
	best := -1
	var found []SharedAncestor
	for _, n := range v.Lineage(b, Ancestors, trailDepth).Nodes {
		d, both := above[n.Entity]
		if !both || n.Entity == a || n.Entity == b {
			continue
		}
		switch total := d + n.Distance; {
		case best < 0 || total < best:
			best, found = total, []SharedAncestor{{Entity: n.Entity}}
		case total == best:
			found = append(found, SharedAncestor{Entity: n.Entity})
		}
	}
	for i := range found {
		for _, to := range []int32{a, b} {
			if p := v.flowPath(found[i].Entity, to); p != nil {
				found[i].Branches = append(found[i].Branches, *p)
			}
		}
	}
	slices.SortFunc(found, func(x, y SharedAncestor) int {
		return cmp.Or(cmp.Compare(y.holds(), x.holds()), v.CompareNames(x.Entity, y.Entity))
	})
	return found[:min(len(found), mostAncestors)]
}

// holds is the strength of the weaker branch.
func (x SharedAncestor) holds() float64 {
	least := 1.0
	for _, p := range x.Branches {
		least = min(least, p.Strength)
	}
	return least
}

// Edges lists every edge of a leg, as often as its paths use it.
func (l *Leg) Edges() []int32 {
	var edges []int32
	for _, p := range l.Paths() {
		for _, s := range p.Steps {
			edges = append(edges, s.Edge)
		}
	}
	return edges
}

// Paths lists every path of a leg.
func (l *Leg) Paths() []Path {
	var all []Path
	for _, p := range []*Path{l.Descent, l.Back} {
		if p != nil {
			all = append(all, *p)
		}
	}
	for _, x := range l.Ancestors {
		all = append(all, x.Branches...)
	}
	return all
}
