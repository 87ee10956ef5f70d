package neo4j

import (
	"context"

	"github.com/securebase/securebase/internal/evidence"
)

// Entities implements store.Store.
func (s *Store) Entities(ctx context.Context, ids []string) ([]evidence.Entity, error) {
	return contents(ctx, s, "entities", sortEntity, ids, decodeEntity)
}
