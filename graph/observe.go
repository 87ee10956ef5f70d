package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/securebase/securebase/internal/observe"
)

// Observe makes a handler tell of its operations and errors to those who watch its requests.
func (h *Handler) Observe() { h.exec.Use(observed{}) }

// observed is an extension of gqlgen's executor. It sees every operation, also one that is answered by the quick way,
// before it is carried out, and every answer with errors.
type observed struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
	graphql.ResponseInterceptor
} = observed{}

// ExtensionName names the extension to gqlgen.
func (observed) ExtensionName() string { return "Observed" }

// Validate accepts every schema.
func (observed) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext tells of an operation that is valid.
func (observed) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	if r := observe.Of(ctx); r != nil {
		var fields []string
		addRootFields(op.Operation.SelectionSet, map[string]bool{}, &fields)
		r.Operation(op.Operation.Name, string(op.Operation.Operation), fields)
	}
	return nil
}

// InterceptResponse tells of errors.
func (observed) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	answer := next(ctx)
	if answer == nil || len(answer.Errors) == 0 {
		return answer
	}
	if op := graphql.GetOperationContext(ctx); op.Operation == nil { // refused before it was known
		observe.Of(ctx).Operation(op.OperationName, "unknown", nil)
	}
	codes := map[string]bool{}
	for _, e := range answer.Errors {
		if code, ok := e.Extensions["code"].(string); ok && !codes[code] {
			codes[code] = true
			observe.Of(ctx).Code(code)
		}
	}
	return answer
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
