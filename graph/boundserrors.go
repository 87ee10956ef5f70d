package graph

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Bounds of an answer's errors.
const (
	maxErrors  = 10    // that tell what is wrong with a query that did not run
	maxMessage = 1_000 // bytes of one
)

// InterceptResponse tells the first errors of a query that did not run, and no long ones: both grow with what was sent.
func (limits) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	resp := next(ctx)
	if resp == nil {
		return nil
	}
	if more := len(resp.Errors) - maxErrors; more > 0 && resp.Data == nil {
		extensions := maps.Clone(resp.Errors[0].Extensions)
		resp.Errors = append(resp.Errors[:maxErrors:maxErrors], &gqlerror.Error{Extensions: extensions,
			Message: fmt.Sprintf("%d more things are wrong with the query", more)})
	}
	for _, e := range resp.Errors {
		if len(e.Path) > 1 && e.Path[0] == ast.PathName("variable") {
			sayVariable(e)
		}
		if e.Message == "operation  not found" {
			e.Message = "operationName: is missing; the query has more than one operation"
		}
		if len(e.Message) > maxMessage {
			cut := maxMessage
			for !utf8.RuneStart(e.Message[cut]) {
				cut--
			}
			e.Message = e.Message[:cut] + "…"
		}
	}
	return resp
}

// sayVariable names the variable in the message itself, and the kinds of value as JSON does.
func sayVariable(e *gqlerror.Error) {
	words := strings.NewReplacer("cannot use map as", "an object is no", "cannot use slice as", "a list is no",
		"cannot use string as", "a text or number of this form is no", "cannot use bool as", "true or false is no",
		"cannot use float64 as", "a number with a fraction is no", "cannot use value 0 as", "this number is no",
		"not a slice", "not a list", "must an input type", "must be of an input type", "enums must be ints or strings", "one of the names of its enum is right")
	e.Message = "variables." + e.Path[1:].String() + ": " + words.Replace(e.Message)
}
