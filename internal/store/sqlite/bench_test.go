package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/synthetic"
)

// benchmarkEntities makes a graph of about the size of the embedded knowledge: 3,000 claims.
const benchmarkEntities = 300

func benchmarkChange(b *testing.B) store.ChangeSet {
	b.Helper()
	g, err := synthetic.New(synthetic.Of(benchmarkEntities))
	if err != nil {
		b.Fatal(err)
	}
	return g.ChangeSet()
}

func benchmarkStore(b *testing.B) *Store {
	b.Helper()
	s, err := Open(b.Context(), filepath.Join(b.TempDir(), "graph.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s
}

func benchmarkGraph(b *testing.B) (*Store, store.ChangeSet) {
	b.Helper()
	s, change := benchmarkStore(b), benchmarkChange(b)
	if _, err := s.Apply(b.Context(), change); err != nil {
		b.Fatal(err)
	}
	return s, change
}

func BenchmarkApplyToEmpty(b *testing.B) {
	change := benchmarkChange(b)
	for b.Loop() {
		b.StopTimer()
		s := benchmarkStore(b)
		b.StartTimer()
		if _, err := s.Apply(b.Context(), change); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkApplyUnchanged(b *testing.B) {
	s, change := benchmarkGraph(b)
	for b.Loop() {
		if _, err := s.Apply(b.Context(), change); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkApplyOneClaim(b *testing.B) {
	s, change := benchmarkGraph(b)
	claim := change.Claims[0]
	for n := 0; b.Loop(); n++ {
		claim.Text = fmt.Sprintf("In the wording of version %d.", n)
		if _, err := s.Apply(b.Context(), store.ChangeSet{Claims: []*evidence.Claim{claim}}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStream(b *testing.B) {
	s, _ := benchmarkGraph(b)
	for b.Loop() {
		if _, err := s.Stream(b.Context(), func(store.Record) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkClaims50(b *testing.B) {
	s, change := benchmarkGraph(b)
	var ids []string
	for i := range 50 {
		ids = append(ids, change.Claims[i*53].ID)
	}
	for b.Loop() {
		if claims, err := s.Claims(b.Context(), ids); err != nil || len(claims) != len(ids) {
			b.Fatal(len(claims), err)
		}
	}
}

func BenchmarkEntities50(b *testing.B) {
	s, change := benchmarkGraph(b)
	var ids []string
	for _, e := range change.Entities[:50] {
		ids = append(ids, e.Head().ID)
	}
	for b.Loop() {
		if entities, err := s.Entities(b.Context(), ids); err != nil || len(entities) != len(ids) {
			b.Fatal(len(entities), err)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	s, _ := benchmarkGraph(b)
	query := evidence.ParseTextQuery("generated xeba")
	for b.Loop() {
		if _, err := s.Match(b.Context(), query); err != nil {
			b.Fatal(err)
		}
	}
}
