package pages

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Limits of a lineage on a page.
const (
	defaultDepth  = 2
	deepest       = 8
	lineageNodes  = 90  // nodes set in full
	lineageClaims = 140 // sentences; beyond, one for each edge
)

type lineageBody struct {
	Root       person
	Headline   string
	Lead       string
	Directions []tab
	Depths     []tab
	Layers     []generation
	Picture    *lineagePicture
	Contests   []contestOf
	NoLines    []noLine
	Unsaid     []unsaid
	Works      []*work
	Left       string
	Empty      bool
	Reliefs    []relief
	Everything string
	Topic      string
	Away       takeaway
}

// generation is the nodes that share a layer of descent.
type generation struct {
	Title string
	Nodes []lineageNode
	Bare  bool // nothing came down to any of them
}

type lineageNode struct {
	person
	Year      string
	Root      bool
	Contested bool
	From      []descent
}

// descent is one line by which something came down to a node.
type descent struct {
	Link   link
	Class  string
	Teams  string
	Claims []sentence
	More   int
}

type contestOf struct {
	Of    person
	Sides []letteredSide
}

// letteredSide is a side of a contest with the letter that it has in the picture, and what is said for it.
type letteredSide struct {
	side
	Letter string
}

// unsaid is where the graph has no line, in words.
type unsaid struct {
	Before string
	Of     []person
	After  string
}

// noLine is an edge of descent that is said but carries nothing.
type noLine struct {
	Link link
	Why  string
}

// lineageOf leads from what a reader typed to a lineage, or offers a box to type in.
func lineageOf(ctx context.Context, a *ask) (*view, error) {
	typed := clip(strings.TrimSpace(a.query.Get("of")), 120)
	found := a.resolve(typed)
	if len(found) == 1 {
		return &view{moved: a.links.To("/lineage/" + url.PathEscape(a.ix.EntityID(found[0])))}, nil
	}
	slices.Sort(found)
	found = slices.Compact(found)
	examples := found
	if typed == "" {
		for _, id := range []string{"secure-base", "circle-of-security", "emotionally-focused-therapy", "strange-situation"} {
			if n, ok := a.ix.Entity(id); ok {
				examples = append(examples, n)
			}
		}
	}
	book, err := store.Read(ctx, a.store(), store.Want{Entities: a.ix.EntityIDs(examples)})
	if err != nil {
		return nil, err
	}
	e := newEdition(a, book)
	body := lineageBody{Headline: "Lineage", Lead: "Who and what an idea came down from, and what came of it: step by step, each line with its sources."}
	node := generation{}
	for _, n := range examples {
		p := e.entityNumber(n)
		p.URL = a.links.To("/lineage/" + url.PathEscape(a.ix.EntityID(n)))
		node.Nodes = append(node.Nodes, lineageNode{person: p})
	}
	v := &view{template: "lineage"}
	v.page = page{Title: "Lineage", Nav: "lineage", Description: body.Lead}
	v.body = lineageAsk{lineageBody: body, Typed: typed, Choices: node.Nodes, Keep: a.lensBar(evidence.Hidden{}, false), Unknown: typed != "" && len(found) == 0}
	return v, nil
}

// lineageAsk is the lineage page before an entity was chosen.
type lineageAsk struct {
	lineageBody
	Typed   string
	Choices []lineageNode
	Unknown bool
	Keep    lensBar
}

// Ask says that the page asks for an entity.
func (lineageAsk) Ask() bool { return true }

// Ask says that an entity was chosen.
func (lineageBody) Ask() bool { return false }

// lineage shows the descent of an entity as a picture and as lists.
func lineage(ctx context.Context, a *ask) (*view, error) {
	id := a.r.PathValue("id")
	root, ok := a.ix.Entity(id)
	if !ok {
		return nil, a.notFound("entry", id)
	}
	direction := evidence.BothWays
	switch d := strings.ToUpper(a.query.Get("direction")); d {
	case "", "BOTH":
	case string(evidence.Ancestors), string(evidence.Descendants):
		direction = evidence.LineageDirection(d)
	default:
		return nil, badLineage("direction", a.query.Get("direction"), "ancestors, descendants or both")
	}
	depth := defaultDepth
	if typed := a.query.Get("depth"); typed != "" {
		n, err := strconv.Atoi(typed)
		if err != nil || n < 1 || n > deepest {
			return nil, badLineage("depth", typed, "a number from 1 to "+strconv.Itoa(deepest))
		}
		depth = n
	}
	found := a.view.Lineage(root, direction, depth)
	nodes := nearest(found.Nodes)
	silent := a.silentLines(root)
	book, err := a.read(ctx, a.wantLineage(found, nodes, silent))
	if err != nil {
		return nil, err
	}
	e := newEdition(a, book)
	body := e.lineageBody(root, found, nodes, direction, depth)
	body.Unsaid = e.unsaid(root, found, direction)
	for _, n := range silent {
		body.NoLines = append(body.NoLines, noLine{Link: e.edge(n, root), Why: a.view.WeaknessOf(n)})
	}
	body.Works = e.apparatus()
	statement, err := a.site.cypher.Lineage(a.view, found, direction, depth)
	if body.Away, err = a.takeaway(statement, err, "lineage", id, "direction", strings.ToLower(string(direction)), "depth", strconv.Itoa(depth)); err != nil {
		return nil, err
	}
	if body.Empty = len(found.Edges) == 0; body.Empty {
		body.Reliefs = a.reliefs(func(v *evidence.View) int { return len(v.Lineage(root, direction, depth).Edges) }, "line", "lines")
	}
	lost := len(a.ix.Full().Lineage(root, direction, depth).Edges) - len(found.Edges)
	v := &view{template: "lineage", body: body}
	v.page = page{Title: "Lineage of " + body.Root.Name, Nav: "lineage", Hidden: &evidence.Hidden{Edges: lost}, Description: body.Lead,
		NoIndex: a.query.Get("direction") != "" || a.query.Get("depth") != ""}
	return v, nil
}

func badLineage(name, value, right string) *fault {
	f := badField(name, value, right)
	f.title = "This lineage cannot be followed"
	return f
}

// nearest keeps as many nodes as a page holds, those nearest to the root, in their order.
func nearest(nodes []evidence.LineageNode) []evidence.LineageNode {
	if len(nodes) <= lineageNodes {
		return nodes
	}
	for reach := deepest; reach > 0; reach-- {
		kept := slices.DeleteFunc(slices.Clone(nodes), func(n evidence.LineageNode) bool { return n.Distance > reach })
		if len(kept) <= lineageNodes {
			return kept
		}
	}
	return nodes[:lineageNodes]
}

// silentLines are the edges of descent at an entity that are asserted but carry nothing.
func (a *ask) silentLines(root int32) []int32 {
	var silent []int32
	for _, n := range a.view.EdgeList(root, evidence.EdgeFilter{Direction: evidence.Both, Classes: []evidence.PredicateClass{evidence.ClassLineage}}) {
		if a.view.StrengthOf(n) == 0 {
			silent = append(silent, n)
		}
	}
	return silent
}

func (a *ask) wantLineage(found *evidence.Lineage, nodes []evidence.LineageNode, silent []int32) store.Want {
	entities, claims := map[int32]bool{found.Root: true}, map[int32]bool{}
	for _, n := range nodes {
		entities[n.Entity] = true
	}
	for _, edge := range append(slices.Clone(found.Edges), silent...) {
		subject, _, object := a.ix.EdgeEnds(edge)
		entities[subject], entities[object] = true, true
		for _, c := range a.view.EdgeClaims(edge) {
			claims[c] = true
		}
	}
	for _, c := range found.Contested {
		entities[c.Entity] = true
		for _, s := range c.Sides {
			entities[s.Entity] = true
		}
	}
	return store.Want{Claims: a.ix.ClaimIDs(sorted(claims)), Entities: a.ix.EntityIDs(sorted(entities))}
}

func (e *edition) lineageBody(root int32, found *evidence.Lineage, nodes []evidence.LineageNode, direction evidence.LineageDirection, depth int) lineageBody {
	b := lineageBody{Root: e.entityNumber(root), Everything: e.under(evidence.Lens{}), Topic: e.entityNumber(root).URL}
	b.Headline = "Lineage of " + b.Root.Name
	b.Lead = e.lineageLead(root, direction, depth)
	into := map[int32][]int32{}
	total := 0
	for _, edge := range found.Edges {
		to := e.flowsTo(edge)
		into[to] = append(into[to], edge)
		total += len(e.view.EdgeClaims(edge))
	}
	most := lineageClaims
	if total > lineageClaims {
		most = 1
	}
	layer := 0
	for _, n := range nodes {
		if len(b.Layers) == 0 || n.Layer != layer {
			layer = n.Layer
			b.Layers = append(b.Layers, generation{Title: layerWords(len(b.Layers))})
		}
		x := lineageNode{person: e.entityNumber(n.Entity), Root: n.Entity == root, Contested: n.Contested}
		x.Year = e.dated(n)
		for _, edge := range into[n.Entity] {
			x.From = append(x.From, e.descent(edge, n.Entity, most))
		}
		slices.SortStableFunc(x.From, func(p, q descent) int { return cmp.Compare(q.Link.Strength.Value, p.Link.Strength.Value) })
		d := &b.Layers[len(b.Layers)-1]
		d.Nodes = append(d.Nodes, x)
	}
	for i := range b.Layers {
		d := &b.Layers[i]
		d.Bare = !slices.ContainsFunc(d.Nodes, func(n lineageNode) bool { return len(n.From) > 0 || n.Root })
	}
	letters := sideLetters(found.Contested)
	b.Picture = e.lineagePicture(found, letters)
	for _, c := range found.Contested {
		b.Contests = append(b.Contests, e.contestOf(c, letters))
	}
	for _, d := range []struct{ id, words string }{{"", "Both ways"}, {"ancestors", "Ancestors"}, {"descendants", "Descendants"}} {
		is := strings.ToLower(string(direction)) == d.id || d.id == "" && direction == evidence.BothWays
		b.Directions = append(b.Directions, tab{Words: d.words, URL: e.self("direction", d.id), On: is})
	}
	for n := 1; n <= deepest; n++ {
		b.Depths = append(b.Depths, tab{Words: strconv.Itoa(n), URL: e.self("depth", strconv.Itoa(n)), On: n == depth})
	}
	if left := len(found.Nodes) - len(nodes); left > 0 || found.Truncated {
		b.Left = plural(left, "entry further away is", "entries further away are") + " left out here; fewer steps, or one direction, show all."
	}
	return b
}

// contestOf sets a contested origin.
func (e *edition) contestOf(c evidence.Contest, letters map[int32]string) contestOf {
	set := contestOf{Of: e.entityNumber(c.Entity)}
	for _, s := range c.Sides {
		l := e.edge(s.Edge, s.Entity)
		set.Sides = append(set.Sides, letteredSide{side{Who: e.entityNumber(s.Entity), Says: l.Says, Strength: l.Strength,
			URL: l.URL, Counts: l.Counts, Hidden: s.Hidden}, letters[s.Edge]})
	}
	return set
}

// mostUnsaid bounds the names in a sentence on missing lines.
const mostUnsaid = 8

// unsaid says where the lines of a lineage end though one may expect more.
func (e *edition) unsaid(root int32, found *evidence.Lineage, direction evidence.LineageDirection) []unsaid {
	var list []unsaid
	up, down := false, false
	for _, edge := range found.Edges {
		to := e.flowsTo(edge)
		subject, _, object := e.ix.EdgeEnds(edge)
		up = up || to == root
		down = down || subject+object-to == root
	}
	no := "No claim here says "
	if !e.view.Lens.IsZero() {
		no = "Under this lens no claim says "
	}
	here := []person{e.entityNumber(root)}
	if !up && direction != evidence.Descendants {
		list = append(list, unsaid{no + "what ", here, " came from."})
	}
	if !down && direction != evidence.Ancestors {
		list = append(list, unsaid{no + "that anything came from ", here, "."})
	}
	if direction == evidence.Descendants {
		return list
	}
	var first []person
	for _, n := range found.Nodes {
		if kind := e.ix.KindOf(n.Entity); n.Entity != root && kind != evidence.KindTheorist && e.bareAbove(n.Entity) {
			first = append(first, e.entityNumber(n.Entity))
		}
	}
	if more := len(first) - mostUnsaid; more > 1 {
		return append(list, unsaid{no + "what ", first[:mostUnsaid], " and " + plural(more, "other", "others") + " came from."})
	}
	if len(first) > 0 {
		list = append(list, unsaid{no + "what ", first, " came from."})
	}
	return list
}

// bareAbove says that nothing is known under the lens from which an idea came, and no one who thought of it.
func (e *edition) bareAbove(n int32) bool {
	return len(e.view.Lineage(n, evidence.Ancestors, 1).Edges) == 0
}

// dated says when a node is from. A person is dated by birth only: the first claim that names someone says nothing
// about the life.
func (e *edition) dated(n evidence.LineageNode) string {
	if !n.Dated {
		return ""
	}
	year := strconv.Itoa(n.Year)
	switch e.ix.DatedBy(n.Entity) {
	case evidence.DatedByBirth:
		return "born " + year
	case evidence.DatedByClaim:
		if e.ix.KindOf(n.Entity) == evidence.KindTheorist {
			return ""
		}
		return "by " + year
	case evidence.DatedByIntroduction, evidence.DatedByIssue:
	}
	return year
}

func (e *edition) lineageLead(root int32, direction evidence.LineageDirection, depth int) string {
	var parts []string
	if direction != evidence.Descendants {
		n := len(e.view.Lineage(root, evidence.Ancestors, depth).Nodes) - 1
		parts = append(parts, plural(n, "ancestor", "ancestors"))
	}
	if direction != evidence.Ancestors {
		n := len(e.view.Lineage(root, evidence.Descendants, depth).Nodes) - 1
		parts = append(parts, plural(n, "descendant", "descendants"))
	}
	lead := capital(joined(parts)) + " within " + plural(depth, "step", "steps") + "."
	if c, ok := e.view.ContestOf(root); ok {
		lead += " The origin is contested: " + plural(len(c.Sides), "person is", "people are") + " named for it."
	}
	return lead
}

func layerWords(layer int) string {
	if layer == 0 {
		return "Where the lines begin"
	}
	return "Generation " + strconv.Itoa(layer+1)
}

// flowsTo gives the end of an edge at which the idea arrives.
func (e *edition) flowsTo(edge int32) int32 {
	subject, p, object := e.ix.EdgeEnds(edge)
	if p.Lineage == evidence.FlowBackward {
		return subject
	}
	return object
}

// teamWords counts the independent teams behind an edge, with their tiers.
func (e *edition) teamWords(edge int32) string {
	var tiers []string
	for _, t := range e.view.Derive(edge).Teams {
		tiers = append(tiers, string(t.Tier))
	}
	if len(tiers) == 0 {
		return ""
	}
	return plural(len(tiers), "team", "teams") + " · " + strings.Join(tiers, " ")
}

func (e *edition) descent(edge, to int32, most int) descent {
	l := e.edge(edge, to)
	d := descent{Link: l, Class: edgeClass(l)}
	d.Teams = e.teamWords(edge)
	claims := e.view.EdgeClaims(edge)
	for _, c := range claims[:min(len(claims), most)] {
		d.Claims = append(d.Claims, e.claim(c))
	}
	d.More = len(claims) - len(d.Claims)
	return d
}
