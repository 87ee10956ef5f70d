// Package content reads knowledge written as YAML or JSONL, checks everything that the data model promises, and says
// how well the graph is covered. Every problem is reported with its file, line and field.
package content

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Graph is the content of a graph as it was read, each record with the place it came from. Records stand in the order
// of the files; derived fields are filled.
type Graph struct {
	Vocabulary *evidence.Vocabulary // nil if none was read
	Entities   []evidence.Entity
	Claims     []*evidence.Claim
	Practice   []*evidence.PracticeItem

	places   map[any]*place
	problems []Problem
	partial  bool // part of a file could not be read, so a reference may point to what is missing
}

// place is where a record stands. Fields are named as in messages: "citations[0].source".
type place struct {
	file  string
	line  int
	lines map[string]int // by field; empty for JSONL, where a record is one line
	bad   []string       // fields of which reading already complained
}

func newGraph() *Graph { return &Graph{places: map[any]*place{}} }

// ChangeSet makes the graph the whole content of a store. The records are shared, not copied.
func (g *Graph) ChangeSet() store.ChangeSet {
	return store.ChangeSet{
		Replace:    true,
		Vocabulary: g.Vocabulary,
		Entities:   g.Entities,
		Claims:     g.Claims,
		Practice:   g.Practice,
	}
}

// Problem is something in the content that has to be mended.
type Problem struct {
	File  string
	Line  int
	Field string // "claims[alan-sroufe.co-originated.felt-security].citations[0].source"; "file" for the whole file
	Wrong string // what is wrong
	Right string // what would be right
}

// String gives the problem on one line, "file:line: field: what is wrong; what would be right". Signs of the file that
// cannot be seen are written as \n, \x1b and so on.
func (p Problem) String() string {
	return visible(fmt.Sprintf("%s:%d: %s: %s; %s", p.File, p.Line, p.Field, p.Wrong, p.Right))
}

func visible(text string) string {
	isHidden := func(r rune) bool { return !unicode.IsPrint(r) }
	if !strings.ContainsFunc(text, isHidden) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if isHidden(r) {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func sortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
}

// label names a record in messages: "claims[id]"; empty for the vocabulary, whose fields stand at the top of a file.
func label(record any) string {
	switch r := record.(type) {
	case evidence.Entity:
		return fmt.Sprintf("%s[%s]", keyOf(kindOf(r)), r.Head().ID)
	case *evidence.Claim:
		return fmt.Sprintf("claims[%s]", r.ID)
	case *evidence.PracticeItem:
		return fmt.Sprintf("practice[%s]", r.ID)
	}
	return ""
}

// kindOf gives the kind that an entity has by its Go type, whatever is written in it.
func kindOf(e evidence.Entity) evidence.Kind { return evidence.Kind(reflect.TypeOf(e).Elem().Name()) }

// keyOf gives the key under which entities of a kind stand in YAML: "constructs".
func keyOf(kind evidence.Kind) string { return strings.ToLower(string(kind)) + "s" }

// fieldOf joins the label of a record and one of its fields.
func fieldOf(record any, field string) string {
	switch l := label(record); {
	case l == "":
		return field
	case field == "":
		return l
	default:
		return l + "." + field
	}
}

// at finds the line of a field, or of the nearest field around it.
func (p *place) at(field string) int {
	for field != "" {
		if line, ok := p.lines[field]; ok {
			return line
		}
		field = field[:max(strings.LastIndexAny(field, ".["), 0)]
	}
	return p.line
}

// isBad says whether reading already complained about the field or one around it.
func (p *place) isBad(field string) bool {
	for _, b := range p.bad {
		if rest, ok := strings.CutPrefix(field, b); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return true
		}
	}
	return false
}
