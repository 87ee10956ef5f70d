package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gqlgen "github.com/99designs/gqlgen/client"
	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/Khan/genqlient/generate"
	"github.com/Khan/genqlient/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/securebase/securebase/internal/server"
	"github.com/securebase/securebase/internal/server/clients/genqlient"
)

func serve(t *testing.T) (http.Handler, string) {
	t.Helper()
	live, err := fill(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = live.Close() })
	handler, err := server.New(live, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	return handler, srv.URL
}

func TestTheClientsOfGo(t *testing.T) {
	handler, address := serve(t)
	t.Run("genqlient makes its client of the schema that is served", func(t *testing.T) { generated(t, address) })
	t.Run("genqlient by POST", func(t *testing.T) { ask(t, graphql.NewClient(address+"/graphql", http.DefaultClient)) })
	t.Run("genqlient by GET", func(t *testing.T) { ask(t, graphql.NewClientUsingGet(address+"/graphql", http.DefaultClient)) })
	t.Run("gqlgen", func(t *testing.T) { askGqlgen(t, gqlgen.New(handler)) })
}

// generated makes the client anew and compares it with the one that is asked with.
func generated(t *testing.T, address string) {
	resp, err := http.Get(address + "/schema.graphql") //nolint:noctx // ends with the test's server
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	copied := func(name string, text []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	copied("schema.graphql", text)
	for _, name := range []string{"genqlient.yaml", "operations.graphql"} {
		text, err := os.ReadFile(filepath.Join("genqlient", name))
		if err != nil {
			t.Fatal(err)
		}
		copied(name, []byte(strings.Replace(string(text), "../../../../schema/*.graphqls", "schema.graphql", 1)))
	}
	config, err := generate.ReadAndValidateConfig(filepath.Join(dir, "genqlient.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := generate.Generate(config)
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile("genqlient/client.go")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 1 || string(files[filepath.Join(dir, "client.go")]) != string(committed) {
		t.Error("genqlient/client.go is not what the schema gives; run make generate")
	}
}

func ask(t *testing.T, client graphql.Client) {
	asOf := 1990
	topic, err := genqlient.Topic(t.Context(), client, "secure-base", &genqlient.Lens{AsOf: &asOf})
	if err != nil {
		t.Fatal(err)
	}
	entity, ok := (*topic.Entity).(*genqlient.TopicEntityConstruct)
	if !ok || entity.Name != "Secure base" || entity.Kind != genqlient.KindConstruct || len(entity.Claims.Nodes) != 2 {
		t.Errorf("%+v", *topic.Entity)
	}
	if topic, err = genqlient.Topic(t.Context(), client, "nowhere", nil); err != nil || topic.Entity != nil {
		t.Errorf("%+v, %v; want nothing", topic, err)
	}
	_, err = genqlient.Descent(t.Context(), client, "nowhere")
	var said gqlerror.List
	if !errors.As(err, &said) || len(said) != 1 || said[0].Extensions["code"] != "NOT_FOUND" {
		t.Errorf("%v; want that there is no such entity", err)
	}
	lens := genqlient.Lens{Stances: []genqlient.Stance{"MAYBE"}}
	_, err = genqlient.Topic(t.Context(), client, "secure-base", &lens)
	var refused *graphql.HTTPError
	if !errors.As(err, &refused) || refused.StatusCode != http.StatusUnprocessableEntity || refused.Response.Errors[0].Extensions["code"] != "BAD_INPUT" {
		t.Errorf("%v; want status 422 and what is wrong", err)
	}
}

func askGqlgen(t *testing.T, client *gqlgen.Client) {
	path := gqlgen.Path("/graphql")
	var topic struct{ Entity struct{ Name string } }
	if err := client.Post(`query Topic($id: ID!) { entity(id: $id) { name } }`, &topic, gqlgen.Var("id", "secure-base"), path); err != nil || topic.Entity.Name != "Secure base" {
		t.Errorf("%+v, %v", topic, err)
	}
	var schema struct {
		Schema map[string]any `json:"__schema"`
	}
	if err := client.Post(introspection.Query, &schema, path, gqlgen.Operation("IntrospectionQuery")); err != nil || schema.Schema["subscriptionType"] == nil {
		t.Errorf("%v, %v", schema.Schema["subscriptionType"], err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second) // it reads a stream when it has ended
	defer cancel()
	var event gqlgen.SSEResponse
	if err := client.SSE(ctx, `subscription { graphChanged { graphVersion } }`, path).Next(&event); err != nil ||
		!strings.HasPrefix(fmt.Sprint(event.Data), "map[graphChanged:map[graphVersion:") {
		t.Errorf("%+v, %v", event, err)
	}
	err := client.Post(`{ nothing }`, &topic, path)
	if err == nil || !strings.Contains(err.Error(), "Cannot query field") {
		t.Errorf("%v; want that there is no such field", err)
	}
}
