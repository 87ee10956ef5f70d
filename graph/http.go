package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/store"
)

// Media types of answers. The first is what a client gets that does not say what it takes.
const (
	mediaGraphQL = "application/graphql-response+json"
	mediaJSON    = "application/json"
	mediaEvents  = "text/event-stream"
)

// problem is a request that is not well formed.
type problem struct {
	status  int
	code    store.Code
	message string
}

func bad(format string, args ...any) *problem {
	return &problem{http.StatusBadRequest, store.Invalid, fmt.Sprintf(format, args...)}
}

// parameters are those of a request over HTTP, as the GraphQL-over-HTTP specification has them, persisted documents
// included.
type parameters struct {
	Query         *string        `json:"query"`
	DocumentID    *string        `json:"documentId"`
	OperationName *string        `json:"operationName"`
	Variables     map[string]any `json:"variables"`
	Extensions    map[string]any `json:"extensions"`
}

// read takes the parameters out of a GET's address or a POST's body.
func read(r *http.Request, body []byte) (parameters, *problem) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return readAddress(r.URL.RawQuery)
	case http.MethodPost:
		kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || kind != mediaJSON || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
			return parameters{}, &problem{http.StatusUnsupportedMediaType, store.Invalid, "Content-Type: application/json is right for a query"}
		}
		return readBody(body)
	}
	return parameters{}, &problem{http.StatusMethodNotAllowed, store.Invalid,
		fmt.Sprintf("method: %s is not served here; GET and POST are", clip(r.Method))}
}

func readAddress(raw string) (parameters, *problem) {
	fields, err := url.ParseQuery(raw)
	if err != nil {
		return parameters{}, bad("the address: is not encoded as the fields of a form are")
	}
	var p parameters
	for _, f := range []struct {
		name string
		into **string
	}{{"query", &p.Query}, {"documentId", &p.DocumentID}, {"operationName", &p.OperationName}} {
		if v := fields.Get(f.name); v != "" {
			*f.into = &v
		}
	}
	for _, f := range []struct {
		name string
		into *map[string]any
	}{{"variables", &p.Variables}, {"extensions", &p.Extensions}} {
		if v := fields.Get(f.name); v != "" && decode([]byte(v), f.into) != nil {
			return parameters{}, bad("%s: is no JSON object", f.name)
		}
	}
	if p.Query == nil && p.DocumentID == nil {
		return parameters{}, bad("query: is missing; GET /graphql?query={graph{version}} is right")
	}
	return p, nil
}

func readBody(body []byte) (parameters, *problem) {
	const right = `{"query": "{graph{version}}"} is right`
	var p parameters
	var kind *json.UnmarshalTypeError
	switch err := decode(body, &p); {
	case errors.As(err, &kind) && kind.Field == "variables", errors.As(err, &kind) && kind.Field == "extensions":
		return p, bad("%s: is no JSON object", kind.Field)
	case errors.As(err, &kind) && kind.Field == "query":
		return p, bad("query: is missing or no text; %s", right)
	case errors.As(err, &kind) && kind.Field != "":
		return p, bad("%s: is no text", kind.Field)
	case err != nil || !isObject(body):
		return p, bad("the body is no JSON object; %s", right)
	case p.DocumentID == nil && (p.Query == nil || strings.TrimSpace(*p.Query) == ""):
		return p, bad("query: is missing or no text; %s", right)
	}
	return p, nil
}

func isObject(raw []byte) bool {
	raw = bytes.TrimLeft(raw, " \t\r\n")
	return len(raw) > 0 && raw[0] == '{'
}

// decode reads one JSON value and nothing after it. Numbers keep their digits.
func decode(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return err //nolint:wrapcheck // looked at by the caller, shown to nobody
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the value")
	}
	return nil
}

// mediaFor chooses the media type of an answer by the header Accept, "" if none that is served is taken.
func mediaFor(accept []string) string {
	if len(accept) == 0 {
		return mediaGraphQL
	}
	best, weight := "", 0.0
	for part := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		kind, params, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err != nil || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
			continue
		}
		q := 1.0
		if given, ok := params["q"]; ok {
			if q, err = strconv.ParseFloat(given, 64); err != nil {
				continue
			}
		}
		switch kind {
		case "*/*", "application/*":
			kind = mediaJSON
		case mediaJSON, mediaGraphQL:
		default:
			continue
		}
		if q > weight {
			best, weight = kind, q
		}
	}
	return best
}

// ServeHTTP answers a query over HTTP. The body of a POST must be bounded by the caller.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept")
	media := mediaFor(r.Header.Values("Accept"))
	if media == "" {
		refuse(w, mediaJSON, h.requestID(r.Context()), &problem{http.StatusNotAcceptable, store.Invalid, "Accept: " + mediaGraphQL + " or " + mediaJSON + " is right"})
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		refuse(w, media, h.requestID(r.Context()), unread(err))
		return
	}
	params, wrong := read(r, body)
	if wrong == nil {
		wrong = h.documents.resolve(r.Context(), &params)
	}
	if wrong != nil {
		if wrong.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", "GET, HEAD, POST")
		}
		refuse(w, media, h.requestID(r.Context()), wrong)
		return
	}
	var answer Answer
	h.live.Steadily(r.Context(), func(ctx context.Context) {
		answer = h.Answer(ctx, Request{*params.Query, orElse(params.OperationName, ""), params.Variables})
	})
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	if !answer.Sound {
		w.Header().Set("Cache-Control", "no-store")
	}
	if media == mediaGraphQL && !answer.Executed {
		w.WriteHeader(http.StatusBadRequest)
	}
	_, _ = w.Write(answer.Body) // the client may be gone
}

func unread(err error) *problem {
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return &problem{http.StatusRequestEntityTooLarge, store.LimitExceeded, fmt.Sprintf("the body is larger than %d bytes", tooLarge.Limit)}
	}
	return bad("the body ended before it was complete")
}

// refuse answers a request that is not well formed with one error in the form of GraphQL.
func refuse(w http.ResponseWriter, media, requestID string, p *problem) {
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.status)
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []map[string]any{{"message": p.message,
		"extensions": map[string]any{"code": PublicCode(p.code), "requestId": requestID}}}}) // the client may be gone
}
