package graph

import (
	"context"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// Trail is the legs of a trail, and where in the query they stand.
type Trail struct {
	legs []evidence.Leg
	set  *pathSet
}

// TrailLeg is one leg.
type TrailLeg struct {
	evidence.Leg
	set *pathSet
}

// SharedAncestor is an entity from which ideas flow to both ends of a leg.
type SharedAncestor struct {
	evidence.SharedAncestor
	set *pathSet
}

func (b *batch) trail(legs []evidence.Leg) *Trail {
	set := b.pathSet()
	for i := range legs {
		set.members = append(set.members, legs[i].From, legs[i].To)
		for _, x := range legs[i].Ancestors {
			set.members = append(set.members, x.Entity)
		}
		for _, p := range legs[i].Paths() {
			set.add(p)
		}
	}
	set.settle()
	return &Trail{legs, set}
}

// Legs lists the legs in the order of the stops.
func (t *Trail) Legs() []*TrailLeg {
	list := make([]*TrailLeg, len(t.legs))
	for i, l := range t.legs {
		list[i] = &TrailLeg{l, t.set}
	}
	return list
}

// Hidden counts what the lens takes from the graph.
func (t *Trail) Hidden() evidence.Hidden { return t.set.view.Hidden() }

// From resolves where the leg begins.
func (l *TrailLeg) From(ctx context.Context) (Entity, error) {
	return l.set.entityOf(ctx, l.set.all, l.Leg.From)
}

// To resolves where the leg ends.
func (l *TrailLeg) To(ctx context.Context) (Entity, error) {
	return l.set.entityOf(ctx, l.set.all, l.Leg.To)
}

// Descent gives the best path along which ideas flow, if there is one.
func (l *TrailLeg) Descent() *EvidencePath { return l.set.path(l.Leg.Descent) }

// Back gives the best path the other way, if only that is there.
func (l *TrailLeg) Back() *EvidencePath { return l.set.path(l.Leg.Back) }

func (s *pathSet) path(p *evidence.Path) *EvidencePath {
	if p == nil {
		return nil
	}
	return &EvidencePath{*p, s}
}

// Ancestors lists the nearest common ancestors.
func (l *TrailLeg) Ancestors() []*SharedAncestor {
	list := make([]*SharedAncestor, len(l.Leg.Ancestors))
	for i, x := range l.Leg.Ancestors {
		list[i] = &SharedAncestor{x, l.set}
	}
	return list
}

// Says tells in words whether one came from the other.
func (l *TrailLeg) Says() string {
	name := l.set.view.EntityName
	from, to := name(l.Leg.From), name(l.Leg.To)
	if l.Leg.Descent != nil {
		return "A line of descent leads from " + from + " to " + to + "."
	}
	says := to + " did not come from " + from + ", as far as any claim here says."
	if !l.set.view.Lens.IsZero() {
		says = "Under this lens no claim says that " + to + " came from " + from + "."
	}
	var shared []string
	for _, x := range l.Leg.Ancestors {
		shared = append(shared, name(x.Entity))
	}
	switch {
	case l.Leg.Back != nil:
		says += " A line runs the other way."
	case len(shared) > 0:
		says += " Both come down from " + strings.Join(shared, " and from ") + "."
	default:
		says += " No common ancestor is known here."
	}
	return says
}

// Entity resolves the ancestor.
func (x *SharedAncestor) Entity(ctx context.Context) (Entity, error) {
	return x.set.entityOf(ctx, x.set.all, x.SharedAncestor.Entity)
}

// Branches lists the paths down.
func (x *SharedAncestor) Branches() []*EvidencePath {
	list := make([]*EvidencePath, len(x.SharedAncestor.Branches))
	for i, p := range x.SharedAncestor.Branches {
		list[i] = &EvidencePath{p, x.set}
	}
	return list
}
