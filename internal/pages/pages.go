// Package pages answers readers in plain HTML without any script: the view for those who read without scripts, for
// search engines, and the first thing that everyone gets. A page asks the index which things to show, reads their
// contents from the store once, and renders them.
package pages

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/securebase/securebase/internal/cypher"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/web"
)

//go:embed *.html
var templateFiles embed.FS

// Options are what a site needs besides the graph; the zero value will do.
type Options struct {
	Origin string       // "https://example.org", stands before canonical addresses; empty for addresses without a host
	Log    *slog.Logger // hears of internal errors with their cause; nil for none

	// Query answers a GraphQL document with its data. Pages put beside their HTML what their script would ask for
	// first; nil leaves it to the script to ask.
	Query func(ctx context.Context, document string, variables map[string]any) (json.RawMessage, error)

	Limits Limits // told to those who write queries
}

// Limits are those of a request; what is 0 is not told.
type Limits struct {
	Body, Address int // bytes
	Answer        time.Duration
}

// New gives the handler of all pages, their styles and fonts. It answers every address: what it does not know is a
// page that says so.
func New(live *store.Live, options Options) (http.Handler, error) {
	files, err := newAssets()
	if err != nil {
		return nil, err
	}
	templates, err := parseTemplates(files)
	if err != nil {
		return nil, err
	}
	examples, err := web.Examples()
	if err != nil {
		return nil, err
	}
	statements, err := cypher.Load()
	if err != nil {
		return nil, err
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	options.Origin = strings.TrimSuffix(options.Origin, "/")
	s := &site{live: live, options: options, assets: files, examples: examples, templates: templates, cypher: statements, letters: map[string]letters{}}
	return s.routes(), nil
}

type site struct {
	live      *store.Live
	options   Options
	assets    *assets
	examples  []web.Example
	templates map[string]*template.Template
	cypher    *cypher.Statements

	answers exampleAnswers

	lettersLock sync.Mutex
	letters     map[string]letters // by list
	lettersOf   string             // the graph version they were read of
}

func (s *site) routes() http.Handler {
	mux := http.NewServeMux()
	page := func(pattern string, a answer) { mux.Handle(pattern, s.page(a)) }
	page("/{$}", start)
	for _, k := range kinds() {
		page("/"+k.Path, func(ctx context.Context, a *ask) (*view, error) { return list(ctx, a, k) })
		page("/"+k.Path+"/{id}", func(ctx context.Context, a *ask) (*view, error) { return topic(ctx, a, k) })
	}
	page("/lineage", lineageOf)
	page("/lineage/{id}", lineage)
	page("/paths", paths)
	page("/trail", trail)
	page("/explore", exploreOf)
	page("/explore/{id}", explore)
	page("/edges/{id}", edge)
	page("/disputes", disputes)
	page("/search", search)
	page("/about", about)
	page("/builders", builders)
	page("/exports", exports)
	page("/graphiql", graphiql)
	page("/", unknownAddress)
	mux.HandleFunc("/robots.txt", robots)
	mux.Handle(assetPath, s.assets)
	return mux
}

// answer makes the view of one page.
type answer func(context.Context, *ask) (*view, error)

// view is a page ready to be rendered, or an address to go to or a file to send instead.
type view struct {
	template string
	status   int       // 200 if 0
	moved    string    // an address, if the page has another one for good
	file     *download // instead of a page
	document string    // the template around it; frame.html if empty
	policy   string    // the Content-Security-Policy, if it is not that of every page
	page     page
	body     any
}

// ask is one request: what was asked for, and the graph as the reader's lens shows it.
type ask struct {
	site  *site
	r     *http.Request
	query url.Values
	ix    *evidence.Index
	view  *evidence.View
	links links
}

func (a *ask) store() store.Store { return a.site.live }

// read fetches contents with all that they refer to.
func (a *ask) read(ctx context.Context, want store.Want) (*store.Book, error) {
	want.References = true
	return store.Read(ctx, a.store(), want)
}

func (s *site) page(answer answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			s.send(w, r, s.bare(r).fault(http.StatusMethodNotAllowed, "This page can only be read.", ""))
			return
		}
		v, err := s.ask(r, answer)
		if err != nil {
			v = s.explain(w, r, err)
		}
		s.send(w, r, v)
	})
}

func (s *site) ask(r *http.Request, answer answer) (*view, error) {
	a := s.bare(r)
	lens, err := ParseLens(a.ix, a.query)
	if err != nil {
		return nil, err
	}
	a.view = a.ix.View(lens)
	a.links = links{lens: encodeLens(lens)}
	v, err := answer(r.Context(), a)
	if err != nil {
		return nil, err
	}
	a.frame(v)
	return v, nil
}

// bare is a request without a lens.
func (s *site) bare(r *http.Request) *ask {
	ix := s.live.Index()
	return &ask{site: s, r: r, query: r.URL.Query(), ix: ix, view: ix.Full()}
}

// send renders the view as a whole before the first byte goes out, so that an error never leaves half a page.
func (s *site) send(w http.ResponseWriter, r *http.Request, v *view) {
	if v.moved != "" {
		http.Redirect(w, r, v.moved, http.StatusMovedPermanently)
		return
	}
	if v.file != nil {
		head := w.Header()
		head.Set("Content-Type", v.file.mediaType)
		head.Set("Content-Disposition", v.file.disposition)
		head.Set("Cache-Control", "no-cache")
		head.Set("Content-Length", strconv.Itoa(len(v.file.text)))
		if r.Method != http.MethodHead {
			_, _ = io.WriteString(w, v.file.text)
		}
		return
	}
	var out bytes.Buffer
	if err := s.templates[v.template].ExecuteTemplate(&out, cmp.Or(v.document, "frame.html"), v.frame()); err != nil {
		s.options.Log.ErrorContext(r.Context(), "a page could not be rendered", "path", r.URL.Path, "error", err)
		http.Error(w, "This page could not be made just now. Please try again.", http.StatusInternalServerError)
		return
	}
	head := w.Header()
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Content-Length", strconv.Itoa(out.Len()))
	if v.policy != "" {
		head.Set("Content-Security-Policy", v.policy)
	}
	if head.Get("Cache-Control") == "" {
		head.Set("Cache-Control", "no-cache")
	}
	w.WriteHeader(max(v.status, http.StatusOK))
	if r.Method != http.MethodHead {
		_, _ = w.Write(out.Bytes()) // a reader who has left is nobody's error
	}
}

// explain turns an error into a page that a reader may see; what is internal goes to the log only.
func (s *site) explain(w http.ResponseWriter, r *http.Request, err error) *view {
	a := s.bare(r)
	var f *fault
	if errors.As(err, &f) {
		return a.faultView(f)
	}
	id := w.Header().Get("X-Request-Id")
	var shown *store.Error
	if errors.As(err, &shown) && shown.Code != store.Internal {
		status := map[store.Code]int{store.NotFound: http.StatusNotFound, store.Invalid: http.StatusBadRequest,
			store.LimitExceeded: http.StatusTooManyRequests, store.Unavailable: http.StatusServiceUnavailable,
			store.Timeout: http.StatusGatewayTimeout}[shown.Code]
		if status == 0 {
			status = http.StatusInternalServerError
		}
		if status >= http.StatusInternalServerError {
			s.options.Log.WarnContext(r.Context(), "a page could not be answered", "path", r.URL.Path, "request", id, "error", err)
		}
		return a.fault(status, shown.Message, id)
	}
	s.options.Log.ErrorContext(r.Context(), "a page failed", "path", r.URL.Path, "request", id, "error", err)
	return a.fault(http.StatusInternalServerError, "This page could not be made just now.", id)
}

func robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	// Paths and searches are without end; everything they show stands on pages that may be read.
	_, _ = w.Write([]byte("User-agent: *\nDisallow: /paths\nDisallow: /trail\nDisallow: /exports\nDisallow: /search\nDisallow: /graphql\nDisallow: /export/\n"))
}
