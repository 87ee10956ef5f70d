package sqlite

import (
	"context"
	"slices"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// Match implements store.Store. The ids of each sort come as one list: one letter finds thousands, and a row for each
// would take longer than to find them.
func (s *Store) Match(ctx context.Context, query evidence.TextQuery) (evidence.TextMatch, error) {
	if len(query.Words) == 0 {
		return evidence.TextMatch{}, nil
	}
	const attempt = "search in texts"
	rows, err := s.query(ctx, nil, "match", matchExpression(query), evidence.MatchLimit+1)
	if err != nil {
		return evidence.TextMatch{}, s.fail(attempt, err)
	}
	var match evidence.TextMatch
	for rows.next() {
		match.Entities, match.Claims = rows.list("entities"), rows.list("claims")
	}
	if err := rows.finish(); err != nil {
		return evidence.TextMatch{}, s.fail(attempt, err)
	}
	for _, ids := range []*[]string{&match.Entities, &match.Claims} {
		slices.Sort(*ids) // they need not come in order
		if len(*ids) > evidence.MatchLimit {
			*ids, match.More = (*ids)[:evidence.MatchLimit], true
		}
	}
	return match, nil
}

// matchExpression writes the query in the language of FTS5: every word quoted, a star behind the last for a prefix.
func matchExpression(query evidence.TextQuery) string {
	var b strings.Builder
	for i, word := range query.Words {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteByte('"')
		b.WriteString(strings.ReplaceAll(word, `"`, `""`))
		b.WriteByte('"')
	}
	if query.Prefix {
		b.WriteByte('*')
	}
	return b.String()
}
