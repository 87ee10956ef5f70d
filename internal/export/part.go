package export

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Parts of the graph are named as an address names them, with the limits and defaults of the query of that name:
//
//	neighborhood=ID  depth, perRelation, limit
//	lineage=ID       direction (ancestors, descendants or both), depth
//	from=ID&to=ID    hops, slack, direction (any or flow), first
//
// Without any of these three it is the whole graph.

// Take finds the content that the fields of an address name, under a lens. A field that means nothing gives an error
// that names it.
func Take(ctx context.Context, live *store.Live, view *evidence.View, fields url.Values) (*Content, error) {
	p := &part{view: view, fields: fields}
	var entities, edges []int32
	var name string
	switch named := p.named(); {
	case len(named) > 1:
		return nil, store.Errorf(store.Invalid, "%s: cannot be had together with %s; name one part", named[1], named[0])
	case len(named) == 0:
		p.only()
		if p.err != nil {
			return nil, p.err
		}
		return Whole(live, view.Lens), nil
	case named[0] == "neighborhood":
		name, entities, edges = p.neighborhood()
	case named[0] == "lineage":
		name, entities, edges = p.lineage()
	default:
		name, entities, edges = p.paths()
	}
	if p.err != nil {
		return nil, p.err
	}
	return partOf(ctx, live, view, name, entities, edges)
}

// Fields lists the fields of an address that name a part or say how it is found.
func Fields() []string {
	return []string{"neighborhood", "lineage", "from", "to", "depth", "perRelation", "limit", "direction", "hops", "slack", "first"}
}

// FlagOf writes the name of a field as a flag of the command line.
func FlagOf(field string) string {
	if field == "perRelation" {
		return "per-relation"
	}
	return field
}

// FileName names what the fields of an address ask for, without an ending, such as secure-base-lineage-of-mary-ainsworth.
func FileName(fields url.Values) string {
	parts := []string{"secure-base"}
	switch {
	case fields.Get("neighborhood") != "":
		parts = append(parts, "neighborhood-of", fields.Get("neighborhood"))
	case fields.Get("lineage") != "":
		parts = append(parts, "lineage-of", fields.Get("lineage"))
	case fields.Get("from") != "":
		parts = append(parts, "paths", fields.Get("from"), "to", fields.Get("to"))
	}
	return strings.Map(func(r rune) rune {
		if r == '-' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.Join(parts, "-"))
}

// part reads the fields of an address; err is the first thing that is wrong.
type part struct {
	view   *evidence.View
	fields url.Values
	err    error
}

func (p *part) refuse(format string, args ...any) {
	if p.err == nil {
		p.err = store.Errorf(store.Invalid, format, args...)
	}
}

// named lists which parts are named.
func (p *part) named() []string {
	var all []string
	for _, name := range []string{"neighborhood", "lineage", "from"} {
		if p.fields.Get(name) != "" || name == "from" && p.fields.Get("to") != "" {
			all = append(all, name)
		}
	}
	return all
}

// only refuses fields that say nothing about this part.
func (p *part) only(allowed ...string) {
	known := map[string]bool{}
	for _, name := range allowed {
		known[name] = true
	}
	for _, name := range Fields() {
		if p.fields.Get(name) != "" && !known[name] {
			p.refuse("%s: says nothing about what is asked for", name)
		}
	}
}

func (p *part) entity(field string) int32 {
	id := strings.TrimSpace(p.fields.Get(field))
	n, ok := p.view.Entity(id)
	switch {
	case id == "":
		p.refuse("%s: is missing; the id of an entity is right, such as secure-base", field)
	case !ok:
		hint := ""
		if near := p.view.Near(id, levenshtein.ComputeDistance); len(near) > 0 {
			hint = "; did you mean " + strings.Join(near, ", ") + "?"
		}
		p.refuse("%s: there is no entity %.80q%s", field, id, hint)
	}
	return n
}

func (p *part) number(field string, low, high, otherwise int) int {
	typed := p.fields.Get(field)
	if typed == "" {
		return otherwise
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < low || n > high {
		p.refuse("%s: %.40q is out of range; %d to %d is right", field, typed, low, high)
	}
	return n
}

func (p *part) direction(otherwise string, allowed ...string) string {
	typed := strings.ToLower(p.fields.Get("direction"))
	if typed == "" {
		return otherwise
	}
	for _, d := range allowed {
		if typed == d {
			return strings.ToUpper(d)
		}
	}
	p.refuse("direction: %.40q is none; %s is right", typed, strings.Join(allowed, " or "))
	return otherwise
}

func (p *part) neighborhood() (string, []int32, []int32) {
	p.only("neighborhood", "depth", "perRelation", "limit")
	n, depth := p.entity("neighborhood"), p.number("depth", 0, 3, 1)
	perRelation, limit := p.number("perRelation", 0, 50, 10), p.number("limit", 1, 200, 60)
	if p.err != nil {
		return "", nil, nil
	}
	found := p.view.Neighborhood(n, depth, perRelation, limit)
	entities := make([]int32, len(found.Nodes))
	for i, node := range found.Nodes {
		entities[i] = node.Entity
	}
	return fmt.Sprintf("neighborhood of %s, depth %d, at most %d of a relation and %d in all", p.view.EntityID(n), depth, perRelation, limit),
		entities, found.Edges
}

func (p *part) lineage() (string, []int32, []int32) {
	p.only("lineage", "direction", "depth")
	n, depth := p.entity("lineage"), p.number("depth", 0, 12, 4)
	direction := p.direction(string(evidence.BothWays), "ancestors", "descendants", "both")
	if p.err != nil {
		return "", nil, nil
	}
	found := p.view.Lineage(n, evidence.LineageDirection(direction), depth)
	entities := make([]int32, len(found.Nodes))
	for i, node := range found.Nodes {
		entities[i] = node.Entity
	}
	return fmt.Sprintf("lineage of %s, %s, depth %d", p.view.EntityID(n), strings.ToLower(direction), depth), entities, found.Edges
}

func (p *part) paths() (string, []int32, []int32) {
	p.only("from", "to", "hops", "slack", "direction", "first")
	q := evidence.PathQuery{From: p.entity("from"), To: p.entity("to"), MaxHops: p.number("hops", 1, evidence.MaxHops, 6),
		Slack: p.number("slack", 0, evidence.MaxSlack, 1), First: p.number("first", 0, 50, 5),
		Direction: evidence.PathDirection(p.direction(string(evidence.AnyWay), "any", "flow"))}
	if p.err == nil && q.From == q.To {
		p.refuse("to: is the same as from; name two different entities")
	}
	if p.err != nil {
		return "", nil, nil
	}
	found := p.view.EvidencePaths(q)
	entities, edges := []int32{q.From, q.To}, found.Direct
	for _, path := range found.Found {
		entities = append(entities, path.Entities...)
		for _, step := range path.Steps {
			edges = append(append(edges, step.Edge), step.Others...)
		}
	}
	return fmt.Sprintf("evidence paths from %s to %s", p.view.EntityID(q.From), p.view.EntityID(q.To)), entities, edges
}
