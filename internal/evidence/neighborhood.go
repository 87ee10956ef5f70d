package evidence

import (
	"cmp"
	"slices"
)

// Neighborhood is the graph around an entity, or among chosen ones. Nodes are ordered by distance, then by when they
// were reached or named; Edges are all visible edges among them, by id. Groups say, for every node and relation, how
// many of its edges are shown.
type Neighborhood struct {
	Nodes     []Neighbor
	Edges     []int32
	Groups    []RelationGroup
	Truncated bool // something was left out for perRelation or limit
}

// Neighbor is a node of a Neighborhood. Degree counts its visible edges, shown or not.
type Neighbor struct {
	Entity   int32
	Distance int
	Degree   int
}

// RelationGroup counts a node's visible edges of one predicate and direction. A symmetric predicate's direction is
// BOTH.
type RelationGroup struct {
	Entity    int32
	Predicate *Predicate
	Direction EdgeDirection
	Shown     int
	Total     int
}

type relation struct {
	predicate int32
	direction EdgeDirection
}

func (v *View) relationOf(entity, edge int32) relation {
	e := &v.Index.edges[edge]
	switch {
	case v.predicates[e.predicate].term.Symmetric:
		return relation{e.predicate, Both}
	case e.subject == entity:
		return relation{e.predicate, Out}
	}
	return relation{e.predicate, In}
}

// Neighborhood walks depth steps from an entity over visible edges. From each node it follows, per predicate and
// direction, the perRelation strongest edges (ties by edge id), and stops at limit nodes, the entity included.
func (v *View) Neighborhood(entity int32, depth, perRelation, limit int) *Neighborhood {
	n := &Neighborhood{Nodes: []Neighbor{{Entity: entity}}}
	at := map[int32]bool{entity: true}
	for from := 0; from < len(n.Nodes) && n.Nodes[from].Distance < depth; from++ {
		node := n.Nodes[from]
		taken := map[relation]int{}
		for _, l := range v.strongestFirst(node.Entity) {
			r := v.relationOf(node.Entity, l.edge)
			if taken[r] == perRelation {
				continue
			}
			taken[r]++
			if at[l.other] || len(n.Nodes) >= limit {
				continue
			}
			at[l.other] = true
			n.Nodes = append(n.Nodes, Neighbor{Entity: l.other, Distance: node.Distance + 1})
		}
	}
	n.join(v, depth)
	return n
}

// Subgraph is the graph among the entities, which are different ones and stay in their order; nothing is left out.
func (v *View) Subgraph(entities []int32) *Neighborhood {
	n := &Neighborhood{Nodes: make([]Neighbor, len(entities))}
	for i, entity := range entities {
		n.Nodes[i].Entity = entity
	}
	n.join(v, 0)
	return n
}

// join finds the edges among the nodes and counts those of every node. A node nearer than depth was to be followed, so
// that it is noted if not all its neighbours are there.
func (n *Neighborhood) join(v *View, depth int) {
	at := make(map[int32]bool, len(n.Nodes))
	for _, node := range n.Nodes {
		at[node.Entity] = true
	}
	for i := range n.Nodes {
		node := &n.Nodes[i]
		total, shown := map[relation]int{}, map[relation]int{}
		for _, l := range v.links.of(node.Entity) {
			if !v.EdgeVisible(l.edge) {
				continue
			}
			node.Degree++
			r := v.relationOf(node.Entity, l.edge)
			total[r]++
			if at[l.other] {
				shown[r]++
				if v.Index.edges[l.edge].subject == node.Entity {
					n.Edges = append(n.Edges, l.edge)
				}
			}
		}
		relations := make([]relation, 0, len(total))
		for r := range total {
			relations = append(relations, r)
		}
		slices.SortFunc(relations, func(a, b relation) int {
			return cmp.Or(cmp.Compare(a.predicate, b.predicate), cmp.Compare(a.direction, b.direction))
		})
		for _, r := range relations {
			n.Groups = append(n.Groups, RelationGroup{node.Entity, v.predicates[r.predicate].term, r.direction, shown[r], total[r]})
			n.Truncated = n.Truncated || node.Distance < depth && shown[r] < total[r]
		}
	}
	slices.Sort(n.Edges)
}

// strongestFirst lists the visible links of an entity by predicate, then strength, then edge id.
func (v *View) strongestFirst(entity int32) []link {
	var list []link
	for _, l := range v.links.of(entity) {
		if v.EdgeVisible(l.edge) {
			list = append(list, l)
		}
	}
	slices.SortFunc(list, func(a, b link) int {
		return cmp.Or(cmp.Compare(v.Index.edges[a.edge].predicate, v.Index.edges[b.edge].predicate), v.CompareStrengths(a.edge, b.edge))
	})
	return list
}
