// Package sqlitetest looks into SQLite files for tests.
package sqlitetest

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Sound checks a file as SQLite and as its store see it, its references and its text index, and gives the version of what
// it holds.
func Sound(t testing.TB, s store.Store, file string) store.Version {
	t.Helper()
	version, texts := stream(t, s)
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	checks := column(t, db, "PRAGMA integrity_check")
	checks = append(checks, column(t, db, "SELECT \"table\" || ' refers to nothing in ' || parent FROM pragma_foreign_key_check")...)
	if len(checks) != 1 || checks[0] != "ok" {
		t.Fatalf("the file's integrity: %q", checks)
	}
	for _, table := range []string{"entity_text", "claim_text"} {
		if _, err := db.ExecContext(t.Context(), "INSERT INTO "+table+" ("+table+") VALUES ('integrity-check')"); err != nil {
			t.Fatalf("the integrity of %s: %v", table, err)
		}
	}
	indexed := column(t, db, `SELECT 'entity ' || id || ' ' || words FROM entity_text LEFT JOIN entity ON key = entity_text.rowid
		UNION ALL SELECT 'claim ' || id || ' ' || words FROM claim_text LEFT JOIN claim ON key = claim_text.rowid`)
	for _, row := range indexed {
		sort, rest, _ := strings.Cut(row, " ")
		id, words, _ := strings.Cut(rest, " ")
		if text, ok := texts[sort+" "+id]; !ok || text != words {
			t.Fatalf("the text index has %q for %s %s, whose words are %q", words, sort, id, text)
		}
		delete(texts, sort+" "+id)
	}
	for id, text := range texts {
		if text != "" {
			t.Fatalf("the text index lacks %s", id)
		}
	}
	return version
}

// stream gives the version of a content that sums up to it, and the words that each record is found by.
func stream(t testing.TB, s store.Store) (store.Version, map[string]string) {
	t.Helper()
	var sum evidence.Digest
	texts := map[string]string{}
	version, err := s.Stream(t.Context(), func(r store.Record) error {
		switch r := r.(type) {
		case evidence.Entity:
			texts["entity "+r.Head().ID] = evidence.EntityText(r)
		case *evidence.Claim:
			texts["claim "+r.ID] = evidence.ClaimText(r)
		}
		line, err := evidence.Line(r)
		sum.Add(evidence.RecordDigest(line))
		return err
	})
	if err != nil || sum.String() != version.Digest {
		t.Fatalf("the content sums up to %s, the version says %s (%v)", sum, version.Digest, err)
	}
	return version, texts
}

// column gives the texts of a query's only column.
func column(t testing.TB, db *sql.DB, text string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var value sql.NullString
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		all = append(all, value.String)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
