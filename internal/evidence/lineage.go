package evidence

import (
	"cmp"
	"slices"

	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/graph/topo"
)

// lineageLimit bounds the nodes of a lineage; Truncated says when it was reached.
const lineageLimit = 500

// LineageDirection is the way in which descent is followed.
type LineageDirection string

// The directions.
const (
	Ancestors   LineageDirection = "ANCESTORS"
	Descendants LineageDirection = "DESCENDANTS"
	BothWays    LineageDirection = "BOTH"
)

// Lineage is the descent of an idea: Nodes by layer, then year (undated last), then name; Edges are the flow edges
// among them, by id.
type Lineage struct {
	Root      int32
	Nodes     []LineageNode
	Edges     []int32
	Contested []Contest
	Truncated bool
}

// LineageNode is an entity in a lineage. An idea flows from lower to higher layers; people and ideas that shaped each
// other in a circle share one. Distance is the number of steps from the root.
type LineageNode struct {
	Entity    int32
	Year      int
	Dated     bool
	Layer     int
	Distance  int
	Contested bool
}

// flow gives the ends of a flow edge in the direction of the idea; false for an edge that carries no descent under
// the lens: it is not of a flow predicate, is hidden, or has no strength left.
func (v *View) flow(edge int32) (from, to int32, ok bool) {
	e := &v.Index.edges[edge]
	f := v.predicates[e.predicate].flow
	if f == 0 || !v.EdgeVisible(edge) || v.StrengthOf(edge) == 0 {
		return 0, 0, false
	}
	if f < 0 {
		return e.object, e.subject, true
	}
	return e.subject, e.object, true
}

// Lineage follows flow edges up to depth steps from an entity, up, down or both, under the lens.
func (v *View) Lineage(root int32, direction LineageDirection, depth int) *Lineage {
	l := &Lineage{Root: root}
	distance := map[int32]int{root: 0}
	reached := []int32{root}
	walk := func(up bool) {
		seen := map[int32]int{root: 0}
		queue := []int32{root}
		for ; len(queue) > 0; queue = queue[1:] {
			at := queue[0]
			if seen[at] == depth {
				continue
			}
			for _, link := range v.links.of(at) {
				from, to, ok := v.flow(link.edge)
				if _, before := seen[link.other]; !ok || before || up != (to == at) || from == to {
					continue
				}
				if _, known := distance[link.other]; !known {
					if len(reached) >= lineageLimit {
						l.Truncated = true
						continue
					}
					reached = append(reached, link.other)
					distance[link.other] = seen[at] + 1
				}
				distance[link.other] = min(distance[link.other], seen[at]+1)
				seen[link.other] = seen[at] + 1
				queue = append(queue, link.other)
			}
		}
	}
	if direction != Descendants {
		walk(true)
	}
	if direction != Ancestors {
		walk(false)
	}
	for _, n := range reached {
		for _, link := range v.links.of(n) {
			_, within := distance[link.other]
			if from, _, ok := v.flow(link.edge); ok && within && from == n {
				l.Edges = append(l.Edges, link.edge)
			}
		}
	}
	slices.Sort(l.Edges)
	layers := v.layers(reached, l.Edges)
	for _, n := range reached {
		year, dated := v.YearOf(n)
		node := LineageNode{Entity: n, Year: year, Dated: dated, Layer: layers[n], Distance: distance[n]}
		if c, ok := v.ContestOf(n); ok {
			node.Contested = true
			l.Contested = append(l.Contested, c)
		}
		l.Nodes = append(l.Nodes, node)
	}
	slices.SortFunc(l.Nodes, func(a, b LineageNode) int {
		return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(undatedLast(a), undatedLast(b)), v.CompareNames(a.Entity, b.Entity))
	})
	slices.SortFunc(l.Contested, func(a, b Contest) int { return v.CompareNames(a.Entity, b.Entity) })
	return l
}

func undatedLast(n LineageNode) int {
	if !n.Dated {
		return int(noYear)
	}
	return n.Year
}

// layers gives each node the length of the longest way to it, counting a group of nodes that reach each other as one.
func (v *View) layers(nodes, edges []int32) map[int32]int {
	g := simple.NewDirectedGraph()
	for _, n := range nodes {
		g.AddNode(simple.Node(n))
	}
	for _, e := range edges {
		from, to, _ := v.flow(e)
		g.SetEdge(simple.Edge{F: simple.Node(from), T: simple.Node(to)})
	}
	layer := map[int32]int{}
	groups := topo.TarjanSCC(g) // a group comes after all that can be reached from it
	for _, group := range slices.Backward(groups) {
		at := 0
		for _, n := range group {
			for before := g.To(n.ID()); before.Next(); {
				if l, ok := layer[int32(before.Node().ID())]; ok {
					at = max(at, l+1)
				}
			}
		}
		for _, n := range group {
			layer[int32(n.ID())] = at
		}
	}
	return layer
}

// YearOf dates an entity: introduced, born or issued, else the earliest year of a visible claim, not retracted, with it
// as subject or object; false if there is none.
func (v *View) YearOf(entity int32) (int, bool) {
	year := v.Index.entities[entity].year
	if year == noYear {
		for _, m := range v.mentions.of(entity) {
			if m.role&(RoleSubject|RoleObject) != 0 && v.claims[m.claim]&carries != 0 {
				year = min(year, v.Index.claims[m.claim].year)
			}
		}
	}
	return int(year), year != noYear
}

// Dating says what a year is the year of.
type Dating string

// The datings, best first: a person's birth, an idea's or programme's introduction, a work's publication, and for what
// has none of them the earliest dated claim, which says only that the entity was there by then.
const (
	DatedByBirth        Dating = "BORN"
	DatedByIntroduction Dating = "INTRODUCED"
	DatedByIssue        Dating = "ISSUED"
	DatedByClaim        Dating = "CLAIM"
)

// DatedBy says what YearOf gives for an entity that can be dated.
func (ix *Index) DatedBy(entity int32) Dating {
	e := &ix.entities[entity]
	if e.year == noYear {
		return DatedByClaim
	}
	switch Kinds()[e.kind] {
	case KindTheorist:
		return DatedByBirth
	case KindSource:
		return DatedByIssue
	}
	return DatedByIntroduction
}

// Contest is an entity whose origin sources see differently.
type Contest struct {
	Entity int32
	Sides  []ContestSide
}

// ContestSide is one answer to who originated the entity. Claims are those that the lens shows; Hidden says that it
// shows none of the side's.
type ContestSide struct {
	Entity int32
	Edge   int32
	Claims []int32
	Hidden bool
}

// originPredicate is the predicate that names an originator.
const originPredicate = "originated"

// ContestOf says whether an entity's origin is contested: more than one person is said to have originated it, or a
// claim disputes that one did. Whether it is contested does not depend on the lens; retracted claims have no say. Sides
// are ordered by strength under the lens, then by name.
func (v *View) ContestOf(entity int32) (Contest, bool) {
	full := v.Full()
	c := Contest{Entity: entity}
	disputed := false
	for _, l := range v.links.of(entity) {
		e := &v.Index.edges[l.edge]
		if e.object != entity || v.predicates[e.predicate].term.ID != originPredicate || !full.EdgeVisible(l.edge) {
			continue
		}
		side := ContestSide{Entity: l.other, Edge: l.edge, Claims: v.EdgeClaims(l.edge)}
		side.Hidden = len(side.Claims) == 0
		c.Sides = append(c.Sides, side)
		for _, n := range v.claimsOfEdge(l.edge) {
			disputed = disputed || full.claims[n]&carries != 0 && stances[v.Index.claims[n].stance] == Disputes
		}
	}
	slices.SortFunc(c.Sides, func(a, b ContestSide) int {
		return cmp.Or(cmp.Compare(v.StrengthOf(b.Edge), v.StrengthOf(a.Edge)), v.CompareNames(a.Entity, b.Entity))
	})
	return c, len(c.Sides) > 1 || disputed
}
