package cypher

import "github.com/securebase/securebase/internal/evidence"

// Neighborhood gives the statement for a neighborhood or a subgraph of the view.
func (s *Statements) Neighborhood(v *evidence.View, n *evidence.Neighborhood) (*Statement, error) {
	parts := struct {
		under
		Types string
	}{look(v), types(v.Vocabulary, anyPredicate)}
	nodes := make([]string, len(n.Nodes))
	for i, node := range n.Nodes {
		nodes[i] = v.EntityID(node.Entity)
	}
	parameters := parts.parameters()
	parameters["nodes"] = nodes
	return s.write("neighborhood", parts, parameters)
}
