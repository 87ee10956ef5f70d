package pages_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/pages"
)

func TestBuildersAreToldTheLimits(t *testing.T) {
	s := newSite(t)
	s.holds("/builders", "Levels of fields 15", "25,000", "pages of 20, or of first , at most 100",
		"LIMIT_EXCEEDED", "Run it in GraphiQL", "https://example.org/graphql", "Creative Commons Attribution 4.0")
	if body := textOf(s.page("/builders")); strings.Contains(body, "The answer, of each list") || strings.Contains(body, "by POST 256") {
		t.Error("a site that cannot ask and has no limits of its own tells of them")
	}
}

func TestBuildersSeeAnswersCutShort(t *testing.T) {
	s := newSite(t)
	asked := 0
	handler, err := pages.New(s.live, pages.Options{Limits: pages.Limits{Body: 256 << 10, Address: 16 << 10, Answer: 10 * time.Second},
		Query: func(context.Context, string, map[string]any) (json.RawMessage, error) {
			asked++
			return json.RawMessage(`{"z":[{"long":"` + strings.Repeat("word ", 40) + `","n":1.50,"none":null,"yes":true},{"long":"second"},{"long":"third"}],"a":[],"one":["<i>"]}`), nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	s.handler = handler
	s.holds("/builders", "256 KiB", "16 KiB", "10 s", "… and 2 more", `"n": 1.50`, `"one": ["<i>"]`, `word…"`)
	body := textOf(s.page("/builders"))
	if strings.Contains(body, "second") || strings.Index(body, `"z":`) > strings.Index(body, `"a": []`) {
		t.Error("the answer is not cut short, or its fields changed places")
	}
	if asked != 12 {
		t.Errorf("%d questions were asked for two pages, not twelve", asked)
	}
}

func TestGraphiQLHasAPolicyOfItsOwn(t *testing.T) {
	s := newSite(t)
	s.holds("/graphiql", "The questions as text", "curl -sG https://example.org/graphql", "The editor needs JavaScript")
	if policy := s.ask(http.MethodGet, "/graphiql").Header.Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'nonce-w0rd' 'strict-dynamic'; style-src 'self' 'unsafe-inline'; worker-src 'self'") {
		t.Errorf("the policy of GraphiQL is %q", policy)
	}
	if policy := s.ask(http.MethodGet, "/builders").Header.Get("Content-Security-Policy"); policy != "" {
		t.Errorf("another page changes the policy to %q", policy)
	}
	if links := attributes(s.page("/graphiql?tier=T1"), ` href="`); !slices.Contains(links, "/constructs?tier=T1") {
		t.Error("the way back drops the lens")
	}
}
