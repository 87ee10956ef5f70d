package observe

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/securebase/securebase/internal/store"
)

// OpenTelemetry's own variables; the library reads the others (headers, certificate, timeout, sampler) itself.
const (
	endpointVariable       = "OTEL_EXPORTER_OTLP_ENDPOINT"
	tracesEndpointVariable = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
	protocolVariable       = "OTEL_EXPORTER_OTLP_PROTOCOL"
	tracesProtocolVariable = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"
	disabledVariable       = "OTEL_SDK_DISABLED"
)

// NewTraces makes what sends spans over OTLP to the receiver that OTEL_EXPORTER_OTLP_ENDPOINT names; it gives nil if none
// is named. Shutdown sends what is left.
func NewTraces(ctx context.Context, version string, log *slog.Logger) (*sdk.TracerProvider, error) {
	variable := endpointVariable
	if os.Getenv(tracesEndpointVariable) != "" {
		variable = tracesEndpointVariable
	}
	endpoint := os.Getenv(variable)
	if endpoint == "" || os.Getenv(disabledVariable) == "true" {
		return nil, nil
	}
	if u, err := url.Parse(endpoint); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, store.Errorf(store.Invalid, "%s: is no address of HTTP; http://127.0.0.1:4318 is right", variable)
	}
	if p := cmp.Or(os.Getenv(tracesProtocolVariable), os.Getenv(protocolVariable), "http/protobuf"); p != "http/protobuf" {
		return nil, store.Errorf(store.Invalid, "%s: %q is not spoken here; http/protobuf is", protocolVariable, tidy(p))
	}
	sender, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("set up the sending of traces: %w", err)
	}
	about, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "securebase"),
		attribute.String("service.version", version)), resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, store.Errorf(store.Invalid, "OTEL_RESOURCE_ATTRIBUTES: cannot be read; name=value,name=value is right")
	}
	return sdk.NewTracerProvider(sdk.WithBatcher(&exporter{SpanExporter: sender, log: log}), sdk.WithResource(about)), nil
}

// exporter tells of the first failure to send and of the recovery, and keeps the library from writing of its own.
type exporter struct {
	sdk.SpanExporter
	log     *slog.Logger
	failing atomic.Bool
}

// ExportSpans implements sdk.SpanExporter.
func (e *exporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	err := e.SpanExporter.ExportSpans(ctx, spans)
	if was := e.failing.Swap(err != nil); was != (err != nil) {
		if err != nil {
			e.log.WarnContext(ctx, "traces cannot be sent and are lost", "error", err)
		} else {
			e.log.InfoContext(ctx, "traces can be sent again")
		}
	}
	return nil
}

// requestSpan begins the span of a request, as part of the trace that its header traceparent names.
func (o *Observer) requestSpan(r *http.Request) (context.Context, trace.Span) {
	if o.tracer == nil {
		return r.Context(), noop.Span{}
	}
	ctx := propagation.TraceContext{}.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	method := methodOf(r.Method)
	return o.tracer.Start(ctx, method, trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(attribute.String("http.request.method", method)))
}

func endRequestSpan(span trace.Span, a answer) {
	if a.request.within != nil {
		a.request.within.End()
	}
	if !span.IsRecording() {
		return
	}
	span.SetName(a.method + " " + a.request.route)
	span.SetAttributes(attribute.String("http.route", a.request.route), attribute.Int("http.response.status_code", a.status),
		attribute.Int64("http.response.body.size", a.bytes), attribute.String("securebase.request.id", a.request.id))
	if a.request.code != "" {
		span.SetAttributes(attribute.String("error.type", a.request.code))
	}
	if a.status >= http.StatusInternalServerError || !a.whole {
		span.SetStatus(codes.Error, "")
	}
	span.End()
}

// Operation notes a GraphQL operation that begins: the name that the client gave it, its type (query, mutation,
// subscription) and its root fields, which must be of the schema. The statements that follow belong to it.
func (r *Request) Operation(name, kind string, fields []string) {
	if r == nil {
		return
	}
	r.operation = tidy(name)
	for _, field := range fields {
		r.observer.metrics.operations.WithLabelValues(field).Inc()
	}
	if r.within != nil {
		r.within.End() // a page asks several
	}
	r.within = child(r.span, r.observer.tracer, kind, trace.SpanKindInternal)
	if r.within.IsRecording() {
		r.within.SetAttributes(attribute.String("graphql.operation.name", r.operation), attribute.String("graphql.operation.type", kind),
			attribute.StringSlice("securebase.graphql.fields", fields))
	}
}

// statementSpan begins the span of a statement, which is known by its name.
func (o *Observer) statementSpan(ctx context.Context, database, name string) func(error) {
	within := trace.SpanFromContext(ctx)
	if r := Of(ctx); r != nil && r.within != nil {
		within = r.within
	}
	span := child(within, o.tracer, name, trace.SpanKindClient)
	if span.IsRecording() {
		span.SetAttributes(attribute.String("db.system.name", database), attribute.String("db.operation.name", name))
	}
	return func(err error) {
		if err != nil {
			span.SetStatus(codes.Error, "")
			span.SetAttributes(attribute.String("error.type", string(store.CodeOf(err))))
		}
		span.End()
	}
}

// child begins a span within another one. Without one around it, as at the start and while the database is watched,
// there is none.
func child(within trace.Span, tracer trace.Tracer, name string, kind trace.SpanKind) trace.Span {
	if tracer == nil || !within.IsRecording() {
		return noop.Span{}
	}
	_, span := tracer.Start(trace.ContextWithSpan(context.Background(), within), name, trace.WithSpanKind(kind))
	return span
}
