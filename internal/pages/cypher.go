package pages

import "github.com/securebase/securebase/internal/cypher"

// takeaway is what a reader takes to Neo4j or elsewhere: the answer on the page as Cypher, and the part of the graph
// that it shows as files.
type takeaway struct {
	Cypher string // as it is pasted into Neo4j Browser
	Files  []act
}

// takeaway makes it of a statement and of the fields of an export's address.
func (a *ask) takeaway(statement *cypher.Statement, err error, part ...string) (t takeaway, _ error) {
	if err != nil {
		return t, err
	}
	for _, format := range []struct{ name, label string }{{"cypher", "Cypher script"}, {"csv", "CSV for neo4j-admin"}, {"jsonl", "JSON Lines"}} {
		t.Files = append(t.Files, act{format.label, a.links.To("/export/"+format.name, part...)})
	}
	t.Cypher, err = statement.Browser()
	return t, err
}
