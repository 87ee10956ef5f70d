package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/securebase/securebase/internal/cypher"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// parsedQueries bounds the parsed documents that are kept.
const parsedQueries = 1000

// NewHandler gives the GraphQL endpoint over a graph. requestID tells the id under which a request is logged.
func NewHandler(live *store.Live, log *slog.Logger, requestID func(context.Context) string) *handler.Server {
	resolver := &Resolver{live, sync.OnceValues(cypher.Load)}
	srv := handler.New(NewExecutableSchema(Config{Resolvers: resolver}))
	srv.AddTransport(transport.GET{})
	srv.AddTransport(transport.POST{})
	srv.SetParserTokenLimit(maxTokens)
	parsed := lru.New[*ast.QueryDocument](parsedQueries)
	srv.SetQueryCache(parsed)
	srv.Use(extension.Introspection{})
	srv.Use(limits{parsed})
	srv.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		return next(resolver.pin(ctx))
	})
	srv.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		resp := next(ctx)
		if resp != nil {
			if resp.Extensions == nil {
				resp.Extensions = map[string]any{}
			}
			ix, ok := ctx.Value(indexKey{}).(*evidence.Index)
			if !ok { // the query was refused before it began
				ix = live.Index()
			}
			resp.Extensions["graphVersion"] = ix.Version
		}
		return resp
	})
	srv.SetErrorPresenter(func(ctx context.Context, err error) *gqlerror.Error { return present(ctx, err, log, requestID) })
	srv.SetRecoverFunc(func(_ context.Context, r any) error {
		return fmt.Errorf("panic: %v\n%s", r, debug.Stack())
	})
	return srv
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
