package graph

import (
	"context"

	"github.com/securebase/securebase/internal/cypher"
	"github.com/securebase/securebase/internal/evidence"
)

// sectionLimit bounds the entities and sources of a section.
const sectionLimit = 100

// TopicPage is a page of the index, and where in the query it stands.
type TopicPage struct {
	*evidence.Page
	batch    *batch // the entities whose pages were asked for together
	sections []*Section
}

// Section is a section of the index. All sections of all pages asked for together share one batch.
type Section struct {
	evidence.Section
	of  int32 // whose page it is on
	set *sectionSet
}

// sectionSet is the sections that were asked for together.
type sectionSet struct {
	*batch
	all []*Section
}

// Topic resolves an entity's topic page.
func (v *EntityView) Topic(ctx context.Context, lens *Lens) (*TopicPage, error) {
	b := v.batch
	return member(ctx, b, v.n, func() (map[int32]*TopicPage, error) {
		view, err := b.through(lens)
		if err != nil {
			return nil, err
		}
		child := b.under(view, b.members)
		set := &sectionSet{batch: child.child(nil)}
		pages := make(map[int32]*TopicPage, len(b.members))
		for _, n := range b.members {
			p := &TopicPage{Page: view.Page(n), batch: child}
			for _, s := range p.Page.Sections {
				section := &Section{s, n, set}
				p.sections = append(p.sections, section)
				set.all = append(set.all, section)
			}
			pages[n] = p
		}
		return pages, nil
	})
}

// Entity resolves whose page it is.
func (p *TopicPage) Entity(ctx context.Context) (Entity, error) {
	return p.batch.entityOf(ctx, p.batch.all, p.Page.Entity)
}

// Sections lists the sections.
func (p *TopicPage) Sections() []*Section { return p.sections }

// ReadingMinutes is the reading time.
func (p *TopicPage) ReadingMinutes() int { return p.Minutes() }

// Provenance counts where the page's sentences come from.
func (p *TopicPage) Provenance() *PageProvenance {
	count := map[evidence.Tier]int{}
	for _, s := range p.Sources {
		count[p.batch.view.TierOf(s)]++
	}
	prov := &PageProvenance{Claims: p.Claims, Sourced: p.Claims - p.LLM, Llm: p.LLM, Practice: p.Practice,
		GraphVersion: p.batch.view.Version}
	for _, t := range []evidence.Tier{evidence.T1, evidence.T2, evidence.T3} {
		prov.Tiers = append(prov.Tiers, &TierCount{Tier: t, Count: count[t]})
	}
	return prov
}

// ID is the section's id in the vocabulary.
func (s *Section) ID() string { return s.Term.ID }

// Title is the section's title.
func (s *Section) Title() string { return s.Term.Title }

// Claims resolves the section's claims.
func (s *Section) Claims(ctx context.Context, first *int, after *string) (*ClaimConnection, error) {
	all, err := once(ctx, s.set.batch, func() (map[*Section]*ClaimConnection, error) {
		child := s.set.child(nil)
		lists := map[*Section]*ClaimConnection{}
		for _, section := range s.set.all {
			p, err := cut(section.Section.Claims, Span{First: first, After: after}, claimList(s.set.view.Index))
			if err != nil {
				return nil, err
			}
			child.members = append(child.members, p.items...)
			lists[section] = &ClaimConnection{p, section.list(), child}
		}
		child.members = dedupe(child.members)
		return lists, nil
	})
	return all[s], err
}

// list says which claims the section lists.
func (s *Section) list() cypher.ClaimList {
	view := s.set.view
	filter := evidence.ClaimFilter{Entity: view.EntityID(s.of), Predicates: []string{""}} // so that a section without predicates has no claims
	for _, p := range view.Vocabulary.Predicates {
		if p.Section == s.Term.ID {
			filter.Predicates = append(filter.Predicates, p.ID)
		}
	}
	return cypher.ClaimList{ClaimFilter: filter}
}

// Practice resolves the section's practice items.
func (s *Section) Practice(ctx context.Context) ([]*PracticeItem, error) {
	all, err := once(ctx, s.set.batch, func() (map[*Section][]*PracticeItem, error) {
		lists := map[*Section][]int32{}
		for _, section := range s.set.all {
			lists[section] = section.Section.Practice
		}
		return practiceLists(ctx, s.set.child(nil), lists)
	})
	return all[s], err
}

// Entities resolves the section's entities.
func (s *Section) Entities(ctx context.Context) ([]Entity, error) {
	return s.set.entitiesOf(ctx, s.set.every(func(s *Section) []int32 { return s.Section.Entities }), head(s.Section.Entities))
}

// Sources resolves what the section cites.
func (s *Section) Sources(ctx context.Context) ([]*Source, error) {
	return s.set.sourcesOf(ctx, s.set.every(func(s *Section) []int32 { return s.Section.Sources }), head(s.Section.Sources))
}

func (set *sectionSet) every(pick func(*Section) []int32) func() []int32 {
	return func() []int32 {
		var all []int32
		for _, s := range set.all {
			all = append(all, head(pick(s))...)
		}
		return all
	}
}

func head(list []int32) []int32 { return list[:min(len(list), sectionLimit)] }
