package neo4j

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// TestTheQuestionsOfTheManual runs every Cypher statement of docs/neo4j.md that is followed by a table, on the
// knowledge that comes with the program, and compares the answer with the table.
func TestTheQuestionsOfTheManual(t *testing.T) {
	raw, err := os.ReadFile("../../../docs/neo4j.md")
	if err != nil {
		t.Fatal(err)
	}
	s := open(t)
	if _, err := s.Apply(t.Context(), knowledge(t)); err != nil {
		t.Fatal(err)
	}
	questions := regexp.MustCompile("(?s)### ([^\n]+)\n```cypher\n(.*?)\n```\n((?:\\|[^\n]*\n)+)").FindAllStringSubmatch(string(raw), -1)
	if len(questions) != 12 {
		t.Fatalf("%d questions, want 12", len(questions))
	}
	for _, q := range questions {
		t.Run(q[1], func(t *testing.T) {
			if got := table(t, s, q[2]); got != q[3] {
				t.Errorf("%s\ngives\n%s\nthe manual says\n%s", q[2], got, q[3])
			}
		})
	}
}

// table runs a statement and writes its answer as a Markdown table.
func table(t *testing.T, s *Store, statement string) string {
	t.Helper()
	session := s.session(t.Context(), neo4j.AccessModeRead)
	defer endSession(t.Context(), session)
	result, err := session.Run(t.Context(), statement, nil)
	if err != nil {
		t.Fatal(err)
	}
	columns, err := result.Keys()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := result.Collect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "| %s |\n|%s\n", strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
	for _, row := range rows {
		cells := make([]string, len(row.Values))
		for i, v := range row.Values {
			cells[i] = cell(v)
		}
		fmt.Fprintf(&out, "| %s |\n", strings.Join(cells, " | "))
	}
	return out.String()
}

func cell(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		parts := make([]string, len(v))
		for i, part := range v {
			parts[i] = cell(part)
		}
		return strings.Join(parts, " → ")
	}
	return fmt.Sprint(v)
}
