package web_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/securebase/securebase/web"
)

// firstLoad bounds the script that every page loads at once, compressed.
const firstLoad = 180_000

func TestPagesLoadNoMoreThanTheyNeed(t *testing.T) {
	script, err := web.Load()
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(script.Files, "*.*")
	if err != nil || len(names) < 2 {
		t.Fatalf("the script is not built; make build does it (%v)", err)
	}
	total := 0
	for _, name := range everyPageLoads(t, script) {
		if strings.Contains(name, "monaco") {
			t.Errorf("every page loads a part of the editor, %s", name)
		}
		var out bytes.Buffer
		zip := gzip.NewWriter(&out)
		if _, err := zip.Write(read(t, script, name)); err != nil {
			t.Fatal(err)
		}
		if err := zip.Close(); err != nil {
			t.Fatal(err)
		}
		total += out.Len()
	}
	if total == 0 || total > firstLoad {
		t.Errorf("pages load %d bytes at once, at most %d are right", total, firstLoad)
	}
	for _, name := range names {
		if size := len(read(t, script, name)); strings.HasSuffix(name, ".map") || size > 1_500_000 {
			t.Errorf("%s of %d bytes does not belong into the program", name, size)
		}
	}
}

func read(t *testing.T, script web.Script, name string) []byte {
	t.Helper()
	body, err := fs.ReadFile(script.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// everyPageLoads lists the entry of the pages, what it goes on to load, and what these need.
func everyPageLoads(t *testing.T, script web.Script) []string {
	t.Helper()
	type chunk struct {
		File           string
		Imports        []string
		DynamicImports []string
	}
	var chunks map[string]chunk
	if err := json.Unmarshal(read(t, script, "manifest.json"), &chunks); err != nil {
		t.Fatal(err)
	}
	var all []string
	var take func(string)
	take = func(name string) {
		c := chunks[name]
		if slices.Contains(all, c.File) {
			return
		}
		all = append(all, c.File)
		for _, needed := range c.Imports {
			take(needed)
		}
	}
	const entry = "src/main.ts"
	take(entry)
	for _, next := range chunks[entry].DynamicImports {
		take(next)
	}
	if len(all) < 2 {
		t.Fatalf("the entry loads %q and nothing else", all)
	}
	return all
}

func TestExamplesAreQuestions(t *testing.T) {
	all, err := web.Examples()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 12 {
		t.Errorf("%d examples, not twelve", len(all))
	}
	for _, e := range all {
		if !strings.HasSuffix(e.Title, "?") || !strings.HasPrefix(e.Query, "query ") || strings.ContainsRune(e.Query, '\'') {
			t.Errorf("%s: %q is no question with a named query that can stand in single quotes", e.Name, e.Title)
		}
	}
}
