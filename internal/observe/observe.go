// Package observe tells those who run a server what it does: one line in the log for each request, metrics, and traces
// from the request to the statement. What is told holds no query text and nothing of a person but the client's address.
//
// An Observer stands around the whole server. Whoever answers a request says what it knows of it through Of.
package observe

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/securebase/securebase/internal/store"
)

// Observer is what one server tells of itself.
type Observer struct {
	// Registry holds the metrics; more may be registered with it.
	Registry *prometheus.Registry

	log     *slog.Logger
	metrics *metrics
	tracer  trace.Tracer // nil for no traces
}

// Options are what an Observer needs; Log is the only one that must be there.
type Options struct {
	Log       *slog.Logger
	Traces    trace.TracerProvider // nil for none
	Version   string               // of the program
	Knowledge string               // digest of the knowledge that comes with it
}

// New makes an Observer.
func New(options Options) *Observer {
	o := &Observer{Registry: prometheus.NewRegistry(), log: options.Log}
	o.metrics = newMetrics(o.Registry, options)
	if options.Traces != nil {
		o.tracer = options.Traces.Tracer("securebase")
	}
	return o
}

// Statements gives a context whose statements are counted and timed, and are spans if there is one around them.
func (o *Observer) Statements(ctx context.Context) context.Context {
	return store.WithStatementWatcher(ctx, o.statement)
}

func (o *Observer) statement(ctx context.Context, database, name string) func(error) {
	began := time.Now()
	end := o.statementSpan(ctx, database, name)
	return func(err error) {
		o.metrics.statements.WithLabelValues(database, name).Observe(time.Since(began).Seconds())
		end(err)
	}
}

// Request is what is told of one request. It is filled by those who answer it, in the request's own goroutine; the nil
// Request, of a context that nobody observes, takes everything and tells nothing.
type Request struct {
	observer  *Observer
	id        string
	route     string
	operation string
	code      string
	span      trace.Span
	within    trace.Span // that of the present operation, if any
}

type requestKey struct{}

// Of gives the request of a context.
func Of(ctx context.Context) *Request {
	r, _ := ctx.Value(requestKey{}).(*Request)
	return r
}

// ID notes the id under which everything about the request is logged.
func (r *Request) ID(id string) {
	if r != nil {
		r.id = id
	}
}

// Route notes the pattern under which the request is answered, such as "GET /export/{format}". The first one counts.
func (r *Request) Route(pattern string) {
	if r == nil || r.route != "" {
		return
	}
	if _, path, ok := strings.Cut(pattern, " "); ok {
		pattern = path
	}
	if pattern == "/" { // what nothing else is for
		pattern = "unknown"
	}
	r.route = pattern
}

// Code notes the code of an error that the client is given, such as BAD_INPUT. The log tells the first one.
func (r *Request) Code(code string) {
	if r == nil {
		return
	}
	if r.code == "" {
		r.code = code
	}
	if r.within != nil {
		r.within.SetAttributes(attribute.String("error.type", code))
		r.within.SetStatus(codes.Error, "")
	}
	r.observer.metrics.errors.WithLabelValues(code).Inc()
}

// Requests observes everything that a handler answers.
func (o *Observer) Requests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		o.metrics.inFlight.Inc()
		ctx, span := o.requestSpan(r)
		told := &Request{observer: o, span: span}
		ctx = o.Statements(context.WithValue(ctx, requestKey{}, told))
		sent := &recorder{ResponseWriter: w}
		whole := false
		defer func() {
			o.metrics.inFlight.Dec()
			a := answer{request: told, method: methodOf(r.Method), status: sent.status, bytes: sent.bytes, took: time.Since(began), whole: whole}
			if a.status == 0 {
				a.status = http.StatusOK
			}
			if told.route == "" {
				told.route = "none" // refused before it was known what it is for
			}
			if strings.HasPrefix(w.Header().Get("Content-Type"), "text/event-stream") {
				told.route += " events" // which last for as long as the client listens
			}
			o.metrics.answered(a)
			endRequestSpan(span, a)
			o.logAnswer(r, a, span)
		}()
		next.ServeHTTP(sent, r.WithContext(ctx))
		whole = true
	})
}

// answer is how a request ended.
type answer struct {
	request *Request
	method  string
	status  int
	bytes   int64 // of the body, as sent
	took    time.Duration
	whole   bool // false: broken off
}

// logAnswer writes the line of a request. Those that come all the time and say little are for debugging.
func (o *Observer) logAnswer(r *http.Request, a answer, span trace.Span) {
	level := slog.LevelInfo
	switch a.request.route {
	case "/assets/", "/healthz", "/readyz", "/metrics":
		level = slog.LevelDebug
	default:
		if a.status >= http.StatusInternalServerError || !a.whole {
			level = slog.LevelWarn
		}
	}
	ctx := r.Context()
	if !o.log.Enabled(ctx, level) {
		return
	}
	client, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		client = r.RemoteAddr
	}
	line := []slog.Attr{slog.String("method", a.method), slog.String("route", a.request.route), slog.Int("status", a.status),
		slog.Int64("bytes", a.bytes), slog.Float64("ms", float64(a.took.Microseconds())/1000), slog.String("request", a.request.id),
		slog.String("client", client)}
	if a.request.operation != "" {
		line = append(line, slog.String("operation", a.request.operation))
	}
	if a.request.code != "" {
		line = append(line, slog.String("code", a.request.code))
	}
	if !a.whole {
		line = append(line, slog.Bool("whole", false))
	}
	if id := span.SpanContext(); id.IsValid() {
		line = append(line, slog.String("trace", id.TraceID().String()))
	}
	o.log.LogAttrs(ctx, level, "answered", line...)
}

// methodOf gives a method of HTTP, or OTHER for what a client made up.
func methodOf(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return method
	}
	return "OTHER"
}

// recorder remembers what was sent.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK { // not for what only goes before the answer
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// FlushError sends what was written so far, for http.ResponseController.
func (r *recorder) FlushError() error {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return http.NewResponseController(r.ResponseWriter).Flush()
}

// Flush is for those who ask for a http.Flusher.
func (r *recorder) Flush() { _ = r.FlushError() }
