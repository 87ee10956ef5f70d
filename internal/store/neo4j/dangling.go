package neo4j

import (
	"context"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// dangling refuses a change that leaves a reference to something that is no entity. Nothing has been written yet.
func (w *writer) dangling(ctx context.Context, tx transaction, p *plan) error {
	isEntity := make(map[string]bool, len(p.entities.ids))
	for _, id := range p.entities.ids {
		isEntity[id] = true
	}
	gone := make(map[string]bool, len(p.entities.gone))
	for _, id := range p.entities.gone {
		gone[id] = true
	}
	type use struct{ sort, record, field, target string }
	var open []use // references to what is not in the change
	var targets []string
	asked := map[string]bool{}
	for _, part := range []*part{&p.entities, &p.claims, &p.practice} {
		for i, record := range part.records {
			for _, r := range referencesOf(record) {
				if isEntity[r.target] {
					continue
				}
				u := use{nameOfSort(part.sort), part.ids[i], r.field, r.target}
				if w.change.Replace || gone[r.target] {
					return leadsNowhere(u.sort, u.record, u.field, u.target)
				}
				open = append(open, u)
				if !asked[r.target] {
					asked[r.target] = true
					targets = append(targets, r.target)
				}
			}
		}
	}
	if len(targets) > 0 {
		rows, err := tx.query(ctx, "existing", map[string]any{"ids": targets})
		if err != nil {
			return err
		}
		for rows.next(ctx) {
			isEntity[rows.text("id")] = true
		}
		if err := rows.finish(ctx); err != nil {
			return err
		}
		for _, u := range open {
			if !isEntity[u.target] {
				return leadsNowhere(u.sort, u.record, u.field, u.target)
			}
		}
	}
	if w.change.Replace || len(p.entities.gone) == 0 {
		return nil
	}
	return w.stillReferred(ctx, tx, p)
}

// stillReferred refuses to remove an entity to which a record refers that is not part of the change.
func (w *writer) stillReferred(ctx context.Context, tx transaction, p *plan) error {
	touched := func(part *part) []string { return append(append([]string{}, part.ids...), part.gone...) }
	rows, err := tx.query(ctx, "still_referred", map[string]any{"gone": p.entities.gone, "entities": touched(&p.entities),
		"claims": touched(&p.claims), "practice": touched(&p.practice)})
	if err != nil {
		return err
	}
	var refusal error
	if rows.next(ctx) {
		refusal = leadsNowhere(rows.text("sort"), rows.text("record"), rows.text("field"), rows.text("target"))
	}
	if err := rows.finish(ctx); err != nil {
		return err
	}
	return refusal
}

func leadsNowhere(sort, record, field, target string) error {
	return store.Errorf(store.Invalid, "The %s %q refers to %q (%s), which is no entity of the graph.", sort, record, target, field)
}

func nameOfSort(sort string) string {
	if sort == sortPractice {
		return "practice item"
	}
	return sort
}

// affectedEdges finds the relationships that are to be summed up again: those of claims that come, change or go, and
// those whose sources got another tier.
func (w *writer) affectedEdges(ctx context.Context, tx transaction, p *plan) error {
	note := func(e edge, ok bool) {
		if ok {
			p.edges[e.id] = e
		}
	}
	for _, i := range p.claims.puts {
		e, ok := p.edgeOf(p.claims.records[i].(*evidence.Claim))
		note(e, ok)
		if k, there := p.claims.known[p.claims.ids[i]]; there && k.edge != e {
			note(k.edge, k.edged)
		}
	}
	for _, id := range p.claims.gone {
		note(p.claims.known[id].edge, p.claims.known[id].edged)
	}
	var retiered []string
	for _, i := range p.entities.puts {
		id := p.entities.ids[i]
		tier := ""
		if source, ok := p.entities.records[i].(*evidence.Source); ok {
			tier = string(source.Tier)
		}
		if k, there := p.entities.there(id); there && k.tier != tier {
			retiered = append(retiered, id)
		}
	}
	if len(retiered) == 0 {
		return nil
	}
	rows, err := tx.query(ctx, "citing_edges", map[string]any{"ids": retiered})
	if err != nil {
		return err
	}
	for rows.next(ctx) {
		note(knownEdge(rows.text("edge"), rows.optional("subject"), rows.optional("predicate"), rows.optional("object")))
	}
	return rows.finish(ctx)
}
