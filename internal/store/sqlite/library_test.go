package sqlite

import (
	"fmt"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// library makes a graph with as many claims, two thirds as many entities (most of them sources) and a practice item to
// every 24 claims, which are the proportions of the embedded knowledge. The remark stands in every text.
func library(claims int, remark string) store.ChangeSet {
	year := 1988
	var change store.ChangeSet
	entities := max(3, claims*2/3)
	id := func(i int) string {
		if i%5 < 2 {
			return fmt.Sprintf("construct-%04d", i)
		}
		return fmt.Sprintf("source-%04d", i)
	}
	construct := func(n int) string { return id(n * 5 % entities / 5 * 5) }
	source := func(n int) string { return id(n*5%(entities-entities%5-4)/5*5 + 2) }
	for i := range entities {
		common := evidence.Common{ID: id(i), Checked: []evidence.Check{{URL: "https://example.org/" + id(i), On: "2026-11-21"}}}
		if i%5 < 2 {
			common.Kind, common.Type, common.Name = evidence.KindConstruct, "construct", fmt.Sprintf("Construct %d", i)
			common.Aliases = []string{fmt.Sprintf("Idea %d", i)}
			common.Summary = "A trusted person from whom a child explores, " + remark
			change.Entities = append(change.Entities, &evidence.Construct{Common: common, Discipline: "developmental psychology", Introduced: &year})
			continue
		}
		common.Kind, common.Type = evidence.KindSource, "article-journal"
		change.Entities = append(change.Entities, &evidence.Source{Common: common, Title: "Attachment security and exploration, " + remark,
			Author: []evidence.Author{{Family: "Ainsworth", Given: "Mary D. S."}, {Family: "Bell", Given: "Silvia M."}},
			Issued: &year, ContainerTitle: "Child Development", Volume: "41", Issue: "1", Page: "49–67", DOI: "10.2307/1127388",
			Tier: evidence.T1, Verified: "full"})
	}
	for i := range claims {
		claim := &evidence.Claim{ID: fmt.Sprintf("claim-%04d", i), Subject: construct(i), Predicate: "associated-with", Object: construct(i * 7),
			Text:   "Infants whose mothers were sensitive explored more and cried less in the strange situation, " + remark,
			Stance: evidence.Supports, Provenance: evidence.Sourced, Year: &year, Design: "cohort",
			Citations: []evidence.Citation{{Source: source(i), Locator: "Abstract", CheckedAt: []string{"https://example.org/seen"},
				CheckedOn: "2026-11-22", Depth: evidence.Abstract}}}
		if i%4 == 0 {
			claim.About = []string{construct(i * 3)}
			claim.Citations = append(claim.Citations, evidence.Citation{Source: source(i * 11), CitedIn: source(i)})
		}
		change.Claims = append(change.Claims, claim)
		if i%24 == 0 {
			change.Practice = append(change.Practice, &evidence.PracticeItem{ID: fmt.Sprintf("step-%04d", i), Kind: "step",
				About: []string{construct(i)}, Text: "Name what the partner's signal asks for, " + remark, Provenance: evidence.LLM})
		}
	}
	return change
}
