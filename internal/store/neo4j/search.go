package neo4j

import (
	"context"
	"fmt"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// Match implements store.Store.
func (s *Store) Match(ctx context.Context, query evidence.TextQuery) (evidence.TextMatch, error) {
	if len(query.Words) == 0 {
		return evidence.TextMatch{}, nil
	}
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	parameters := map[string]any{"expression": matchExpression(query), "limit": evidence.MatchLimit + 1}
	var match evidence.TextMatch
	err := s.read(ctx, "match", func(ctx context.Context, tx transaction) (err error) {
		match, err = matchNow(ctx, tx, parameters)
		return err
	})
	if err != nil {
		return evidence.TextMatch{}, s.fail(ctx, "search in texts", err)
	}
	for _, ids := range []*[]string{&match.Entities, &match.Claims} {
		if len(*ids) > evidence.MatchLimit {
			*ids, match.More = (*ids)[:evidence.MatchLimit], true
		}
	}
	return match, nil
}

func matchNow(ctx context.Context, tx transaction, parameters map[string]any) (evidence.TextMatch, error) {
	var match evidence.TextMatch
	rows, err := tx.query(ctx, "match", parameters)
	if err != nil {
		return match, err
	}
	for rows.next(ctx) {
		id := rows.text("id")
		switch sort := rows.text("sort"); sort {
		case "entity":
			match.Entities = append(match.Entities, id)
		case "claim":
			match.Claims = append(match.Claims, id)
		default:
			rows.err = fmt.Errorf("read column sort of match: %q is none", sort)
		}
	}
	return match, rows.finish(ctx)
}

// special are the signs that mean something in the language of the full-text index. Words hold letters and digits
// only; should one ever hold more, it is still only a word.
const special = `+-&|!(){}[]^"~*?:\/`

// matchExpression writes the query in the language of the full-text index: every word must stand in the text, the last
// one perhaps as the beginning of one. Folded words are in lower case, so none of them is an operator.
func matchExpression(query evidence.TextQuery) string {
	var b strings.Builder
	for i, word := range query.Words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteByte('+')
		for _, r := range word {
			if strings.ContainsRune(special, r) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
	}
	if query.Prefix {
		b.WriteByte('*')
	}
	return b.String()
}
