package graph

import (
	"context"

	"github.com/securebase/securebase/internal/evidence"
)

// maxNodes bounds the nodes of a Subgraph.
const maxNodes = 200

// Subgraph is a neighborhood of the index, and where in the query it stands.
type Subgraph struct {
	*evidence.Neighborhood
	batch *batch // its nodes
}

// SubgraphNode is a node of a Subgraph.
type SubgraphNode struct {
	evidence.Neighbor
	batch *batch
}

// RelationGroup counts a node's edges of one relation.
type RelationGroup struct {
	evidence.RelationGroup
	batch *batch
}

func (b *batch) subgraph(n *evidence.Neighborhood) *Subgraph {
	members := make([]int32, len(n.Nodes))
	for i, node := range n.Nodes {
		members[i] = node.Entity
	}
	return &Subgraph{n, b.child(members)}
}

// Nodes lists the nodes.
func (s *Subgraph) Nodes() []*SubgraphNode {
	list := make([]*SubgraphNode, len(s.Neighborhood.Nodes))
	for i, n := range s.Neighborhood.Nodes {
		list[i] = &SubgraphNode{n, s.batch}
	}
	return list
}

// Edges lists the edges among the nodes.
func (s *Subgraph) Edges() []*Edge { return s.batch.edges(s.Neighborhood.Edges) }

// Groups lists the relations of every node.
func (s *Subgraph) Groups() []*RelationGroup {
	list := make([]*RelationGroup, len(s.Neighborhood.Groups))
	for i, g := range s.Neighborhood.Groups {
		list[i] = &RelationGroup{g, s.batch}
	}
	return list
}

// Hidden counts what the lens takes from the graph.
func (s *Subgraph) Hidden() evidence.Hidden { return s.batch.view.Hidden() }

// Entity resolves the node's entity.
func (n *SubgraphNode) Entity(ctx context.Context) (Entity, error) {
	return n.batch.entityOf(ctx, n.batch.all, n.Neighbor.Entity)
}

// Entity resolves the node that the relation belongs to.
func (g *RelationGroup) Entity(ctx context.Context) (Entity, error) {
	return g.batch.entityOf(ctx, g.batch.all, g.RelationGroup.Entity)
}
