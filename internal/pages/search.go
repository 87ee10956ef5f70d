package pages

import (
	"context"
	"slices"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// hitsPerPage is the number of search results on a page.
const hitsPerPage = 25

type searchBody struct {
	Typed      string
	Kind       string
	Kinds      []option
	Keep       lensBar
	Words      string
	Groups     []hitGroup
	Pages      pager
	More       bool
	Empty      bool
	Hidden     int
	Near       []person
	Doors      []kindWords
	Links      links
	Everything string
}

type hitGroup struct {
	Title string
	Hits  []hit
}

type hit struct {
	entry
	Why      string
	Name     []fragment
	Fragment []fragment
	LLM      bool
	Sources  []byline
	URL      string
}

// fragment is a piece of text; On says that it was looked for.
type fragment struct {
	Text string
	On   bool
}

// search shows what the words are found in: names first, then texts, then claims.
func search(ctx context.Context, a *ask) (*view, error) {
	typed := clip(strings.TrimSpace(a.query.Get("q")), 200)
	body := searchBody{Typed: typed, Doors: kinds(), Links: a.links, Everything: a.under(evidence.Lens{})}
	v := &view{template: "search"}
	v.page = page{Title: "Search", Nav: "search", NoIndex: true, NoSeek: true}
	var only []evidence.Kind
	for _, k := range kinds() {
		on := strings.EqualFold(a.query.Get("kind"), k.Word)
		if on {
			only, body.Kind = []evidence.Kind{k.Kind}, k.Plural
		}
		body.Kinds = append(body.Kinds, option{string(k.Kind), k.Plural, on})
	}
	body.Keep = a.lensBar(evidence.Hidden{}, false)
	query := evidence.ParseTextQuery(typed)
	if len(query.Words) == 0 {
		v.body = body
		return v, nil
	}
	v.page.Title = "Search: " + typed
	match, err := a.store().Match(ctx, query)
	if err != nil {
		return nil, err
	}
	hits := a.view.Search(typed, query, match, only)
	body.More = match.More
	body.Hidden = len(a.ix.Full().Search(typed, query, match, only)) - len(hits)
	at := pageNumber(a.query.Get("page"), len(hits), hitsPerPage)
	shown := hits[min((at-1)*hitsPerPage, len(hits)):min(at*hitsPerPage, len(hits))]
	if err := a.setHits(ctx, &body, shown, query); err != nil {
		return nil, err
	}
	body.Pages = a.pager(at, len(hits), hitsPerPage)
	body.Words = plural(len(hits), "result", "results") + " for “" + typed + "”"
	if body.Kind != "" {
		body.Words += " among " + strings.ToLower(body.Kind)
	}
	if body.Empty = len(hits) == 0; body.Empty {
		if body.Near, err = a.near(ctx, strings.Join(query.Words, "-")); err != nil {
			return nil, err
		}
	}
	v.body = body
	return v, nil
}

// near names the entries whose ids are spelt like the one given.
func (a *ask) near(ctx context.Context, id string) ([]person, error) {
	ids := a.notFound("", id).near
	book, err := store.Read(ctx, a.store(), store.Want{Entities: ids})
	if err != nil {
		return nil, err
	}
	e := newEdition(a, book)
	var people []person
	for _, id := range ids {
		people = append(people, e.entity(id))
	}
	return people, nil
}

func (a *ask) setHits(ctx context.Context, body *searchBody, shown []evidence.Hit, query evidence.TextQuery) error {
	var want store.Want
	for _, h := range shown {
		want.Entities = append(want.Entities, a.ix.EntityID(h.Entity))
		if h.Why == evidence.WhyClaim {
			want.Claims = append(want.Claims, a.ix.ClaimID(h.Claim))
		}
	}
	slices.Sort(want.Entities)
	want.Entities = slices.Compact(want.Entities)
	book, err := a.read(ctx, want)
	if err != nil {
		return err
	}
	e := newEdition(a, book)
	for _, h := range shown {
		title := groupOf(h.Why)
		if len(body.Groups) == 0 || body.Groups[len(body.Groups)-1].Title != title {
			body.Groups = append(body.Groups, hitGroup{Title: title})
		}
		g := &body.Groups[len(body.Groups)-1]
		g.Hits = append(g.Hits, e.hit(h, query, body.Typed))
	}
	return nil
}

func groupOf(why evidence.Why) string {
	switch why {
	case evidence.WhyText:
		return "In summaries and titles"
	case evidence.WhyClaim:
		return "In claims"
	default:
		return "By name"
	}
}

// hit says by what a result was found and marks the words there.
func (e *edition) hit(h evidence.Hit, query evidence.TextQuery, typed string) hit {
	x := hit{entry: e.entry(h.Entity)}
	entity := e.book.Entities[x.ID]
	x.URL, x.Name = x.person.URL, []fragment{{Text: x.person.Name}}
	if h.Why == evidence.WhyClaim {
		return e.claimHit(x, h, query)
	}
	x.LLM, x.Sources = x.Summary.LLM, x.By
	x.Fragment = []fragment{{Text: x.Summary.Text}}
	found := evidence.Explain(h.Why, query, entity, nil)
	switch found.Field {
	case "name":
		x.Name = marked(found)
		if h.Why == evidence.WhyName {
			x.Why = "the name itself"
		} else {
			x.Why = "in the name"
		}
	case "alias":
		x.Why = "also called " + found.Text
	case "doi":
		x.Why = "its DOI"
	case "author":
		x.Why = "among the authors: " + found.Text
	default:
		x.Why = "in the " + found.Field
		x.Fragment = marked(found)
	}
	if (found.Field == "name" || found.Field == "alias") && isSlip(found, query) {
		x.Why += ", close to “" + typed + "”"
	}
	return x
}

// isSlip says whether a text was found by words spelt like those typed, not by the words themselves.
func isSlip(found evidence.Fragment, query evidence.TextQuery) bool {
	for _, piece := range marked(found) {
		word := strings.Join(evidence.Words(piece.Text), "")
		if piece.On && !slices.ContainsFunc(query.Words, func(typed string) bool { return strings.HasPrefix(word, typed) }) {
			return true
		}
	}
	return false
}

func (e *edition) claimHit(x hit, h evidence.Hit, query evidence.TextQuery) hit {
	c := e.book.Claims[e.ix.ClaimID(h.Claim)]
	x.Why = "in a claim"
	if edge, ok := e.ix.EdgeOf(h.Claim); ok {
		l := e.edge(edge, h.Entity)
		x.Why = "in a claim: " + l.Says + " " + l.To.Name
		x.URL = e.links.edge(e.ix.EdgeID(edge)) + "#claim-" + c.ID
	}
	x.Summary.Hidden = false // it is the claim that is shown
	x.LLM = c.Provenance == evidence.LLM
	x.Fragment = marked(evidence.Explain(h.Why, query, nil, c))
	counts := e.view.CitationCounts(h.Claim)
	for i, cite := range c.Citations {
		if i < len(counts) && counts[i] {
			x.Sources = append(x.Sources, byline{e.entity(cite.Source), e.worse(cite)})
		}
	}
	return x
}

// marked parts a text into what was looked for and the rest.
func marked(f evidence.Fragment) []fragment {
	var parts []fragment
	runes := []rune(f.Text)
	at := 0
	for _, r := range f.Ranges {
		if r.Start > at {
			parts = append(parts, fragment{Text: string(runes[at:r.Start])})
		}
		parts = append(parts, fragment{Text: string(runes[r.Start:r.End]), On: true})
		at = r.End
	}
	if at < len(runes) {
		parts = append(parts, fragment{Text: string(runes[at:])})
	}
	return parts
}
