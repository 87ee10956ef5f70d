package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/securebase/securebase/internal/observe"
	"github.com/securebase/securebase/internal/store"
)

// statusPartial is the status of an answer with data and errors, as the GraphQL-over-HTTP specification has it. It goes
// with the media type that it belongs to alone: others take every status that they do not know for a failure.
const statusPartial = 294

// methods are those that /graphql is asked by.
const methods = "GET, HEAD, POST"

// problem is a request that is not well formed.
type problem struct {
	status  int
	code    store.Code
	message string
}

// unclear is a request whose form cannot be read, such as a body that is no JSON.
func unclear(format string, args ...any) *problem {
	return &problem{http.StatusBadRequest, store.Invalid, fmt.Sprintf(format, args...)}
}

// bad is a request that can be read, but whose parameters are not those of a GraphQL-over-HTTP request.
func bad(format string, args ...any) *problem {
	return &problem{http.StatusUnprocessableEntity, store.Invalid, fmt.Sprintf(format, args...)}
}

// ServeHTTP answers a query over HTTP, as the September 2026 edition of the GraphQL-over-HTTP specification has it; a
// client that takes text/event-stream gets a stream. The body of a POST must be bounded by the caller.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept")
	if !slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodPost}, r.Method) {
		w.Header().Set("Allow", methods)
		h.refuse(w, r, &problem{http.StatusMethodNotAllowed, store.Invalid, fmt.Sprintf("method: %s is not served here; GET and POST are", clip(r.Method))})
		return
	}
	media := mediaFor(r.Header.Values("Accept"))
	if media == "" {
		h.refuse(w, r, &problem{http.StatusNotAcceptable, store.Invalid, "Accept: " + mediaGraphQL + ", " + mediaJSON + " or " + mediaEvents + " is right"})
		return
	}
	var body []byte
	if r.Method == http.MethodPost {
		var wrong *problem
		if body, wrong = bodyOf(r); wrong != nil {
			h.refuse(w, r, wrong)
			return
		}
	}
	request, wrong := h.request(r, body)
	if media == mediaEvents {
		h.stream(w, r, request, wrong)
		return
	}
	if wrong != nil {
		h.refuse(w, r, wrong)
		return
	}
	h.answer(w, r, media, request)
}

// request takes the request out of a GET's address or a POST's body.
func (h *Handler) request(r *http.Request, body []byte) (Request, *problem) {
	var p parameters
	var wrong *problem
	if r.Method == http.MethodPost {
		p, wrong = readBody(body)
	} else {
		p, wrong = readAddress(r.URL.RawQuery)
	}
	if wrong == nil {
		wrong = h.documents.resolve(r.Context(), &p)
	}
	if wrong == nil && strings.TrimSpace(*p.query) == "" {
		wrong = unclear("query: is empty; {graph{version}} is right")
	}
	if wrong != nil {
		return Request{}, wrong
	}
	return Request{Query: *p.query, OperationName: orElse(p.operationName, ""), Variables: p.variables}, nil
}

// bodyOf reads a body that is said to be JSON.
func bodyOf(r *http.Request) ([]byte, *problem) {
	if wrong := checkBody(r.Header); wrong != nil {
		return nil, wrong
	}
	body, err := io.ReadAll(r.Body)
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, &problem{http.StatusRequestEntityTooLarge, store.LimitExceeded, fmt.Sprintf("the body is larger than %d bytes", tooLarge.Limit)}
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, &problem{http.StatusRequestTimeout, store.Timeout, "the body did not come in time"}
	}
	if err != nil {
		return nil, unclear("the body ended before it was complete")
	}
	return body, nil
}

func (h *Handler) answer(w http.ResponseWriter, r *http.Request, media string, request Request) {
	var answer Answer
	h.live.Steadily(r.Context(), func(ctx context.Context) { answer = h.Answer(ctx, request) })
	status := http.StatusOK
	switch {
	case answer.Refused != 0:
		status = answer.Refused
		media = mediaGraphQL // other than for success, so that it tells the answer from that of something in between
		if r.Method != http.MethodPost && isMutation(request) {
			status = http.StatusMethodNotAllowed
			w.Header().Set("Allow", http.MethodPost)
		}
	case !answer.Sound && media == mediaGraphQL:
		status = statusPartial
	}
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	if !answer.Sound {
		w.Header().Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	_, _ = w.Write(answer.Body) // the client may be gone
}

// isMutation says whether a mutation was asked for, which a GET must not be. The schema has none, so that it was refused
// already.
func isMutation(request Request) bool {
	if !strings.Contains(request.Query, "mutation") || len(request.Query) > maxText {
		return false
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: request.Query}, maxTokens)
	if err != nil {
		return false
	}
	op := doc.Operations.ForName(request.OperationName)
	return op != nil && op.Operation == ast.Mutation
}

// refuse answers a request that is not well formed with one error in the form of GraphQL.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, p *problem) {
	observe.Of(r.Context()).Code(PublicCode(p.code))
	w.Header().Set("Content-Type", mediaGraphQL+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.status)
	_, _ = w.Write(p.body(h.requestID(r.Context()))) // the client may be gone
}

// body is the body of a GraphQL response that tells the problem.
func (p *problem) body(requestID string) []byte {
	raw, _ := json.Marshal(map[string]any{"errors": []map[string]any{{"message": p.message,
		"extensions": map[string]any{"code": PublicCode(p.code), "requestId": requestID}}}}) // texts can be encoded
	return raw
}
