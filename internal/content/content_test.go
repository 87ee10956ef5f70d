package content

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/seed"
)

func TestSeedHasNoProblems(t *testing.T) {
	graph, problems := ReadYAML(seed.FS)
	if len(problems) > 0 {
		t.Errorf("reading gives %d problems", len(problems))
	}
	report := Check(graph)
	for _, p := range report.Problems {
		t.Error(p)
	}
	for _, w := range report.Warnings {
		t.Log(w)
	}
	if len(graph.Entities) < 2000 || len(graph.Claims) < 3000 || len(graph.Practice) < 100 {
		t.Errorf("%d entities, %d claims and %d practice items were read; more are wanted",
			len(graph.Entities), len(graph.Claims), len(graph.Practice))
	}
	change := graph.ChangeSet()
	size := len(graph.Entities) + len(graph.Claims) + len(graph.Practice) + 1
	if change.Size() != size || !change.Replace {
		t.Errorf("the change set has %d records, %d are wanted, all in place of what is there", change.Size(), size)
	}
}

// TestSeedIsPlausibleWhateverTheClock checks the knowledge on a machine whose clock has stepped back.
func TestSeedIsPlausibleWhateverTheClock(t *testing.T) {
	graph, _ := ReadYAML(seed.FS)
	for _, p := range check(graph, lastYearAt(time.Unix(0, 0))).Problems {
		t.Error(p)
	}
	if year := lastYearAt(time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC)); year != 2041 {
		t.Errorf("in 2040 the last plausible year is %d", year)
	}
}

// TestSeedLines holds the line of every field against the text of the files.
func TestSeedLines(t *testing.T) {
	graph, _ := ReadYAML(seed.FS)
	files := map[string][]string{}
	checked := 0
	for record, at := range graph.places {
		if files[at.file] == nil {
			raw, err := fs.ReadFile(seed.FS, at.file)
			if err != nil {
				t.Fatal(err)
			}
			files[at.file] = strings.Split(string(raw), "\n")
		}
		for field, line := range at.lines {
			name := field[strings.LastIndex(field, ".")+1:]
			if strings.HasSuffix(name, "]") {
				continue // an item of a list has no name
			}
			checked++
			if text := strings.TrimLeft(files[at.file][line-1], " -'"); !strings.HasPrefix(text, name) {
				t.Fatalf("%s:%d: %s is said to stand there, but %q does", at.file, line, fieldOf(record, field), text)
			}
		}
	}
	if checked < 50000 {
		t.Errorf("only %d fields were looked at", checked)
	}
}

// TestCutShort cuts every file of the seed at several places; none may pass, none may panic.
func TestCutShort(t *testing.T) {
	err := fs.WalkDir(seed.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(seed.FS, path)
		if err != nil {
			return err
		}
		raw = raw[:min(len(raw), 40000)] // as good as all of it, and parsed in no time
		boundary := bytes.LastIndex(raw, []byte("\n  - ")) + 1
		for _, cut := range []int{0, 1, len(raw) / 3, len(raw) / 2, len(raw) * 2 / 3, boundary, len(raw) - 1} {
			files := fstest.MapFS{path: {Data: raw[:cut]}, "other.yaml": {Data: []byte("claims: []\n...\n")}}
			if _, problems := ReadYAML(files); len(problems) == 0 {
				t.Errorf("%s cut after %d bytes has no problem", path, cut)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFormsAgree reads the same graph as YAML and as JSONL.
func TestFormsAgree(t *testing.T) {
	graph, _ := ReadYAML(seed.FS)
	fromLines, problems := ReadJSONL("export.jsonl", bytes.NewReader(lines(t, graph)))
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	if p := Check(fromLines).Problems; len(p) > 0 {
		t.Fatal(p[0])
	}
	if !bytes.Equal(lines(t, graph), lines(t, fromLines)) {
		t.Error("YAML and JSONL of the same graph are read differently")
	}
}

func lines(t *testing.T, g *Graph) []byte {
	t.Helper()
	b := bytes.NewBufferString("{\"securebase\":{\"format\":1,\"claims\":3041}}\n")
	put := func(record any) {
		line, err := evidence.Line(record)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	put(g.Vocabulary)
	for _, e := range g.Entities {
		put(e)
	}
	for _, c := range g.Claims {
		put(c)
	}
	for _, p := range g.Practice {
		put(p)
	}
	return b.Bytes()
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	yaml := "constructs:\n  - id: secure-base\n    kind: Construct\n    name: Secure base\n    type: construct\n...\n"
	jsonl := `{"entity":{"id":"secure-base","kind":"Construct","name":"Secure base","type":"construct"}}` + "\n"
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct{ path, stdin, file string }{
		{write("a.yaml", yaml), "", filepath.Join(dir, "a.yaml")},
		{write("b.yml", strings.ReplaceAll(yaml, "\n", "\r\n")), "", filepath.Join(dir, "b.yml")},
		{write("c.jsonl", jsonl), "", filepath.Join(dir, "c.jsonl")},
		{"-", yaml, "stdin"},
		{"-", "\n " + jsonl, "stdin"},
	} {
		graph, problems, err := Read(c.path, strings.NewReader(c.stdin))
		if err != nil || len(problems) > 0 || len(graph.Entities) != 1 {
			t.Errorf("%s: %v, %v, %+v", c.path, err, problems, graph)
			continue
		}
		if got := graph.places[graph.Entities[0]].file; got != c.file {
			t.Errorf("%s: the file is called %q, want %q", c.path, got, c.file)
		}
	}
	graph, problems, err := Read(dir, nil)
	if err != nil || len(problems) > 0 || len(graph.Entities) != 2 {
		t.Errorf("the directory gives %v and %v; its two YAML files are wanted", problems, err)
	}
	got := Check(graph).Problems
	want := filepath.Join(dir, "b.yml") + ":2: constructs[secure-base].id: is taken by"
	if len(got) == 0 || !strings.HasPrefix(got[len(got)-1].String(), want) {
		t.Errorf("problems %v; one beginning with %q is wanted", got, want)
	}
	for _, path := range []string{filepath.Join(dir, "none.yaml"), write("notes.txt", "x")} {
		if _, _, err := Read(path, nil); err == nil {
			t.Errorf("%s: an error is wanted", path)
		}
	}
	if _, problems, err := Read(t.TempDir(), nil); err != nil || len(problems) != 1 {
		t.Errorf("an empty directory gives %v, %v; one problem is wanted", problems, err)
	}
}

func TestInvalidUTF8(t *testing.T) {
	_, problems := ReadYAML(fstest.MapFS{"claims/a.yaml": {Data: []byte("claims:\n  - id: caf\xe9\n...\n")}})
	want := "claims/a.yaml:2: file: holds bytes that are no UTF-8; " +
		"the file saved as UTF-8 (until then no reference is checked)"
	if got := fmt.Sprint(problems); got != "["+want+"]" {
		t.Errorf("problems %s; want [%s]", got, want)
	}
	_, problems = ReadJSONL("a.jsonl", strings.NewReader("\n{\"claim\":{\"id\":\"caf\xe9\"}}"))
	if len(problems) != 1 || problems[0].Line != 2 {
		t.Errorf("problems %v; one on line 2 is wanted", problems)
	}
}

func TestISBN(t *testing.T) {
	for isbn, want := range map[string]bool{
		"0-465-07598-3": true, "080442957X": true, "978-1-59385-457-7": true, "9780198842064": true,
		"0-465-07598-4": false, "9780198842065": false, "08044X9577": false, "": false, "0-465": false,
	} {
		if isISBN(isbn) != want {
			t.Errorf("isISBN(%q) is not %v", isbn, want)
		}
	}
}

// TestCutAtALineEnd reads an export whose last line is missing; only the head can tell.
func TestCutAtALineEnd(t *testing.T) {
	const export = `{"securebase":{"format":1,"records":2}}
{"entity":{"id":"safe-haven","kind":"Construct","name":"Safe haven","type":"construct"}}
`
	_, problems := ReadJSONL("cut.jsonl", strings.NewReader(export))
	want := "cut.jsonl:1: securebase.records: is 2, but 1 follow; the whole export"
	if len(problems) != 1 || problems[0].String() != want {
		t.Errorf("%v, want %s", problems, want)
	}
}
