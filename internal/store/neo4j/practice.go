package neo4j

import (
	"context"

	"github.com/securebase/securebase/internal/evidence"
)

// Practice implements store.Store.
func (s *Store) Practice(ctx context.Context, ids []string) ([]*evidence.PracticeItem, error) {
	return contents(ctx, s, "practice", sortPractice, ids, decodePractice)
}
