package neo4j_test

import (
	"context"
	"encoding/json"
	"errors"
	"os/exec"
	"testing"

	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
)

// doctorTells breaks a graph in the ways that doctor looks for.
func doctorTells(t *testing.T, p program) {
	uri := neo4j.SharedServer().URI
	examine := func() map[string]string {
		t.Helper()
		out, err := p.command(t.Context(), "doctor", "--json", "--db", uri, "--addr", "127.0.0.1:0").Output()
		var failed *exec.ExitError
		if err != nil && !errors.As(err, &failed) {
			t.Fatal(err)
		}
		var said struct {
			Findings []struct{ Check, Status, Found string }
		}
		if err := json.Unmarshal(out, &said); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		all := map[string]string{}
		for _, f := range said.Findings {
			all[f.Check] = f.Status + ": " + f.Found
		}
		all["exit"] = "0"
		if failed != nil {
			all["exit"] = "not 0"
		}
		return all
	}
	s := neo4j.OpenEmpty(t)
	if _, err := s.Apply(t.Context(), marked(0, 9, stays)); err != nil {
		t.Fatal(err)
	}
	var begun, ended int // statements, as a server's metrics see them
	ctx := store.WithStatementWatcher(t.Context(), func(_ context.Context, database, name string) func(error) {
		begun++
		return func(err error) {
			ended++
			if database != "neo4j" || name == "" || err != nil {
				t.Errorf("%s %s: %v", database, name, err)
			}
		}
	})
	if _, err := s.Stream(ctx, func(store.Record) error { return nil }); err != nil || begun < 4 || ended != begun {
		t.Errorf("%d of %d statements came to their end (%v)", ended, begun, err)
	}
	for _, c := range []struct{ name, cypher, check, want, exit string }{
		{"nothing", "RETURN 1", "index", "ok: ", "0"},
		{"nothing, of the server", "RETURN 1", "database", "ok: Neo4j/", "0"},
		{"a load that was broken off", "MATCH (v:GraphVersion) SET v.loading = v.commit + 1", "integrity", "warning: a load is under way or was broken off", "0"},
		{"the load went on", "MATCH (v:GraphVersion) SET v.loading = null", "integrity", "ok: no load is under way", "0"},
		{"a digest of something else", "MATCH (v:GraphVersion) SET v.digest = reverse(v.digest)", "index", "failed: The records in the database were altered by another program", "not 0"},
		{"a source that somebody took away", "MATCH (v:GraphVersion) SET v.digest = reverse(v.digest) WITH v MATCH (n:Source) WITH n LIMIT 1 DETACH DELETE n",
			"index", "failed: The records in the database were altered by another program", "not 0"},
		{"a migration of the future", "CREATE (:Migration {number: 99, name: '0099_votes.cypher', checksum: 'x'})", "database", "failed: The database was written by a newer Secure Base", "not 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := neo4j.SharedServer().Run(t.Context(), c.cypher); err != nil {
				t.Fatal(err)
			}
			found := examine()
			if got := found[c.check]; len(got) < len(c.want) || got[:len(c.want)] != c.want || found["exit"] != c.exit {
				t.Errorf("%v\nwant %s %s, exit status %s", found, c.check, c.want, c.exit)
			}
		})
	}
	if err := neo4j.SharedServer().Run(t.Context(), "MATCH (m:Migration {number: 99}) DELETE m"); err != nil {
		t.Fatal(err)
	}
}
