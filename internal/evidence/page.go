package evidence

import (
	"cmp"
	"slices"
)

// wordsPerMinute is the mean silent reading rate of adults for English non-fiction (Brysbaert 2019, Journal of Memory
// and Language 109, 104047).
const wordsPerMinute = 238

// furtherReading bounds the works offered under Further reading.
const furtherReading = 8

// Page is a topic page: what the graph has on one entity, put into the vocabulary's sections. It is assembled, never
// written.
type Page struct {
	Entity   int32
	Sections []Section
	Words    int
	Claims   int // distinct claims on the page
	LLM      int // of them written by a language model
	Practice int
	Sources  []int32 // every source cited on the page, in the order of first use
	Hidden   Hidden
}

// Minutes is the reading time, at least 1.
func (p *Page) Minutes() int { return max(1, (p.Words+wordsPerMinute/2)/wordsPerMinute) }

// Section is one part of a topic page. Entities are the other ends of its claims, Sources what its sentences cite,
// both in the order of first use.
type Section struct {
	Term     SectionTerm
	Claims   []int32
	Practice []int32
	Entities []int32
	Sources  []int32
}

// Section ids that the page fills by rules of its own.
const (
	sectionType       = "type-discipline"
	sectionReading    = "further-reading"
	sectionSources    = "sources"
	sectionSeeAlso    = "see-also"
	sectionProvenance = "provenance"
)

// Page assembles the topic page of an entity: every visible claim that mentions it, in the section of its predicate,
// and every visible practice item about it. Sections without anything are left out.
func (v *View) Page(entity int32) *Page {
	page := v.assemble(entity)
	if !v.Lens.IsZero() {
		full := v.Full().assemble(entity)
		page.Hidden = Hidden{Claims: full.Claims - page.Claims, Practice: full.Practice - page.Practice,
			Edges:    v.Full().countEdges(full) - v.countEdges(page),
			Entities: len(v.Full().pageEntities(full)) - len(v.pageEntities(page))}
	}
	return page
}

func (v *View) assemble(entity int32) *Page {
	page := &Page{Entity: entity}
	sections := make([]Section, len(v.Vocabulary.Sections))
	for i, t := range v.Vocabulary.Sections {
		sections[i].Term = t
	}
	for _, c := range v.EntityClaims(entity, RoleAny, nil) {
		row := &v.Index.claims[c]
		page.Claims++
		page.LLM += count(row.llm)
		page.Words += int(row.words)
		s := v.predicates[row.predicate].section
		if s < 0 {
			continue
		}
		sections[s].Claims = append(sections[s].Claims, c)
		for _, cite := range v.citesOf(c) {
			if v.shows(&cite, v.claims[c] == listed) {
				addOnce(&sections[s].Sources, cite.source)
			}
		}
		for _, end := range []int32{row.subject, row.object} {
			if end != none && end != entity {
				addOnce(&sections[s].Entities, end)
			}
		}
	}
	for _, p := range v.practiceOf.of(entity) {
		if !v.practice[p] {
			continue
		}
		row := &v.Index.practice[p]
		s := slices.IndexFunc(v.Vocabulary.Sections, func(t SectionTerm) bool {
			return t.ID == v.Vocabulary.PracticeKinds[row.kind].Section
		})
		if s < 0 {
			continue
		}
		page.Practice++
		page.Words += int(row.words)
		sections[s].Practice = append(sections[s].Practice, p)
		for _, cite := range row.cites {
			if v.counts(&cite) {
				addOnce(&sections[s].Sources, cite.source)
			}
		}
	}
	v.fill(page, sections)
	for _, s := range sections {
		always := s.Term.ID == sectionProvenance || s.Term.ID == sectionType && v.Index.entities[entity].typ != ""
		if always || len(s.Claims)+len(s.Practice)+len(s.Entities)+len(s.Sources) > 0 {
			page.Sections = append(page.Sections, s)
		}
	}
	return page
}

// fill adds what is not a claim's or a practice item's: see also, further reading and the list of sources.
func (v *View) fill(page *Page, sections []Section) {
	if v.SummaryVisible(page.Entity) {
		for _, s := range v.SummaryCitations(page.Entity) {
			addOnce(&page.Sources, s)
		}
	}
	for i := range sections {
		for _, s := range sections[i].Sources {
			addOnce(&page.Sources, s)
		}
	}
	for i := range sections {
		switch sections[i].Term.ID {
		case sectionSeeAlso:
			if b := v.Index.entities[page.Entity].broader; b != none && v.entities[b] {
				addOnce(&sections[i].Entities, b)
			}
			for _, n := range v.narrower.of(page.Entity) {
				if v.entities[n] {
					addOnce(&sections[i].Entities, n)
				}
			}
		case sectionReading:
			sections[i].Sources = v.reading(page.Entity)
		case sectionSources:
			sections[i].Sources = page.Sources
		}
	}
}

// reading picks the works to read on: scholarly ones that visible claims of the entity cite directly, those that
// carry most claims first, then the newer, then by name.
func (v *View) reading(entity int32) []int32 {
	if v.Index.entities[entity].tier > 0 {
		return nil
	}
	carried := map[int32]int{}
	for _, c := range v.EntityClaims(entity, RoleSubject|RoleObject, nil) {
		for _, cite := range v.citesOf(c) {
			if v.counts(&cite) && cite.citedIn == none && v.Index.entities[cite.source].tier == 1 {
				carried[cite.source]++
			}
		}
	}
	works := make([]int32, 0, len(carried))
	for s := range carried {
		works = append(works, s)
	}
	year := func(s int32) int32 {
		if y := v.Index.entities[s].year; y != noYear {
			return y
		}
		return 0
	}
	slices.SortFunc(works, func(a, b int32) int {
		return cmp.Or(cmp.Compare(carried[b], carried[a]), cmp.Compare(year(b), year(a)), v.CompareNames(a, b))
	})
	return works[:min(len(works), furtherReading)]
}

func addOnce(list *[]int32, n int32) {
	if !slices.Contains(*list, n) {
		*list = append(*list, n)
	}
}

func (v *View) countEdges(p *Page) int {
	seen := map[int32]bool{}
	for _, s := range p.Sections {
		for _, c := range s.Claims {
			if e := v.Index.claims[c].edge; e != none && v.EdgeVisible(e) {
				seen[e] = true
			}
		}
	}
	return len(seen)
}

func (v *View) pageEntities(p *Page) map[int32]bool {
	seen := map[int32]bool{}
	for _, s := range p.Sections {
		for _, e := range s.Entities {
			seen[e] = true
		}
	}
	return seen
}

// SummarySources lists the sources of an entity's summary.
func (v *View) SummarySources(entity int32) []int32 { return v.summaries.of(entity) }

// EntityClaims lists the visible claims that mention an entity in one of the roles, in reading order; predicates, if
// any, narrows them to those predicates.
func (v *View) EntityClaims(entity int32, roles Role, predicates []string) []int32 {
	claims := []int32{}
	for _, m := range v.mentions.of(entity) {
		if m.role&roles != 0 && v.claims[m.claim] != 0 && v.isOf(m.claim, predicates) {
			claims = append(claims, m.claim)
		}
	}
	return claims
}

func (v *View) isOf(claim int32, predicates []string) bool {
	return len(predicates) == 0 || slices.Contains(predicates, v.predicates[v.Index.claims[claim].predicate].term.ID)
}

// EntityPractice lists the visible practice items about an entity, by kind, order and id; kinds, if any, narrows them.
func (v *View) EntityPractice(entity int32, kinds []string) []int32 {
	items := []int32{}
	for _, p := range v.practiceOf.of(entity) {
		kind := v.Vocabulary.PracticeKinds[v.Index.practice[p].kind].ID
		if v.practice[p] && (len(kinds) == 0 || slices.Contains(kinds, kind)) {
			items = append(items, p)
		}
	}
	return items
}

// EntitySources lists the sources that an entity's visible claims and summary cite, by name.
func (v *View) EntitySources(entity int32) []int32 {
	seen := map[int32]bool{}
	if v.SummaryVisible(entity) {
		for _, s := range v.SummaryCitations(entity) {
			seen[s] = true
		}
	}
	for _, c := range v.EntityClaims(entity, RoleAny, nil) {
		for _, cite := range v.citesOf(c) {
			if v.shows(&cite, v.claims[c] == listed) {
				seen[cite.source] = true
			}
		}
	}
	sources := make([]int32, 0, len(seen))
	for s := range seen {
		sources = append(sources, s)
	}
	slices.SortFunc(sources, v.CompareNames)
	return sources
}
