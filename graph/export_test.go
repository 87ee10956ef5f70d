package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// Both answers a query the quick way, if that can, and by gqlgen's executor. refused says that neither was asked.
func (h *Handler) Both(ctx context.Context, request Request) (quick, slow []byte, sound, refused bool) {
	ctx = h.resolver.pin(graphql.StartOperationTrace(ctx))
	version := pinned(ctx).index.Version
	parse := func() *graphql.OperationContext {
		op, errs := h.exec.CreateOperationContext(ctx, &graphql.RawParams{Query: request.Query,
			OperationName: request.OperationName, Variables: request.Variables})
		if errs != nil {
			refused = true
		}
		return op
	}
	op := parse()
	if refused {
		return nil, nil, false, true
	}
	quick, _ = h.write(ctx, op, version)
	response := h.execute(ctx, parse())
	return quick, envelope(response, version, true), len(response.Errors) == 0, false
}
