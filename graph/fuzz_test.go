package graph_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/securebase/securebase/graph"
)

// FuzzBothWays answers documents of any text by the quick way and by gqlgen's executor. The bytes are the same, or the
// document is refused before either; nothing takes long.
func FuzzBothWays(f *testing.F) {
	for _, pattern := range []string{"../web/src/graphiql/examples/*.graphql", "../internal/pages/*.graphql"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("%s: %v", pattern, err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(text), `{"id":"secure-base","from":"mary-ainsworth","to":"circle-of-security"}`, "")
		}
	}
	f.Add(`query A($n: Int = 2, $no: Boolean!) { claims(first: $n) { nodes { id @skip(if: $no) ...F } } } fragment F on Claim { text stance } query B { graph { version } }`, `{"no":false}`, "A")
	f.Add(`{ nodes(ids: ["secure-base", "nothing", "edge:mary-ainsworth.originated.secure-base"]) { __typename ... on Entity { name } ... on Edge { strength { value } } } }`, `{}`, "")
	f.Add(`{ search(query: "ainswerth", first: 3, after: "x") { nodes { fragment ranges { start end } } } a: entity(id: "\u0000") { id } }`, `null`, "")
	f.Add(`{ __schema { types { name } } __type(name: "Claim") { name } __typename }`, `{}`, "")
	f.Add("{ a: graph { version } a: graph { digest: version } \ufeff # c\n }", `{"x":[{"y":1e999}]}`, "x")
	h := newHandler()
	f.Fuzz(func(t *testing.T, document, variables, operation string) {
		request := graph.Request{Query: document, OperationName: operation}
		if json.Unmarshal([]byte(variables), &request.Variables) != nil {
			request.Variables = nil
		}
		begun := time.Now()
		compare(t, h, request)
		if took := time.Since(begun); took > 20*time.Second {
			t.Fatalf("both ways took %v", took)
		}
	})
}
