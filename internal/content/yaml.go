package content

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/securebase/securebase/internal/evidence"
)

// maxDepth bounds the nesting of YAML, far above what the data needs.
const maxDepth = 20

// endMark is the last line of a file, so that a file cut short is noticed wherever it was cut. Files may do without it,
// but where one of those read together has it, all have.
const endMark = "..."

// ReadYAML reads all YAML files of a directory and the directories below it, in the layout of the embedded knowledge:
// the top-level keys of a file say what it holds. The graph has every record that could be read, and nothing that
// cannot be read as it was written goes without a problem.
func ReadYAML(files fs.FS) (*Graph, []Problem) { return readYAMLDir(files, "") }

func readYAMLDir(files fs.FS, dir string) (*Graph, []Problem) {
	r := newReader()
	found := false
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isYAML(name) {
			return err
		}
		found = true
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		r.file = path.Join(dir, name)
		r.read(raw)
		return nil
	})
	r.file = path.Join(dir, ".")
	switch {
	case err != nil:
		r.broken(1, fmt.Sprintf("cannot be read: %v", err), "files that this user may read")
	case !found:
		r.broken(1, "holds no YAML file", "a directory with vocabulary.yaml, sources.yaml, claims/ …")
	}
	return r.done()
}

// ReadYAMLFile reads one YAML file, which may hold several top-level keys. The name stands in messages.
func ReadYAMLFile(name string, from io.Reader) (*Graph, []Problem) {
	r := newReader()
	r.file = name
	raw, err := io.ReadAll(from)
	if err != nil {
		r.broken(1, fmt.Sprintf("cannot be read: %v", err), "a file that this user may read")
	}
	r.read(raw)
	return r.done()
}

func isYAML(name string) bool { return path.Ext(name) == ".yaml" || path.Ext(name) == ".yml" }

// reader turns YAML files into records of one graph.
type reader struct {
	graph  *Graph
	file   string
	shapes map[reflect.Type]shape

	marked   bool    // some file ends with endMark
	unmarked []place // where the others end
	follow   *int    // lines after the head of a JSONL file, if it tells
	keys     *keys   // of the lines of a JSONL file

	// The record that is being read.
	record any
	place  *place
}

func newReader() *reader { return &reader{graph: newGraph(), shapes: map[reflect.Type]shape{}} }

func (r *reader) done() (*Graph, []Problem) {
	for _, end := range r.unmarked {
		if r.marked {
			r.file = end.file
			r.problem(end.line, "file", "is cut short", fmt.Sprintf("the line %s at the end, as in the other files", endMark))
		}
	}
	sortProblems(r.graph.problems)
	return r.graph, r.graph.problems
}

func (r *reader) problem(line int, field, wrong, right string) {
	r.graph.problems = append(r.graph.problems, Problem{r.file, line, field, wrong, right})
}

// broken reports that a file cannot be read. References may then point to what it holds and are not checked, so that
// one broken file does not hide behind a thousand unknown ids.
func (r *reader) broken(line int, wrong, right string) {
	r.graph.partial = true
	r.problem(line, "file", wrong, right+" (until then no reference is checked)")
}

// read takes the records of one file.
func (r *reader) read(raw []byte) {
	if bad := invalidUTF8(raw); bad >= 0 {
		r.broken(1+bytes.Count(raw[:bad], []byte("\n")), "holds bytes that are no UTF-8", "the file saved as UTF-8")
		return
	}
	text := strings.ReplaceAll(string(raw), "\r\n", "\n")
	if bad := strings.IndexFunc(text, isControl); bad >= 0 {
		sign, _ := utf8.DecodeRuneInString(text[bad:])
		r.broken(1+strings.Count(text[:bad], "\n"), fmt.Sprintf("holds the control sign U+%04X", sign),
			fmt.Sprintf(`no such sign, or "\u%04x" in a text in double quotes`, sign))
		return
	}
	last := 1 + strings.Count(strings.TrimSuffix(text, "\n"), "\n")
	body, ok := strings.CutSuffix("\n"+text, "\n"+endMark+"\n")
	switch {
	case ok:
		r.marked = true
	case !strings.HasSuffix(text, "\n"):
		r.problem(last, "file", "is cut short: its last line has no end", "a file that ends with a line end")
	default:
		r.unmarked = append(r.unmarked, place{file: r.file, line: last})
	}
	body = strings.TrimPrefix(body+"\n", "\n")
	doc, line, err := parse(body)
	if err != nil {
		r.broken(min(line, last), err.Error(), "one YAML document as README.md of the knowledge describes")
		return
	}
	r.document(doc)
}

// isControl finds signs that YAML does not allow or that end a line for some parsers and not for others.
func isControl(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || r == 0x2028 || r == 0x2029 || r == 0xfffe || r == 0xffff
}

func invalidUTF8(raw []byte) int {
	if utf8.Valid(raw) {
		return -1
	}
	for i := 0; i < len(raw); {
		c, size := utf8.DecodeRune(raw[i:])
		if c == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// parse gives the root of a file's only document, or the line of the error.
func parse(text string) (root *yaml.Node, line int, err error) {
	if at := strings.Index("\n"+text, "\n%"); at >= 0 {
		return nil, 1 + strings.Count(text[:at], "\n"), errors.New(noTag)
	}
	documents, err := decoded(text)
	if err != nil {
		parts := parserMessage.FindStringSubmatch(err.Error())
		if line, err = strconv.Atoi(parts[1]); err != nil || !strings.Contains(parts[2], openQuote) {
			line = wrongLine(text)
		}
		return nil, line, fmt.Errorf("is no YAML: %s", parts[2])
	}
	if len(documents) == 0 || len(documents) == 1 && documents[0].Tag == tagNull {
		return nil, 1, nil
	}
	root = documents[0]
	keepWithin(root, strings.Count(text, "\n"))
	if line, what := unwanted(root, 1); what != "" {
		return nil, line, errors.New(what)
	}
	if len(documents) > 1 {
		return nil, documents[1].Line, errors.New("holds more than one YAML document")
	}
	return root, 1, nil
}

// decoded gives the roots of the first two documents of a text, as far as there are any.
func decoded(text string) (roots []*yaml.Node, err error) {
	// Should the parser panic on malformed input, that is a syntax error like any other for a reader.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the parser gave up (%v)", p)
		}
	}()
	documents := yaml.NewDecoder(strings.NewReader(text))
	for len(roots) < 2 {
		var document yaml.Node
		if err := documents.Decode(&document); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		roots = append(roots, document.Content[0])
	}
	return roots, nil
}

// parserMessage is a message of the parser. Of quotes that do not end it names the line on which they begin, otherwise often
// that on which the group began in which the error is.
var parserMessage = regexp.MustCompile(`(?s)^(?:yaml: )?(?:line (\d+): )?(.*)$`)

// keepWithin keeps the lines of nodes within the file: that of an empty value may be behind its end.
func keepWithin(node *yaml.Node, last int) {
	node.Line = min(node.Line, max(last, 1))
	for _, child := range node.Content {
		keepWithin(child, last)
	}
}

const openQuote = "unexpected end of stream"

// wrongLine finds the first line with which a text cannot be read any more, whatever may follow.
func wrongLine(text string) int {
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	return 1 + sort.Search(len(lines)-1, func(last int) bool {
		_, err := decoded(strings.Join(lines[:last+1], ""))
		return err != nil && !strings.Contains(err.Error(), openQuote)
	})
}

const noTag = "uses a tag or directive, which the data never does"

// unwanted finds YAML that the data has no use for and that makes a file mean more than it shows.
func unwanted(node *yaml.Node, depth int) (line int, what string) {
	switch {
	case node.Kind == yaml.AliasNode, node.Anchor != "", node.Tag == "!!merge":
		return node.Line, "uses an anchor, alias or merge key, which the data never does"
	case node.Style&yaml.TaggedStyle != 0:
		return node.Line, noTag
	case depth > maxDepth:
		return node.Line, fmt.Sprintf("is nested more than %d levels deep", maxDepth)
	}
	for i, child := range node.Content {
		if node.Kind == yaml.MappingNode && i%2 == 0 && child.Value == "" { // as of a list that is a key
			return child.Line, "has a key that is no text, which the data never does"
		}
		if line, what := unwanted(child, depth+1); what != "" {
			return line, what
		}
	}
	return 0, ""
}

// document reads the top-level keys. Those that are not the key of a list of records are fields of the vocabulary.
func (r *reader) document(root *yaml.Node) {
	if root == nil {
		r.problem(1, "file", "holds nothing", "a top-level key such as claims: with a list of records")
		return
	}
	entries, ok := entriesOf(root)
	if !ok {
		r.broken(root.Line, "holds "+describe(root), "a top-level key such as claims: with a list of records")
		return
	}
	var vocabulary []entry
	seen := map[string]int{}
	for _, entry := range entries {
		key, line := entry.name(), entry.line()
		first, twice := seen[key]
		seen[key] = line
		empty, isRecord := recordKey(key)
		switch {
		case isRecord && twice:
			r.problem(line, key, fmt.Sprintf("is given twice, first on line %d", first), "one list a file")
		case isRecord:
			r.records(key, entry.value, empty)
		default:
			vocabulary = append(vocabulary, entry)
		}
	}
	if len(vocabulary) > 0 {
		r.vocabulary(vocabulary)
	}
}

// recordKey gives what makes an empty record for a top-level key.
func recordKey(key string) (func() any, bool) {
	switch key {
	case "claims":
		return func() any { return new(evidence.Claim) }, true
	case "practice":
		return func() any { return new(evidence.PracticeItem) }, true
	}
	for _, kind := range evidence.Kinds() {
		if key == keyOf(kind) {
			return func() any { return evidence.NewEntity(kind) }, true
		}
	}
	return nil, false
}

// records reads a list of records.
func (r *reader) records(key string, node *yaml.Node, empty func() any) {
	if node.Kind != yaml.SequenceNode {
		r.problem(node.Line, key, fmt.Sprintf("is %s", describe(node)), "a list of records, each beginning with - id:")
		return
	}
	for i, item := range node.Content {
		entries, ok := entriesOf(item)
		if !ok {
			r.problem(item.Line, fmt.Sprintf("%s[%d]", key, i), fmt.Sprintf("is %s", describe(item)), "a record with fields")
			continue
		}
		record := empty()
		// Messages name the record by its id, wherever among the fields that stands.
		for _, entry := range entries {
			if text, ok := textOf(entry.value, false); ok && entry.name() == "id" {
				setID(record, text)
			}
		}
		r.begin(record, item.Line)
		r.fields(reflect.ValueOf(record).Elem(), "", entries)
		if entity, ok := record.(evidence.Entity); ok {
			r.entity(entity)
		}
		r.graph.add(record, r.place)
	}
}

func (r *reader) begin(record any, line int) {
	r.record = record
	r.place = &place{file: r.file, line: line, lines: map[string]int{}}
}

func setID(record any, id string) {
	switch record := record.(type) {
	case evidence.Entity:
		record.Head().ID = id
	case *evidence.Claim:
		record.ID = id
	case *evidence.PracticeItem:
		record.ID = id
	}
}

// entity checks what depends on the list an entity stands in, and derives what a source does not store.
func (r *reader) entity(entity evidence.Entity) {
	head, kind := entity.Head(), kindOf(entity)
	if written := head.Kind; written != kind {
		head.Kind = kind
		r.bad(r.place.at("kind"), "kind", fmt.Sprintf("is %q in the list %s", written, keyOf(kind)), string(kind))
	} else if _, ok := r.place.lines["kind"]; !ok {
		r.bad(r.place.line, "kind", "is missing", string(kind))
	}
	if source, ok := entity.(*evidence.Source); ok {
		for _, derived := range []string{"name", "summary"} {
			if line, ok := r.place.lines[derived]; ok {
				r.bad(line, derived, "is derived from the other fields of a source", "leave it out")
			}
		}
		source.Derive()
	}
}

// vocabulary reads the fields of the vocabulary, which all stand in one file.
func (r *reader) vocabulary(entries []entry) {
	line := entries[0].line()
	vocabulary := new(evidence.Vocabulary)
	r.begin(vocabulary, line)
	r.fields(reflect.ValueOf(vocabulary).Elem(), "", entries)
	if len(r.place.lines) == 0 {
		return // only unknown keys, and these are reported
	}
	if r.graph.Vocabulary != nil {
		first := r.graph.places[r.graph.Vocabulary]
		r.problem(line, "file", fmt.Sprintf("holds a second vocabulary, the first is at %s:%d", first.file, first.line),
			"one file with the whole vocabulary")
		return
	}
	r.graph.add(vocabulary, r.place)
}

func (g *Graph) add(record any, at *place) {
	g.places[record] = at
	switch record := record.(type) {
	case *evidence.Vocabulary:
		settle(record)
		g.Vocabulary = record
	case evidence.Entity:
		g.Entities = append(g.Entities, record)
	case *evidence.Claim:
		g.Claims = append(g.Claims, record)
	case *evidence.PracticeItem:
		listed(&record.About)
		g.Practice = append(g.Practice, record)
	}
}

// settle makes the lists empty that are missing and that an export writes all the same, so that it can be read again.
func settle(v *evidence.Vocabulary) {
	for _, terms := range []*[]evidence.Term{&v.Tiers, &v.Provenances, &v.Stances, &v.Designs} {
		listed(terms)
	}
	listed(&v.Kinds)
	listed(&v.Predicates)
	listed(&v.Sections)
	listed(&v.PracticeKinds)
	for _, p := range v.Predicates {
		listed(&p.SubjectKinds)
		listed(&p.ObjectKinds)
	}
	if v.Strength.Q == nil {
		v.Strength.Q = map[evidence.Tier]float64{}
	}
}

func listed[T any](list *[]T) {
	if *list == nil {
		*list = []T{}
	}
}
