package observe

import (
	"net/http"
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/securebase/securebase/internal/store"
)

const namespace = "securebase"

// metrics are the counters and histograms. Every label's values come from the program (patterns of routes, fields of the
// schema, names of statements, codes), never from a client, so the number of series is bounded.
type metrics struct {
	requests   *prometheus.CounterVec   // route, method, status
	durations  *prometheus.HistogramVec // route
	bytes      *prometheus.CounterVec   // route
	inFlight   prometheus.Gauge
	exports    prometheus.Gauge
	operations *prometheus.CounterVec   // field
	answers    *prometheus.CounterVec   // source
	errors     *prometheus.CounterVec   // code
	statements *prometheus.HistogramVec // database, statement
}

func newMetrics(registry *prometheus.Registry, options Options) *metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
	}
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help})
	}
	histogram := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets}, labels)
	}
	m := &metrics{
		requests: counter("http_requests_total", "Requests answered, by route, method and class of status.", "route", "method", "status"),
		durations: histogram("http_request_duration_seconds", "Time from a request's headers to the end of its answer.",
			[]float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}, "route"),
		bytes:    counter("http_response_bytes_total", "Bytes of answers' bodies as sent, after compression.", "route"),
		inFlight: gauge("http_requests_in_flight", "Requests that are being answered."),
		exports:  gauge("exports_in_progress", "Exports that are being sent."),
		operations: counter("graphql_operations_total",
			"GraphQL operations by root field, those of pages included; one with several root fields counts under each.", "field"),
		answers: counter("graphql_answers_total", "Answers to GraphQL requests, kept from an earlier one or made anew.", "source"),
		errors:  counter("errors_total", "Errors given to clients, by the code under extensions; once a code and answer.", "code"),
		statements: histogram("statement_duration_seconds", "Time from sending a named statement to taking its last row, by sort of database.",
			[]float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 5}, "database", "statement"),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: "build_info", Help: "Always 1; its labels tell what runs.",
		ConstLabels: prometheus.Labels{"version": options.Version, "goversion": runtime.Version(), "knowledge": short(options.Knowledge)}})
	build.Set(1)
	registry.MustRegister(m.requests, m.durations, m.bytes, m.inFlight, m.exports, m.operations, m.answers, m.errors, m.statements, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// short gives the first 12 digits of a digest, which are what readers see of it.
func short(digest string) string { return digest[:min(len(digest), 12)] }

func (m *metrics) answered(a answer) {
	route := a.request.route
	m.requests.WithLabelValues(route, a.method, string("0123456789"[a.status/100%10])+"xx").Inc()
	m.durations.WithLabelValues(route).Observe(a.took.Seconds())
	m.bytes.WithLabelValues(route).Add(float64(a.bytes))
}

// Export notes that an export is under way, until what it gives is called.
func (r *Request) Export() (ended func()) {
	if r == nil {
		return func() {}
	}
	r.observer.metrics.exports.Inc()
	return r.observer.metrics.exports.Dec
}

// Answered notes whether an answer to a query was kept or made.
func (r *Request) Answered(kept bool) {
	if r == nil {
		return
	}
	source := "made"
	if kept {
		source = "kept"
	}
	r.observer.metrics.answers.WithLabelValues(source).Inc()
}

// Metrics answers with all metrics in the forms that Prometheus reads.
func (o *Observer) Metrics() http.Handler {
	shown := promhttp.HandlerFor(o.Registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, EnableOpenMetrics: true})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		Of(r.Context()).Route("/metrics")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		shown.ServeHTTP(w, r)
	})
}

// Graph adds the metrics of a graph, read when they are asked for.
func (o *Observer) Graph(live *store.Live) {
	describe := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)
	}
	o.Registry.MustRegister(&graph{
		live:     live,
		info:     describe("graph_info", "Always 1; its label tells the graph version, in 12 digits.", "version"),
		changed:  describe("graph_changed_timestamp_seconds", "When the content last changed, in seconds since 1970."),
		entities: describe("graph_entities", "Entities of the graph, sources included."),
		claims:   describe("graph_claims", "Claims of the graph."),
		builds:   describe("index_builds_total", "Times that the index was built since the start."),
		took:     describe("index_build_duration_seconds", "Time that building the present index took, reading the content included."),
		failures: describe("watch_failures_total", "Looks for a newer version that the database did not answer."),
	})
}

// graph collects what is told of a graph.
type graph struct {
	live                                                    *store.Live
	info, changed, entities, claims, builds, took, failures *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (g *graph) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{g.info, g.changed, g.entities, g.claims, g.builds, g.took, g.failures} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (g *graph) Collect(to chan<- prometheus.Metric) {
	work, version := g.live.Work(), g.live.Now()
	entities, claims, _, _ := g.live.Index().Counts()
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	gauge(g.info, 1, short(version.Digest))
	if !version.At.IsZero() {
		gauge(g.changed, float64(version.At.UnixMilli())/1000)
	}
	gauge(g.entities, float64(entities))
	gauge(g.claims, float64(claims))
	gauge(g.took, work.LastBuild.Seconds())
	to <- prometheus.MustNewConstMetric(g.builds, prometheus.CounterValue, float64(work.Builds))
	to <- prometheus.MustNewConstMetric(g.failures, prometheus.CounterValue, float64(work.Failures))
}
