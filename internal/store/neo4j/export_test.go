package neo4j_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/export"
	"github.com/securebase/securebase/internal/soak"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
	"github.com/securebase/securebase/internal/store/neo4j/neo4jtest"
	"github.com/securebase/securebase/internal/store/sqlite"
)

// oddTexts are hard to write down in Cypher or CSV.
func oddTexts() []string {
	return []string{"O'Brien", `back\slash`, "line\nbreak\r\nand another", "tab\tand bell\a", `a \u0027 escape`, `\\u0027`, `\u005c`, "`tick`",
		"é ü 漢 \U0001F600", "'}) DETACH DELETE n; //", `"quoted", with comma`, `ends in \`, "$rows", "half \u2028 line", "\ufeffmark",
		" spaces ", ":quit", "// no comment", "/* nor this */", "a;\nb;\n", "${HOME} %s", "\x1e\x1f\x1d"}
}

// oddContent is a graph that is full of them.
func oddContent() store.ChangeSet {
	year := 1969
	odd := oddTexts()
	change := store.ChangeSet{Replace: true, Vocabulary: &evidence.Vocabulary{
		Predicates: []*evidence.Predicate{{ID: "reported-view", Label: odd[0], Class: evidence.ClassFinding},
			{ID: "related-to", Class: evidence.ClassAssociation, Symmetric: true}},
		Designs: []evidence.Term{{ID: "rct", Label: odd[9]}}}}
	source := &evidence.Source{Common: evidence.Common{ID: "bowlby-1969", Kind: evidence.KindSource, Type: "book"}, Title: odd[0],
		Tier: evidence.T1, Issued: &year, Author: []evidence.Author{{Family: odd[9], Person: "john-bowlby"}, {Literal: odd[2]}}}
	source.Derive()
	change.Entities = append(change.Entities, source,
		&evidence.Theorist{Common: evidence.Common{ID: "john-bowlby", Kind: evidence.KindTheorist, Name: "John Bowlby"}})
	effect := -0.5
	for i, text := range odd {
		id := fmt.Sprintf("construct-%02d", i)
		change.Entities = append(change.Entities, &evidence.Construct{Common: evidence.Common{ID: id, Kind: evidence.KindConstruct,
			Name: text, Aliases: []string{"first", text, "last"}, Summary: text + text, Type: "construct", Sources: []string{"bowlby-1969"}}})
		change.Claims = append(change.Claims,
			&evidence.Claim{ID: id + ".reported-view.x", Subject: id, Predicate: "reported-view", Value: text, Text: text,
				Stance: evidence.Supports, Provenance: evidence.Sourced, Year: &year, Effect: &evidence.Effect{Measure: "r", Value: &effect},
				Citations: []evidence.Citation{{Source: "bowlby-1969", Locator: text, CheckedAt: []string{text, "p. 3"}}}},
			&evidence.Claim{ID: id + ".related-to.x", Subject: id, Predicate: "related-to", Object: "construct-00", Text: "Related.",
				Stance: evidence.Null, Provenance: evidence.LLM})
	}
	return change
}

// content is what a database in memory would export of a change, under a lens or in part.
func content(t *testing.T, change store.ChangeSet, lens evidence.Lens, part url.Values) (*export.Content, []byte) {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	live, err := store.NewLive(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	c, err := export.Take(t.Context(), live, live.Index().View(lens), part)
	if err != nil {
		t.Fatal(err)
	}
	var records bytes.Buffer
	if err := export.JSONL(t.Context(), c, &records, func() {}); err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(records.String(), "\n") // without the head
	return c, []byte(rest)
}

// written gives a content in a format.
func written(t *testing.T, c *export.Content, format export.Writer) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := format(t.Context(), c, &out, func() {}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// drawn lists all nodes and relationships with their labels, types and properties, but for those that tell when and by
// whom they were written.
func drawn(t *testing.T, s *neo4j.Store) []string {
	t.Helper()
	var all []string
	for _, statement := range []string{
		`MATCH (n) WHERE NOT n:Migration AND NOT (n:Lock AND n.name = 'schema')
		 RETURN labels(n) AS names, properties(n) AS properties`,
		`MATCH (a)-[r]->(b)
		 RETURN [type(r), labels(a)[0], a.id, labels(b)[0], b.id] AS names, properties(r) AS properties`,
	} {
		for _, record := range neo4j.Rows(t, s, statement, nil) {
			row := record.AsMap()
			properties, _ := row["properties"].(map[string]any)
			for _, name := range []string{"at", "seed", "token", "holder", "publishing"} {
				delete(properties, name)
			}
			all = append(all, fmt.Sprintf("%v %v", row["names"], properties))
		}
	}
	slices.Sort(all)
	return all
}

func firstDifference(a, b []string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("\n%.1500s\n%.1500s", a[i], b[i])
		}
	}
	return fmt.Sprintf("%d and %d lines", len(a), len(b))
}

// TestAnExportGivesTheSameGraphBack loads exports with Neo4j's own programs and compares the graph with the one that an
// import gives, and what is exported from it with what went in.
func TestAnExportGivesTheSameGraphBack(t *testing.T) {
	odd := oddContent()
	c, want := content(t, odd, evidence.Lens{}, nil)
	s := neo4j.OpenEmpty(t)
	if _, err := s.Apply(t.Context(), odd); err != nil {
		t.Fatal(err)
	}
	imported := drawn(t, s)
	t.Run("by a script of Cypher", func(t *testing.T) {
		script := written(t, c, export.Cypher)
		s := neo4j.OpenEmpty(t)
		for _, time := range []string{"once", "again"} {
			if _, err := neo4j.SharedServer().Shell(t.Context(), bytes.NewReader(script)); err != nil {
				t.Fatal(err)
			}
			if _, got := neo4j.Lines(t, s); !bytes.Equal(got, want) {
				t.Errorf("run %s: %d bytes, want %d", time, len(got), len(want))
			}
			if got := withoutSeparators(drawn(t, s)); !slices.Equal(got, withoutSeparators(imported)) {
				t.Errorf("run %s: the graph differs from an imported one: %s", time, firstDifference(got, withoutSeparators(imported)))
			}
		}
	})
	t.Run("by neo4j-admin", func(t *testing.T) {
		if !soak.Whole() {
			return // it takes a server of its own; internal/export reads the archive
		}
		s := filled(t, written(t, c, export.CSV))
		if _, got := neo4j.Lines(t, s); !bytes.Equal(got, want) {
			t.Errorf("%d bytes, want %d", len(got), len(want))
		}
		if got := withoutSeparators(drawn(t, s)); !slices.Equal(got, withoutSeparators(imported)) {
			t.Errorf("the graph differs from an imported one: %s", firstDifference(got, withoutSeparators(imported)))
		}
	})
	knowledge := neo4j.Knowledge(t)
	type part struct {
		name  string
		of    store.ChangeSet
		lens  evidence.Lens
		named url.Values
	}
	parts := []part{
		{"what no model wrote", odd, evidence.Lens{HideLLM: true}, nil},
		{"paths", knowledge, evidence.Lens{MinTier: evidence.T1}, url.Values{"from": {"william-blatz"}, "to": {"dependency-paradox"}, "direction": {"flow"}}},
	}
	if soak.Whole() {
		parts = append(parts, part{"a neighborhood", knowledge, evidence.Lens{}, url.Values{"neighborhood": {"secure-base"}}},
			part{"a lineage under a lens", knowledge, evidence.Lens{MinTier: evidence.T1}, url.Values{"lineage": {"circle-of-security"}, "direction": {"ancestors"}}},
			part{"scholarly works only", knowledge, evidence.Lens{MinTier: evidence.T1, HideLLM: true}, nil},
			part{"the knowledge", knowledge, evidence.Lens{}, nil})
	}
	for _, part := range parts {
		t.Run("a script of "+part.name, func(t *testing.T) {
			c, want := content(t, part.of, part.lens, part.named)
			s := neo4j.OpenEmpty(t)
			script := written(t, c, export.Cypher)
			if _, err := neo4j.SharedServer().Shell(t.Context(), bytes.NewReader(script)); err != nil {
				t.Fatal(err)
			}
			version, got := neo4j.Lines(t, s)
			if !bytes.Equal(got, want) || !version.Edited || len(got) < 1000 { // an import of a test counts as edited
				t.Errorf("%d bytes of %+v, want %d", len(got), version, len(want))
			}
		})
	}
}

// withoutSeparators leaves out what the exports show with spaces: the three signs that part rows, cells and lists.
func withoutSeparators(drawing []string) []string {
	all := make([]string, len(drawing))
	for i, line := range drawing {
		all[i] = regexp.MustCompile("[\x1d-\x1f]").ReplaceAllString(line, " ")
	}
	slices.Sort(all)
	return all
}

// filled starts a server of its own from an archive of CSV files, by the command of its README.txt.
func filled(t *testing.T, archive []byte) *neo4j.Store {
	t.Helper()
	folder := t.TempDir()
	files, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files.File {
		from, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, f.Name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	manual, err := os.ReadFile(filepath.Join(folder, "README.txt"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(manual), "neo4j-admin ")
	command, _, _ := strings.Cut(rest, "\n\n")
	args := strings.Fields(strings.ReplaceAll(command, "\\\n", ""))
	for i, arg := range args {
		if flag, file, found := strings.Cut(arg, "="); found && strings.HasSuffix(file, ".csv") {
			args[i] = flag + "=" + filepath.Join(folder, file)
		}
	}
	own, err := neo4jtest.Start(t.Context(), neo4jtest.Options{Fill: func(admin func(...string) error) error { return admin(args...) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := own.Stop(); err != nil {
			t.Error(err)
		}
	})
	schema, err := os.Open(filepath.Join(folder, "schema.cypher"))
	if err != nil {
		t.Fatal(err)
	}
	defer schema.Close()
	if _, err := own.Shell(t.Context(), schema); err != nil {
		t.Fatal(err)
	}
	s, err := neo4j.Open(context.WithoutCancel(t.Context()), own.URI, neo4j.Options{User: own.User, Password: own.Password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
