package neo4j

import (
	"bytes"
	"path/filepath"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
	"github.com/securebase/securebase/seed"
)

// knowledge is the embedded content as a change that replaces everything.
func knowledge(t *testing.T) store.ChangeSet {
	t.Helper()
	graph, problems := content.ReadYAML(seed.FS)
	if len(problems) > 0 {
		t.Fatalf("%d problems in the embedded knowledge, the first: %v", len(problems), problems[0])
	}
	return graph.ChangeSet()
}

// lines streams a store's content in its canonical form.
func lines(t *testing.T, s store.Store) (store.Version, []byte) {
	t.Helper()
	var all bytes.Buffer
	version, err := s.Stream(t.Context(), func(record store.Record) error {
		line, err := evidence.Line(record)
		all.Write(line)
		all.WriteByte('\n')
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return version, all.Bytes()
}

func TestEmbeddedKnowledge(t *testing.T) {
	s := open(t)
	change := knowledge(t)
	begun := time.Now()
	if _, err := s.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d records imported in %v", change.Size(), time.Since(begun))
	t.Run("is the same on both databases", func(t *testing.T) { isTheSame(t, s, change) })
	t.Run("reads like the vocabulary", func(t *testing.T) { readsLikeTheVocabulary(t, s) })
	t.Run("is found by plans without scans", func(t *testing.T) { arePlannedWell(t, s) })
	t.Run("leaves nothing", func(t *testing.T) {
		if _, err := s.Apply(t.Context(), store.ChangeSet{Replace: true}); err != nil {
			t.Fatal(err)
		}
		if n := count(t, s, "MATCH (n) WHERE NOT n:Migration AND NOT n:Lock AND NOT n:GraphVersion RETURN count(n)"); n != 0 {
			t.Errorf("%d nodes are left of nothing", n)
		}
	})
}

func isTheSame(t *testing.T, s *Store, change store.ChangeSet) {
	t.Helper()
	file, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	wantVersion, want := lines(t, file)
	begun := time.Now()
	gotVersion, got := lines(t, s)
	t.Logf("%d bytes exported in %v", len(got), time.Since(begun))
	if !bytes.Equal(got, want) || gotVersion.Digest != wantVersion.Digest {
		t.Errorf("%d bytes of version %s, SQLite gives %d of %s", len(got), gotVersion.Digest, len(want), wantVersion.Digest)
	}
	begun = time.Now()
	again, err := s.Apply(t.Context(), change)
	if err != nil || again.Number != gotVersion.Number {
		t.Errorf("imported again: %+v (%v)", again, err)
	}
	t.Logf("imported again in %v", time.Since(begun))
}

// count runs a statement that gives one number.
func count(t *testing.T, s *Store, statement string) int64 {
	t.Helper()
	session := s.session(t.Context(), neo4j.AccessModeRead)
	defer endSession(t.Context(), session)
	result, err := session.Run(t.Context(), statement, nil)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	row, err := result.Single(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	number, ok := row.Values[0].(int64)
	if !ok {
		t.Fatalf("%s gives a %T", statement, row.Values[0])
	}
	return number
}

// readsLikeTheVocabulary asks the embedded knowledge as a researcher would.
func readsLikeTheVocabulary(t *testing.T, s *Store) {
	t.Helper()
	atLeastOne := []string{
		"MATCH p = (:Theorist {id: 'mary-ainsworth'})-[:ORIGINATED|EXTENDED|DERIVES_FROM|DEVELOPED*1..4]-(:Intervention) RETURN count(p)",
		"MATCH (:Theorist {id: 'mary-ainsworth'})-[r:ORIGINATED]->(:Construct) WHERE size(r.claims) > 0 AND r.tier = 'T1' AND r.year < 2000 RETURN count(r)",
		"MATCH (c:Claim)-[:SUBJECT]->(:Theorist {id: 'mary-ainsworth'}), (c)-[x:CITES]->(:Source {tier: 'T1'}) WHERE x.position = 0 RETURN count(c)",
		"MATCH (:Source)-[:AUTHORED_BY]->(:Theorist) RETURN count(*)",
		"MATCH (:Entity)-[:SUMMARIZED_FROM]->(:Source) RETURN count(*)",
		"MATCH (:PracticeItem)-[:ABOUT]->(:Entity) RETURN count(*)",
		"MATCH (:Vocabulary)-[:DEFINES]->(p:Predicate {id: 'originated', type: 'ORIGINATED'}) RETURN count(p)",
		"CALL db.index.fulltext.queryNodes('names', 'ainsworth~1') YIELD node RETURN count(node)",
	}
	for _, statement := range atLeastOne {
		if count(t, s, statement) < 1 {
			t.Errorf("nothing is found by %s", statement)
		}
	}
	none := []string{
		"MATCH (n:Gone) RETURN count(n)",
		"MATCH (a:Entity)-[r]->(b:Entity) WHERE r.edge IS NULL AND r.field IS NULL RETURN count(r)",
		// A relationship sums up all claims of its edge, and no others.
		"MATCH (a:Entity)-[r]->(b:Entity) WHERE r.edge IS NOT NULL AND size(r.claims) <> COUNT { (:Claim {edge: r.edge}) } RETURN count(r)",
		"MATCH (c:Claim) WHERE c.object IS NOT NULL AND NOT EXISTS { MATCH (c)-[:SUBJECT|OBJECT]->()-[r {edge: c.edge}]-() } RETURN count(c)",
		"MATCH (a:Entity)-[r]->(b:Entity) WHERE r.edge IS NOT NULL AND size(r.claims) <> r.supporting + r.qualifying + r.disputing + r.null RETURN count(r)",
	}
	for _, statement := range none {
		if n := count(t, s, statement); n != 0 {
			t.Errorf("%d are found by %s", n, statement)
		}
	}
}

// TestEdgesFollowTheirClaims turns, re-tiers and empties the relationship of one edge.
func TestEdgesFollowTheirClaims(t *testing.T) {
	s := open(t)
	construct := func(id string) evidence.Entity {
		return &evidence.Construct{Common: evidence.Common{ID: id, Kind: evidence.KindConstruct, Name: id}}
	}
	source := func(tier evidence.Tier) evidence.Entity {
		return &evidence.Source{Common: evidence.Common{ID: "bowlby-1988", Kind: evidence.KindSource}, Title: "A Secure Base", Tier: tier}
	}
	vocabulary := func(symmetric bool) *evidence.Vocabulary {
		return &evidence.Vocabulary{Predicates: []*evidence.Predicate{{ID: "related-to", Symmetric: symmetric}}}
	}
	claim := &evidence.Claim{ID: "c", Subject: "b", Predicate: "related-to", Object: "a", Text: "B is related to a.",
		Stance: evidence.Supports, Provenance: evidence.Sourced, Citations: []evidence.Citation{{Source: "bowlby-1988"}}}
	steps := []struct {
		name   string
		change store.ChangeSet
		holds  string
	}{
		{"as written", store.ChangeSet{Vocabulary: vocabulary(false), Entities: []evidence.Entity{construct("a"), construct("b"), source(evidence.T2)},
			Claims: []*evidence.Claim{claim}}, "MATCH ({id: 'b'})-[r:RELATED_TO {tier: 'T2', claims: ['c']}]->({id: 'a'}) RETURN count(r)"},
		{"symmetric", store.ChangeSet{Vocabulary: vocabulary(true)}, "MATCH ({id: 'a'})-[r:RELATED_TO {tier: 'T2'}]->({id: 'b'}) RETURN count(r)"},
		{"better source", store.ChangeSet{Entities: []evidence.Entity{source(evidence.T1)}}, "MATCH ()-[r:RELATED_TO {tier: 'T1'}]->() RETURN count(r)"},
		{"not symmetric", store.ChangeSet{Vocabulary: vocabulary(false)}, "MATCH ({id: 'b'})-[r:RELATED_TO]->({id: 'a'}) RETURN count(r)"},
		{"gone", store.ChangeSet{Delete: []string{"c"}}, "RETURN 1"},
	}
	for _, step := range steps {
		t.Run(step.name, func(t *testing.T) {
			if _, err := s.Apply(t.Context(), step.change); err != nil {
				t.Fatal(err)
			}
			if count(t, s, step.holds) != 1 {
				t.Errorf("does not hold: %s", step.holds)
			}
			want := int64(1)
			if step.name == "gone" {
				want = 0
			}
			if n := count(t, s, "MATCH ()-[r:RELATED_TO]->() RETURN count(r)"); n != want {
				t.Errorf("%d relationships sum up the claim", n)
			}
		})
	}
}
