package graph

import (
	"context"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// hides says whether the lens takes away what is seen without it.
func (b *batch) hides(sees func(*evidence.View) bool) bool {
	return !sees(b.view) && sees(b.view.Full())
}

func (b *batch) hidesEdge(n int32) bool {
	return b.hides(func(v *evidence.View) bool { return v.EdgeVisible(n) })
}

func (b *batch) hidesClaim(n int32) bool {
	return b.hides(func(v *evidence.View) bool { return v.ClaimVisible(n) })
}

func (b *batch) hidesItem(n int32) bool {
	return b.hides(func(v *evidence.View) bool { return v.PracticeVisible(n) })
}

// nodes resolves ids of all sorts in their order: one read for each sort.
func (b *batch) nodes(ctx context.Context, ids []string) ([]Node, error) {
	var entities, claims, practice []int32
	edges := b.child(nil)
	at := make([]func() Node, len(ids))
	var byEntity map[int32]Entity
	var byClaim map[int32]*Claim
	var byItem map[int32][]*PracticeItem
	for i, id := range ids {
		if n, ok := b.view.Entity(id); ok {
			entities = append(entities, n)
			at[i] = func() Node { return byEntity[n] }
		} else if n, ok := b.view.Edge(id); ok && !b.hidesEdge(n) {
			edges.members = append(edges.members, n)
			at[i] = func() Node { return &Edge{n, edges} }
		} else if n, ok := b.view.PracticeItem(id); ok && strings.HasPrefix(id, evidence.PracticePrefix) && !b.hidesItem(n) {
			practice = append(practice, n)
			at[i] = func() Node { return byItem[n][0] }
		} else if n, ok := b.view.Claim(id); ok && !b.hidesClaim(n) {
			claims = append(claims, n)
			at[i] = func() Node { return byClaim[n] }
		}
	}
	var err error
	if byEntity, err = b.entities(ctx, entities); err != nil {
		return nil, err
	}
	if byClaim, err = b.child(dedupe(claims)).claims(ctx); err != nil {
		return nil, err
	}
	lists := map[int32][]int32{}
	for _, n := range practice {
		lists[n] = []int32{n}
	}
	if byItem, err = practiceLists(ctx, b.child(nil), lists); err != nil {
		return nil, err
	}
	nodes := make([]Node, len(ids))
	for i, get := range at {
		if get != nil {
			nodes[i] = get()
		}
	}
	return nodes, nil
}

// checkFilter says which part of a filter names something that does not exist.
func (b *batch) checkFilter(f evidence.ClaimFilter) error {
	for _, ref := range []struct{ field, id string }{{"subject", f.Subject}, {"object", f.Object}, {"entity", f.Entity}, {"source", f.Source}} {
		if ref.id == "" {
			continue
		}
		if _, err := known(b.view.Index, "filter."+ref.field, ref.id); err != nil {
			return err
		}
	}
	if err := b.view.CheckPredicates(f.Predicates); err != nil {
		return store.Errorf(store.Invalid, "filter.predicates: %v", err)
	}
	for _, d := range f.Designs {
		if !b.view.HasDesign(d) {
			return store.Errorf(store.Invalid, "filter.designs: %q is no design; graph.vocabulary.designs lists them", d)
		}
	}
	return nil
}
