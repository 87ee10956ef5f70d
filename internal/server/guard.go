package server

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/securebase/securebase/graph"
	"github.com/securebase/securebase/internal/observe"
	"github.com/securebase/securebase/internal/pages"
	"github.com/securebase/securebase/internal/store"
)

type requestKey struct{}

// RequestID gives the id under which a request is logged; it is also in the header X-Request-Id of the answer.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// guard gives every request an id, a deadline and the security headers, and turns a panic into an answer. A request that
// has been given them already goes through.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if RequestID(r.Context()) != "" {
			next.ServeHTTP(w, r)
			return
		}
		id, nonce := idOf(r), base64.RawURLEncoding.EncodeToString(random(16))
		observe.Of(r.Context()).ID(id)
		ctx := pages.WithNonce(context.WithValue(r.Context(), requestKey{}, id), nonce)
		ctx, cancel := context.WithTimeout(ctx, timeFor(r))
		defer cancel()
		r = r.WithContext(ctx)
		h := w.Header()
		h.Set("X-Request-Id", id)
		h.Set("Content-Security-Policy", pages.Policy(nonce))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		defer func() {
			if p := recover(); p != nil {
				if err, aborted := p.(error); aborted && errors.Is(err, http.ErrAbortHandler) {
					panic(p) // the answer is to end here, unfinished
				}
				s.log.ErrorContext(ctx, "request failed", "request", id, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				refuse(w, r, http.StatusInternalServerError, store.Internal, "something went wrong here; it is logged under request "+id)
			}
		}()
		if len(r.RequestURI) > maxAddress {
			refuse(w, r, http.StatusRequestURITooLong, store.LimitExceeded, fmt.Sprintf("the address is longer than %d bytes", maxAddress))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// idOf gives the id that a client gave its request, if it can be taken over, or a new one.
func idOf(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); observe.IsID(id) {
		return id
	}
	return hex.EncodeToString(random(8))
}

func random(bytes int) []byte {
	raw := make([]byte, bytes)
	_, _ = rand.Read(raw) // never fails
	return raw
}

// refuse answers with one error in the form of GraphQL.
func refuse(w http.ResponseWriter, r *http.Request, status int, code store.Code, message string) {
	observe.Of(r.Context()).Code(graph.PublicCode(code))
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	answer := map[string]any{"errors": []map[string]any{{"message": message,
		"extensions": map[string]any{"code": graph.PublicCode(code), "requestId": RequestID(r.Context())}}}}
	_ = json.NewEncoder(w).Encode(answer) // the client may be gone
}

func clip(s string) string { return s[:min(len(s), 40)] }
