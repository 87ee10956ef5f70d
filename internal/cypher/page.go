package cypher

import "github.com/securebase/securebase/internal/evidence"

// Page gives the statement for the topic page of an entity of the view.
func (s *Statements) Page(v *evidence.View, entity int32) (*Statement, error) {
	parts := struct {
		under
		Source bool // the entity is one, and its summary its reference
	}{look(v), v.KindOf(entity) == evidence.KindSource}
	parameters := parts.parameters()
	parameters["id"] = v.EntityID(entity)
	return s.write("page", parts, parameters)
}
