package neo4j

import (
	"github.com/securebase/securebase/internal/cypher"
	"github.com/securebase/securebase/internal/evidence"
)

// reference is an id to which a record refers, and the relationship that stands for it in the graph.
type reference struct {
	field, target string
	relation      string
	properties    map[string]any
}

// referencesOf lists what a record refers to, in the order of its fields.
func referencesOf(record any) []reference {
	var all references
	switch r := record.(type) {
	case *evidence.Claim:
		all.add("subject", "SUBJECT", r.Subject, nil)
		all.add("object", "OBJECT", r.Object, nil)
		all.add("population", "POPULATION", r.Population, nil)
		all.add("foundIn", "FOUND_IN", r.FoundIn, nil)
		all.list("about", "ABOUT", r.About)
		all.citations(r.Citations)
	case *evidence.PracticeItem:
		all.add("foundIn", "FOUND_IN", r.FoundIn, nil)
		all.list("about", "ABOUT", r.About)
		all.citations(r.Citations)
	case evidence.Entity:
		all.list("sources", "SUMMARIZED_FROM", r.Head().Sources)
		all.ofKind(r)
	}
	return all
}

type references []reference

func (all *references) add(field, relation, target string, properties map[string]any) {
	if target == "" {
		return
	}
	if properties == nil {
		properties = map[string]any{}
	}
	properties["field"] = field
	*all = append(*all, reference{field, target, relation, properties})
}

func (all *references) list(field, relation string, targets []string) {
	for i, target := range targets {
		all.add(field, relation, target, map[string]any{"position": i})
	}
}

func (all *references) citations(citations []evidence.Citation) {
	for i, c := range citations {
		properties := map[string]any{"position": i}
		set := func(name, text string) {
			if text != "" {
				properties[name] = valid(text)
			}
		}
		set("locator", c.Locator)
		set("depth", string(c.Depth))
		set("checkedOn", c.CheckedOn)
		set("citedIn", c.CitedIn)
		if len(c.CheckedAt) > 0 {
			properties["checkedAt"] = validAll(c.CheckedAt)
		}
		all.add("citations.source", "CITES", c.Source, properties)
		all.add("citations.citedIn", "CITED_IN", c.CitedIn, map[string]any{"position": i})
	}
}

func (all *references) ofKind(entity evidence.Entity) {
	switch e := entity.(type) {
	case *evidence.Population:
		all.add("broader", "BROADER", e.Broader, nil)
	case *evidence.Problem:
		all.add("broader", "BROADER", e.Broader, nil)
		for i, code := range e.Codes {
			all.add("codes.codeSource", "CODED_IN", code.CodeSource,
				map[string]any{"position": i, "system": valid(code.System), "code": valid(code.Code)})
		}
	case *evidence.Source:
		for i, author := range e.Author {
			all.add("author.person", "AUTHORED_BY", author.Person, map[string]any{"position": i})
		}
		for i, editor := range e.Editor {
			all.add("editor.person", "EDITED_BY", editor.Person, map[string]any{"position": i})
		}
	}
}

// edge names the relationship that sums up all claims with the same subject, predicate and object.
type edge struct {
	id              string // "edge:mary-ainsworth.originated.secure-base"
	from, to        string
	predicate, kind string // kind is the type of the relationship, ORIGINATED
}

func newEdge(from, predicate, to string) edge {
	return edge{evidence.EdgePrefix + from + "." + predicate + "." + to, from, to, predicate, cypher.RelationType(predicate)}
}

// edgeOf gives the edge of a claim, if it has an object. A symmetric predicate runs from the smaller id.
func edgeOf(subject, predicate, object string, symmetric bool) (edge, bool) {
	if object == "" {
		return edge{}, false
	}
	if symmetric && subject > object {
		subject, object = object, subject
	}
	return newEdge(subject, predicate, object), true
}

// knownEdge gives the edge that a claim is part of in the database.
func knownEdge(id, subject, predicate, object string) (edge, bool) {
	if id == "" {
		return edge{}, false
	}
	if e := newEdge(subject, predicate, object); e.id == id {
		return e, true
	}
	return newEdge(object, predicate, subject), true
}

func (e edge) row() map[string]any {
	return map[string]any{"edge": e.id, "from": e.from, "to": e.to, "predicate": e.predicate, "type": e.kind}
}
