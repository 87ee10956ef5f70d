package pages

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Limits of a path search from a page.
const (
	defaultHops = 6
	pathsShown  = 5
	choices     = 6
)

type pathsBody struct {
	From, To    end
	Flow        bool
	Hops        int
	HopChoices  []int
	Keep        lensBar
	Asked       bool
	Headline    string
	Result      string    // the best path in one sentence
	Against     []against // what speaks against the two directly
	Lead        string
	Direct      []direct
	DirectWords string
	Paths       []chain
	LLMOnly     bool
	Truncated   string
	Shortest    int
	No          *noPath
	Works       []*work
	Examples    []act
	Changed     *lensChange // nil without a lens
	Everything  string
	Away        takeaway
}

// end is one of the two boxes: what was typed, what it was taken for, and what else it could be.
type end struct {
	Typed   string
	Found   *person
	ID      string
	Choices []act
	Unknown bool
	Same    bool
	n       int32
}

// direct is an edge between the two ends, with its claims.
type direct struct {
	Link   link
	Claims []sentence
}

type chain struct {
	Rank     int
	Start    person
	Steps    []step
	Weakest  string
	Product  string
	Length   string
	Flow     bool
	WeakWhy  string
	WeakFrom string
}

// step is one link of a chain.
type step struct {
	Link       link
	To         person
	Weak       bool
	Class      string
	Others     []link
	Derivation derivation
	Claims     []sentence
	MoreClaims int
}

type noPath struct {
	Why     string
	Nearest []person
	Field   string
	Without string
	Next    []act
}

// paths shows the evidence paths between two entities.
func paths(ctx context.Context, a *ask) (*view, error) {
	if a.query.Has("swap") {
		return &view{moved: a.self("from", a.query.Get("to"), "to", a.query.Get("from"))}, nil
	}
	body := pathsBody{Hops: defaultHops, Keep: a.lensBar(evidence.Hidden{}, false), Everything: a.under(evidence.Lens{})}
	switch d := a.query.Get("direction"); strings.ToLower(d) {
	case "", "any":
	case "flow":
		body.Flow = true
	default:
		return nil, badPath("direction", d, "any or flow")
	}
	if typed := a.query.Get("hops"); typed != "" {
		hops, err := strconv.Atoi(typed)
		if err != nil || hops < 1 || hops > evidence.MaxHops {
			return nil, badPath("hops", typed, "a number from 1 to "+strconv.Itoa(evidence.MaxHops))
		}
		body.Hops = hops
	}
	for n := 1; n <= evidence.MaxHops; n++ {
		body.HopChoices = append(body.HopChoices, n)
	}
	v := &view{template: "paths"}
	v.page = page{Title: "Evidence paths", Nav: "paths", Description: "How two people, ideas or programmes are connected, step by step, with the strength of each step."}
	if err := a.resolveEnds(ctx, &body); err != nil {
		return nil, err
	}
	if body.From.Found == nil || body.To.Found == nil {
		examples := []act{
			{"From Bowlby to emotionally focused therapy", a.links.To("/paths", "from", "john-bowlby", "to", "emotionally-focused-therapy", "direction", "flow")},
			{"From the Circle of Security to attachment security", a.links.To("/paths", "from", "circle-of-security-parenting", "to", "attachment-security")},
		}
		if a.has("john-bowlby", "emotionally-focused-therapy", "circle-of-security-parenting", "attachment-security") {
			body.Examples = examples
		}
		v.body = body
		return v, nil
	}
	body.Asked = true
	v.page.NoIndex = true
	if body.From.n == body.To.n {
		body.To.Same = true
		body.Headline = "The two ends are the same"
		v.body = body
		return v, nil
	}
	if err := a.answerPaths(ctx, &body); err != nil {
		return nil, err
	}
	v.page.Title = "Paths from " + body.From.Found.Name + " to " + body.To.Found.Name
	v.body = body
	return v, nil
}

func (a *ask) has(ids ...string) bool {
	for _, id := range ids {
		if _, ok := a.ix.Entity(id); !ok {
			return false
		}
	}
	return true
}

func badPath(name, value, right string) *fault {
	f := badField(name, value, right)
	f.title = "These paths cannot be looked for"
	return f
}

// resolveEnds takes what was typed for an id, else for a name. The lens does not change what words mean.
func (a *ask) resolveEnds(ctx context.Context, body *pathsBody) error {
	var want store.Want
	take := func(name string) (end, []int32) {
		x := end{Typed: clip(strings.TrimSpace(a.query.Get(name)), 120), n: -1}
		found := a.resolve(x.Typed)
		if len(found) == 1 {
			x.n, x.ID = found[0], a.ix.EntityID(found[0])
		}
		x.Unknown = x.Typed != "" && len(found) == 0
		want.Entities = append(want.Entities, a.ix.EntityIDs(found)...)
		return x, found
	}
	from, fromFound := take("from")
	to, toFound := take("to")
	slices.Sort(want.Entities)
	want.Entities = slices.Compact(want.Entities)
	book, err := store.Read(ctx, a.store(), want)
	if err != nil {
		return err
	}
	e := newEdition(a, book)
	set := func(x *end, name string, found []int32) {
		if x.n >= 0 {
			p := e.entityNumber(x.n)
			x.Found = &p
			return
		}
		for _, n := range found {
			p := e.entityNumber(n)
			x.Choices = append(x.Choices, act{p.Name + " (" + strings.ToLower(p.Word) + ")", a.self(name, a.ix.EntityID(n))})
		}
	}
	set(&from, "from", fromFound)
	set(&to, "to", toFound)
	body.From, body.To = from, to
	return nil
}

// resolve gives the entity that was meant, or several to choose from.
func (a *ask) resolve(typed string) []int32 {
	if typed == "" {
		return nil
	}
	if n, ok := a.ix.Entity(typed); ok {
		return []int32{n}
	}
	hits := a.ix.Full().Search(typed, evidence.ParseTextQuery(typed), evidence.TextMatch{}, nil)
	var found, besides []int32
	for _, h := range hits {
		// A whole name is meant before an alias is, and both before a part of a name.
		if h.Why != hits[0].Why && hits[0].Why <= evidence.WhyAlias {
			break
		}
		found = append(found, h.Entity)
		if a.ix.KindOf(h.Entity) != evidence.KindSource {
			besides = append(besides, h.Entity)
		}
	}
	if len(besides) > 0 {
		found = besides // a work that is called like a person or an idea is not what was meant
	}
	found = found[:min(len(found), choices)]
	if len(found) == 0 {
		for _, id := range a.notFound("", strings.Join(evidence.Words(typed), "-")).near {
			if n, ok := a.ix.Entity(id); ok {
				found = append(found, n)
			}
		}
		if len(found) == 1 {
			return append(found, found[0]) // a guess at the spelling is offered, never taken
		}
	}
	return found
}

func (a *ask) answerPaths(ctx context.Context, body *pathsBody) error {
	q := evidence.PathQuery{From: body.From.n, To: body.To.n, MaxHops: body.Hops, Slack: 1, First: pathsShown, Direction: evidence.AnyWay}
	if body.Flow {
		q.Direction = evidence.FlowWay
	}
	found := a.view.EvidencePaths(q)
	full := found
	if !a.view.Lens.IsZero() {
		full = a.ix.Full().EvidencePaths(q)
	}
	book, err := a.read(ctx, a.wantPaths(found, full))
	if err != nil {
		return err
	}
	e := newEdition(a, book)
	for _, n := range found.Direct {
		d := direct{Link: e.edge(n, body.From.n)}
		for _, c := range a.view.EdgeClaims(n) {
			d.Claims = append(d.Claims, e.claim(c))
		}
		body.Direct = append(body.Direct, d)
	}
	for i, p := range found.Found {
		body.Paths = append(body.Paths, e.chain(i+1, p))
	}
	body.LLMOnly, body.Shortest = found.LLMOnly, found.Shortest
	if found.Truncated {
		body.Truncated = "The search stopped after " + thousands(found.Limit) + " partial paths; there may be better ones."
	}
	if found.NoPath != nil {
		body.No = e.noPath(found.NoPath, body)
	}
	e.pathWords(body, found)
	if !a.view.Lens.IsZero() {
		body.Changed = e.lensChanged(found, full)
	}
	body.Works = e.apparatus()
	statement, err := a.site.cypher.Paths(a.view, q, found)
	body.Away, err = a.takeaway(statement, err, "from", a.ix.EntityID(q.From), "to", a.ix.EntityID(q.To),
		"direction", strings.ToLower(string(q.Direction)), "hops", strconv.Itoa(q.MaxHops))
	return err
}

// wantPaths names what an answer shows; of the answer without the lens only the best path is shown.
func (a *ask) wantPaths(found, full *evidence.Paths) store.Want {
	var want store.Want
	claims, entities := map[int32]bool{}, map[int32]bool{}
	edge := func(n int32) {
		subject, _, object := a.ix.EdgeEnds(n)
		entities[subject], entities[object] = true, true
		for _, c := range a.view.EdgeClaims(n) {
			claims[c] = true
		}
	}
	for _, n := range found.Direct {
		edge(n)
	}
	for _, p := range found.Found {
		for _, s := range p.Steps {
			edge(s.Edge)
			for _, other := range s.Others {
				subject, _, object := a.ix.EdgeEnds(other)
				entities[subject], entities[object] = true, true
			}
		}
	}
	if found.NoPath != nil {
		for _, n := range found.NoPath.Nearest {
			entities[n] = true
		}
	}
	for _, p := range full.Found[:min(1, len(full.Found))] {
		for _, n := range p.Entities {
			entities[n] = true
		}
	}
	want.Claims, want.Entities = a.ix.ClaimIDs(sorted(claims)), a.ix.EntityIDs(sorted(entities))
	return want
}

func sorted(set map[int32]bool) []int32 {
	list := make([]int32, 0, len(set))
	for n := range set {
		list = append(list, n)
	}
	slices.Sort(list)
	return list
}

// claimsOfStep is how many sentences are set below a step; the edge's own page has them all.
const claimsOfStep = 4

func (e *edition) chain(rank int, p evidence.Path) chain {
	c := chain{Rank: rank, Start: e.entityNumber(p.Entities[0]), Weakest: decimals(p.Strength), Product: decimals(p.Product),
		Length: plural(len(p.Steps), "step", "steps"), Flow: true}
	for i, s := range p.Steps {
		l := e.edge(s.Edge, s.From)
		x := step{Link: l, To: l.To, Weak: i == p.Weakest, Class: edgeClass(l), Derivation: e.derive(s.Edge)}
		for _, other := range s.Others {
			x.Others = append(x.Others, e.edge(other, s.From))
		}
		claims := e.view.EdgeClaims(s.Edge)
		for _, n := range claims[:min(len(claims), claimsOfStep)] {
			x.Claims = append(x.Claims, e.claimIn("path-"+strconv.Itoa(rank)+"-", n))
		}
		x.MoreClaims = len(claims) - len(x.Claims)
		c.Steps = append(c.Steps, x)
		c.Flow = c.Flow && e.flows(s)
	}
	if len(p.Steps) > 0 {
		weak := p.Steps[p.Weakest]
		c.WeakWhy = e.view.WeaknessOf(weak.Edge)
		c.WeakFrom = e.entityNumber(weak.From).Name + " " + c.Steps[p.Weakest].Link.Says + " " + e.entityNumber(weak.To).Name
	}
	return c
}

// flows says whether a step goes the way the idea flows.
func (e *edition) flows(s evidence.Step) bool {
	_, p, _ := e.ix.EdgeEnds(s.Edge)
	return p.Lineage == evidence.FlowForward && s.Along || p.Lineage == evidence.FlowBackward && !s.Along
}

// edgeClass is the class of the line that is drawn for an edge.
func edgeClass(l link) string {
	switch {
	case l.Disputed:
		return "dis"
	case l.LLMOnly:
		return "llmline"
	case l.Strength.Value < 0.25:
		return "e1"
	case l.Strength.Value < 0.5:
		return "e2"
	case l.Strength.Value < 0.75:
		return "e3"
	}
	return "e4"
}

func (e *edition) noPath(no *evidence.NoPath, body *pathsBody) *noPath {
	x := &noPath{Why: "No chain of up to " + plural(body.Hops, "step", "steps") + " connects them"}
	if body.Flow {
		x.Why += " in the direction in which ideas flow. One did not come from the other, as far as this graph says"
	}
	if !e.view.Lens.IsZero() {
		x.Why += " under this lens"
	}
	x.Why += "."
	for _, n := range no.Nearest {
		x.Nearest = append(x.Nearest, e.entityNumber(n))
	}
	if no.LensField != "" {
		x.Field = e.fieldWords(e.view.Lens, no.LensField)
		x.Without = e.under(e.view.Lens.Without(no.LensField))
	}
	if body.Flow {
		x.Next = append(x.Next, act{"Walk edges either way", e.self("direction", "any")})
	}
	if body.Hops < evidence.MaxHops {
		x.Next = append(x.Next, act{"Allow " + strconv.Itoa(evidence.MaxHops) + " steps", e.self("hops", strconv.Itoa(evidence.MaxHops))})
	}
	x.Next = append(x.Next, act{"Lineage of " + body.From.Found.Name, e.links.To("/lineage/" + body.From.ID)},
		act{"Lineage of " + body.To.Found.Name, e.links.To("/lineage/" + body.To.ID)})
	return x
}
