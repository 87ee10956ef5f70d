package content

import (
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"
)

// TestCover measures a small graph; the golden table shows every part of it, edges for and against included.
func TestCover(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/coverage.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := baseFiles(t)
	want := ""
	warned := ""
	for _, f := range archive.Files {
		switch f.Name {
		case "want":
			want = string(f.Data)
		case "warnings":
			warned = string(f.Data)
		default:
			files[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	graph, problems := ReadYAML(files)
	report := check(graph, 2027)
	if len(problems)+len(report.Problems) > 0 {
		t.Fatal(problems, report.Problems)
	}
	if got := Cover(graph).String(); got != want {
		t.Errorf("coverage:\n%s\nwant:\n%s", got, want)
	}
	got := ""
	for _, w := range report.Warnings {
		got += w.String() + "\n"
	}
	if got != warned {
		t.Errorf("warnings:\n%s\nwant:\n%s", got, warned)
	}
}
