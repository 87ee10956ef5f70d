package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
)

// TestDoctorSeesWhatOthersDid lets another program alter a database.
func TestDoctorSeesWhatOthersDid(t *testing.T) {
	for _, c := range []struct {
		name, script, check, want string
		status                    int
	}{
		{"nothing", "SELECT 1", "index", "ok: 2 entities, 1 claims, graph version ", 0},
		{"a text", "UPDATE claim SET text = 'another'", "index", "failed: the content adds up to ", 1},
		{"an entity that is referred to", "PRAGMA foreign_keys = OFF; DELETE FROM entity WHERE id = 'secure-base'", "integrity", "failed: ", 2},
		{"an index", "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT sum(rootpage) FROM sqlite_schema WHERE name IN ('claim_subject', 'claim_object')) - rootpage WHERE name IN ('claim_subject', 'claim_object')", "integrity", "failed: ", 2},
		{"the time of the change", "UPDATE meta SET at = '2999-01-01T00:00:00Z'", "clock", "warning: it is ", 0},
		{"the name of the knowledge", "UPDATE meta SET edited = 0, seed = 'older'", "knowledge", "warning: ", 0},
		{"whose file it is", "PRAGMA application_id = 7", "database", "failed: ", 2},
		{"the schema", "PRAGMA user_version = 99", "database", "failed: ", 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "graph.db")
			s, err := sqlite.Open(t.Context(), file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Apply(t.Context(), store.ChangeSet{
				Entities: []evidence.Entity{
					&evidence.Theorist{Common: evidence.Common{ID: "john-bowlby", Kind: evidence.KindTheorist, Name: "John Bowlby"}},
					&evidence.Construct{Common: evidence.Common{ID: "secure-base", Kind: evidence.KindConstruct, Name: "Secure base"}},
				},
				Vocabulary: &evidence.Vocabulary{
					Predicates: []*evidence.Predicate{{ID: "developed", Class: evidence.ClassLineage, Lineage: evidence.FlowForward, Section: "origins", Literal: "never",
						SubjectKinds: []evidence.Kind{evidence.KindTheorist}, ObjectKinds: []evidence.Kind{evidence.KindConstruct}}},
					Sections: []evidence.SectionTerm{{ID: "origins"}},
				},
				Claims: []*evidence.Claim{{ID: "c", Subject: "john-bowlby", Predicate: "developed", Object: "secure-base", Text: "He did.",
					Stance: evidence.Supports, Provenance: evidence.LLM}},
			})
			if err := errors.Join(err, s.Close()); err != nil {
				t.Fatal(err)
			}
			db, err := sql.Open("sqlite", file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = db.ExecContext(t.Context(), c.script)
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
			var out, told bytes.Buffer
			status := run(t.Context(), streams{strings.NewReader(""), &out, &told}, []string{"doctor", "--json", "--db", "sqlite:" + file, "--addr", "127.0.0.1:0"})
			var said struct{ Findings []finding }
			if err := json.Unmarshal(out.Bytes(), &said); err != nil {
				t.Fatalf("%v: %s %s", err, &out, &told)
			}
			found := ""
			for _, f := range said.Findings {
				if f.Check == c.check {
					found = f.Status + ": " + f.Found
				}
				if f.Status != isOK && f.Do == "" && !strings.Contains(f.Found, ";") {
					t.Errorf("%s does not say what to do: %s", f.Check, f.Found)
				}
			}
			if !strings.HasPrefix(found, c.want) || status != c.status {
				t.Errorf("exit status %d, %s\nwant %d, %s: %s", status, &out, c.status, c.check, c.want)
			}
		})
	}
}
