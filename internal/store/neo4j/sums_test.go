package neo4j

import (
	"reflect"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

const edgesOf = "MATCH (a:Entity)-[r]->(b:Entity) WHERE r.edge IS NOT NULL " +
	"RETURN type(r) AS type, a.id AS from, b.id AS to, properties(r) AS properties ORDER BY r.edge, type"

// TestEdgesAreSummedUpAlike writes claims as the whole content, and again one by one, and compares the relationships.
func TestEdgesAreSummedUpAlike(t *testing.T) {
	whole := knowledge(t)
	whole.Claims = append([]*evidence.Claim{}, whole.Claims[:800]...)
	s := open(t)
	if _, err := s.Apply(t.Context(), whole); err != nil {
		t.Fatal(err)
	}
	want := Rows(t, s, edgesOf, nil)
	for i, c := range whole.Claims { // so that every edge is summed up by the database
		changed := *c
		changed.Note += " "
		whole.Claims[i] = &changed
	}
	if _, err := s.Apply(t.Context(), store.ChangeSet{Claims: whole.Claims}); err != nil {
		t.Fatal(err)
	}
	got := Rows(t, s, edgesOf, nil)
	if len(got) != len(want) || len(got) == 0 {
		t.Fatalf("%d edges one by one, %d as a whole", len(got), len(want))
	}
	for i := range got {
		if !reflect.DeepEqual(got[i].Values, want[i].Values) {
			t.Errorf("one by one %v, as a whole %v", got[i].Values, want[i].Values)
		}
	}
}
