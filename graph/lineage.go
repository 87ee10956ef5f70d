package graph

import (
	"context"

	"github.com/securebase/securebase/internal/evidence"
)

// Lineage is a lineage of the index, and where in the query it stands.
type Lineage struct {
	*evidence.Lineage
	direction evidence.LineageDirection
	depth     int
	batch     *batch // its nodes
}

// LineageNode is a node of a Lineage.
type LineageNode struct {
	evidence.LineageNode
	batch *batch
}

func (b *batch) lineage(root int32, direction evidence.LineageDirection, depth int) *Lineage {
	l := b.view.Lineage(root, direction, depth)
	members := make([]int32, len(l.Nodes))
	for i, n := range l.Nodes {
		members[i] = n.Entity
	}
	return &Lineage{l, direction, depth, b.child(members)}
}

// Root resolves the entity that was asked for.
func (l *Lineage) Root(ctx context.Context) (Entity, error) {
	return l.batch.entityOf(ctx, func() []int32 { return []int32{l.Lineage.Root} }, l.Lineage.Root)
}

// Nodes lists the nodes.
func (l *Lineage) Nodes() []*LineageNode {
	list := make([]*LineageNode, len(l.Lineage.Nodes))
	for i, n := range l.Lineage.Nodes {
		list[i] = &LineageNode{n, l.batch}
	}
	return list
}

// Edges lists the flow edges.
func (l *Lineage) Edges() []*Edge { return l.batch.edges(l.Lineage.Edges) }

// Hidden counts what the lens takes from the graph.
func (l *Lineage) Hidden() evidence.Hidden { return l.batch.view.Hidden() }

// Contested lists the questions of origin among the nodes.
func (l *Lineage) Contested() []*Contest { return l.batch.contests(l.Lineage.Contested) }

// Entity resolves the node's entity.
func (n *LineageNode) Entity(ctx context.Context) (Entity, error) {
	return n.batch.entityOf(ctx, n.batch.all, n.LineageNode.Entity)
}

// Year dates the node, if it can be dated.
func (n *LineageNode) Year() *int {
	if !n.LineageNode.Dated {
		return nil
	}
	return &n.LineageNode.Year
}

// Dated says what the year is the year of.
func (n *LineageNode) Dated() *evidence.Dating {
	if !n.LineageNode.Dated {
		return nil
	}
	d := n.batch.view.DatedBy(n.LineageNode.Entity)
	return &d
}

// Contest is a question of origin; all that were asked for together share one set.
type Contest struct {
	evidence.Contest
	set *contestSet
}

// ContestSide is one answer.
type ContestSide struct {
	evidence.ContestSide
	set *contestSet
}

// contestSet is contests asked for together: the batch holds their entities and sides, claims the sides' claims.
type contestSet struct {
	*batch
	claims    *batch
	strengths map[int32]*Strength
}

func (b *batch) contests(list []evidence.Contest) []*Contest {
	set := &contestSet{batch: b.child(nil), claims: b.child(nil)}
	var edges []int32
	out := make([]*Contest, len(list))
	for i, c := range list {
		out[i] = &Contest{c, set}
		set.members = append(set.members, c.Entity)
		for _, s := range c.Sides {
			set.members = append(set.members, s.Entity)
			set.claims.members = append(set.claims.members, head(s.Claims)...)
			edges = append(edges, s.Edge)
		}
	}
	set.members, set.claims.members = dedupe(set.members), dedupe(set.claims.members)
	set.strengths = b.strengths(edges)
	return out
}

// Entity resolves what is contested.
func (c *Contest) Entity(ctx context.Context) (Entity, error) {
	return c.set.entityOf(ctx, c.set.all, c.Contest.Entity)
}

// Question asks who originated the entity, in words.
func (c *Contest) Question() string {
	return "Who originated " + c.set.view.EntityName(c.Contest.Entity) + "?"
}

// Sides lists the answers.
func (c *Contest) Sides() []*ContestSide {
	list := make([]*ContestSide, len(c.Contest.Sides))
	for i, s := range c.Contest.Sides {
		list[i] = &ContestSide{s, c.set}
	}
	return list
}

// Entity resolves who is said to have originated it.
func (s *ContestSide) Entity(ctx context.Context) (Entity, error) {
	return s.set.entityOf(ctx, s.set.all, s.ContestSide.Entity)
}

// Claims resolves the claims for and against this side.
func (s *ContestSide) Claims(ctx context.Context) ([]*Claim, error) {
	return s.set.claims.claimsOf(ctx, head(s.ContestSide.Claims))
}

// Strength gives the strength of the side's edge.
func (s *ContestSide) Strength() *Strength { return s.set.strengths[s.Edge] }
