package neo4j

import (
	"testing"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/seed"
)

// BenchmarkKnowledge asks the embedded knowledge, warmed up, from one side.
func BenchmarkKnowledge(b *testing.B) {
	ctx := b.Context()
	if err := server.Empty(ctx); err != nil {
		b.Fatal(err)
	}
	s, err := Open(ctx, server.URI, Options{User: server.User, Password: server.Password})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	graph, _ := content.ReadYAML(seed.FS)
	change := graph.ChangeSet()
	if _, err := s.Apply(ctx, change); err != nil {
		b.Fatal(err)
	}
	var claims, entities []string
	for _, c := range change.Claims[:50] {
		claims = append(claims, c.ID)
	}
	for _, e := range change.Entities[:50] {
		entities = append(entities, e.Head().ID)
	}
	n := 0
	for _, part := range []struct {
		name string
		run  func() error
	}{
		{"version", func() error { _, err := s.Version(ctx); return err }},
		{"50 entities", func() error { _, err := s.Entities(ctx, entities); return err }},
		{"50 claims", func() error { _, err := s.Claims(ctx, claims); return err }},
		{"match", func() error { _, err := s.Match(ctx, evidence.ParseTextQuery("secure base")); return err }},
		{"stream", func() error { _, err := s.Stream(ctx, func(store.Record) error { return nil }); return err }},
		{"change of one claim", func() error {
			n++
			claim := *change.Claims[n%len(change.Claims)]
			claim.Note += "."
			_, err := s.Apply(ctx, store.ChangeSet{Claims: []*evidence.Claim{&claim}})
			change.Claims[n%len(change.Claims)] = &claim
			return err
		}},
	} {
		b.Run(part.name, func(b *testing.B) {
			for range b.N {
				if err := part.run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
