package evidence

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Builder makes an Index from records. Give it the vocabulary first, then all entities, then claims and practice
// items, each in any order; a reference to something not yet given is an error.
type Builder struct {
	ix        *Index
	sources   map[int32]*Source // until they are numbered
	bylines   bylines           // of the sources, until Build
	summaries [][]string
	broader   []string
	codes     [][]string
	names     [][]string
	designs   map[string]int8
	preds     map[string]int32
	kinds     map[string]int32
	sealed    bool
	ids       map[string]int32 // numbers of the entities, once they have any
	mentions  []pair[mention]  // of each claim in turn; see mentioned
	mentioned []int32          // where the mentions of each claim begin
}

// NewBuilder gives an empty Builder.
func NewBuilder() *Builder {
	return &Builder{ix: &Index{views: map[string]*View{}, doi: map[string]int32{}},
		sources: map[int32]*Source{}, bylines: bylines{of: map[int32]byline{}, names: map[string]int32{}}}
}

// NewIndex builds an Index of content that is already in memory.
func NewIndex(version string, vocabulary *Vocabulary, entities []Entity, claims []*Claim, practice []*PracticeItem) (*Index, error) {
	b := NewBuilder()
	if err := b.Add(vocabulary); err != nil {
		return nil, err
	}
	for _, e := range entities {
		if err := b.Add(e); err != nil {
			return nil, err
		}
	}
	for _, c := range claims {
		if err := b.Add(c); err != nil {
			return nil, err
		}
	}
	for _, p := range practice {
		if err := b.Add(p); err != nil {
			return nil, err
		}
	}
	return b.Build(version)
}

// Add takes one record: *Vocabulary, Entity, *Claim or *PracticeItem. It keeps no pointer to it but for a
// vocabulary and, until the first claim, a source.
func (b *Builder) Add(record any) error {
	switch r := record.(type) {
	case *Vocabulary:
		return b.vocabulary(r)
	case Entity:
		return b.entity(r)
	case *Claim:
		return b.claim(r)
	case *PracticeItem:
		return b.item(r)
	}
	return fmt.Errorf("no record: %T", record)
}

func (b *Builder) vocabulary(v *Vocabulary) error {
	b.ix.Vocabulary = v
	b.designs = map[string]int8{}
	for i, d := range v.Designs {
		b.designs[d.ID] = int8(i)
	}
	b.preds = map[string]int32{}
	for i, p := range v.Predicates {
		row := predicateRow{term: p, section: -1}
		class := slices.Index(PredicateClasses(), p.Class)
		if class < 0 {
			return fmt.Errorf("predicate %s: class %q is none of %v", p.ID, p.Class, PredicateClasses())
		}
		row.class = uint8(class)
		row.section = slices.IndexFunc(v.Sections, func(s SectionTerm) bool { return s.ID == p.Section })
		switch p.Lineage {
		case FlowForward:
			row.flow = 1
		case FlowBackward:
			row.flow = -1
		case FlowNone:
		}
		b.preds[p.ID] = int32(i)
		b.ix.predicates = append(b.ix.predicates, row)
	}
	b.kinds = map[string]int32{}
	for i, k := range v.PracticeKinds {
		b.kinds[k.ID] = int32(i)
	}
	return nil
}

func (b *Builder) entity(e Entity) error {
	if b.ix.Vocabulary == nil {
		return fmt.Errorf("entity %s comes before the vocabulary", e.Head().ID)
	}
	if b.sealed {
		return fmt.Errorf("entity %s comes after the first claim", e.Head().ID)
	}
	head := e.Head()
	kind := slices.Index(Kinds(), head.Kind)
	if kind < 0 {
		return fmt.Errorf("entity %s: %q is no kind", head.ID, head.Kind)
	}
	row := entityRow{id: head.ID, name: head.Name, kind: uint8(kind), typ: head.Type, year: noYear, broader: none, llm: len(head.Sources) == 0}
	broader, codes := "", []string(nil)
	switch e := e.(type) {
	case *Construct:
		row.year = yearOf(e.Introduced)
	case *Intervention:
		row.year = yearOf(e.Introduced)
	case *Theorist:
		row.year = YearOfDate(e.Born)
	case *Population:
		broader = e.Broader
	case *Problem:
		broader = e.Broader
		for _, c := range e.Codes {
			codes = append(codes, c.CodeSource)
		}
	case *Source:
		row.year, row.tier, row.retract, row.llm = yearOf(e.Issued), tierNumber(e.Tier), e.Retracted, false
		b.sources[int32(len(b.ix.entities))] = e
	}
	b.ix.entities = append(b.ix.entities, row)
	b.summaries = append(b.summaries, slices.Clone(head.Sources))
	b.broader = append(b.broader, broader)
	b.codes = append(b.codes, codes)
	b.names = append(b.names, append([]string{head.Name}, head.Aliases...))
	return nil
}

func yearOf(y *int) int32 {
	if y == nil {
		return noYear
	}
	return int32(*y)
}

// YearOfDate reads the year of a date such as 1907-02-26; a text without one counts as not dated.
func YearOfDate(date string) int32 {
	var y int32
	if n, err := fmt.Sscanf(date, "%d", &y); n != 1 || err != nil {
		return noYear
	}
	return y
}

// seal numbers the entities by id and resolves what they refer to.
func (b *Builder) seal() error {
	if b.sealed {
		return nil
	}
	b.sealed = true
	ix := b.ix
	perm := make([]int32, len(ix.entities))
	for i := range perm {
		perm[i] = int32(i)
	}
	slices.SortFunc(perm, func(x, y int32) int { return strings.Compare(ix.entities[x].id, ix.entities[y].id) })
	rows, names := make([]entityRow, len(perm)), make([][]string, len(perm))
	sources := make(map[int32]*Source, len(b.sources))
	for to, from := range perm {
		rows[to], names[to] = ix.entities[from], b.names[from]
		if to > 0 && rows[to].id == rows[to-1].id {
			return fmt.Errorf("entity %s is there twice", rows[to].id)
		}
		if s, ok := b.sources[from]; ok {
			sources[int32(to)] = s
		}
	}
	ix.entities, b.sources = rows, nil
	b.ids = make(map[string]int32, len(rows))
	for n := range rows {
		b.ids[rows[n].id] = int32(n)
	}
	var cited, works, narrower, codes []pair[int32]
	for to, from := range perm {
		for _, id := range b.summaries[from] {
			s, err := b.ref(rows[to].id, "sources", id)
			if err != nil {
				return err
			}
			cited = append(cited, pair[int32]{int32(to), s})
		}
		for _, id := range b.codes[from] {
			s, err := b.ref(rows[to].id, "codes.codeSource", id)
			if err != nil {
				return err
			}
			codes = append(codes, pair[int32]{int32(to), s})
		}
		if id := b.broader[from]; id != "" {
			w, err := b.ref(rows[to].id, "broader", id)
			if err != nil {
				return err
			}
			rows[to].broader = w
			narrower = append(narrower, pair[int32]{w, int32(to)})
		}
	}
	for n := range rows {
		s := sources[int32(n)]
		if s == nil {
			continue
		}
		if s.DOI != "" {
			ix.doi[Fold(s.DOI)] = int32(n)
		}
		var seen []int32
		for _, a := range append(slices.Clone(s.Author), s.Editor...) {
			if a.Person == "" {
				continue
			}
			p, err := b.ref(s.ID, "author.person", a.Person)
			if err != nil {
				return err
			}
			if !slices.Contains(seen, p) {
				seen = append(seen, p)
				works = append(works, pair[int32]{p, int32(n)})
			}
		}
		b.bylines.add(int32(n), s, b.ids)
	}
	ix.names = newNameTable(names)
	ix.rankNames()
	byName := func(x, y pair[int32]) int {
		return cmp.Or(cmp.Compare(x.row, y.row), cmp.Compare(ix.nameRank[x.item], ix.nameRank[y.item]))
	}
	slices.SortFunc(works, byName)
	slices.SortFunc(narrower, byName)
	ix.summaries = newCSR(len(rows), cited)
	ix.works = newCSR(len(rows), works)
	people := make([]pair[int32], len(works))
	for i, w := range works {
		people[i] = pair[int32]{w.item, w.row}
	}
	ix.people = newCSR(len(rows), people)
	ix.narrower = newCSR(len(rows), narrower)
	ix.codes = newCSR(len(rows), codes)
	b.summaries, b.broader, b.codes, b.names = nil, nil, nil, nil
	return nil
}

// rankNames orders the entities by the key of their names.
func (ix *Index) rankNames() {
	keys := make([]string, len(ix.entities))
	for _, n := range ix.names.names {
		if !n.alias {
			keys[n.entity] = n.key
		}
	}
	ix.byName = make([]int32, len(keys))
	for i := range ix.byName {
		ix.byName[i] = int32(i)
	}
	slices.SortFunc(ix.byName, func(x, y int32) int {
		return cmp.Or(cmp.Compare(keys[x], keys[y]), cmp.Compare(x, y))
	})
	ix.nameRank = make([]int32, len(keys))
	for rank, n := range ix.byName {
		ix.nameRank[n] = int32(rank)
	}
}

// SortKey is what names are ordered by: folded words, without signs.
func SortKey(name string) string { return strings.Join(Words(name), " ") }

func (b *Builder) ref(from, field, id string) (int32, error) {
	n, ok := b.ids[id]
	if !ok {
		return none, fmt.Errorf("%s: %s names %q, which is no entity", from, field, id)
	}
	return n, nil
}

// maybe is ref for a field that may be empty, which gives none.
func (b *Builder) maybe(from, field, id string) (int32, error) {
	if id == "" {
		return none, nil
	}
	return b.ref(from, field, id)
}

func (b *Builder) claim(c *Claim) error {
	if err := b.seal(); err != nil {
		return err
	}
	p, ok := b.preds[c.Predicate]
	if !ok {
		return fmt.Errorf("claim %s: %q is no predicate", c.ID, c.Predicate)
	}
	row := claimRow{id: c.ID, predicate: p, object: none, edge: none, population: none, year: yearOf(c.Year),
		stance: stanceNumber(c.Stance), llm: c.Provenance == LLM, design: -1, words: clampWords(c.Text)}
	if d, ok := b.designs[c.Design]; ok {
		row.design = d
	}
	var err error
	if row.subject, err = b.ref(c.ID, "subject", c.Subject); err != nil {
		return err
	}
	if c.Object != "" {
		if row.object, err = b.ref(c.ID, "object", c.Object); err != nil {
			return err
		}
	}
	b.mentioned = append(b.mentioned, int32(len(b.mentions)))
	b.mention(row.subject, RoleSubject)
	b.mention(row.object, RoleObject)
	if c.Population != "" {
		if row.population, err = b.ref(c.ID, "population", c.Population); err != nil {
			return err
		}
		b.mention(row.population, RoleAbout)
	}
	row.about, row.nAbout = int32(len(b.ix.about)), uint16(len(c.About))
	for _, id := range c.About {
		n, err := b.ref(c.ID, "about", id)
		if err != nil {
			return err
		}
		b.ix.about = append(b.ix.about, n)
		b.mention(n, RoleAbout)
	}
	if row.foundIn, err = b.maybe(c.ID, "foundIn", c.FoundIn); err != nil {
		return err
	}
	row.cites, row.nCites = int32(len(b.ix.cites)), uint16(len(c.Citations))
	for _, cite := range c.Citations {
		cr, err := b.cite(c.ID, cite)
		if err != nil {
			return err
		}
		b.ix.cites = append(b.ix.cites, cr)
		b.mention(cr.source, RoleCited)
		b.mention(cr.citedIn, RoleCited)
	}
	b.ix.claims = append(b.ix.claims, row)
	return nil
}

// mention notes that the claim at hand mentions an entity, if it is one.
func (b *Builder) mention(entity int32, role Role) {
	if entity == none {
		return
	}
	claim := int32(len(b.ix.claims))
	from := b.mentioned[claim]
	for i := range b.mentions[from:] {
		if m := &b.mentions[int(from)+i]; m.row == entity {
			m.item.role |= role
			return
		}
	}
	b.mentions = append(b.mentions, pair[mention]{entity, mention{claim, role}})
}

func clampWords(text string) uint16 {
	n := 0
	for range strings.FieldsSeq(text) {
		n++
	}
	return uint16(min(n, math.MaxUint16))
}

func (b *Builder) cite(from string, c Citation) (citeRow, error) {
	s, err := b.ref(from, "citations.source", c.Source)
	if err != nil {
		return citeRow{}, err
	}
	row := citeRow{source: s, citedIn: none, tier: b.ix.entities[s].tier, retract: b.ix.entities[s].retract}
	if c.CitedIn != "" {
		if row.citedIn, err = b.ref(from, "citations.citedIn", c.CitedIn); err != nil {
			return citeRow{}, err
		}
		page := b.ix.entities[row.citedIn]
		row.tier, row.retract = max(row.tier, page.tier), row.retract || page.retract
	}
	return row, nil
}

func (b *Builder) item(p *PracticeItem) error {
	if err := b.seal(); err != nil {
		return err
	}
	kind, ok := b.kinds[p.Kind]
	if !ok {
		return fmt.Errorf("practice item %s: %q is no practice kind", p.ID, p.Kind)
	}
	row := practiceRow{id: p.ID, kind: kind, order: math.MaxInt32, llm: p.Provenance == LLM}
	if p.Order != nil {
		row.order = int32(*p.Order)
	}
	row.words = int32(len(strings.Fields(p.Title + " " + p.Text + " " + strings.Join(p.Items, " "))))
	for _, c := range p.Citations {
		cr, err := b.cite(p.ID, c)
		if err != nil {
			return err
		}
		row.cites = append(row.cites, cr)
	}
	var err error
	if row.found, err = b.maybe(p.ID, "foundIn", p.FoundIn); err != nil {
		return err
	}
	for _, id := range p.About {
		n, err := b.ref(p.ID, "about", id)
		if err != nil {
			return err
		}
		row.about = append(row.about, n)
	}
	b.ix.practice = append(b.ix.practice, row)
	return nil
}

// Build finishes the index. The Builder cannot be used afterwards.
func (b *Builder) Build(version string) (*Index, error) {
	if b.ix.Vocabulary == nil {
		b.ix.Vocabulary = &Vocabulary{}
	}
	if err := b.seal(); err != nil {
		return nil, err
	}
	ix := b.ix
	ix.Version = version
	if err := b.orderClaims(); err != nil {
		return nil, err
	}
	b.bundleEdges()
	b.orderPractice()
	ix.Full()
	b.ix = nil
	return ix, nil
}
