package graph_test

import (
	"os"
	"strings"
	"testing"
)

// TestTheManualShowsTheCypher holds the example of docs/neo4j.md against the answer.
func TestTheManualShowsTheCypher(t *testing.T) {
	manual, err := os.ReadFile("../docs/neo4j.md")
	if err != nil {
		t.Fatal(err)
	}
	const query = `{ lineage(id: "dependency-paradox", direction: ANCESTORS, depth: 2, lens: {minTier: T1}) { cypher { browser } } }`
	var answer struct {
		Lineage struct{ Cypher struct{ Browser string } }
	}
	newAPI(t).get(query, &answer)
	if !strings.Contains(string(manual), query) || !strings.Contains(string(manual), "```cypher\n"+answer.Lineage.Cypher.Browser+"```\n") {
		t.Errorf("the manual does not show what is given:\n%s", answer.Lineage.Cypher.Browser)
	}
}

// TestCypherIsInheritedWithTheLens asks for it wherever there is one.
func TestCypherIsInheritedWithTheLens(t *testing.T) {
	a := newAPI(t)
	type statement struct {
		Text       string
		Parameters map[string]any
	}
	var answer struct {
		Entity struct {
			Claims struct{ Cypher statement }
			Edges  struct {
				Nodes []struct{ Claims struct{ Cypher statement } }
			}
			Page struct {
				Cypher   statement
				Sections []struct{ Claims struct{ Cypher statement } }
			}
		}
	}
	a.get(`{ entity(id: "secure-base", lens: {asOf: 1990}) { claims { cypher { text parameters } }
		edges(first: 1) { nodes { claims { cypher { text parameters } } } }
		page { cypher { text parameters } sections { claims { cypher { text parameters } } } } } }`, &answer)
	e := answer.Entity
	for where, s := range map[string]statement{"claims": e.Claims.Cypher, "edge": e.Edges.Nodes[0].Claims.Cypher, "page": e.Page.Cypher,
		"section": e.Page.Sections[0].Claims.Cypher} {
		if s.Parameters["asOf"] != 1990.0 || !strings.Contains(s.Text, "<= $asOf") {
			t.Errorf("%s: the lens is not in %+v", where, s)
		}
	}
}
