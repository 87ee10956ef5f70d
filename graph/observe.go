package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/securebase/securebase/internal/observe"
)

// observed tells those who watch the request of an operation. What it gives is called at the end with the errors, if any.
func observed(ctx context.Context, op *graphql.OperationContext) (context.Context, func(gqlerror.List)) {
	name, kind, fields := op.OperationName, "unknown", []string(nil)
	if op.Operation != nil {
		name, kind = op.Operation.Name, string(op.Operation.Operation)
		seen := map[string]bool{}
		addRootFields(op.Operation.SelectionSet, seen, &fields)
	}
	ctx, end := observe.Of(ctx).Operation(ctx, name, kind, fields)
	return ctx, func(errors gqlerror.List) {
		codes := make([]string, 0, len(errors))
		for _, e := range errors {
			if code, ok := e.Extensions["code"].(string); ok {
				codes = append(codes, code)
			}
		}
		end(codes)
	}
}

// addRootFields collects the fields of the schema that an operation begins with. Valid documents have no circles.
func addRootFields(set ast.SelectionSet, seen map[string]bool, fields *[]string) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if s.Definition != nil && !seen[s.Name] {
				seen[s.Name] = true
				*fields = append(*fields, s.Name)
			}
		case *ast.InlineFragment:
			addRootFields(s.SelectionSet, seen, fields)
		case *ast.FragmentSpread:
			if s.Definition != nil && !seen["..."+s.Name] {
				seen["..."+s.Name] = true
				addRootFields(s.Definition.SelectionSet, seen, fields)
			}
		}
	}
}
