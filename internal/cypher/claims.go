package cypher

import (
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// ClaimList says which claims a list holds: those that pass a filter, in which the entity, if any, has one of the
// roles; or, with Edge, those of an edge.
type ClaimList struct {
	evidence.ClaimFilter
	Roles evidence.Role // of Entity; any if none is named
	Edge  string        // an edge's id
}

// Claims gives the statement for all claims of a list of the view.
func (s *Statements) Claims(v *evidence.View, list ClaimList) (*Statement, error) {
	if list.Roles == 0 {
		list.Roles = evidence.RoleAny
	}
	parts := struct {
		under
		ClaimList
		Roles      string
		Everywhere bool
	}{look(v), list, mentions(list.Roles), list.Subject+list.Object+list.Entity+list.Source == ""}
	p := parts.parameters()
	for name, id := range map[string]string{"subject": list.Subject, "object": list.Object, "entity": list.Entity,
		"source": list.Source, "edge": list.Edge, "provenance": string(list.Provenance)} {
		if id != "" {
			p[name] = id
		}
	}
	addTexts(p, "predicates", list.Predicates)
	addTexts(p, "classes", list.Classes)
	addTexts(p, "ofStances", list.Stances)
	addTexts(p, "ofDesigns", list.Designs)
	for name, year := range map[string]*int{"from": list.From, "to": list.To} {
		if year != nil {
			p[name] = *year
		}
	}
	return s.write("claims", parts, p)
}

// mentions names the types of the relationships by which a claim mentions an entity in one of the roles.
func mentions(roles evidence.Role) string {
	var names []string
	for _, r := range []struct {
		role  evidence.Role
		types string
	}{{evidence.RoleSubject, "SUBJECT"}, {evidence.RoleObject, "OBJECT"}, {evidence.RoleAbout, "ABOUT|POPULATION"},
		{evidence.RoleCited, "CITES|CITED_IN"}} {
		if roles&r.role != 0 {
			names = append(names, r.types)
		}
	}
	return strings.Join(names, "|")
}
