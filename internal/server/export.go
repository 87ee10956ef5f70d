package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/securebase/securebase/graph"
	"github.com/securebase/securebase/internal/export"
	"github.com/securebase/securebase/internal/observe"
	"github.com/securebase/securebase/internal/pages"
	"github.com/securebase/securebase/internal/store"
)

const (
	exportPath     = "/export/"
	exportDeadline = 5 * time.Minute // for a whole graph over a slow line
	exportsAtOnce  = 4
)

// export answers GET /export/{format} with the graph under the lens of the address, or with the part of it that the
// address names; see export.Take for its fields, and pages.ParseLens for those of the lens.
func (s *server) export(w http.ResponseWriter, r *http.Request) {
	file, err := export.FormatOf("format", r.PathValue("format"))
	if err != nil {
		s.fail(w, r, http.StatusNotFound, err)
		return
	}
	select {
	case s.exports <- struct{}{}:
		defer func() { <-s.exports }()
	default:
		w.Header().Set("Retry-After", "10")
		s.fail(w, r, 0, store.Errorf(store.Unavailable, "%d exports are under way; ask again in a moment", exportsAtOnce))
		return
	}
	defer observe.Of(r.Context()).Export()()
	content, err := s.content(r.Context(), r.URL.Query())
	if err != nil {
		s.fail(w, r, 0, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", file.Media)
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", export.FileName(r.URL.Query())+"."+file.Extension))
	h.Set("Cache-Control", "no-cache")
	if r.Method == http.MethodHead {
		return
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(exportDeadline)) // not every writer has one
	out := &begun{to: w}
	err = file.Write(r.Context(), content, out, func() {})
	switch {
	case err == nil:
	case out.any: // a file that ends early must not look whole
		s.log.WarnContext(r.Context(), "an export was broken off", "request", RequestID(r.Context()), "error", err)
		panic(http.ErrAbortHandler)
	default:
		h.Del("Content-Disposition")
		s.fail(w, r, 0, err)
	}
}

// content finds what an address asks for.
func (s *server) content(ctx context.Context, fields url.Values) (*export.Content, error) {
	known := slices.Concat(export.Fields(), pages.LensFields())
	for name := range fields {
		if !slices.Contains(known, name) {
			return nil, store.Errorf(store.Invalid, "%s: is no field of an export; %s are", clip(name), strings.Join(known, ", "))
		}
	}
	ix := s.live.Index()
	lens, err := pages.ParseLens(ix, fields)
	if err != nil {
		return nil, store.Errorf(store.Invalid, "%s", err.Error())
	}
	return export.Take(ctx, s.live, ix.View(lens), fields)
}

// fail answers with an error that may be shown; what is internal goes to the log only.
func (s *server) fail(w http.ResponseWriter, r *http.Request, status int, err error) {
	shown := &store.Error{Code: store.Internal, Message: "something went wrong here; it is logged under request " + RequestID(r.Context())}
	if !errors.As(err, &shown) || shown.Cause != nil {
		s.log.WarnContext(r.Context(), "export failed", "request", RequestID(r.Context()), "error", err)
	}
	if status == 0 {
		status = map[store.Code]int{store.Invalid: http.StatusBadRequest, store.NotFound: http.StatusNotFound,
			store.Unavailable: http.StatusServiceUnavailable, store.Timeout: http.StatusGatewayTimeout}[shown.Code]
	}
	if status == 0 {
		status = http.StatusInternalServerError
	}
	refuse(w, r, status, shown.Code, shown.Message)
}

// begun remembers whether anything was sent.
type begun struct {
	to  http.ResponseWriter
	any bool
}

func (b *begun) Write(p []byte) (int, error) {
	b.any = true
	return b.to.Write(p)
}

// timeFor is how long an answer may take.
func timeFor(r *http.Request) time.Duration {
	switch {
	case strings.HasPrefix(r.URL.Path, exportPath):
		return exportDeadline
	case r.URL.Path == "/graphql" && graph.TakesEvents(r):
		return streamDeadline
	}
	return deadline
}
