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

// Ids of the vocabulary's sections that are set in a way of their own.
const (
	typeSection       = "type-discipline"
	lineageSection    = "creators-lineage"
	objectivesSection = "objectives"
	readingSection    = "further-reading"
	sourcesSection    = "sources"
	seeAlsoSection    = "see-also"
	provenanceSection = "provenance"
)

// fold bounds the claims of a section before the reader asks for all of them, so that the pages of the busiest
// entries stay light; foldBeside bounds the other sections while one is shown in full.
const (
	fold       = 90
	foldBeside = 25
)

type topicBody struct {
	ID         string
	Mark       string
	Word       string
	Kicker     []string
	Name       string
	Aliases    []string
	Summary    summary
	Status     *sentence // evidence status of an intervention
	StatusGone bool      // the lens hides it

	StatusAsAbove bool // its many sources are those of the summary
	Facts         []fact
	Weigh         weigh
	Reference     *reference // of a source
	Checked       []evidence.Check
	Verified      string
	Tier          evidence.Tier
	Acts          []act
	Sections      []section
	Works         []*work
	Empty         bool
	Reliefs       []relief
	Everything    string
	Citing        citing
	Provenance    string
	Version       string
	Minutes       int
	Away          takeaway
}

type fact struct {
	Name  string
	Words string
	Links []person
}

type act struct{ Words, URL string }

// section is one part of the page as it is set.
type section struct {
	ID, Title string
	Contest   *contest
	Relations []relation
	Items     []practiceGroup
	Readings  []reading
	People    []personGroup
	Works     []*work // in the margin
	More      string  // address with all claims, if some are folded away
	MoreCount int
	Advice    string
}

type personGroup struct {
	Title  string
	People []person
}

type reading struct {
	person
	Ref  reference
	Tier evidence.Tier
}

// topic assembles the page of an entity.
func topic(ctx context.Context, a *ask, k kindWords) (*view, error) {
	id := a.r.PathValue("id")
	n, ok := a.ix.Entity(id)
	if !ok {
		if k.Kind == evidence.KindSource {
			if v, ok, err := a.fetchCitation(ctx, id); ok || err != nil {
				return v, err
			}
		}
		return nil, a.notFound(strings.ToLower(k.Word), id)
	}
	if kind := a.ix.KindOf(n); kind != k.Kind {
		moved := "/" + wordsOf(kind).Path + "/" + url.PathEscape(id)
		if a.r.URL.RawQuery != "" {
			moved += "?" + a.r.URL.RawQuery
		}
		return &view{moved: moved}, nil
	}
	assembled := a.view.Page(n)
	want := store.Want{Entities: []string{id}}
	want.Entities = append(want.Entities, a.ix.EntityIDs(a.ix.Works(n))...)
	for _, s := range assembled.Sections {
		want.Claims = append(want.Claims, a.ix.ClaimIDs(s.Claims)...)
		want.Practice = append(want.Practice, a.ix.PracticeIDs(s.Practice)...)
		want.Entities = append(want.Entities, a.ix.EntityIDs(s.Sources)...)
		want.Entities = append(want.Entities, a.ix.EntityIDs(s.Entities)...)
	}
	contested, isContested := a.view.ContestOf(n)
	if isContested {
		for _, side := range contested.Sides {
			want.Entities = append(want.Entities, a.ix.EntityID(side.Entity))
		}
	}
	slices.Sort(want.Entities)
	want.Entities = slices.Compact(want.Entities)
	book, err := a.readTopic(ctx, n, want)
	if err != nil {
		return nil, err
	}
	e := newEdition(a, book)
	body := e.topicBody(n, k, assembled)
	if isContested {
		e.contestInto(&body, contested)
	}
	e.numberSections(&body)
	body.Works = e.apparatus()
	statement, err := a.site.cypher.Page(a.view, n)
	if body.Away, err = a.takeaway(statement, err, "neighborhood", a.ix.EntityID(n)); err != nil {
		return nil, err
	}
	if s, ok := book.Entities[id].(*evidence.Source); ok {
		body.Citing, err = citeSource(s)
	} else {
		body.Citing, err = a.citePage(id, body.Name)
	}
	if err != nil {
		return nil, err
	}
	body.Empty = assembled.Claims+assembled.Practice == 0 && body.Summary.Text == ""
	if body.Empty {
		body.Reliefs = a.reliefs(func(v *evidence.View) int {
			p := v.Page(n)
			return p.Claims + p.Practice
		}, "statement", "statements")
	}
	v := &view{template: "topic", body: body}
	v.page = page{Title: body.Name, Nav: k.Path, Hidden: &assembled.Hidden, Description: body.Summary.Text}
	if v.page.Description == "" || body.Summary.LLM {
		v.page.Description = body.Name + ": " + plural(assembled.Claims, "claim", "claims") + " with their sources, and who found otherwise."
	}
	return v, nil
}

// readTopic reads the contents of a page. Broader entities and the sources of codes are named by the entity itself, so
// they are looked up in a second read, and only where there are any.
func (a *ask) readTopic(ctx context.Context, n int32, want store.Want) (*store.Book, error) {
	book, err := a.read(ctx, want)
	if err != nil {
		return nil, err
	}
	var more []string
	note := func(id string) {
		if _, ok := book.Entities[id]; !ok && id != "" {
			more = append(more, id)
		}
	}
	switch e := book.Entities[a.ix.EntityID(n)].(type) {
	case *evidence.Population:
		note(e.Broader)
	case *evidence.Problem:
		note(e.Broader)
		for _, c := range e.Codes {
			note(c.CodeSource)
		}
	case *evidence.Source:
		for _, author := range append(slices.Clone(e.Author), e.Editor...) {
			note(author.Person)
		}
	}
	for _, id := range cardReferences(book) {
		if _, ok := a.ix.Entity(id); ok {
			note(id)
		}
	}
	if len(more) == 0 {
		return book, nil
	}
	second, err := store.Read(ctx, a.store(), store.Want{Entities: more})
	if err != nil {
		return nil, err
	}
	for id, entity := range second.Entities {
		book.Entities[id] = entity
	}
	return book, nil
}

func (e *edition) topicBody(n int32, k kindWords, assembled *evidence.Page) topicBody {
	id := e.ix.EntityID(n)
	entity := e.book.Entities[id]
	head := entity.Head()
	b := topicBody{ID: id, Mark: k.Mark, Word: k.Word, Name: head.Name, Aliases: head.Aliases, Summary: e.summary(n),
		Everything: e.under(evidence.Lens{}), Version: e.ix.Version, Minutes: assembled.Minutes()}
	b.Kicker = append(b.Kicker, k.Word)
	if head.Type != "" && !strings.EqualFold(head.Type, k.Word) {
		b.Kicker = append(b.Kicker, strings.ReplaceAll(head.Type, "-", " "))
	}
	e.factsOf(entity, &b)
	b.Facts = append(b.Facts, e.narrowerFact(n)...)
	b.Acts = []act{{"Lineage", e.links.To("/lineage/" + url.PathEscape(id))}, {"Explore around it", e.links.To("/explore/" + url.PathEscape(id))}, {"Paths from here", e.links.To("/paths", "from", id)}}
	if k.Kind == evidence.KindSource {
		b.Acts = nil
	}
	if k.Kind == evidence.KindPopulation && e.view.Lens.IsZero() {
		b.Acts = append(b.Acts, act{"Read everything on this population only", e.under(evidence.Lens{Populations: []string{id}})})
	}
	all := e.own().Get("all")
	for _, s := range assembled.Sections {
		if set, ok := e.section(n, s, all); ok {
			b.Sections = append(b.Sections, set)
		}
	}
	if works := e.worksBy(n); len(works.Readings) > 0 {
		at := slices.IndexFunc(b.Sections, func(s section) bool { return s.ID == seeAlsoSection })
		if at < 0 {
			at = len(b.Sections)
		}
		b.Sections = slices.Insert(b.Sections, at, works)
	}
	b.Weigh = e.weigh(assembled)
	b.Provenance = e.provenance(assembled)
	return b
}

// section sets one section; false if nothing of it is set here.
func (e *edition) section(n int32, s evidence.Section, all string) (section, bool) {
	set := section{ID: s.Term.ID, Title: s.Term.Title}
	claims := s.Claims
	most := fold
	if all != "" {
		most = foldBeside
	}
	if len(claims) > most && all != s.Term.ID {
		set.MoreCount = len(claims)
		set.More = e.self("all", s.Term.ID) + "#" + s.Term.ID
		claims = e.whole(claims[:most], claims)
	}
	set.Relations = e.relations(n, claims)
	set.Items = e.practiceGroups(s.Term.Title, s.Practice)
	switch s.Term.ID {
	case objectivesSection:
		set.Advice = "Examples to adapt. Not a treatment plan."
	case readingSection:
		for _, w := range s.Sources {
			set.Readings = append(set.Readings, e.reading(w))
		}
	case seeAlsoSection:
		set.People = e.neighbours(n, s)
	case sourcesSection, provenanceSection:
		return set, false
	}
	return set, len(set.Relations)+len(set.Items)+len(set.Readings)+len(set.People) > 0
}

// whole completes the last edge of a cut list, so that what was found against it is not cut off.
func (e *edition) whole(cut, all []int32) []int32 {
	edge, ok := e.ix.EdgeOf(cut[len(cut)-1])
	if !ok {
		return cut
	}
	for _, c := range all[len(cut):] {
		if other, ok := e.ix.EdgeOf(c); !ok || other != edge {
			break
		}
		cut = append(slices.Clip(cut), c)
	}
	return cut
}

func (e *edition) reading(source int32) reading {
	r := reading{person: e.entityNumber(source), Tier: evidence.T3}
	if s, ok := e.book.Entities[e.ix.EntityID(source)].(*evidence.Source); ok {
		r.Ref, r.Tier = refer(s), s.Tier
	}
	return r
}

// worksBy lists the works of a theorist that the lens lets through, oldest first.
func (e *edition) worksBy(n int32) section {
	s := section{ID: "works", Title: "Works in this graph"}
	works := slices.Clone(e.ix.Works(n))
	slices.SortFunc(works, e.ix.CompareEntities(evidence.OrderYear))
	for _, w := range works {
		if e.view.EntityVisible(w) {
			s.Readings = append(s.Readings, e.reading(w))
		}
	}
	return s
}

// neighbours lists what is broader, narrower or close in meaning.
func (e *edition) neighbours(n int32, s evidence.Section) []personGroup {
	var broader, narrower []person
	for _, other := range s.Entities {
		id := e.ix.EntityID(other)
		switch {
		case slices.Contains(e.ix.Narrower(n), other):
			narrower = append(narrower, e.entity(id))
		case slices.Contains(e.ix.Narrower(other), n):
			broader = append(broader, e.entity(id))
		}
	}
	var groups []personGroup
	if len(broader) > 0 {
		groups = append(groups, personGroup{"Part of", broader})
	}
	if len(narrower) > 0 {
		groups = append(groups, personGroup{"More narrowly", narrower})
	}
	return groups
}

// numberSections notes in each section's margin the works that its sentences cite.
func (e *edition) numberSections(b *topicBody) {
	for i := range b.Sections {
		s := &b.Sections[i]
		seen := map[int]bool{}
		note := func(cites []cite) {
			for _, c := range cites {
				if !seen[c.Number] {
					seen[c.Number] = true
					s.Works = append(s.Works, e.works[c.Number-1])
				}
			}
		}
		for _, r := range s.Relations {
			for _, bundle := range r.Bundles {
				for _, claim := range bundle.Claims {
					note(claim.Cites)
				}
			}
		}
		for _, g := range s.Items {
			for _, item := range g.Items {
				note(item.Cites)
			}
		}
		slices.SortFunc(s.Works, func(a, b *work) int { return a.Number - b.Number })
	}
}

// provenance says in one sentence what the page was made of.
func (e *edition) provenance(p *evidence.Page) string {
	var b strings.Builder
	b.WriteString("Assembled from " + plural(p.Claims, "claim", "claims"))
	if p.Practice > 0 {
		b.WriteString(" and " + plural(p.Practice, "practice item", "practice items"))
	}
	b.WriteString(" of graph version " + strings.TrimSuffix(clip(e.ix.Version, 12), "…"))
	if l := e.view.Lens; l.IsZero() {
		b.WriteString(", without a lens")
	} else {
		var parts []string
		for _, f := range l.Set() {
			parts = append(parts, e.fieldWords(l, f))
		}
		b.WriteString(", under the lens “" + strings.Join(parts, ", ") + "”")
	}
	b.WriteString(". ")
	switch {
	case p.Claims == 0:
	case p.LLM == 0:
		b.WriteString("Every claim here has a source.")
	case p.LLM == 1:
		b.WriteString(strconv.Itoa(p.Claims-1) + " claims have a source; one was written by a language model and is marked.")
	default:
		b.WriteString(strconv.Itoa(p.Claims-p.LLM) + " claims have a source; " + strconv.Itoa(p.LLM) + " were written by a language model and are marked.")
	}
	return b.String()
}
