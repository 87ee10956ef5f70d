package neo4j

import (
	"context"

	"github.com/securebase/securebase/internal/evidence"
)

// Claims implements store.Store.
func (s *Store) Claims(ctx context.Context, ids []string) ([]*evidence.Claim, error) {
	return contents(ctx, s, "claims", sortClaim, ids, decodeClaim)
}
