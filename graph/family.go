package graph

import "context"

// EvidenceStatus is one sentence on what the evidence says, shown when the summary is.
func (i *Intervention) EvidenceStatus() string {
	if !i.batch.view.SummaryVisible(i.n) {
		return ""
	}
	return i.Intervention.EvidenceStatus
}

// Broader resolves the population that this one belongs to.
func (p *Population) Broader(ctx context.Context) (*Population, error) {
	e, err := p.broader(ctx)
	if err != nil {
		return nil, err
	}
	other, _ := e.(*Population)
	return other, nil
}

// Narrower resolves the populations that belong to this one.
func (p *Population) Narrower(ctx context.Context) ([]*Population, error) {
	return only[*Population](p.narrower(ctx))
}

// Broader resolves the wider problem.
func (p *Problem) Broader(ctx context.Context) (*Problem, error) {
	e, err := p.broader(ctx)
	if err != nil {
		return nil, err
	}
	other, _ := e.(*Problem)
	return other, nil
}

// Narrower resolves the problems that name this one as the wider.
func (p *Problem) Narrower(ctx context.Context) ([]*Problem, error) {
	return only[*Problem](p.narrower(ctx))
}

func (v *EntityView) broader(ctx context.Context) (Entity, error) {
	b := v.batch
	all := b.each(func(n int32) []int32 { return []int32{b.view.Broader(n)} })
	return b.entityOf(ctx, all, b.view.Broader(v.n))
}

func (v *EntityView) narrower(ctx context.Context) ([]Entity, error) {
	b := v.batch
	return b.entitiesOf(ctx, b.each(func(n int32) []int32 { return head(b.view.Narrower(n)) }), head(b.view.Narrower(v.n)))
}

func only[T any](list []Entity, err error) ([]T, error) {
	kept := make([]T, 0, len(list))
	for _, e := range list {
		if t, ok := e.(T); ok {
			kept = append(kept, t)
		}
	}
	return kept, err
}

// Codes lists the diagnostic codes.
func (p *Problem) Codes() []*Code {
	list := make([]*Code, len(p.Problem.Codes))
	for i, c := range p.Problem.Codes {
		list[i] = &Code{System: c.System, Code: c.Code, source: c.CodeSource, problem: p}
	}
	return list
}

// Code is a diagnostic code whose source can be resolved.
type Code struct {
	System, Code string
	source       string
	problem      *Problem
}

// CodeSource resolves the source in which the code was seen.
func (c *Code) CodeSource(ctx context.Context) (*Source, error) {
	b := c.problem.batch
	n, ok := b.view.Entity(c.source)
	if !ok {
		return nil, nil
	}
	list, err := b.sourcesOf(ctx, b.each(b.view.CodeSources), []int32{n})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}
