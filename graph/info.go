package graph

import (
	"strings"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// GraphInfo describes the graph under a lens.
type GraphInfo struct {
	batch *batch
	at    store.Version
}

// Version is the digest of the content.
func (g *GraphInfo) Version() string { return g.batch.view.Version }

// Changed is when the content last changed.
func (g *GraphInfo) Changed() string { return since(g.at) }

func since(v store.Version) string { return v.At.UTC().Format(time.RFC3339) }

// Hidden counts what the lens takes away.
func (g *GraphInfo) Hidden() evidence.Hidden { return g.batch.view.Hidden() }

// Vocabulary gives the controlled values.
func (g *GraphInfo) Vocabulary() *Vocabulary { return &Vocabulary{g.batch.view.Vocabulary} }

// GraphChange is a version of the graph.
type GraphChange struct {
	index *evidence.Index
	at    store.Version
}

// GraphVersion is the digest of the content.
func (g *GraphChange) GraphVersion() string { return g.index.Version }

// Changed is when the content became this.
func (g *GraphChange) Changed() string { return since(g.at) }

// Counts counts everything in it.
func (g *GraphChange) Counts() *Counts { return counts(g.index.Full()) }

// Vocabulary is the vocabulary of the domain.
type Vocabulary struct{ *evidence.Vocabulary }

// Weights gives the constants of edge strength.
func (v *Vocabulary) Weights() *Weights { return weights(v.Strength) }

// Counts counts what the lens shows.
func (g *GraphInfo) Counts() *Counts { return counts(g.batch.view) }

func counts(view *evidence.View) *Counts {
	t := view.Tally()
	c := &Counts{Entities: t.Entities, Claims: t.Claims, Edges: t.Edges, Practice: t.Practice}
	for _, k := range evidence.Kinds() {
		c.ByKind = append(c.ByKind, &Count{Key: strings.ToUpper(string(k)), Count: t.Kinds[k]})
	}
	for _, tier := range []evidence.Tier{evidence.T1, evidence.T2, evidence.T3} {
		c.ByTier = append(c.ByTier, &Count{Key: string(tier), Count: t.Tiers[tier]})
	}
	for _, p := range []evidence.Provenance{evidence.Sourced, evidence.LLM} {
		c.ByProvenance = append(c.ByProvenance, &Count{Key: strings.ToUpper(string(p)), Count: t.Provenances[p]})
	}
	for _, class := range evidence.PredicateClasses() {
		c.ByClass = append(c.ByClass, &Count{Key: string(class), Count: t.Classes[class]})
	}
	for _, s := range []struct {
		key    string
		stance evidence.Stance
	}{{"SUPPORTS", evidence.Supports}, {"QUALIFIES", evidence.Qualifies}, {"DISPUTES", evidence.Disputes}, {"NULL_RESULT", evidence.Null}} {
		c.ByStance = append(c.ByStance, &Count{Key: s.key, Count: t.Stances[s.stance]})
	}
	return c
}

// Disputed lists the edges with claims on both sides.
func (g *GraphInfo) Disputed(first *int, after *string) (*EdgeConnection, error) {
	view := g.batch.view
	list := view.DisputedEdges()
	kind := edgeList(view.Index)
	kind.order = view.CompareDisputes
	p, err := cut(list, Span{First: first, After: after}, kind)
	if err != nil {
		return nil, err
	}
	p.Hidden.Edges = g.batch.lost(len(list), func(full *evidence.View) int { return len(full.DisputedEdges()) })
	return &EdgeConnection{Page: p, batch: g.batch.child(p.items)}, nil
}
