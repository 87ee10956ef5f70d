package pages

import (
	"context"
	"slices"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// disputesOnStart is the number of disputes that the start page shows.
const disputesOnStart = 4

// trailStops are the stops of the trail on the start page.
func trailStops() []string {
	return []string{"john-bowlby", "mary-ainsworth", "circle-of-security", "emotionally-focused-therapy"}
}

type startBody struct {
	Keep       lensBar
	Typed      string
	Kinds      []option
	Try        []act
	Trail      trailSet
	OwnTrail   string
	Doors      []door
	Disputes   []dispute
	DisputesOf int
	All        string
	About      string
	Works      []*work
	Everything string
	Claims     string
	Sources    string
}

type door struct {
	kindWords
	URL   string
	Count string
}

// start is the first page.
func start(ctx context.Context, a *ask) (*view, error) {
	var stops []int32
	for _, id := range trailStops() {
		if n, ok := a.ix.Entity(id); ok {
			stops = append(stops, n)
		}
	}
	legs := a.view.Trail(stops)
	disputed := a.view.DisputedEdges()
	shown := disputed[:min(len(disputed), disputesOnStart)]
	entities, claims := map[int32]bool{}, map[int32]bool{}
	for _, n := range stops {
		entities[n] = true
	}
	edges := slices.Clone(shown)
	for i := range legs {
		edges = append(edges, legs[i].Edges()...)
	}
	for _, edge := range edges {
		subject, _, object := a.ix.EdgeEnds(edge)
		entities[subject], entities[object] = true, true
		for _, c := range a.view.EdgeClaims(edge) {
			claims[c] = true
		}
	}
	book, err := a.read(ctx, store.Want{Entities: a.ix.EntityIDs(sorted(entities)), Claims: a.ix.ClaimIDs(sorted(claims))})
	if err != nil {
		return nil, err
	}
	e := newEdition(a, book)
	tally := a.view.Tally()
	body := startBody{Keep: a.lensBar(evidence.Hidden{}, false), DisputesOf: len(disputed), All: a.links.To("/disputes"),
		About: a.links.To("/about"), Everything: a.under(evidence.Lens{}),
		Claims: plural(tally.Claims, "claim", "claims"), Sources: plural(tally.Kinds[evidence.KindSource], "source", "sources")}
	body.Trail = e.trailSet(stops, legs)
	body.OwnTrail = a.links.To("/trail", "stops", strings.Join(a.ix.EntityIDs(stops), ","))
	for _, k := range kinds() {
		body.Doors = append(body.Doors, door{k, a.links.To("/" + k.Path), thousands(tally.Kinds[k.Kind])})
	}
	for _, edge := range shown {
		body.Disputes = append(body.Disputes, e.dispute(edge, 1))
	}
	if a.has("secure-base", "circle-of-security-parenting", "john-bowlby", "emotionally-focused-therapy") {
		body.Try = []act{
			{"Who originated the secure base?", a.links.To("/lineage/secure-base")},
			{"From Bowlby to EFT", a.links.To("/paths", "from", "john-bowlby", "to", "emotionally-focused-therapy", "direction", "flow")},
			{"Circle of Security Parenting in trials", a.links.To("/interventions/circle-of-security-parenting") + "#evidence-base"},
		}
	}
	body.Works = e.apparatus()
	v := &view{template: "start", body: body}
	v.page = page{Title: "Secure Base", NoSeek: true, Description: "Follow an idea through attachment theory and see who says so: every line is a claim, and every claim names its sources and the people who found otherwise."}
	return v, nil
}
