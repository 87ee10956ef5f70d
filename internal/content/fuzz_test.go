package content

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"

	"github.com/securebase/securebase/internal/evidence"
)

const (
	// fuzzSize bounds what is read, and fuzzTime how long that may take: a thousand times what it does.
	fuzzSize = 1 << 16
	fuzzTime = 10 * time.Second
)

// FuzzYAML reads a file of any bytes. What is read without a problem holds what the parser found, no more and no less, and
// comes through JSON Lines and through YAML as it is. Whatever is wrong is told with its line, on one line.
func FuzzYAML(f *testing.F) {
	seeds(f, ".yaml")
	for _, text := range []string{
		"claims:\n  - id: john-bowlby.originated.secure-base\n    subject: john-bowlby\n    year: 1988\n...\n",
		"constructs:\n  - id: a\n    aliases: [a, {b: c}]\n    checked:\n      - url: 'x\n",
		"strength:\n  q:\n    T1: 0.6\npredicates:\n  - id: x\n    symmetric: yes\n...\n",
		"practice:\n  - detail:\n      a: [[b]]\n      c: null\n...\n", "- a", "? a", "{", "a: |\n  b\n...\n", "\xff", "",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) > fuzzSize {
			return
		}
		graph, problems := inTime(t, func() (*Graph, []Problem) { return ReadYAMLFile("fuzz.yaml", bytes.NewReader(raw)) })
		examine(t, raw, graph, problems)
		if len(problems) > 0 {
			return
		}
		written := jsonl(t, graph)
		again, problems := ReadJSONL("again.jsonl", bytes.NewReader(written))
		if len(problems) > 0 {
			t.Fatalf("as JSON Lines it has problems: %s\n%s", problems[0], written)
		}
		if got := jsonl(t, again); !bytes.Equal(got, written) {
			t.Fatalf("it went out as\n%s\nand came back as\n%s", written, got)
		}
		asParsed(t, raw, graph)
		asWritten(t, raw, written)
	})
}

// FuzzJSONL reads lines of any bytes. What is read without a problem comes out again with everything that was in it, and
// is read the same from there.
func FuzzJSONL(f *testing.F) {
	seeds(f, ".jsonl")
	for _, text := range []string{
		`{"securebase":{"format":1}}`, `{"vocabulary":{"strength":{"q":{"T1":0.6}},"predicates":[null]}}`,
		`{"entity":{"id":"john-bowlby","kind":"Theorist","born":"1907-02-26"}}`,
		`{"claim":{"id":"a","citations":[{"source":"b"}],"effect":{"low":1,"high":0}}}`,
		`{"practice":{"id":"a","detail":{"b":[null,{"c":1}]}}}`, `{"a":{"b":[{"c":1,"c":2}]}}`, `]`, "{\"\xff",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) > fuzzSize {
			return
		}
		graph, problems := inTime(t, func() (*Graph, []Problem) { return ReadJSONL("fuzz.jsonl", bytes.NewReader(raw)) })
		examine(t, raw, graph, problems)
		if len(problems) > 0 {
			return
		}
		written := jsonl(t, graph)
		again, problems := ReadJSONL("again.jsonl", bytes.NewReader(written))
		if len(problems) > 0 {
			t.Fatalf("what was written has problems: %s\n%s", problems[0], written)
		}
		if got := jsonl(t, again); !bytes.Equal(got, written) {
			t.Fatalf("it went out as\n%s\nand came back as\n%s", written, got)
		}
		records, total := map[any]int{}, 0
		for record, at := range graph.places {
			records[record], total = at.line, total+1
		}
		if bytes.ContainsRune(written, utf8.RuneError) && !bytes.ContainsRune(raw, utf8.RuneError) && !bytes.Contains(bytes.ToLower(raw), []byte(`\ufffd`)) {
			t.Fatalf("a sign came to stand for what is none: %s", written)
		}
		for i, line := range bytes.Split(raw, []byte("\n")) {
			if line = bytes.TrimSpace(line); len(line) == 0 || i == 0 && bytes.HasPrefix(line, []byte(`{"securebase"`)) {
				continue
			}
			total--
			for record, at := range records {
				if at == i+1 {
					holds(t, "", decode(t, line), decode(t, lineOfRecord(t, record)))
				}
			}
		}
		if total != 0 {
			t.Fatalf("%d more records than lines", total)
		}
	})
}

// seeds adds the files of the test cases that have an ending, and a bit of the knowledge.
func seeds(f *testing.F, ending string) {
	f.Helper()
	plain, err1 := filepath.Glob("testdata/base/*")
	more, err2 := filepath.Glob("../../seed/claims/lineage-*.yaml")
	cases, err3 := filepath.Glob("testdata/problems/*.txtar")
	if err1 != nil || err2 != nil || err3 != nil || len(cases) == 0 {
		f.Fatalf("no cases: %v %v %v", err1, err2, err3)
	}
	add := func(name string, raw []byte) {
		if filepath.Ext(name) == ending {
			f.Add(raw[:min(len(raw), 4096)])
		}
	}
	for _, name := range append(plain, more...) {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		add(name, raw)
	}
	for _, name := range cases {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			add(file.Name, file.Data)
		}
	}
	graph, _ := ReadYAML(baseFiles(f))
	add("base.jsonl", jsonl(f, graph))
}

// inTime fails if reading takes far too long.
func inTime(t *testing.T, read func() (*Graph, []Problem)) (*Graph, []Problem) {
	t.Helper()
	begun := time.Now()
	graph, problems := read()
	if took := time.Since(begun); took > fuzzTime {
		t.Fatalf("reading took %v", took)
	}
	return graph, problems
}

// examine takes whatever was read through everything that this package does with it.
func examine(t *testing.T, raw []byte, graph *Graph, problems []Problem) {
	t.Helper()
	report := Check(graph)
	if len(report.Problems) < len(problems) {
		t.Errorf("Check reports %d problems, reading alone found %d", len(report.Problems), len(problems))
	}
	told(t, raw, report.Problems)
	_ = Cover(graph).String()
}

// told looks at the form of problems.
func told(t *testing.T, raw []byte, problems []Problem) {
	t.Helper()
	lines := 1 + bytes.Count(raw, []byte("\n"))
	for _, p := range problems {
		if p.File == "" || p.Line < 1 || p.Line > lines || p.Field == "" || p.Wrong == "" || p.Right == "" ||
			strings.ContainsAny(p.String(), "\n\r\x00\x1b") {
			t.Fatalf("no problem on one line, of a file with %d lines: %q", lines, p.String())
		}
	}
}

// jsonl writes a graph as an export does.
func jsonl(t testing.TB, g *Graph) []byte {
	t.Helper()
	var b bytes.Buffer
	var records []any
	if g.Vocabulary != nil {
		records = append(records, g.Vocabulary)
	}
	for _, e := range g.Entities {
		records = append(records, e)
	}
	for _, c := range g.Claims {
		records = append(records, c)
	}
	for _, p := range g.Practice {
		records = append(records, p)
	}
	for _, record := range records {
		b.Write(append(lineOfRecord(t, record), '\n'))
	}
	return b.Bytes()
}

func lineOfRecord(t testing.TB, record any) []byte {
	t.Helper()
	line, err := evidence.Line(record)
	if err != nil {
		t.Fatalf("write %+v: %v", record, err)
	}
	return line
}

func decode(t *testing.T, line []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(line, &value); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return value
}

// holds fails if anything of a value that was read is missing from what was written, or is another there. Empty values
// may be left out, and so may what is derived.
func holds(t *testing.T, at string, read, written any) {
	t.Helper()
	switch r := read.(type) {
	case map[string]any:
		w, ok := written.(map[string]any)
		if !ok && len(r) > 0 {
			t.Fatalf("%s was %v and is %v", at, read, written)
		}
		for key, value := range r {
			if derived := (key == "name" || key == "summary") && strings.HasSuffix(at, "entity") && r["kind"] == "Source"; !derived {
				holds(t, at+"."+key, value, w[key])
			}
		}
	case []any:
		w, ok := written.([]any)
		if !ok && len(r) > 0 || len(w) != len(r) {
			t.Fatalf("%s was %v and is %v", at, read, written)
		}
		for i := range r {
			holds(t, fmt.Sprintf("%s[%d]", at, i), r[i], w[i])
		}
	case string, float64, bool:
		if read != written && (!isEmpty(r) || written != nil) {
			t.Fatalf("%s was %v and is %v", at, read, written)
		}
	default:
		t.Fatalf("%s was %v", at, read)
	}
}

// asWritten writes what the parser found in its own way, and wants it to be read as before.
func asWritten(t *testing.T, raw, want []byte) {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	inAnotherWay, err := yaml.Marshal(&doc)
	if err != nil {
		t.Fatal(err)
	}
	graph, problems := ReadYAMLFile("written.yaml", bytes.NewReader(inAnotherWay))
	if len(problems) > 0 {
		t.Fatalf("written in another way it has problems: %s\n%s", problems[0], inAnotherWay)
	}
	if got := jsonl(t, graph); !bytes.Equal(got, want) {
		t.Fatalf("written in another way it is read as\n%s\nnot\n%s", got, want)
	}
}

// asParsed compares a graph with what the parser finds in the file.
func asParsed(t *testing.T, raw []byte, graph *Graph) {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Kind == 0 {
		t.Fatal("the parser finds nothing")
	}
	root := doc.Content[0]
	lists := map[string][]any{}
	for _, e := range graph.Entities {
		key := keyOf(kindOf(e))
		lists[key] = append(lists[key], e)
	}
	for _, c := range graph.Claims {
		lists["claims"] = append(lists["claims"], c)
	}
	for _, p := range graph.Practice {
		lists["practice"] = append(lists["practice"], p)
	}
	rest := &yaml.Node{Kind: yaml.MappingNode}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		if _, ok := recordKey(key.Value); !ok {
			rest.Content = append(rest.Content, key, value)
			continue
		}
		if value.Kind != yaml.SequenceNode || len(value.Content) != len(lists[key.Value]) {
			t.Fatalf("%d records of %s, the parser finds %d", len(lists[key.Value]), key.Value, len(value.Content))
		}
		for j, record := range lists[key.Value] {
			same(t, fmt.Sprintf("%s[%d]", key.Value, j), value.Content[j], body(t, record))
		}
	}
	if graph.Vocabulary != nil {
		same(t, "vocabulary", rest, body(t, graph.Vocabulary))
	} else if len(rest.Content) > 0 {
		t.Fatalf("the parser finds a vocabulary with %s", rest.Content[0].Value)
	}
}

// body is the JSON of a record, without the key around it.
func body(t *testing.T, record any) any {
	t.Helper()
	keyed, ok := decode(t, lineOfRecord(t, record)).(map[string]any)
	if !ok || len(keyed) != 1 {
		t.Fatalf("no record: %v", record)
	}
	for _, value := range keyed {
		return value
	}
	return nil
}

// same compares a node of the parser with the JSON of what was read.
func same(t *testing.T, at string, node *yaml.Node, got any) {
	t.Helper()
	differs := func() { t.Fatalf("%s is %v, the parser reads %q (%s)", at, got, node.Value, node.Tag) }
	switch g := got.(type) {
	case nil:
		empty := node.Tag == "!!null" || len(node.Content) == 0 && node.Kind != yaml.ScalarNode || node.Tag == "!!bool" && strings.EqualFold(node.Value, "false")
		if zero, err := strconv.ParseFloat(node.Value, 64); !empty && (err != nil || zero != 0) {
			for i := 1; node.Kind == yaml.MappingNode && i < len(node.Content); i += 2 {
				same(t, at+"."+node.Content[i-1].Value, node.Content[i], nil)
			}
			if node.Kind != yaml.MappingNode {
				differs()
			}
		}
	case map[string]any:
		if node.Kind != yaml.MappingNode {
			differs()
		}
		seen := map[string]bool{}
		for i := 0; i+1 < len(node.Content); i += 2 {
			key := node.Content[i].Value
			seen[key] = true
			same(t, at+"."+key, node.Content[i+1], g[key])
		}
		for key, value := range g {
			if !seen[key] && !isEmpty(value) {
				t.Fatalf("%s.%s is %v, the parser finds none", at, key, value)
			}
		}
	case []any:
		if node.Kind != yaml.SequenceNode || len(node.Content) != len(g) {
			differs()
		}
		for i := range g {
			same(t, fmt.Sprintf("%s[%d]", at, i), node.Content[i], g[i])
		}
	case string:
		if node.Kind != yaml.ScalarNode || node.Value != g {
			differs()
		}
	case float64:
		if f, err := strconv.ParseFloat(node.Value, 64); err != nil || f != g {
			differs()
		}
	case bool:
		if node.Tag != "!!bool" || strings.EqualFold(node.Value, "true") != g {
			differs()
		}
	}
}

// isEmpty tells values that may be left out.
func isEmpty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case float64:
		return v == 0
	case bool:
		return !v
	case []any:
		return len(v) == 0
	case map[string]any:
		for _, part := range v {
			if !isEmpty(part) {
				return false
			}
		}
		return true
	}
	return false
}
