package web_test

import (
	"bytes"
	"compress/gzip"
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
	if len(script.Files) < 2 {
		t.Skip("the script is not built")
	}
	main := script.Entries["main"]
	total := 0
	for _, name := range append([]string{main.File}, main.Imports...) {
		if strings.Contains(name, "monaco") {
			t.Errorf("every page loads a part of the editor, %s", name)
		}
		var out bytes.Buffer
		zip := gzip.NewWriter(&out)
		if _, err := zip.Write(script.Files[name]); err != nil {
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
	for name, body := range script.Files {
		if strings.HasSuffix(name, ".map") || len(body) > 1_500_000 {
			t.Errorf("%s of %d bytes does not belong into the program", name, len(body))
		}
	}
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
