package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/securebase/securebase/graph"
)

// The rules of RFC 9110 and RFC 9111 on what may be kept.
func TestAnswersByGETCanBeKept(t *testing.T) {
	srv, live := start(t)
	query := get("?query=%7Bgraph%7Bversion%7D%7D").with("Accept-Encoding", "gzip")
	first := query.send(t, srv.URL)
	tag := first.header.Get("ETag")
	if len(tag) < 10 || tag[0] != '"' || first.header.Get("Cache-Control") != "no-cache" {
		t.Fatalf("ETag %s, Cache-Control %s", tag, first.header.Get("Cache-Control"))
	}
	vary := strings.Join(first.header.Values("Vary"), ", ")
	for _, name := range []string{"Accept", "Accept-Encoding"} {
		if !slices.Contains(strings.Split(vary, ", "), name) {
			t.Errorf("Vary is %s, without %s", vary, name)
		}
	}
	for _, c := range []struct {
		rule   string
		asked  request
		status int
	}{
		{"8.8.3 the same representation has the same tag", query, 200},
		{"13.1.2 If-None-Match with the tag is 304", query.with("If-None-Match", tag), 304},
		{"13.1.2 a list of tags", query.with("If-None-Match", `"a", `+tag), 304},
		{"13.1.2 compared weakly", query.with("If-None-Match", "W/"+tag), 304},
		{"13.1.2 everything", query.with("If-None-Match", "*"), 304},
		{"13.1.2 another tag", query.with("If-None-Match", `"a"`), 200},
		{"9.3.2 HEAD as GET", head(query).with("If-None-Match", tag), 304},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := c.asked.send(t, srv.URL)
			if got.status != c.status || got.header.Get("ETag") != tag || (got.body == "") != (c.status == 304) {
				t.Errorf("status %d, ETag %s: %s", got.status, got.header.Get("ETag"), got.body)
			}
			if got.header.Get("Cache-Control") != "no-cache" || strings.Join(got.header.Values("Vary"), ", ") != vary {
				t.Errorf("15.4.5 Cache-Control and Vary go with it: %v", got.header)
			}
		})
	}
	t.Run("8.8.3.3 another media type has another tag", func(t *testing.T) {
		if other := query.takes(jsonType).send(t, srv.URL); other.header.Get("ETag") == tag || other.header.Get("ETag") == "" {
			t.Errorf("ETag %s", other.header.Get("ETag"))
		}
	})
	t.Run("8.8.3.3 another encoding has another tag", func(t *testing.T) {
		big := get(asked("query", "{ graph { version } __schema { types { name fields { name } } } }"))
		plain, small := big.with("Accept-Encoding", "identity").send(t, srv.URL), big.with("Accept-Encoding", "gzip").send(t, srv.URL)
		if plain.header.Get("Content-Encoding") != "" || small.header.Get("Content-Encoding") != "gzip" || plain.header.Get("ETag") == small.header.Get("ETag") {
			t.Errorf("%v\n%v\n%.300s", plain.header, small.header, plain.body)
		}
	})
	t.Run("answers to POST have no tag, and If-None-Match means nothing to them", func(t *testing.T) {
		if got := post(ask).with("If-None-Match", "*").send(t, srv.URL); got.status != 200 || got.header.Get("ETag") != "" {
			t.Errorf("status %d, ETag %s", got.status, got.header.Get("ETag"))
		}
	})
	t.Run("an answer with errors is not kept", func(t *testing.T) {
		got := get(asked("query", `{ lineage(id: "nowhere") { truncated } }`)).with("If-None-Match", "*").send(t, srv.URL)
		if got.status != 294 || got.header.Get("ETag") != "" || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("status %d, %v", got.status, got.header)
		}
	})
	t.Run("a change of the graph changes the tag", func(t *testing.T) {
		if _, err := live.Apply(t.Context(), small(1990)); err != nil {
			t.Fatal(err)
		}
		if got := query.with("If-None-Match", tag).send(t, srv.URL); got.status != 200 || got.header.Get("ETag") == tag {
			t.Errorf("status %d, ETag %s", got.status, got.header.Get("ETag"))
		}
	})
}

func head(q request) request { q.method = http.MethodHead; return q }

// The rules of the draft on persisted documents.
func TestPersistedDocuments(t *testing.T) {
	srv, _ := start(t)
	const query = `query A($id: ID!) { entity(id: $id) { name } } query B { graph { version } }`
	id := graph.DocumentID(query)
	if want := "sha256:7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e"; graph.DocumentID("query ($id: ID!) {\n  user(id: $id) {\n    name\n  }\n}") != want {
		t.Errorf("the specification's example has the id %s", want)
	}
	for _, c := range []struct {
		rule   string
		asked  request
		status int
		says   string
	}{
		{"a document that cannot be found MUST give a single error: GET", get(asked("documentId", id, "operationName", "B")), 404, "documentId: is not known here"},
		{"a document that cannot be found MUST give a single error: POST", post(`{"documentId":"` + id + `","operationName":"B"}`), 404, "documentId: is not known here"},
		{"a document that is not what its id says is not kept", post(`{"query":"{__typename}","documentId":"` + id + `"}`), 422, "documentId: is not the hash"},
		{"still not known", get(asked("documentId", id, "operationName", "B")), 404, "documentId: is not known here"},
		{"a document is made known by sending it with its id", post(`{"query":"` + query + `","documentId":"` + id + `","operationName":"B"}`), 200, `"version":`},
		{"a document MAY be asked for by GET", get("?documentId=" + id + "&operationName=B"), 200, `"version":`},
		{"with operationName and variables", get(asked("documentId", id, "operationName", "A", "variables", `{"id":"secure-base"}`)), 200, "Secure base"},
		{"extensions change nothing", get(asked("documentId", id, "operationName", "B", "extensions", `{"a":1}`)), 200, `"version":`},
		{"a document MAY be asked for by POST", post(`{"documentId":"` + id + `","operationName":"A","variables":{"id":"secure-base"}}`), 200, "Secure base"},
		{"the Response section goes on from there: an unknown operation", get("?documentId=" + id), 422, "operation"},
		{"the Response section goes on from there: variables", post(`{"documentId":"` + id + `","operationName":"A"}`), 422, "id"},
		{"a SHA256 document identifier has lower case digits", get("?documentId=" + strings.ToUpper(id)), 422, "documentId: "},
		{"another prefix is not served", get("?documentId=md5:" + id[len("sha256:"):]), 422, "documentId: "},
		{"a custom document identifier is not served", get("?documentId=" + id[len("sha256:"):]), 422, "documentId: "},
		{"documentId is a string", post(`{"documentId":7}`), 422, "documentId: is no text"},
		{"a mutation by GET MUST be 4xx: there is none, but it is not known either", get("?documentId=" + graph.DocumentID("mutation{x}")), 404, "not known here"},
		{"a document that is not valid is made known nevertheless", post(`{"query":"mutation{x}","documentId":"` + graph.DocumentID("mutation{x}") + `"}`), 422, "mutation"},
		{"a client of Apollo's that knows no documentId: the hash alone", get(asked("extensions", `{"persistedQuery":{"version":1,"sha256Hash":"`+graph.DocumentID("{__typename}")[len("sha256:"):]+`"}}`)), 404, `"PersistedQueryNotFound"`},
		{"a client of Apollo's: another hash", post(`{"query":"{a}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + graph.DocumentID("{__typename}")[len("sha256:"):] + `"}}}`), 422, "is not the hash"},
		{"a client of Apollo's: the query and its hash", post(`{"query":"{__typename}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + graph.DocumentID("{__typename}")[len("sha256:"):] + `"}}}`), 200, `"Query"`},
		{"a client of Apollo's: the hash is known", get(asked("extensions", `{"persistedQuery":{"version":1,"sha256Hash":"`+graph.DocumentID("{__typename}")[len("sha256:"):]+`"}}`)), 200, `"Query"`},
		{"a mutation by GET MUST be 405", get("?documentId=" + graph.DocumentID("mutation{x}")), 405, "mutation"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := c.asked.send(t, srv.URL)
			data, errors := parts(t, got)
			if got.status != c.status || !strings.Contains(got.body, c.says) || (c.status == 200) != (data == "some") || (c.status == 404) && len(errors) != 1 {
				t.Errorf("status %d: %s; want %d and %q", got.status, got.body, c.status, c.says)
			}
		})
	}
}
