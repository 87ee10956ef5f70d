package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/securebase/securebase/internal/cypher"
	"github.com/securebase/securebase/internal/store"
)

// parsedQueries bounds the parsed documents that are kept.
const parsedQueries = 100

// Handler answers GraphQL requests over a graph.
type Handler struct {
	live      *store.Live
	resolver  *Resolver
	schema    *executableSchema
	exec      *executor.Executor
	plans     *planner
	documents *documents
	requestID func(context.Context) string
	pulse     time.Duration // between two signs of life of a stream
}

// NewHandler gives the GraphQL endpoint over a graph. requestID tells the id under which a request is logged.
func NewHandler(live *store.Live, log *slog.Logger, requestID func(context.Context) string) *Handler {
	resolver := &Resolver{live, sync.OnceValues(cypher.Load)}
	schema := &executableSchema{Resolvers: resolver, SchemaData: servedSchema()}
	exec := executor.New(schema)
	exec.SetParserTokenLimit(maxTokens)
	parsed := lru.New[*ast.QueryDocument](parsedQueries)
	exec.SetQueryCache(parsed)
	exec.Use(extension.Introspection{})
	exec.Use(limits{parsed})
	exec.SetErrorPresenter(func(ctx context.Context, err error) *gqlerror.Error { return present(ctx, err, log, requestID) })
	exec.SetRecoverFunc(func(_ context.Context, r any) error {
		return fmt.Errorf("panic: %v\n%s", r, debug.Stack())
	})
	return &Handler{live, resolver, schema, exec, newPlanner(), newDocuments(), requestID, pulse}
}

// servedSchema is the schema without @defer, which gqlgen brings along: answers come in one piece.
func servedSchema() *ast.Schema {
	schema := *parsedSchema
	schema.Directives = maps.Clone(schema.Directives)
	delete(schema.Directives, "defer")
	return &schema
}

// Request is what a client asks.
type Request struct {
	Query         string
	OperationName string
	Variables     map[string]any
	Events        bool // whether the client takes a stream of events, without which there are no subscriptions
}

// Answer is what it gets: the body of a GraphQL response.
type Answer struct {
	Body      []byte
	Version   string // of the graph that it speaks of
	Refused   int    // the status over HTTP of a request that was refused before it began, without data; else 0
	Sound     bool   // whether there are no errors
	Continues bool   // whether it is the first of a subscription's; the next comes with another version of the graph
}

// Answer carries out a query on one version of the graph.
func (h *Handler) Answer(ctx context.Context, request Request) Answer {
	ctx = h.resolver.pin(graphql.StartOperationTrace(ctx))
	version := pinned(ctx).index.Version
	op, refused := h.exec.CreateOperationContext(ctx, &graphql.RawParams{Query: request.Query,
		OperationName: request.OperationName, Variables: request.Variables})
	if refused == nil {
		refused = checkSubscription(op, request.Events)
	}
	if refused != nil {
		status := refusal(refused)
		body := envelope(h.exec.DispatchError(graphql.WithOperationContext(ctx, op), refused), version, false)
		return Answer{Body: body, Version: version, Refused: status}
	}
	if body, ok := h.write(ctx, op, version); ok {
		return Answer{Body: body, Version: version, Sound: true}
	}
	response := h.execute(ctx, op)
	return Answer{Body: envelope(response, version, true), Version: version, Sound: len(response.Errors) == 0,
		Continues: op.Operation.Operation == ast.Subscription}
}

// refusal is the status over HTTP of a request that is refused: a document that cannot be read, or one that cannot be
// carried out.
func refusal(errs gqlerror.List) int {
	if errs[0].Extensions["code"] == errcode.ParseFailed && validatorCode(errs[0]) != PublicCode(store.LimitExceeded) {
		return http.StatusBadRequest
	}
	return http.StatusUnprocessableEntity
}

// Data answers a query that must succeed, such as a page's own.
func (h *Handler) Data(ctx context.Context, document string, variables map[string]any) (json.RawMessage, error) {
	raw, err := json.Marshal(variables) // as a client sends them: plain values, not the types of the domain
	if err != nil {
		return nil, fmt.Errorf("write the variables of a query: %w", err)
	}
	var sent map[string]any
	if !decode(raw, &sent) {
		return nil, errors.New("the variables of a query are no JSON object")
	}
	answer := h.Answer(ctx, Request{Query: document, Variables: sent})
	var said struct {
		Data   json.RawMessage
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(answer.Body, &said); err != nil {
		return nil, fmt.Errorf("read the answer to a query: %w", err)
	}
	if len(said.Errors) > 0 {
		return nil, fmt.Errorf("a page's own query was refused: %s", said.Errors[0].Message)
	}
	return said.Data, nil
}

// write answers a query by the quick way, or says that it cannot.
func (h *Handler) write(ctx context.Context, op *graphql.OperationContext, version string) ([]byte, bool) {
	if op.Operation.Operation != ast.Query {
		return nil, false
	}
	plan := h.plans.plan(ctx, op)
	ctx = graphql.WithOperationContext(ctx, op)
	return writeAnswer(ctx, newExecutionContext(op, h.schema, nil), plan, version)
}

// execute answers a query by gqlgen's executor.
func (h *Handler) execute(ctx context.Context, op *graphql.OperationContext) *graphql.Response {
	responses, ctx := h.exec.DispatchOperation(ctx, op)
	if response := responses(ctx); response != nil {
		return response
	}
	// The executor says nothing once the time is over.
	return h.exec.DispatchError(graphql.WithOperationContext(ctx, op), gqlerror.List{gqlerror.WrapIfUnwrapped(context.Cause(ctx))})
}

// envelope encodes a response. A request that was refused has no data, not even null.
func envelope(response *graphql.Response, version string, executed bool) []byte {
	body := struct {
		Errors     gqlerror.List     `json:"errors,omitempty"`
		Data       *json.RawMessage  `json:"data,omitempty"`
		Extensions map[string]string `json:"extensions"`
	}{Errors: response.Errors, Extensions: map[string]string{"graphVersion": version}}
	if executed {
		if response.Data == nil {
			response.Data = json.RawMessage("null")
		}
		body.Data = &response.Data
	}
	raw, err := json.Marshal(body)
	if err != nil { // data that is no JSON; gqlgen's marshalers give none
		panic(fmt.Errorf("encode an answer: %w", err))
	}
	return raw
}

// present gives an error its public form: a message that is safe to show, and a code under extensions.
func present(ctx context.Context, err error, log *slog.Logger, requestID func(context.Context) string) *gqlerror.Error {
	out := graphql.DefaultErrorPresenter(ctx, err)
	if out.Extensions == nil {
		out.Extensions = map[string]any{}
	}
	var own *store.Error
	switch {
	case errors.As(err, &own):
		out.Extensions["code"] = PublicCode(own.Code)
		out.Message = own.Message
		if own.Cause != nil {
			log.WarnContext(ctx, "query failed", "request", requestID(ctx), "code", own.Code, "error", own.Cause)
		}
	case ctx.Err() != nil:
		out.Extensions["code"] = PublicCode(store.Timeout)
		out.Message = "the query took too long; ask for less"
	case out.Extensions["code"] != nil: // given by a limit or by the validator
		out.Extensions["code"] = validatorCode(out)
	case isOwnMessage(err):
		out.Extensions["code"] = PublicCode(store.Invalid)
	default:
		log.ErrorContext(ctx, "query failed", "request", requestID(ctx), "error", err)
		out.Message = "something went wrong here; it is logged under request " + requestID(ctx)
		out.Extensions["code"] = PublicCode(store.Internal)
	}
	out.Extensions["requestId"] = requestID(ctx)
	return out
}

// isOwnMessage says whether an error was made by the GraphQL library about the query, not by a resolver.
func isOwnMessage(err error) bool {
	var g *gqlerror.Error
	return errors.As(err, &g) && g.Err == nil
}

func validatorCode(e *gqlerror.Error) string {
	code, _ := e.Extensions["code"].(string)
	switch code {
	case "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED":
		if strings.Contains(e.Message, "exceeded token limit") {
			return PublicCode(store.LimitExceeded)
		}
		return PublicCode(store.Invalid)
	}
	return code
}

// PublicCode is the code that clients see under extensions.code.
func PublicCode(c store.Code) string {
	if c == store.Invalid {
		return "BAD_INPUT"
	}
	return strings.ToUpper(string(c))
}
