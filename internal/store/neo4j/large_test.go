package neo4j_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// library makes a graph of many claims in the proportions of the literature: for ten claims an entity and three
// sources, two citations a claim, and a few entities of which very much is said.
func library(claims int, remark string) store.ChangeSet {
	random := rand.New(rand.NewPCG(1907, 1990))
	entities, sources := claims/10, claims*3/10
	// Squares and cubes of even numbers give many links to few.
	entity := func() string {
		r := random.Float64()
		return fmt.Sprintf("construct-%06d", int(r*r*r*float64(entities)))
	}
	source := func() string { r := random.Float64(); return fmt.Sprintf("source-%06d", int(r*r*float64(sources))) }
	predicates := []string{"associated-with", "derives-from", "measured-by", "influenced", "improves", "part-of"}
	change := store.ChangeSet{Replace: true, Vocabulary: marked(0, 0, "").Vocabulary}
	for _, id := range predicates {
		predicate := *change.Vocabulary.Predicates[0]
		predicate.ID, predicate.Label = id, id
		change.Vocabulary.Predicates = append(change.Vocabulary.Predicates, &predicate)
	}
	year := 1988
	for i := range entities {
		change.Entities = append(change.Entities, &evidence.Construct{Common: evidence.Common{ID: fmt.Sprintf("construct-%06d", i),
			Kind: evidence.KindConstruct, Type: "construct", Name: fmt.Sprintf("Construct %d", i), Aliases: []string{fmt.Sprintf("Idea %d", i)},
			Summary: "A trusted person from whom a child explores, " + remark}, Introduced: &year})
	}
	for i := range sources {
		change.Entities = append(change.Entities, &evidence.Source{Common: evidence.Common{ID: fmt.Sprintf("source-%06d", i),
			Kind: evidence.KindSource, Type: "article-journal"}, Title: "Attachment security and exploration, " + remark,
			Author: []evidence.Author{{Family: "Ainsworth", Given: "Mary D. S."}, {Family: "Bell", Given: "Silvia M."}},
			Issued: &year, ContainerTitle: "Child Development", Volume: "41", DOI: fmt.Sprintf("10.2307/%d", i), Tier: evidence.T1})
	}
	for i := range claims {
		claim := &evidence.Claim{ID: fmt.Sprintf("claim-%06d", i), Subject: entity(), Predicate: predicates[random.IntN(len(predicates))],
			Object: entity(), Text: "Infants whose mothers were sensitive explored more and cried less, " + remark,
			Stance: evidence.Supports, Provenance: evidence.Sourced, Year: &year, Design: "cohort"}
		for range 1 + random.IntN(3) {
			claim.Citations = append(claim.Citations, evidence.Citation{Source: source(), Locator: "Abstract", Depth: evidence.Abstract})
		}
		change.Claims = append(change.Claims, claim)
	}
	return change
}
