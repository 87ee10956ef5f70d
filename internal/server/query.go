package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"strings"

	"github.com/securebase/securebase/internal/store"
)

// query checks the form of a GraphQL request before the library reads it.
func (s *server) query(w http.ResponseWriter, r *http.Request) {
	var body []byte
	switch r.Method {
	case http.MethodGet:
		if r.URL.Query().Get("query") == "" {
			refuse(w, r, http.StatusBadRequest, store.Invalid, "query: is missing; GET /graphql?query={graph{version}} is right")
			return
		}
		if v := r.URL.Query().Get("variables"); v != "" && !isObject([]byte(v)) {
			refuse(w, r, http.StatusBadRequest, store.Invalid, "variables: is no JSON object")
			return
		}
	case http.MethodPost:
		kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || kind != "application/json" {
			refuse(w, r, http.StatusUnsupportedMediaType, store.Invalid, "Content-Type: application/json is right for a query")
			return
		}
		body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			refuse(w, r, http.StatusRequestEntityTooLarge, store.LimitExceeded, fmt.Sprintf("the body is larger than %d bytes", maxBody))
			return
		}
		if err != nil {
			refuse(w, r, http.StatusBadRequest, store.Invalid, "the body ended before it was complete")
			return
		}
		if problem := checkBody(body); problem != "" {
			refuse(w, r, http.StatusBadRequest, store.Invalid, problem)
			return
		}
	default:
		w.Header().Set("Allow", "GET, POST")
		refuse(w, r, http.StatusMethodNotAllowed, store.Invalid, "method: "+clip(r.Method)+" is not served here; GET and POST are")
		return
	}
	s.steadily(w, r, func(w http.ResponseWriter, r *http.Request) {
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.graphql.ServeHTTP(w, r)
	})
}

// queryOf asks the GraphQL endpoint from within, so that a page holds the very answer that its script would get.
func queryOf(answers http.Handler) func(context.Context, string, map[string]any) (json.RawMessage, error) {
	return func(ctx context.Context, document string, variables map[string]any) (json.RawMessage, error) {
		body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
		if err != nil {
			return nil, fmt.Errorf("write a query: %w", err)
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("make a query: %w", err)
		}
		r.Header.Set("Content-Type", "application/json")
		said := &draft{header: http.Header{}}
		answers.ServeHTTP(said, r)
		var answer struct {
			Data   json.RawMessage
			Errors []struct{ Message string }
		}
		if err := json.Unmarshal(said.body.Bytes(), &answer); err != nil {
			return nil, fmt.Errorf("read the answer to a query: %w", err)
		}
		if len(answer.Errors) > 0 {
			return nil, fmt.Errorf("a page's own query was refused: %s", answer.Errors[0].Message)
		}
		return answer.Data, nil
	}
}

// steadily answers a request anew if another program changed the graph while it was answered; see store.Live.
func (s *server) steadily(w http.ResponseWriter, r *http.Request, answer http.HandlerFunc) {
	var last *draft
	s.live.Steadily(r.Context(), func(ctx context.Context) {
		last = &draft{header: w.Header().Clone(), status: http.StatusOK}
		answer(last, r.WithContext(ctx))
	})
	clear(w.Header())
	maps.Copy(w.Header(), last.header)
	w.WriteHeader(last.status)
	_, _ = w.Write(last.body.Bytes()) // the client may be gone
}

// draft is an answer that may yet be thrown away.
type draft struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (d *draft) Header() http.Header         { return d.header }
func (d *draft) WriteHeader(status int)      { d.status = status }
func (d *draft) Write(p []byte) (int, error) { return d.body.Write(p) }

// checkBody says what is wrong with the body of a query, or nothing.
func checkBody(body []byte) string {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return `the body is no JSON object; {"query": "{graph{version}}"} is right`
	}
	var query string
	if err := json.Unmarshal(fields["query"], &query); err != nil || strings.TrimSpace(query) == "" {
		return `query: is missing or no text; {"query": "{graph{version}}"} is right`
	}
	if v := fields["variables"]; v != nil && string(v) != "null" && !isObject(v) {
		return "variables: is no JSON object"
	}
	var name *string
	if v := fields["operationName"]; v != nil && json.Unmarshal(v, &name) != nil {
		return "operationName: is no text"
	}
	if v := fields["extensions"]; v != nil && string(v) != "null" && !isObject(v) {
		return "extensions: is no JSON object"
	}
	return ""
}

func isObject(raw []byte) bool {
	var fields map[string]json.RawMessage
	return json.Unmarshal(raw, &fields) == nil && fields != nil
}
