package pages

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

//go:embed explore.graphql
var exploreQuery string

// Limits of what is explored on one screen.
const (
	exploreNodes    = 200 // entries on screen
	exploreStart    = 26  // entries of the first view, if the closest relations have fewer
	exploreRelation = 5   // neighbours by each relation in the first view
	explorePage     = 10  // neighbours that one step adds
)

// sector is the side of the picture, and the part of the table, on which a relation to the centre stands.
type sector struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	lead  string // "comes from": what the centre does to those in it
}

// exploreSectors are the sectors in the order of the table; what is related in two ways is drawn in the first.
func exploreSectors() []sector {
	return []sector{{"in", "Comes from", "comes from"}, {"out", "Leads to", "leads to"},
		{"against", "Set against or tested", "is set against or tested with"}, {"with", "Goes with", "goes with"}}
}

// sectorOf says where a neighbour stands to which a relation leads from the centre; dispute sets it against.
func sectorOf(p *evidence.Predicate, centreIsSubject, disputed bool) string {
	against := p.Class == evidence.ClassCritique || p.Class == evidence.ClassEffect ||
		slices.Contains([]string{"contrasts-with", "contraindicated-for", "not-ideal-for"}, p.ID)
	switch {
	case p.Lineage == evidence.FlowForward && centreIsSubject, p.Lineage == evidence.FlowBackward && !centreIsSubject:
		return "out"
	case p.Lineage == evidence.FlowForward, p.Lineage == evidence.FlowBackward:
		return "in"
	case against, disputed:
		return "against"
	}
	return "with"
}

// exploreBody is the page around one entry: the lines on screen as a table, and the same as data for the script.
type exploreBody struct {
	Root       person
	Headline   string
	Lead       string
	Groups     []exploreGroup
	Gone       []string
	Taken      []person // the strongest neighbours that the lens takes away
	Empty      bool
	Reliefs    []relief
	Everything string
	Topic      string
	Lineage    string
	Data       exploreData
	ID         string
}

// exploreGroup is the rows of one sector, or of the lines that do not touch the centre.
type exploreGroup struct {
	Title string
	Rows  []exploreRow
	More  []exploreMore
}

type exploreRow struct {
	Link  link
	Mark  string // of the stance that weighs most
	Teams int
}

// exploreMore leads to the page with the next neighbours of a relation.
type exploreMore struct {
	Count int
	Says  string
	URL   string
}

// exploreData is what the script needs at once. Sectors gives the sector of each predicate, of the centre as subject
// and as object.
type exploreData struct {
	Start   []exploreEntry       `json:"start"` // the first view, the centre first
	Gone    []string             `json:"gone"`  // ids of the address that are no entries, or too many
	Titles  []sector             `json:"titles"`
	Sectors map[string][2]string `json:"sectors"`
	Version string               `json:"version"`
	Most    int                  `json:"most"`
	Page    int                  `json:"page"`
	Answer  json.RawMessage      `json:"answer"` // null if the script is to ask by itself
}

// exploreEntry is an entry of the first view. It keeps its place when the reader hides it, so that nothing moves.
type exploreEntry struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Sector string `json:"sector"` // empty for the centre
}

// explore shows the neighbours of an entry, and the lines among all that is on screen.
func explore(ctx context.Context, a *ask) (*view, error) {
	id := a.r.PathValue("id")
	root, ok := a.ix.Entity(id)
	if !ok {
		return nil, a.notFound("entry", id)
	}
	start := a.exploreStart(root)
	shown, gone := a.onScreen(start)
	found := a.view.Subgraph(shown)
	taken := a.takenAway(root)
	all := slices.Concat(shown, start, taken)
	slices.Sort(all)
	all = slices.Compact(all)
	book, err := store.Read(ctx, a.store(), store.Want{Entities: a.ix.EntityIDs(all)})
	if err != nil {
		return nil, err
	}
	e := newEdition(a, book)
	body := exploreBody{ID: id, Root: e.entityNumber(root), Gone: gone, Everything: e.under(evidence.Lens{}),
		Lineage: e.links.To("/lineage/" + url.PathEscape(id))}
	body.Topic, body.Headline = body.Root.URL, "Around "+body.Root.Name
	body.Lead = e.exploreLead(root)
	for _, n := range taken {
		body.Taken = append(body.Taken, e.entityNumber(n))
	}
	body.Groups = e.exploreGroups(root, shown, found)
	if body.Empty = len(a.view.EdgeList(root, evidence.EdgeFilter{Direction: evidence.Both})) == 0; body.Empty {
		body.Reliefs = a.reliefs(func(v *evidence.View) int {
			return len(v.EdgeList(root, evidence.EdgeFilter{Direction: evidence.Both}))
		}, "line", "lines")
	}
	if body.Data, err = e.exploreData(ctx, start, shown, gone); err != nil {
		return nil, err
	}
	v := &view{template: "explore", body: body}
	lost := len(a.ix.Full().EdgeList(root, evidence.EdgeFilter{Direction: evidence.Both})) - len(a.view.EdgeList(root, evidence.EdgeFilter{Direction: evidence.Both}))
	v.page = page{Title: body.Headline, Nav: "explore", Hidden: &evidence.Hidden{Edges: lost}, Description: body.Headline + ". " + body.Lead,
		NoIndex: a.query.Get("with") != "" || a.query.Get("without") != ""}
	return v, nil
}

// mostTaken is how many of the neighbours that the lens takes away are named.
const mostTaken = 3

// takenAway finds the neighbours of which no line to an entry is left under the lens, those with the strongest first.
func (a *ask) takenAway(root int32) []int32 {
	other := func(edge int32) int32 {
		subject, _, object := a.ix.EdgeEnds(edge)
		return subject + object - root
	}
	left := map[int32]bool{}
	for _, edge := range a.view.EdgeList(root, evidence.EdgeFilter{Direction: evidence.Both}) {
		left[other(edge)] = true
	}
	full := a.ix.Full()
	edges := full.EdgeList(root, evidence.EdgeFilter{Direction: evidence.Both})
	slices.SortStableFunc(edges, func(p, q int32) int { return cmp.Compare(full.StrengthOf(q), full.StrengthOf(p)) })
	var taken []int32
	for _, edge := range edges {
		if n := other(edge); !left[n] && len(taken) < mostTaken {
			left[n] = true
			taken = append(taken, n)
		}
	}
	return taken
}

// exploreStart is the first view: as many of the strongest neighbours by every relation as a screen holds well.
func (a *ask) exploreStart(root int32) []int32 {
	for perRelation := exploreRelation; ; perRelation-- {
		n := a.view.Neighborhood(root, 1, perRelation, exploreNodes)
		if len(n.Nodes) > exploreStart && perRelation > 1 {
			continue
		}
		var start []int32
		for _, node := range n.Nodes[:min(len(n.Nodes), exploreStart)] {
			start = append(start, node.Entity)
		}
		return start
	}
}

// onScreen reads what an address adds to the first view and takes from it. `with` holds entries parted by "_", each an
// id with a place that only the picture needs, and `without` ids.
func (a *ask) onScreen(start []int32) (shown []int32, gone []string) {
	without := map[string]bool{}
	for _, id := range itemsOf(a.query.Get("without")) {
		without[id] = true
	}
	seen := map[int32]bool{}
	for _, n := range start {
		seen[n] = true
		if !without[a.ix.EntityID(n)] {
			shown = append(shown, n)
		}
	}
	if len(shown) == 0 || shown[0] != start[0] {
		shown = append([]int32{start[0]}, shown...) // the centre cannot be hidden
	}
	for _, item := range itemsOf(a.query.Get("with")) {
		id, _, _ := strings.Cut(item, ".")
		n, ok := a.ix.Entity(id)
		if !ok || len(shown) >= exploreNodes && !seen[n] {
			gone = append(gone, clip(id, 80))
			continue
		}
		if !seen[n] {
			seen[n] = true
			shown = append(shown, n)
		}
	}
	return shown, gone
}

// itemsOf parts a list in an address.
func itemsOf(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == '_' || r == ',' })
}

// exploreLead counts the neighbours of the centre by sector, shown or not.
func (e *edition) exploreLead(root int32) string {
	count := func(v *evidence.View) (all int, bySector map[string]int) {
		seen, bySector := map[string]map[int32]bool{}, map[string]int{}
		neighbours := map[int32]bool{}
		for _, edge := range v.EdgeList(root, evidence.EdgeFilter{Direction: evidence.Both}) {
			subject, p, object := e.ix.EdgeEnds(edge)
			in, other := sectorOf(p, subject == root, v.StancesOf(edge).Disputed()), subject+object-root
			if seen[in] == nil {
				seen[in] = map[int32]bool{}
			}
			seen[in][other], neighbours[other] = true, true
		}
		for in, set := range seen {
			bySector[in] = len(set)
		}
		return len(neighbours), bySector
	}
	all, bySector := count(e.view)
	hidden, _ := count(e.ix.Full())
	hidden -= all
	var parts []string
	for _, s := range exploreSectors() {
		if n := bySector[s.ID]; n > 0 {
			parts = append(parts, s.lead+" "+thousands(n))
		}
	}
	lead := plural(all, "neighbour", "neighbours") + "."
	if len(parts) > 0 {
		lead = plural(all, "neighbour", "neighbours") + ": " + e.entityNumber(root).Name + " " + joined(parts) + "."
	}
	switch {
	case hidden > 0 && all == 0:
		lead = "The lens hides all neighbours, " + thousands(hidden) + " of them."
	case hidden > 0:
		lead += " The lens hides " + plural(hidden, "neighbour", "neighbours") + "."
	}
	return lead
}

// exploreGroups sets the lines on screen: those of the centre by sector, then those among its neighbours.
func (e *edition) exploreGroups(root int32, shown []int32, found *evidence.Neighborhood) []exploreGroup {
	place := map[int32]int{}
	for i, n := range shown {
		place[n] = i
	}
	bySector := map[string][]exploreRow{}
	for _, edge := range found.Edges {
		subject, p, object := e.ix.EdgeEnds(edge)
		from := subject // the end that was shown last is told of
		if place[object] > place[subject] {
			from = object
		}
		l := e.edge(edge, from)
		in := "among"
		if subject == root || object == root {
			in = sectorOf(p, subject == root, l.Disputed)
		}
		bySector[in] = append(bySector[in], exploreRow{l, weightiest(e.view.StancesOf(edge)), teamsOf(e.view.Derive(edge))})
	}
	var groups []exploreGroup
	for _, s := range append(exploreSectors(), sector{ID: "among", Title: "Among these"}) {
		g := exploreGroup{Title: s.Title, Rows: bySector[s.ID]}
		slices.SortStableFunc(g.Rows, func(a, b exploreRow) int { return cmp.Compare(b.Link.Strength.Value, a.Link.Strength.Value) })
		for _, r := range found.Groups {
			if r.Entity == root && r.Total > r.Shown && sectorOf(r.Predicate, r.Direction != evidence.In, false) == s.ID {
				g.More = append(g.More, e.exploreMore(root, r, place))
			}
		}
		if len(g.Rows)+len(g.More) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// exploreMore finds the neighbours that a relation has beyond those shown, strongest first.
func (e *edition) exploreMore(root int32, r evidence.RelationGroup, shown map[int32]int) exploreMore {
	more := exploreMore{Count: r.Total - r.Shown, Says: r.Predicate.InverseLabel}
	if r.Direction == evidence.In {
		more.Says = r.Predicate.Label
	}
	most := len(itemsOf(e.query.Get("with"))) + min(explorePage, exploreNodes-len(shown))
	edges := e.view.EdgeList(root, evidence.EdgeFilter{Direction: r.Direction, Predicates: []string{r.Predicate.ID}})
	slices.SortFunc(edges, func(a, b int32) int {
		return cmp.Or(cmp.Compare(e.view.StrengthOf(b), e.view.StrengthOf(a)), cmp.Compare(a, b))
	})
	with := itemsOf(e.query.Get("with"))
	for _, edge := range edges {
		subject, _, object := e.ix.EdgeEnds(edge)
		other := subject + object - root
		if _, there := shown[other]; !there && len(with) < most {
			with = append(with, e.ix.EntityID(other))
		}
	}
	more.URL = e.self("with", strings.Join(with, "_"))
	return more
}

// weightiest is the mark of an edge in one word: disputed before all, then what most speaks for it.
func weightiest(c evidence.StanceCounts) string {
	switch {
	case c.Disputed():
		return "di"
	case c.Supporting > 0:
		return "su"
	case c.Qualifying > 0:
		return "qu"
	case c.Null > 0:
		return "nu"
	}
	return "di"
}

// teamsOf counts the independent teams behind an edge; one that counts on both sides is one.
func teamsOf(s evidence.Strength) int {
	seen := map[int]bool{}
	for _, t := range s.Teams {
		seen[t.Number] = true
	}
	return len(seen)
}

// exploreData asks the graph as the script would.
func (e *edition) exploreData(ctx context.Context, start, shown []int32, gone []string) (exploreData, error) {
	d := exploreData{Start: e.exploreEntries(start), Gone: gone, Titles: exploreSectors(), Sectors: map[string][2]string{},
		Version: e.ix.Version, Most: exploreNodes, Page: explorePage}
	for _, p := range e.ix.Vocabulary.Predicates {
		d.Sectors[p.ID] = [2]string{sectorOf(p, true, false), sectorOf(p, false, false)}
	}
	if e.site.options.Query == nil {
		return d, nil
	}
	var err error
	d.Answer, err = e.site.options.Query(ctx, exploreQuery, map[string]any{"ids": e.ix.EntityIDs(shown), "lens": lensVariables(e.view.Lens)})
	return d, err
}

// exploreEntries gives the entries of the first view the sector that comes first among those they stand in.
func (e *edition) exploreEntries(start []int32) []exploreEntry {
	first := map[int32]int{}
	order := exploreSectors()
	for _, edge := range e.view.EdgeList(start[0], evidence.EdgeFilter{Direction: evidence.Both}) {
		subject, p, object := e.ix.EdgeEnds(edge)
		in, other := sectorOf(p, subject == start[0], e.view.StancesOf(edge).Disputed()), subject+object-start[0]
		at := slices.IndexFunc(order, func(s sector) bool { return s.ID == in })
		if known, ok := first[other]; !ok || at < known {
			first[other] = at
		}
	}
	entries := make([]exploreEntry, len(start))
	for i, n := range start {
		entries[i] = exploreEntry{ID: e.ix.EntityID(n), Name: e.entityNumber(n).Name}
		if i > 0 {
			entries[i].Sector = order[first[n]].ID
		}
	}
	return entries
}

// lensVariables writes a lens as GraphQL takes it; nil for none.
func lensVariables(l evidence.Lens) map[string]any {
	if l.IsZero() {
		return nil
	}
	lens := map[string]any{}
	if l.MinTier != "" {
		lens["minTier"] = l.MinTier
	}
	if l.HideLLM {
		lens["includeLLM"] = false
	}
	if l.AsOf != nil {
		lens["asOf"] = *l.AsOf
	}
	if len(l.Stances) > 0 {
		stances := make([]string, len(l.Stances))
		for i, s := range l.Stances {
			stances[i] = strings.ToUpper(string(s))
			if s == evidence.Null {
				stances[i] = "NULL_RESULT"
			}
		}
		lens["stances"] = stances
	}
	if len(l.Designs) > 0 {
		lens["designs"] = l.Designs
	}
	if len(l.Populations) > 0 {
		lens["populations"] = l.Populations
	}
	return lens
}

// exploreAsk is the page before an entry was chosen.
type exploreAsk struct {
	Headline, Lead, Typed string
	Choices               []person
	Unknown               bool
	Keep                  lensBar
}

// Ask says that the page asks for an entry.
func (exploreAsk) Ask() bool { return true }

// Ask says that an entry was chosen.
func (exploreBody) Ask() bool { return false }

// exploreOf leads from what a reader typed to what is around it, or offers a box to type in.
func exploreOf(ctx context.Context, a *ask) (*view, error) {
	typed := clip(strings.TrimSpace(a.query.Get("of")), 120)
	found := a.resolve(typed)
	if len(found) == 1 {
		return &view{moved: a.links.To("/explore/" + url.PathEscape(a.ix.EntityID(found[0])))}, nil
	}
	slices.Sort(found)
	choices := slices.Compact(found)
	if typed == "" {
		for _, id := range []string{"secure-base", "mary-ainsworth", "circle-of-security", "attachment-security"} {
			if n, ok := a.ix.Entity(id); ok {
				choices = append(choices, n)
			}
		}
	}
	book, err := store.Read(ctx, a.store(), store.Want{Entities: a.ix.EntityIDs(choices)})
	if err != nil {
		return nil, err
	}
	e := newEdition(a, book)
	body := exploreAsk{Headline: "Explore", Typed: typed, Unknown: typed != "" && len(found) == 0, Keep: a.lensBar(evidence.Hidden{}, false),
		Lead: "What stands around an entry, up to " + strconv.Itoa(exploreNodes) + " at a time: relation by relation, strongest first, each line with its claims."}
	for _, n := range choices {
		p := e.entityNumber(n)
		p.URL = a.links.To("/explore/" + url.PathEscape(a.ix.EntityID(n)))
		body.Choices = append(body.Choices, p)
	}
	v := &view{template: "explore", body: body}
	v.page = page{Title: "Explore", Nav: "explore", Description: body.Lead}
	return v, nil
}
