package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Every answer has a nonce of its own, and a page may run the one script that carries it.
func TestThePolicyOfAPageIsForItsOwnScript(t *testing.T) {
	site, _ := start(t)
	seen := map[string]bool{}
	for range 3 {
		page := send(t, http.MethodGet, site.URL+"/constructs/secure-base", "", "")
		policy := page.header.Get("Content-Security-Policy")
		found := regexp.MustCompile(`script-src 'nonce-([\w-]{22})' 'strict-dynamic';`).FindStringSubmatch(policy)
		if found == nil || strings.Contains(policy, "unsafe") {
			t.Fatalf("the policy is %s", policy)
		}
		if seen[found[1]] {
			t.Errorf("the nonce %s came twice", found[1])
		}
		seen[found[1]] = true
		scripts := regexp.MustCompile(`<script [^>]*>`).FindAllString(page.body, -1)
		if len(scripts) != 1 || !strings.Contains(scripts[0], ` nonce="`+found[1]+`"`) {
			t.Errorf("the page has the scripts %q under the nonce %s", scripts, found[1])
		}
	}
}

func TestTextIsCompressedForThoseWhoTakeIt(t *testing.T) {
	site, _ := start(t)
	for _, c := range []struct{ name, path, accepts, encoding string }{
		{"a page as Brotli", "/constructs/secure-base", "gzip, deflate, br", "br"},
		{"a page as gzip", "/constructs/secure-base", "gzip", "gzip"},
		{"a page as it is", "/constructs/secure-base", "identity", ""},
		{"the schema", "/schema.graphql", "br", "br"},
		{"an answer of GraphQL that is short", "/graphql?query={graph{version}}", "br", ""},
		{"an export, which streams", "/export/jsonl", "br", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site.URL+c.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Accept-Encoding", c.accepts)
			response, err := http.DefaultTransport.RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if got := response.Header.Get("Content-Encoding"); got != c.encoding || response.StatusCode != http.StatusOK {
				t.Errorf("status %d, Content-Encoding %q, want %q", response.StatusCode, got, c.encoding)
			}
		})
	}
}
