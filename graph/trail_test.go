package graph_test

import "testing"

// TestTheTrailOverFourStops follows Bowlby, Ainsworth, Circle of Security and EFT, and finds where no line of descent is
// recorded.
func TestTheTrailOverFourStops(t *testing.T) {
	a := newAPI(t)
	type path struct {
		Strength float64
		Entities []ref
		Steps    []struct {
			Along bool
			Edge  struct {
				ID        string
				Predicate struct{ Class string }
			}
		}
	}
	var d struct {
		Trail struct {
			Legs []struct {
				From, To  ref
				Descent   *path
				Back      *path
				Ancestors []struct {
					Entity   ref
					Branches []path
				}
				Says string
			}
			Hidden struct{ Claims int }
		}
	}
	fields := `{ legs { from { id } to { id } says
		descent { strength entities { id } steps { along edge { id predicate { class } } } }
		back { strength entities { id } steps { along edge { id predicate { class } } } }
		ancestors { entity { id } branches { strength entities { id } steps { along edge { id predicate { class } } } } } } hidden { claims } }`
	a.get(`{ trail(stops: ["john-bowlby", "mary-ainsworth", "circle-of-security", "emotionally-focused-therapy"]) `+fields+` }`, &d)
	if len(d.Trail.Legs) != 3 {
		t.Fatalf("%d legs between four stops", len(d.Trail.Legs))
	}
	for i, l := range d.Trail.Legs[:2] {
		if l.Descent == nil || l.Back != nil || len(l.Ancestors) > 0 || l.Says == "" {
			t.Fatalf("leg %d: %+v", i, l)
		}
		last := len(l.Descent.Entities) - 1
		if l.Descent.Entities[0] != l.From || l.Descent.Entities[last] != l.To {
			t.Errorf("leg %d leads from %s to %s by %v", i, l.From.ID, l.To.ID, l.Descent.Entities)
		}
		for _, s := range l.Descent.Steps {
			if s.Edge.Predicate.Class != "LINEAGE" {
				t.Errorf("leg %d uses %s, which is no descent", i, s.Edge.ID)
			}
		}
	}
	l := d.Trail.Legs[2]
	if l.Descent != nil || len(l.Ancestors) == 0 || len(l.Ancestors[0].Branches) != 2 {
		t.Fatalf("Circle of Security to EFT: %+v", l)
	}
	if want := "Emotionally Focused Couple Therapy did not come from Circle of Security"; len(l.Says) < len(want) || l.Says[:len(want)] != want {
		t.Errorf("the last leg says %q", l.Says)
	}
	for _, b := range l.Ancestors[0].Branches {
		if b.Entities[0] != l.Ancestors[0].Entity {
			t.Errorf("a branch begins at %s, not at %s", b.Entities[0].ID, l.Ancestors[0].Entity.ID)
		}
	}
	a.get(`{ trail(stops: ["john-bowlby", "mary-ainsworth"], lens: {asOf: 1930}) `+fields+` }`, &d)
	if l := d.Trail.Legs[0]; l.Descent != nil || l.Says != "Under this lens no claim says that Mary D. Salter Ainsworth came from John Bowlby. No common ancestor is known here." || d.Trail.Hidden.Claims == 0 {
		t.Errorf("as of 1930: %+v", l)
	}
}
