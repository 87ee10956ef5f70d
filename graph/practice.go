package graph

import (
	"context"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// PracticeItem is a practice item of the domain, and where in the query it stands.
type PracticeItem struct {
	*evidence.PracticeItem
	n     int32
	batch *batch
}

// Practice resolves the practice items about an entity.
func (v *EntityView) Practice(ctx context.Context, kinds []string, lens *Lens) ([]*PracticeItem, error) {
	b := v.batch
	return member(ctx, b, v.n, func() (map[int32][]*PracticeItem, error) {
		if err := b.view.CheckPracticeKinds(kinds); err != nil {
			return nil, store.Errorf(store.Invalid, "kinds: %v", err)
		}
		view, err := b.through(lens)
		if err != nil {
			return nil, err
		}
		lists := map[int32][]int32{}
		for _, n := range b.members {
			lists[n] = view.EntityPractice(n, kinds)
		}
		return practiceLists(ctx, b.under(view, nil), lists)
	})
}

// practiceLists reads the items of several lists together.
func practiceLists[K comparable](ctx context.Context, child *batch, lists map[K][]int32) (map[K][]*PracticeItem, error) {
	for _, list := range lists {
		child.members = append(child.members, list...)
	}
	child.members = dedupe(child.members)
	book, err := child.contents.read(ctx, store.Want{Practice: child.view.PracticeIDs(child.members)})
	if err != nil {
		return nil, err
	}
	all := make(map[K][]*PracticeItem, len(lists))
	for key, list := range lists {
		all[key] = make([]*PracticeItem, len(list))
		for i, n := range list {
			all[key][i] = &PracticeItem{book.Practice[child.view.PracticeID(n)], n, child}
		}
	}
	return all, nil
}

// ID is the public id.
func (p *PracticeItem) ID() string { return p.NodeID() }

// About resolves the entities that the item is about.
func (p *PracticeItem) About(ctx context.Context) ([]Entity, error) {
	return p.batch.entitiesOf(ctx, p.batch.each(p.batch.view.PracticeAbout), p.batch.view.PracticeAbout(p.n))
}

// Citations resolves the citations that the lens lets count.
func (p *PracticeItem) Citations(ctx context.Context) ([]*Citation, error) {
	cited, err := once(ctx, p.batch, func() (*batch, error) {
		return p.batch.child(dedupe(p.batch.each(p.batch.view.PracticeSources)())), nil
	})
	if err != nil {
		return nil, err
	}
	return citations(p.PracticeItem.Citations, p.batch.view.PracticeCitations(p.n), cited), nil
}

// FoundIn resolves the page on which a language model's sentence stands.
func (p *PracticeItem) FoundIn(ctx context.Context) (*Source, error) {
	all := p.batch.each(p.batch.view.PracticeFoundIn)
	list, err := p.batch.sourcesOf(ctx, all, p.batch.view.PracticeFoundIn(p.n))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}
