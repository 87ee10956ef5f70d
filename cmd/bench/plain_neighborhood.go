package main

import (
	"context"
	"net/url"

	"github.com/securebase/securebase/internal/evidence"
)

type plainNeighborhood struct {
	Neighborhood plainSubgraph `json:"neighborhood"`
}

type plainSubgraph struct {
	Truncated bool            `json:"truncated"`
	Nodes     []plainNeighbor `json:"nodes"`
	Edges     []plainEdge     `json:"edges"`
	Groups    []plainGroup    `json:"groups"`
}

type plainNeighbor struct {
	Distance int          `json:"distance"`
	Degree   int          `json:"degree"`
	Entity   *plainEntity `json:"entity"`
}

type plainEdge struct {
	ID         string         `json:"id"`
	Predicate  plainPredicate `json:"predicate"`
	Subject    plainEntity    `json:"subject"`
	Object     plainEntity    `json:"object"`
	BestTier   *string        `json:"bestTier"`
	Disputed   bool           `json:"disputed"`
	Supporting int            `json:"supporting"`
	Strength   plainStrength  `json:"strength"`
}

type plainStrength struct {
	Value   float64 `json:"value"`
	Support float64 `json:"support"`
	Dispute float64 `json:"dispute"`
}

type plainGroup struct {
	Direction evidence.EdgeDirection `json:"direction"`
	Shown     int                    `json:"shown"`
	Total     int                    `json:"total"`
	Predicate plainPredicate         `json:"predicate"`
	Entity    plainEntity            `json:"entity"`
}

// neighborhood answers queries/neighborhood.graphql.
func (p plain) neighborhood(_ context.Context, view *evidence.View, q url.Values) (any, error) {
	root, _ := view.Entity(q.Get("id"))
	around := view.Neighborhood(root, 2, 10, 60)
	answer := plainSubgraph{Truncated: around.Truncated, Nodes: []plainNeighbor{}, Edges: []plainEdge{}, Groups: []plainGroup{}}
	for _, n := range around.Nodes {
		answer.Nodes = append(answer.Nodes, plainNeighbor{n.Distance, n.Degree, entityOf(view, n.Entity)})
	}
	for _, n := range around.Edges {
		subject, predicate, object := view.EdgeEnds(n)
		strength, stances := view.Derive(n), view.StancesOf(n)
		answer.Edges = append(answer.Edges, plainEdge{view.EdgeID(n), plainPredicate{predicate.ID, predicate.Label},
			plainEntity{ID: view.EntityID(subject)}, plainEntity{ID: view.EntityID(object)}, orNull(string(view.EdgeBestTier(n))),
			stances.Disputed(), stances.Supporting, plainStrength{strength.Value, strength.Support, strength.Dispute}})
	}
	for _, g := range around.Groups {
		answer.Groups = append(answer.Groups, plainGroup{g.Direction, g.Shown, g.Total, plainPredicate{ID: g.Predicate.ID},
			plainEntity{ID: view.EntityID(g.Entity)}})
	}
	return plainNeighborhood{answer}, nil
}
