package evidence_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
)

// side is one of a naive node's relations.
type side struct {
	node, predicate string
	direction       evidence.EdgeDirection
}

// sides names the relation of an edge as each of its ends has it.
func (n naive) sides(e edge) [2]side {
	if n.predicate(e.predicate).Symmetric {
		return [2]side{{e.subject, e.predicate, evidence.Both}, {e.object, e.predicate, evidence.Both}}
	}
	return [2]side{{e.subject, e.predicate, evidence.Out}, {e.object, e.predicate, evidence.In}}
}

// checkSubgraph holds the graph among some entities against the records.
func checkSubgraph(t *testing.T, n naive, edges []edge, v *evidence.View, ids []string) (joined, outside int) {
	t.Helper()
	numbers := make([]int32, len(ids))
	for i, id := range ids {
		numbers[i], _ = v.Entity(id)
	}
	got := v.Subgraph(numbers)

	var within []string
	shown, total, degree := map[side]int{}, map[side]int{}, map[string]int{}
	for _, e := range edges {
		inside := slices.Contains(ids, e.subject) && slices.Contains(ids, e.object)
		if inside {
			within = append(within, e.id)
		}
		for _, s := range n.sides(e) {
			if slices.Contains(ids, s.node) {
				degree[s.node]++
				total[s]++
				shown[s] += one(inside)
				outside += one(!inside)
			}
		}
	}
	if list := edgeIDs(v, got.Edges); !slices.Equal(list, append([]string{}, within...)) {
		t.Errorf("%v: edges %v, want %v", ids, list, within)
	}
	if got.Truncated || len(got.Nodes) != len(ids) {
		t.Errorf("%v: %d nodes, truncated %t", ids, len(got.Nodes), got.Truncated)
	}
	for i, node := range got.Nodes {
		if id := v.EntityID(node.Entity); id != ids[i] || node.Distance != 0 || node.Degree != degree[id] {
			t.Errorf("%v: node %d is %s, distance %d, degree %d; its degree is %d", ids, i, id, node.Distance, node.Degree, degree[id])
		}
	}
	gotShown, gotTotal := map[side]int{}, map[side]int{}
	var order []int
	for _, g := range got.Groups {
		s := side{v.EntityID(g.Entity), g.Predicate.ID, g.Direction}
		gotShown[s], gotTotal[s] = g.Shown, g.Total
		place := slices.Index(v.Vocabulary.Predicates, g.Predicate)
		order = append(order, 2*(slices.Index(ids, s.node)*len(v.Vocabulary.Predicates)+place)+one(g.Direction == evidence.Out))
	}
	if len(gotTotal) != len(got.Groups) || !maps.Equal(gotShown, shown) || !maps.Equal(gotTotal, total) {
		t.Errorf("%v: groups show %v of %v, want %v of %v", ids, gotShown, gotTotal, shown, total)
	}
	if !slices.IsSorted(order) {
		t.Errorf("%v: the groups are out of order: %v", ids, got.Groups)
	}
	return len(within), outside
}

func TestSubgraph(t *testing.T) {
	joined, outside := 0, 0
	eachRandom(t, 2, func(t *testing.T, m *rand.Rand, n naive, v *evidence.View) {
		var ids []string
		for _, e := range some(m, n.entities, 0.1+0.9*m.Float64()) {
			ids = append(ids, e.Head().ID)
		}
		m.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
		a, b := checkSubgraph(t, n, n.visibleEdges(), v, ids)
		joined, outside = joined+a, outside+b
	})
	if joined == 0 || outside == 0 {
		t.Errorf("%d edges within, %d ends outside", joined, outside)
	}
}

func TestSubgraphOfTheKnowledge(t *testing.T) {
	n := naive{world: *knowledge()}
	edges := n.visibleEdges()
	ix := n.index(t)
	m := newRandom(11)
	for _, size := range []int{1, 2, 20, 200} {
		var ids []string
		for _, number := range ix.Full().EntityList(nil, "", evidence.OrderDegree)[:2*size] {
			ids = append(ids, ix.EntityID(number))
		}
		m.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
		if joined, _ := checkSubgraph(t, n, edges, ix.Full(), ids[:size]); size == 200 && joined < 100 {
			t.Errorf("%d edges among 200", joined)
		}
	}
}
