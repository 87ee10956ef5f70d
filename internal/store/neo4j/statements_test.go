package neo4j

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/statement"
)

func TestEveryStatementIsNamedDescribedAndUsed(t *testing.T) {
	all, err := statement.Load(statementFiles, statement.Cypher())
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := statement.Lint(all, os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, what := range wrong {
		t.Error(what)
	}
}

// isRead tells whether a statement is for readers; the others are a writer's or Open's.
func isRead(s statement.Statement) bool {
	switch s.File {
	case "apply.cypher", "write.cypher", "whole.cypher", "open.cypher":
		return false
	}
	return true
}

// allowed are the operators that look bad and are not: the few notes of migrations are read whole, and so are the marks of
// what is to go.
var allowed = map[string]string{
	"migrations_done": "NodeByLabelScan",
	"note_migration":  "NodeByLabelScan",
	"remove_gone":     "NodeByLabelScan",
}

// TestStatementsArePlannedWell plans every statement on an empty graph; the planner looks at how much there is, so
// TestEmbeddedKnowledge does it again on a full one.
func TestStatementsArePlannedWell(t *testing.T) {
	arePlannedWell(t, open(t))
}

func arePlannedWell(t *testing.T, s *Store) {
	t.Helper()
	forget := func() { // plans go by what the server knows of the content, which it counts some time after a load
		if err := server.Run(t.Context(), "CALL db.prepareForReplanning(60)"); err != nil {
			t.Fatal(err)
		}
	}
	forget()
	defer forget()
	all, err := statement.Load(statementFiles, statement.Cypher())
	if err != nil {
		t.Fatal(err)
	}
	for _, named := range all {
		if named.Name == "make_lock" {
			continue // a constraint has no plan
		}
		for _, operator := range planOf(t, s, named) {
			bad := strings.HasSuffix(operator, "Scan") || operator == "CartesianProduct"
			if isRead(named) {
				bad = bad || operator == "Eager" || operator == "Sort"
			}
			if bad && allowed[named.Name] != operator {
				t.Errorf("%s: %s uses %s", named.File, named.Name, operator)
			}
		}
	}
}

var parameter = regexp.MustCompile(`\$([a-z]\w*)`)

func planOf(t *testing.T, s *Store, named statement.Statement) []string {
	t.Helper()
	parameters := map[string]any{}
	for _, found := range parameter.FindAllStringSubmatch(named.Text, -1) {
		parameters[found[1]] = nil
	}
	session := s.session(t.Context(), neo4j.AccessModeWrite)
	defer endSession(t.Context(), session)
	result, err := session.Run(t.Context(), "EXPLAIN "+named.Text, parameters)
	if err != nil {
		t.Fatalf("%s: %v", named.Name, err)
	}
	summary, err := result.Consume(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", named.Name, err)
	}
	var operators []string
	var walk func(neo4j.Plan)
	walk = func(p neo4j.Plan) {
		operator, _, _ := strings.Cut(p.Operator(), "@")
		if operator == "CartesianProduct" && isPair(p) {
			operator = "pair"
		}
		operators = append(operators, operator)
		for _, child := range p.Children() {
			walk(child)
		}
	}
	walk(summary.Plan())
	return operators
}

// isPair tells whether a product is of two nodes that are found by their ids, which gives one row.
func isPair(p neo4j.Plan) bool {
	for _, child := range p.Children() {
		if !strings.HasPrefix(child.Operator(), "NodeUniqueIndexSeek") {
			return false
		}
	}
	return true
}

func TestMigrationsAreNumberedAndRepeatable(t *testing.T) {
	all, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if !strings.HasPrefix(m.name, fmt.Sprintf("%04d_", m.number)) {
			t.Errorf("%s is number %d", m.name, m.number)
		}
		for _, statement := range m.statements {
			if strings.HasPrefix(statement, "CREATE") && !strings.Contains(statement, "IF NOT EXISTS") {
				t.Errorf("%s: cannot be carried out twice: %s", m.name, statement)
			}
		}
	}
	if _, err := migrations(fstest.MapFS{"migrations/0001_x.cypher": {Data: []byte("RETURN 1;\nRETURN 2")}}); err == nil {
		t.Error("a statement without an end was accepted")
	}
	var none fs.FS = fstest.MapFS{}
	if all, err := migrations(none); err != nil || len(all) > 0 {
		t.Errorf("of nothing: %v, %v", all, err)
	}
}

func TestOtherMigrationsAreRefused(t *testing.T) {
	open(t)
	alter := func(statement string) {
		t.Helper()
		if err := server.Run(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ name, alter, restore string }{
		{"newer", "CREATE (:Migration {number: 99, name: '0099_later.cypher', checksum: ''})", "MATCH (m:Migration {number: 99}) DELETE m"},
		{"changed", "MATCH (m:Migration {number: 1}) SET m.was = m.checksum, m.checksum = 'x'", "MATCH (m:Migration {number: 1}) SET m.checksum = m.was REMOVE m.was"},
	} {
		t.Run(test.name, func(t *testing.T) {
			alter(test.alter)
			defer alter(test.restore)
			s, err := Open(t.Context(), server.URI, Options{User: server.User, Password: server.Password})
			if err == nil {
				_ = s.Close()
			}
			if store.CodeOf(err) != store.Conflict {
				t.Errorf("got %v, want a conflict", err)
			}
		})
	}
}

func TestWrongTypesNameStatementAndColumn(t *testing.T) {
	s := open(t)
	s.statements["sample"] = "RETURN 1988 AS year, 'text' AS title, null AS nothing;"
	for _, test := range []struct {
		read func(*cursor)
		want string
	}{
		{func(c *cursor) { c.text("year") }, "read column year of sample: text is wanted, found int64"},
		{func(c *cursor) { c.text("nothing") }, "read column nothing of sample: text is wanted, found <nil>"},
		{func(c *cursor) { c.optional("year") }, "read column year of sample: text or nothing is wanted, found int64"},
		{func(c *cursor) { c.integer("title") }, "read column title of sample: an integer is wanted, found string"},
		{func(c *cursor) { c.number("title") }, "read column title of sample: an integer or nothing is wanted, found string"},
		{func(c *cursor) { c.truth("nothing") }, "read column nothing of sample: true or false is wanted, found <nil>"},
		{func(c *cursor) { c.moment("year") }, "read column year of sample: a time or nothing is wanted, found int64"},
		{func(c *cursor) { c.text("absent") }, "read column absent of sample: there is none of that name"},
	} {
		err := s.read(t.Context(), "sample", func(ctx context.Context, tx transaction) error {
			rows, err := tx.query(ctx, "sample", nil)
			if err != nil {
				return err
			}
			for rows.next(ctx) {
				test.read(rows)
			}
			return rows.finish(ctx)
		})
		if err == nil || err.Error() != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
	err := s.read(t.Context(), "none", func(ctx context.Context, tx transaction) error {
		_, err := tx.query(ctx, "no_such", nil)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "there is none of that name") {
		t.Errorf("a statement that is none: %v", err)
	}
}
