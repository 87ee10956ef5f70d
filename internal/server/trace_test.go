package server_test

import (
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/securebase/securebase/internal/observe"
	"github.com/securebase/securebase/internal/store"
)

// receiver takes traces as an OpenTelemetry collector does.
type receiver struct {
	mu      sync.Mutex
	spans   []*otlp.Span
	service string
}

func (c *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		body = unpacked
	}
	raw, err := io.ReadAll(body)
	sent := new(collector.ExportTraceServiceRequest)
	if err != nil || r.Method != "POST" || r.URL.Path != "/v1/traces" || proto.Unmarshal(raw, sent) != nil {
		http.Error(w, "no traces", http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, of := range sent.GetResourceSpans() {
		c.service = attributes(of.GetResource().GetAttributes())["service.name"]
		for _, scope := range of.GetScopeSpans() {
			c.spans = append(c.spans, scope.GetSpans()...)
		}
	}
	answer, _ := proto.Marshal(new(collector.ExportTraceServiceResponse))
	w.Header().Set("Content-Type", "application/x-protobuf")
	_, _ = w.Write(answer)
}

func TestTracesGoFromRequestToStatement(t *testing.T) {
	c := new(receiver)
	srv := httptest.NewServer(c)
	defer srv.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", srv.URL)
	traces, err := observe.NewTraces(t.Context(), "v1", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	h, out, _ := observed(t, "text", traces)
	const trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	direct(h, "POST", "/graphql", `{"query":"query Bases {entity(id:\"secure-base\"){summary{text}}}"}`, "Traceparent", "00-"+trace+"-"+parent+"-01", "X-Request-Id", "r1")
	if err := traces.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	named := map[string]*otlp.Span{}
	for _, s := range c.spans {
		named[s.GetName()] = s
		if hex.EncodeToString(s.GetTraceId()) != trace {
			t.Errorf("%s is of the trace %x", s.GetName(), s.GetTraceId())
		}
		if text := s.String(); strings.Contains(text, "secure-base") || strings.Contains(text, "SELECT") {
			t.Errorf("a span tells of contents: %s", text)
		}
	}
	request, operation, statement := named["POST /graphql"], named["query"], named["entities"]
	if request == nil || operation == nil || statement == nil || c.service != "securebase" {
		t.Fatalf("the spans of %s are %v", c.service, c.spans)
	}
	if hex.EncodeToString(request.GetParentSpanId()) != parent || !bytes.Equal(operation.GetParentSpanId(), request.GetSpanId()) ||
		!bytes.Equal(statement.GetParentSpanId(), operation.GetSpanId()) {
		t.Errorf("the spans do not lie within each other: %v", c.spans)
	}
	for span, want := range map[*otlp.Span]map[string]string{
		request:   {"http.request.method": "POST", "http.route": "/graphql", "http.response.status_code": "200", "securebase.request.id": "r1"},
		operation: {"graphql.operation.name": "Bases", "graphql.operation.type": "query", "securebase.graphql.fields": "entity"},
		statement: {"db.system.name": "sqlite", "db.operation.name": "entities"},
	} {
		got := attributes(span.GetAttributes())
		for name, value := range want {
			if got[name] != value {
				t.Errorf("%s: %s is %q, want %q", span.GetName(), name, got[name], value)
			}
		}
	}
	if request.GetKind() != otlp.Span_SPAN_KIND_SERVER || statement.GetKind() != otlp.Span_SPAN_KIND_CLIENT {
		t.Errorf("kinds %v and %v", request.GetKind(), statement.GetKind())
	}
	if !strings.Contains(out.String(), "trace="+trace) {
		t.Errorf("the log does not name the trace: %s", out)
	}
}

func TestTracesAreOffUnlessAReceiverIsNamed(t *testing.T) {
	for _, c := range []struct{ name, variable, value, says string }{
		{"nothing", "OTEL_SERVICE_NAME", "x", ""},
		{"switched off", "OTEL_SDK_DISABLED", "true", ""},
		{"no address", "OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "OTEL_EXPORTER_OTLP_ENDPOINT: is no address of HTTP; http://127.0.0.1:4318 is right"},
		{"no address for traces", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "grpc://collector", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: is no address"},
		{"another protocol", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", `OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" is not spoken here; http/protobuf is`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.variable == "OTEL_SDK_DISABLED" || c.variable == "OTEL_EXPORTER_OTLP_PROTOCOL" {
				t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
			}
			t.Setenv(c.variable, c.value)
			traces, err := observe.NewTraces(t.Context(), "v1", slog.New(slog.DiscardHandler))
			if c.says == "" && (err != nil || traces != nil) {
				t.Errorf("%v, %v", traces, err)
			}
			if c.says != "" && (store.CodeOf(err) != store.Invalid || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("%v, want %s", err, c.says)
			}
		})
	}
}

// TestLostTracesAreToldOnce sends to a receiver that refuses.
func TestLostTracesAreToldOnce(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	defer srv.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", srv.URL)
	told := new(bytes.Buffer)
	traces, err := observe.NewTraces(t.Context(), "v1", observe.NewLog(told, "text", slog.LevelInfo))
	if err != nil {
		t.Fatal(err)
	}
	h, _, _ := observed(t, "text", traces)
	for range 2 {
		direct(h, "GET", "/about", "")
		if err := traces.ForceFlush(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if strings.Count(told.String(), "traces cannot be sent") != 1 {
		t.Errorf("told %q", told)
	}
}

// attributes gives attributes as text.
func attributes(list []*common.KeyValue) map[string]string {
	all := map[string]string{}
	for _, a := range list {
		switch v := a.GetValue().GetValue().(type) {
		case *common.AnyValue_StringValue:
			all[a.GetKey()] = v.StringValue
		case *common.AnyValue_IntValue:
			all[a.GetKey()] = strconv.FormatInt(v.IntValue, 10)
		case *common.AnyValue_ArrayValue:
			var items []string
			for _, item := range v.ArrayValue.GetValues() {
				items = append(items, item.GetStringValue())
			}
			all[a.GetKey()] = strings.Join(items, " ")
		}
	}
	return all
}
