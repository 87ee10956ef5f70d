package pages

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Stops that a trail on a page may have.
const (
	leastStops = 2
	mostStops  = 6
)

// trailSet is a trail as it is set: the picture, then one leg after the other.
type trailSet struct {
	Stops   []stop
	Legs    []legBody
	Picture *picture
	Lens    bool // whether a lens is on
}

type stop struct {
	Number int
	Who    person
}

// legBody is one step of a trail as it is set.
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

type trailBody struct {
	Headline string
	Lead     string
	Fields   []stopField
	Keep     lensBar
	Trail    trailSet
	Reversed string
	TooFew   bool // one stop alone
	Examples []act
	Works    []*work
}

// stopField is a box for one stop: what was typed, and what it may be.
type stopField struct {
	Number   int
	Value    string
	Required bool
	Typed    string
	Choices  []act
	Unknown  bool
	id       string
}

// trail shows the way from stop to stop, for any stops.
func trail(ctx context.Context, a *ask) (*view, error) {
	typed := a.typedStops()
	if len(typed) > mostStops {
		return nil, badTrail(strconv.Itoa(len(typed))+" stops", "up to "+strconv.Itoa(mostStops))
	}
	fields, err := a.stopFields(ctx, typed)
	if err != nil {
		return nil, err
	}
	var ids []string
	open := false
	for i := range fields {
		if x := &fields[i]; x.id != "" {
			if slices.Contains(ids, x.id) {
				return nil, badTrail(x.Typed, "each stop once")
			}
			ids = append(ids, x.id)
		} else if x.Typed != "" {
			open = true
		}
	}
	v := &view{template: "trail"}
	v.page = page{Title: "A trail", Nav: "trail", NoIndex: len(typed) > 0,
		Description: "How an idea came from one stop to the next: the best line of descent, or what both come down from."}
	body := trailBody{Headline: "Make a trail", Fields: fields, Keep: a.lensBar(evidence.Hidden{}, false), Examples: a.trailExamples(),
		Lead: "Name two to six people, ideas or programmes. Between each and the next stands the best line of descent or, where there is none, what both come down from."}
	if open || len(ids) < leastStops {
		body.TooFew = !open && len(ids) > 0
		v.body = body
		return v, nil
	}
	if joined := strings.Join(ids, ","); a.r.URL.Query().Get("stops") != joined {
		return &view{moved: a.links.To("/trail", "stops", joined)}, nil
	}
	if err := a.answerTrail(ctx, &body, ids); err != nil {
		return nil, err
	}
	v.page.Title = body.Headline
	v.body = body
	return v, nil
}

func badTrail(value, right string) *fault {
	f := badField("stops", value, right)
	f.title = "This trail cannot be followed"
	return f
}

// typedStops are what a reader typed, one box each or all in one, with commas. A name may hold commas itself.
func (a *ask) typedStops() []string {
	var typed []string
	for _, given := range a.query["stops"] {
		given = strings.TrimSpace(given)
		parts := listed(given)
		if len(parts) > 1 && len(a.resolve(given)) > 0 {
			parts = []string{given}
		}
		if len(parts) == 1 {
			parts[0] = clip(parts[0], 120)
		}
		typed = append(typed, parts...)
	}
	return typed
}

// listed parts a list at its commas.
func listed(given string) []string {
	var parts []string
	for part := range strings.SplitSeq(given, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// stopFields takes what was typed for ids, else for names, as the search for paths does.
func (a *ask) stopFields(ctx context.Context, typed []string) ([]stopField, error) {
	found := make([][]int32, len(typed))
	var want store.Want
	for i, t := range typed {
		found[i] = a.resolve(t)
		want.Entities = append(want.Entities, a.ix.EntityIDs(found[i])...)
	}
	slices.Sort(want.Entities)
	want.Entities = slices.Compact(want.Entities)
	book, err := store.Read(ctx, a.store(), want)
	if err != nil {
		return nil, err
	}
	e := newEdition(a, book)
	known := slices.Clone(typed)
	for i := range typed {
		if len(found[i]) == 1 {
			known[i] = a.ix.EntityID(found[i][0])
		}
	}
	// The page's own address has all stops in one field.
	a.query = cloned(a.query)
	a.query.Set("stops", strings.Join(known, ","))
	fields := make([]stopField, mostStops)
	for i := range fields {
		x := &fields[i]
		x.Number, x.Required = i+1, i < leastStops
		if i >= len(typed) {
			continue
		}
		x.Typed, x.Value, x.Unknown = typed[i], typed[i], len(found[i]) == 0
		if len(found[i]) == 1 {
			x.id, x.Value = known[i], e.entityNumber(found[i][0]).Name
			continue
		}
		for _, n := range once(found[i]) {
			p := e.entityNumber(n)
			other := slices.Clone(known)
			other[i] = a.ix.EntityID(n)
			x.Choices = append(x.Choices, act{p.Name + " (" + strings.ToLower(p.Word) + ")", a.links.To("/trail", "stops", strings.Join(other, ","))})
		}
	}
	return fields, nil
}

func cloned(q url.Values) url.Values {
	c := url.Values{}
	for name, list := range q {
		c[name] = slices.Clone(list)
	}
	return c
}

// once leaves each entity once, in the order of first standing.
func once(list []int32) []int32 {
	var all []int32
	for _, n := range list {
		if !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	return all
}

func (a *ask) trailExamples() []act {
	var acts []act
	for _, x := range []struct {
		words string
		stops []string
	}{
		{"From Bowlby to EFT", trailStops()},
		{"From Blatz to the Secure Base Strategy", []string{"william-blatz", "secure-base", "dependency-paradox", "secure-base-strategy"}},
	} {
		if a.has(x.stops...) {
			acts = append(acts, act{x.words, a.links.To("/trail", "stops", strings.Join(x.stops, ","))})
		}
	}
	return acts
}

func (a *ask) answerTrail(ctx context.Context, body *trailBody, ids []string) error {
	var stops []int32
	for _, id := range ids {
		n, _ := a.ix.Entity(id)
		stops = append(stops, n)
	}
	legs := a.view.Trail(stops)
	entities, claims := map[int32]bool{}, map[int32]bool{}
	for _, n := range stops {
		entities[n] = true
	}
	for i := range legs {
		for _, edge := range legs[i].Edges() {
			subject, _, object := a.ix.EdgeEnds(edge)
			entities[subject], entities[object] = true, true
			for _, c := range a.view.EdgeClaims(edge) {
				claims[c] = true
			}
		}
		for _, x := range legs[i].Ancestors {
			entities[x.Entity] = true
		}
	}
	book, err := a.read(ctx, store.Want{Entities: a.ix.EntityIDs(sorted(entities)), Claims: a.ix.ClaimIDs(sorted(claims))})
	if err != nil {
		return err
	}
	e := newEdition(a, book)
	body.Trail = e.trailSet(stops, legs)
	body.Works = e.apparatus()
	slices.Reverse(ids)
	body.Reversed = a.links.To("/trail", "stops", strings.Join(ids, ","))
	body.words(legs)
	return nil
}

// words are the headline and the lead of an answer.
func (b *trailBody) words(legs []evidence.Leg) {
	first, last := b.Trail.Stops[0].Who.Name, b.Trail.Stops[len(b.Trail.Stops)-1].Who.Name
	b.Headline = "A trail from " + first + " to " + last
	none, weakest := 0, 1.0
	for i := range legs {
		if legs[i].Descent == nil {
			none++
		} else {
			weakest = min(weakest, legs[i].Descent.Strength)
		}
	}
	legsWords := plural(len(legs), "leg", "legs")
	switch none {
	case 0:
		b.Lead = "A line of descent runs all the way, in " + legsWords + "; its weakest step holds at " + decimals(weakest) + "."
	case len(legs):
		b.Lead = "No line of descent runs along this trail, in " + legsWords + "."
		if len(legs) == 1 {
			b.Lead = "No line of descent runs along this trail."
		}
	default:
		b.Lead = "There is no line of descent on " + inWords(none) + " of " + legsWords + "; on the rest the weakest step holds at " + decimals(weakest) + "."
	}
}

// trailSet sets a trail.
func (e *edition) trailSet(stops []int32, legs []evidence.Leg) trailSet {
	t := trailSet{Lens: !e.view.Lens.IsZero()}
	for i, n := range stops {
		t.Stops = append(t.Stops, stop{Number: i + 1, Who: e.entityNumber(n)})
	}
	set := map[int32]bool{}
	for i := range legs {
		t.Legs = append(t.Legs, e.leg(&legs[i], t.Stops[i], t.Stops[i+1], set))
	}
	t.Picture = e.trailFigure(stops, legs).picture("The trail, on years. The list below says the same.")
	return t
}

// leg sets one leg; set are the claims that legs before it have set, whose anchors are taken.
func (e *edition) leg(l *evidence.Leg, from, to stop, set map[int32]bool) legBody {
	b := legBody{From: from, To: to, None: l.Descent == nil, Known: len(l.Ancestors) > 0,
		Paths: e.links.To("/paths", "from", e.ix.EntityID(l.From), "to", e.ix.EntityID(l.To), "direction", "flow")}
	if l.Descent != nil {
		c := e.bareChain(*l.Descent)
		b.Chain = &c
		for _, s := range l.Descent.Steps {
			if claims := e.view.EdgeClaims(s.Edge); len(claims) > 0 {
				place := ""
				if set[claims[0]] {
					place = "leg-" + strconv.Itoa(from.Number) + "-"
				}
				set[claims[0]] = true
				b.Claims = append(b.Claims, e.claimIn(place, claims[0]))
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
