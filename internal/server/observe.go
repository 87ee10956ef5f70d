package server

import (
	"net/http"

	"github.com/securebase/securebase/internal/observe"
)

// routed notes the pattern under which a mux answers. The innermost counts, which knows most.
func routed(mux http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { observe.Of(r.Context()).Route(r.Pattern) }()
		mux.ServeHTTP(w, r)
	})
}
