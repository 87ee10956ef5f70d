package pages

import (
	"context"
	"strconv"

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
	Stops      []stop
	Legs       []legBody
	Picture    *picture
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

// trailTitle names the picture of a trail to those who hear it.
const trailTitle = "The trail, on years. The list below says the same."

type stop struct {
	Number int
	Who    person
	Years  string
}

// legBody is one step of the trail as it is set.
type legBody struct {
	From, To stop
	Chain    *chain
	Claims   []sentence
	Branches []branch
	Back     *chain // the path the other way
	None     bool
	Known    bool // whether common ancestors are known
	Paths    string
}

type branch struct {
	Ancestor person
	Chains   []chain
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
	note := func(edge int32) {
		subject, _, object := a.ix.EdgeEnds(edge)
		entities[subject], entities[object] = true, true
		for _, c := range a.view.EdgeClaims(edge) {
			claims[c] = true
		}
	}
	for i := range legs {
		for _, x := range legs[i].Ancestors {
			entities[x.Entity] = true
		}
		for _, edge := range legs[i].Edges() {
			note(edge)
		}
	}
	for _, edge := range shown {
		note(edge)
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
	for i, n := range stops {
		body.Stops = append(body.Stops, e.stop(i+1, n))
	}
	for i := range legs {
		body.Legs = append(body.Legs, e.leg(&legs[i], body.Stops[i], body.Stops[i+1]))
	}
	body.Picture = e.trailFigure(stops, legs).picture(trailTitle)
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

func (e *edition) stop(number int, n int32) stop {
	s := stop{Number: number, Who: e.entityNumber(n)}
	switch x := e.book.Entities[e.ix.EntityID(n)].(type) {
	case *evidence.Theorist:
		if x.Born != "" {
			s.Years = yearOf(x.Born) + "–" + yearOf(x.Died)
		}
	default:
		if year, ok := e.view.YearOf(n); ok {
			s.Years = strconv.Itoa(year)
		}
	}
	return s
}

func (e *edition) leg(l *evidence.Leg, from, to stop) legBody {
	b := legBody{From: from, To: to, None: l.Descent == nil, Known: len(l.Ancestors) > 0,
		Paths: e.links.To("/paths", "from", e.ix.EntityID(l.From), "to", e.ix.EntityID(l.To), "direction", "flow")}
	if l.Descent != nil {
		c := e.bareChain(*l.Descent)
		b.Chain = &c
		for _, s := range l.Descent.Steps {
			if claims := e.view.EdgeClaims(s.Edge); len(claims) > 0 {
				b.Claims = append(b.Claims, e.claim(claims[0]))
			}
		}
		return b
	}
	if l.Back != nil {
		c := e.bareChain(*l.Back)
		b.Back = &c
	}
	for _, x := range l.Ancestors {
		set := branch{Ancestor: e.entityNumber(x.Entity)}
		for _, p := range x.Branches {
			set.Chains = append(set.Chains, e.bareChain(p))
		}
		b.Branches = append(b.Branches, set)
	}
	return b
}

// bareChain sets a path without its claims and derivations.
func (e *edition) bareChain(p evidence.Path) chain {
	c := chain{Start: e.entityNumber(p.Entities[0]), Weakest: decimals(p.Strength), Product: decimals(p.Product), Length: plural(len(p.Steps), "step", "steps")}
	for i, s := range p.Steps {
		l := e.edge(s.Edge, s.From)
		c.Steps = append(c.Steps, step{Link: l, To: l.To, Weak: i == p.Weakest && len(p.Steps) > 1, Class: edgeClass(l)})
	}
	return c
}
