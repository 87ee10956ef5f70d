package sqlite

import (
	"context"

	"github.com/securebase/securebase/internal/evidence"
)

// Claims implements store.Store.
func (s *Store) Claims(ctx context.Context, ids []string) ([]*evidence.Claim, error) {
	place := int64(-1)
	return contents(ctx, s, "claims", ids, func(all []*evidence.Claim, rows *cursor) []*evidence.Claim {
		if n := rows.integer("place"); n != place {
			place = n
			claim := readClaim(rows)
			claim.About = rows.list("about")
			all = append(all, claim)
		}
		if claim := all[len(all)-1]; rows.optional("source") != "" {
			claim.Citations = append(claim.Citations, readCitation(rows))
		}
		return all
	})
}

// readClaim reads what stands in a row of claims or stream_claims, which is all but citations and further entities.
func readClaim(rows *cursor) *evidence.Claim {
	claim := &evidence.Claim{
		ID:         rows.text("id"),
		Subject:    rows.text("subject"),
		Predicate:  rows.text("predicate"),
		Object:     rows.optional("object"),
		Value:      rows.optional("value"),
		Text:       rows.text("text"),
		Stance:     evidence.Stance(rows.text("stance")),
		Provenance: evidence.Provenance(rows.text("provenance")),
		Year:       rows.number("year"),
		Design:     rows.optional("design"),
		SampleSize: rows.number("sample_size"),
		Population: rows.optional("population"),
		Outcome:    rows.optional("outcome"),
		FoundIn:    rows.optional("found_in"),
		Note:       rows.optional("note"),
	}
	rows.decode("effect", &claim.Effect)
	return claim
}

// readCitation reads the citation in a row of claims or stream_citations.
func readCitation(rows *cursor) evidence.Citation {
	return evidence.Citation{
		Source:    rows.text("source"),
		Locator:   rows.optional("locator"),
		CitedIn:   rows.optional("cited_in"),
		CheckedAt: rows.list("checked_at"),
		CheckedOn: rows.optional("checked_on"),
		Depth:     evidence.Depth(rows.optional("depth")),
	}
}

// claimColumns gives what put_claim is run with.
func claimColumns(c *evidence.Claim, hash evidence.Digest) []any {
	var effect any
	if c.Effect != nil {
		effect = jsonText{c.Effect}
	}
	return []any{
		c.ID, c.Subject, c.Predicate, orNull(c.Object), orNull(c.Value), c.Text, string(c.Stance), string(c.Provenance),
		numberOrNull(c.Year), orNull(c.Design), numberOrNull(c.SampleSize), effect, orNull(c.Population),
		orNull(c.Outcome), orNull(c.FoundIn), orNull(c.Note), hash[:],
	}
}

// citationColumns gives what put_citation and put_practice_citation are run with.
func citationColumns(record string, position int, c evidence.Citation) []any {
	return []any{
		record, position, c.Source, orNull(c.Locator), orNull(c.CitedIn), listOrNull(c.CheckedAt), orNull(c.CheckedOn),
		orNull(string(c.Depth)),
	}
}
