package main

import (
	"context"
	"net/url"
	"strconv"

	"github.com/securebase/securebase/internal/evidence"
)

type plainEvidencePaths struct {
	EvidencePaths plainPaths `json:"evidencePaths"`
}

type plainPaths struct {
	Shortest  *int         `json:"shortest"`
	Allowed   *int         `json:"allowed"`
	LLMOnly   bool         `json:"llmOnly"`
	Truncated bool         `json:"truncated"`
	NoPath    *plainNoPath `json:"noPath"`
	Nodes     []plainPath  `json:"nodes"`
}

type plainNoPath struct {
	LensField *string        `json:"lensField"`
	Says      string         `json:"says"`
	Nearest   []*plainEntity `json:"nearest"`
}

type plainPath struct {
	Strength      float64        `json:"strength"`
	Product       float64        `json:"product"`
	WeakestReason string         `json:"weakestReason"`
	Entities      []*plainEntity `json:"entities"`
	Steps         []plainStep    `json:"steps"`
}

type plainStep struct {
	Along bool          `json:"along"`
	From  plainEntity   `json:"from"`
	To    plainEntity   `json:"to"`
	Edge  plainStepEdge `json:"edge"`
}

type plainStepEdge struct {
	ID        string          `json:"id"`
	Predicate plainPredicate  `json:"predicate"`
	Strength  plainValue      `json:"strength"`
	Claims    plainStepClaims `json:"claims"`
}

type plainStepClaims struct {
	Nodes []plainStepClaim `json:"nodes"`
}

type plainStepClaim struct {
	ID        string           `json:"id"`
	Text      string           `json:"text"`
	Citations []plainReference `json:"citations"`
}

// lensOf reads a lens from an address.
func lensOf(q url.Values) evidence.Lens {
	lens := evidence.Lens{MinTier: evidence.Tier(q.Get("minTier")), HideLLM: q.Get("llm") == "off", Designs: q["design"],
		Populations: q["population"]}
	if year, err := strconv.Atoi(q.Get("asOf")); err == nil {
		lens.AsOf = &year
	}
	for _, s := range q["stance"] {
		for _, stance := range []evidence.Stance{evidence.Supports, evidence.Qualifies, evidence.Disputes, evidence.Null} {
			if stanceName(stance) == s {
				lens.Stances = append(lens.Stances, stance)
			}
		}
	}
	return lens
}

// evidencePaths answers queries/evidence-paths.graphql.
func (p plain) evidencePaths(ctx context.Context, view *evidence.View, q url.Values) (any, error) {
	from, _ := view.Entity(q.Get("from"))
	to, _ := view.Entity(q.Get("to"))
	paths := view.EvidencePaths(evidence.PathQuery{From: from, To: to, MaxHops: 6, Slack: 1, Direction: evidence.AnyWay, First: 5})
	var all []int32
	first := map[int32][]int32{}
	for _, path := range paths.Found {
		for _, s := range path.Steps {
			if _, seen := first[s.Edge]; !seen {
				claims := view.EdgeClaims(s.Edge)
				first[s.Edge] = claims[:min(1, len(claims))]
				all = append(all, first[s.Edge]...)
			}
		}
	}
	book, err := p.read(ctx, view, nil, all)
	if err != nil {
		return nil, err
	}
	answer := plainPaths{LLMOnly: paths.LLMOnly, Truncated: paths.Truncated, NoPath: noPathOf(view, paths.NoPath), Nodes: []plainPath{}}
	if paths.Shortest >= 0 {
		answer.Shortest, answer.Allowed = &paths.Shortest, &paths.Allowed
	}
	for _, path := range paths.Found {
		node := plainPath{Strength: path.Strength, Product: path.Product, WeakestReason: view.WeaknessOf(path.Steps[path.Weakest].Edge)}
		for _, n := range path.Entities {
			node.Entities = append(node.Entities, entityOf(view, n))
		}
		for _, s := range path.Steps {
			_, predicate, _ := view.EdgeEnds(s.Edge)
			edge := plainStepEdge{view.EdgeID(s.Edge), plainPredicate{predicate.ID, predicate.Label}, plainValue{view.Derive(s.Edge).Value},
				plainStepClaims{[]plainStepClaim{}}}
			for _, c := range first[s.Edge] {
				edge.Claims.Nodes = append(edge.Claims.Nodes, stepClaim(view, c, book.Claims[view.ClaimID(c)]))
			}
			node.Steps = append(node.Steps, plainStep{s.Along, plainEntity{ID: view.EntityID(s.From)}, plainEntity{ID: view.EntityID(s.To)}, edge})
		}
		answer.Nodes = append(answer.Nodes, node)
	}
	return plainEvidencePaths{answer}, nil
}

func stepClaim(view *evidence.View, n int32, c *evidence.Claim) plainStepClaim {
	claim := plainStepClaim{c.ID, c.Text, []plainReference{}}
	for _, i := range view.ClaimCitations(n) {
		claim.Citations = append(claim.Citations, plainReference{named(view, c.Citations[i].Source)})
	}
	return claim
}

func noPathOf(view *evidence.View, no *evidence.NoPath) *plainNoPath {
	if no == nil {
		return nil
	}
	said := &plainNoPath{LensField: orNull(string(no.LensField)), Says: "Nothing in the graph connects the two within these limits.", Nearest: []*plainEntity{}}
	if no.LensField != "" {
		said.Says = "Under this lens nothing connects the two; without " + string(no.LensField) + " there is a path."
	}
	for _, n := range no.Nearest {
		said.Nearest = append(said.Nearest, nameOf(view, n))
	}
	return said
}
