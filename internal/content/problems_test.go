package content

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"
)

// TestProblems runs the cases in testdata/problems: files laid over those of testdata/base, and under "want" the
// problems that reading and checking them gives, line by line.
func TestProblems(t *testing.T) {
	cases, err := filepath.Glob("testdata/problems/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			files := baseFiles(t)
			var jsonl *Graph
			for _, f := range archive.Files {
				switch {
				case f.Name == "want":
					want = string(f.Data)
				case strings.HasSuffix(f.Name, ".jsonl"):
					jsonl, _ = ReadJSONL(f.Name, strings.NewReader(string(f.Data)))
				default:
					files[f.Name] = &fstest.MapFile{Data: f.Data}
				}
			}
			graph, _ := ReadYAML(files)
			if jsonl != nil {
				join(graph, jsonl)
			}
			got := ""
			for _, p := range check(graph, 2027).Problems {
				got += p.String() + "\n"
			}
			if got != want {
				t.Errorf("problems:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func baseFiles(t testing.TB) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{"vocabulary.yaml", "entities.yaml"} {
		raw, err := os.ReadFile(filepath.Join("testdata/base", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: raw}
	}
	return files
}

// join adds the records of another graph, except a vocabulary.
func join(g, other *Graph) {
	for _, e := range other.Entities {
		g.add(e, other.places[e])
	}
	for _, c := range other.Claims {
		g.add(c, other.places[c])
	}
	for _, p := range other.Practice {
		g.add(p, other.places[p])
	}
	g.problems = append(g.problems, other.problems...)
}
