package graph

import (
	"context"

	"github.com/securebase/securebase/internal/evidence"
)

// EvidencePaths is an answer of the index, and where in the query it stands.
type EvidencePaths struct {
	*evidence.Paths
	query evidence.PathQuery
	set   *pathSet
}

// pathSet is what all paths of an answer share: the batch holds their entities, the others the edges that carry the
// steps, those beside them, and those between the two ends.
type pathSet struct {
	*batch
	steps, beside, direct *batch
}

func (b *batch) pathSet() *pathSet {
	return &pathSet{b.child(nil), b.child(nil), b.child(nil), b.child(nil)}
}

// settle ends the collecting of members.
func (s *pathSet) settle() {
	for _, b := range []*batch{s.batch, s.steps, s.beside, s.direct} {
		b.members = dedupe(b.members)
	}
}

// EvidencePath is one path.
type EvidencePath struct {
	evidence.Path
	set *pathSet
}

// PathStep is one step of a path.
type PathStep struct {
	evidence.Step
	set *pathSet
}

// NoPath says why there is no path.
type NoPath struct {
	*evidence.NoPath
	set *pathSet
}

func (b *batch) evidencePaths(q evidence.PathQuery) *EvidencePaths {
	p := b.view.EvidencePaths(q)
	set := b.pathSet()
	set.direct.members = head(p.Direct)
	for _, path := range p.Found {
		set.add(path)
	}
	if p.NoPath != nil {
		set.members = append(set.members, p.NoPath.Nearest...)
	}
	set.settle()
	return &EvidencePaths{p, q, set}
}

// add takes a path's entities and edges into the set.
func (s *pathSet) add(p evidence.Path) {
	s.members = append(s.members, p.Entities...)
	for _, step := range p.Steps {
		s.steps.members = append(s.steps.members, step.Edge)
		s.beside.members = append(s.beside.members, step.Others...)
	}
}

func (b *batch) edgeViews(ns []int32) []*Edge {
	list := make([]*Edge, len(ns))
	for i, n := range ns {
		list[i] = &Edge{n, b}
	}
	return list
}

// Says tells a reader what a path is and what it is not.
func (p *EvidencePaths) Says() string {
	return "A path is a chain of separately supported links; it is not evidence that the first changes the last."
}

// Nodes lists the paths, best first.
func (p *EvidencePaths) Nodes() []*EvidencePath {
	list := make([]*EvidencePath, len(p.Found))
	for i, path := range p.Found {
		list[i] = &EvidencePath{path, p.set}
	}
	return list
}

// Direct lists the edges between the two ends.
func (p *EvidencePaths) Direct() []*Edge { return p.set.direct.edgeViews(head(p.Paths.Direct)) }

// Shortest is the length of the shortest path, if there is one.
func (p *EvidencePaths) Shortest() *int { return p.ifFound(p.Paths.Shortest) }

// Allowed is the longest length looked at, if there is a path.
func (p *EvidencePaths) Allowed() *int { return p.ifFound(p.Paths.Allowed) }

func (p *EvidencePaths) ifFound(n int) *int {
	if p.Paths.Shortest < 0 {
		return nil
	}
	return &n
}

// Hidden counts what the lens takes from the graph.
func (p *EvidencePaths) Hidden() evidence.Hidden { return p.set.view.Hidden() }

// NoPath says why there is no path.
func (p *EvidencePaths) NoPath() *NoPath {
	if p.Paths.NoPath == nil {
		return nil
	}
	return &NoPath{p.Paths.NoPath, p.set}
}

// Entities resolves the entities along the path.
func (p *EvidencePath) Entities(ctx context.Context) ([]Entity, error) {
	return p.set.entitiesOf(ctx, p.set.all, p.Path.Entities)
}

// Steps lists the steps.
func (p *EvidencePath) Steps() []*PathStep {
	list := make([]*PathStep, len(p.Path.Steps))
	for i, s := range p.Path.Steps {
		list[i] = &PathStep{s, p.set}
	}
	return list
}

// Weakest gives the weakest step.
func (p *EvidencePath) Weakest() *PathStep { return &PathStep{p.Path.Steps[p.Path.Weakest], p.set} }

// WeakestReason says why the weakest step is no stronger.
func (p *EvidencePath) WeakestReason() string {
	return p.set.view.WeaknessOf(p.Path.Steps[p.Path.Weakest].Edge)
}

// Edge gives the edge that carries the step.
func (s *PathStep) Edge() *Edge { return &Edge{s.Step.Edge, s.set.steps} }

// Others lists the other edges between the two.
func (s *PathStep) Others() []*Edge { return s.set.beside.edgeViews(s.Step.Others) }

// From resolves where the step begins.
func (s *PathStep) From(ctx context.Context) (Entity, error) {
	return s.set.entityOf(ctx, s.set.all, s.Step.From)
}

// To resolves where the step ends.
func (s *PathStep) To(ctx context.Context) (Entity, error) {
	return s.set.entityOf(ctx, s.set.all, s.Step.To)
}

// Nearest resolves the entities that can be reached and lie nearest to the end.
func (n *NoPath) Nearest(ctx context.Context) ([]Entity, error) {
	return n.set.entitiesOf(ctx, n.set.all, n.NoPath.Nearest)
}

// LensField names the part of the lens without which there would be a path.
func (n *NoPath) LensField() string { return string(n.NoPath.LensField) }

// Says tells why there is no path, in words.
func (n *NoPath) Says() string {
	if n.NoPath.LensField != "" {
		return "Under this lens nothing connects the two; without " + string(n.NoPath.LensField) + " there is a path."
	}
	return "Nothing in the graph connects the two within these limits."
}
