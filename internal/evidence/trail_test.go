package evidence_test

import (
	"math/rand/v2"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
)

// TestTrail compares every leg of random trails with a walk over the flow edges of the naive reading.
func TestTrail(t *testing.T) {
	descents, shared, nothing := 0, 0, 0
	eachRandom(t, 2, func(t *testing.T, m *rand.Rand, n naive, v *evidence.View) {
		entities, _, _, _ := v.Counts()
		stops := make([]int32, 4)
		for i := range stops {
			stops[i] = int32(m.IntN(entities))
		}
		flows := n.flows()
		legs := v.Trail(stops)
		if len(legs) != len(stops)-1 {
			t.Fatalf("%d legs between %d stops", len(legs), len(stops))
		}
		for i, l := range legs {
			from, to := v.EntityID(l.From), v.EntityID(l.To)
			if l.From != stops[i] || l.To != stops[i+1] {
				t.Fatalf("leg %d leads from %s to %s", i, from, to)
			}
			for _, p := range l.Paths() {
				flowsDown(t, v, flows, p)
			}
			if l.Descent != nil {
				descents++
				if l.Back != nil || l.Ancestors != nil || l.Descent.Entities[0] != l.From || l.Descent.Entities[len(l.Descent.Entities)-1] != l.To {
					t.Errorf("%s to %s: %+v", from, to, l)
				}
				continue
			}
			best := nearestShared(flows, from, to)
			if best < 0 {
				nothing++
			}
			if (best < 0) != (len(l.Ancestors) == 0) {
				t.Errorf("%s and %s: %d ancestors, the nearest is %d steps away", from, to, len(l.Ancestors), best)
			}
			for _, x := range l.Ancestors {
				shared++
				id := v.EntityID(x.Entity)
				if d := distances(flows, from, true, 8)[id] + distances(flows, to, true, 8)[id]; d != best || id == from || id == to {
					t.Errorf("%s and %s share %s, %d steps away; the nearest is %d", from, to, id, d, best)
				}
			}
		}
	})
	if descents == 0 || shared == 0 || nothing == 0 {
		t.Errorf("%d descents, %d shared ancestors, %d legs with neither: the graphs show too little", descents, shared, nothing)
	}
}

// flowsDown checks that every step of a path is a flow edge walked the way the idea flows.
func flowsDown(t *testing.T, v *evidence.View, flows map[string][2]string, p evidence.Path) {
	t.Helper()
	for _, s := range p.Steps {
		if ends, ok := flows[v.EdgeID(s.Edge)]; !ok || ends != [2]string{v.EntityID(s.From), v.EntityID(s.To)} {
			t.Errorf("%s is walked from %s to %s; it flows %v", v.EdgeID(s.Edge), v.EntityID(s.From), v.EntityID(s.To), ends)
		}
	}
}

// nearestShared is the fewest steps in all from an ancestor of both to the two, or -1.
func nearestShared(flows map[string][2]string, a, b string) int {
	above, best := distances(flows, a, true, 8), -1
	for id, d := range distances(flows, b, true, 8) {
		if other, both := above[id]; both && id != a && id != b && (best < 0 || d+other < best) {
			best = d + other
		}
	}
	return best
}
