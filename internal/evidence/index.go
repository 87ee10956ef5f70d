package evidence

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"sync"
)

// Index is one graph version as integers: who is linked to whom by which claims, and of every claim and citation just
// what lens, teams, ranks and orders need. It never changes once built and is safe for concurrent use. Numbers are
// valid for one Index only.
//
// An entity's number is its place among all entities by id; a claim's number its place in the reading order
// (predicate as in the vocabulary, names of subject and object, year, id); an edge's number its place by edge id.
type Index struct {
	Version    string // digest of the content
	Vocabulary *Vocabulary

	predicates []predicateRow
	entities   []entityRow
	claims     []claimRow
	cites      []citeRow
	edges      []edgeRow
	practice   []practiceRow

	edgeClaims []int32 // claims of each edge, ascending; see edgeRow
	about      []int32 // entities that claims name under about
	claimsByID []int32
	names      nameTable
	byName     []int32 // entities by folded name, then id
	nameRank   []int32 // place in byName
	links      links   // edges at each entity
	mentions   csr[mention]
	summaries  csr[int32] // sources of each entity's summary
	practiceOf csr[int32] // practice items about each entity
	works      csr[int32] // sources written by each theorist
	people     csr[int32] // theorists who wrote or edited each source
	codes      csr[int32] // sources of each problem's codes
	narrower   csr[int32]
	doi        map[string]int32 // folded DOI to source

	mu    sync.Mutex
	views map[string]*View
	order []string // keys of views, oldest first
}

// maxViews bounds the lenses whose visibility is kept.
const maxViews = 64

// noYear stands for a missing year and sorts after every year.
const noYear = int32(1 << 30)

// none stands for a missing number.
const none = int32(-1)

type predicateRow struct {
	term    *Predicate
	class   uint8 // place in PredicateClasses
	section int
	flow    int8 // 1 subject to object, -1 object to subject, 0 no descent
}

type entityRow struct {
	id      string
	name    string // as readers see it, since nearly every answer names what it links to
	kind    uint8  // place in Kinds
	typ     string
	year    int32 // introduced, born or issued
	broader int32
	degree  int32 // edges without a lens
	tier    uint8 // of a source: 1 to 3
	retract bool
	llm     bool // the summary has no source
}

type claimRow struct {
	id         string
	subject    int32
	object     int32 // none for a literal
	predicate  int32
	edge       int32 // none for a literal
	year       int32
	population int32
	cites      int32 // first of its rows in cites
	nCites     uint16
	nAbout     uint16
	about      int32 // first of its entities in Index.about
	foundIn    int32
	words      uint16
	stance     uint8 // place in stances
	design     int8  // place in the vocabulary, -1 if none
	llm        bool
}

type citeRow struct {
	source  int32
	citedIn int32
	team    int32 // within the claim's edge
	tier    uint8 // effective: the worse of source and citedIn
	retract bool
}

type edgeRow struct {
	subject, predicate, object int32
	from, to                   int32 // its claims in edgeClaims
	teams                      int32
}

type practiceRow struct {
	id    string
	kind  int32 // place in the vocabulary's practice kinds
	order int32
	cites []citeRow
	about []int32
	found int32
	words int32
	llm   bool
}

// Role says how a claim mentions an entity; roles add up.
type Role uint8

// The roles. RoleAbout covers the entities named in about and the population; RoleCited a source that is cited.
const (
	RoleSubject Role = 1 << iota
	RoleObject
	RoleAbout
	RoleCited
	RoleAny = RoleSubject | RoleObject | RoleAbout | RoleCited
)

type mention struct {
	claim int32
	role  Role
}

// csr holds one list per row in one array.
type csr[T any] struct {
	start []int32
	items []T
}

func (c csr[T]) of(row int32) []T {
	if row < 0 || int(row)+1 >= len(c.start) {
		return nil
	}
	return c.items[c.start[row]:c.start[row+1]]
}

type pair[T any] struct {
	row  int32
	item T
}

// newCSR groups the pairs by row, keeping their order within a row.
func newCSR[T any](rows int, pairs []pair[T]) csr[T] {
	c := csr[T]{start: make([]int32, rows+1), items: make([]T, len(pairs))}
	for _, p := range pairs {
		c.start[p.row+1]++
	}
	for i := 1; i <= rows; i++ {
		c.start[i] += c.start[i-1]
	}
	next := slices.Clone(c.start)
	for _, p := range pairs {
		c.items[next[p.row]] = p.item
		next[p.row]++
	}
	return c
}

// link is one end's look at an edge.
type link struct{ other, edge int32 }

// links are the edges at each entity by the other end, then by edge; an edge from an entity to itself is left out.
type links = csr[link]

var stances = [...]Stance{Supports, Qualifies, Disputes, Null}

func stanceNumber(s Stance) uint8 {
	for i, known := range stances {
		if s == known {
			return uint8(i)
		}
	}
	return 0
}

func tierNumber(t Tier) uint8 {
	switch t {
	case T1:
		return 1
	case T2:
		return 2
	}
	return 3
}

func tierOf(n uint8) Tier { return [...]Tier{"", T1, T2, T3}[n] }

// Entity gives the number of an entity.
func (ix *Index) Entity(id string) (int32, bool) {
	i, ok := sort.Find(len(ix.entities), func(i int) int { return strings.Compare(id, ix.entities[i].id) })
	return int32(i), ok
}

// Claim gives the number of a claim.
func (ix *Index) Claim(id string) (int32, bool) {
	i, ok := sort.Find(len(ix.claimsByID), func(i int) int {
		return strings.Compare(id, ix.claims[ix.claimsByID[i]].id)
	})
	if !ok {
		return none, false
	}
	return ix.claimsByID[i], true
}

// PracticeItem gives the number of a practice item by its slug, with or without PracticePrefix.
func (ix *Index) PracticeItem(id string) (int32, bool) {
	id = strings.TrimPrefix(id, PracticePrefix)
	i, ok := sort.Find(len(ix.practice), func(i int) int { return strings.Compare(id, ix.practice[i].id) })
	return int32(i), ok
}

// EdgePrefix stands before subject.predicate.object in an edge's id.
const EdgePrefix = "edge:"

// Edge gives the number of an edge by its id. A symmetric edge is found either way round.
func (ix *Index) Edge(id string) (int32, bool) {
	parts := strings.Split(strings.TrimPrefix(id, EdgePrefix), ".")
	if len(parts) != 3 || !strings.HasPrefix(id, EdgePrefix) {
		return none, false
	}
	subject, ok1 := ix.Entity(parts[0])
	object, ok2 := ix.Entity(parts[2])
	p := slices.IndexFunc(ix.predicates, func(p predicateRow) bool { return p.term.ID == parts[1] })
	if !ok1 || !ok2 || p < 0 {
		return none, false
	}
	if ix.predicates[p].term.Symmetric && subject > object {
		subject, object = object, subject
	}
	e := edgeRow{subject: subject, predicate: int32(p), object: object}
	i, found := slices.BinarySearchFunc(ix.edges, ix.edgeID(e), func(row edgeRow, id string) int {
		return strings.Compare(ix.edgeID(row), id)
	})
	if !found {
		return none, false
	}
	return int32(i), true
}

func (ix *Index) edgeID(e edgeRow) string {
	return EdgePrefix + ix.entities[e.subject].id + "." + ix.predicates[e.predicate].term.ID + "." + ix.entities[e.object].id
}

// EntityID gives the id of an entity.
func (ix *Index) EntityID(n int32) string { return ix.entities[n].id }

// EntityName gives the name of an entity that readers see.
func (ix *Index) EntityName(n int32) string { return ix.entities[n].name }

// ClaimID gives the id of a claim.
func (ix *Index) ClaimID(n int32) string { return ix.claims[n].id }

// EdgeID gives the id of an edge, "edge:mary-ainsworth.originated.secure-base".
func (ix *Index) EdgeID(n int32) string { return ix.edgeID(ix.edges[n]) }

// PracticeID gives the slug of a practice item.
func (ix *Index) PracticeID(n int32) string { return ix.practice[n].id }

// EntityIDs gives the ids behind numbers of entities.
func (ix *Index) EntityIDs(ns []int32) []string { return idsOf(ns, ix.EntityID) }

// ClaimIDs gives the ids behind numbers of claims.
func (ix *Index) ClaimIDs(ns []int32) []string { return idsOf(ns, ix.ClaimID) }

// PracticeIDs gives the slugs behind numbers of practice items.
func (ix *Index) PracticeIDs(ns []int32) []string { return idsOf(ns, ix.PracticeID) }

func idsOf(ns []int32, id func(int32) string) []string {
	ids := make([]string, len(ns))
	for i, n := range ns {
		ids[i] = id(n)
	}
	return ids
}

// KindOf gives an entity's kind.
func (ix *Index) KindOf(entity int32) Kind { return Kinds()[ix.entities[entity].kind] }

// EdgeEnds gives an edge's subject, predicate and object.
func (ix *Index) EdgeEnds(edge int32) (subject int32, predicate *Predicate, object int32) {
	e := ix.edges[edge]
	return e.subject, ix.predicates[e.predicate].term, e.object
}

// EdgeOf gives the edge that a claim belongs to; a claim with a literal value has none.
func (ix *Index) EdgeOf(claim int32) (int32, bool) {
	e := ix.claims[claim].edge
	return e, e != none
}

// Works lists the sources that a theorist wrote, by name.
func (ix *Index) Works(theorist int32) []int32 { return ix.works.of(theorist) }

// Narrower lists the populations or problems that name the entity as the broader one, by name.
func (ix *Index) Narrower(entity int32) []int32 { return ix.narrower.of(entity) }

// Counts of everything in the index.
func (ix *Index) Counts() (entities, claims, edges, practice int) {
	return len(ix.entities), len(ix.claims), len(ix.edges), len(ix.practice)
}

// CompareNames orders entities by folded name, then id.
func (ix *Index) CompareNames(a, b int32) int { return cmp.Compare(ix.nameRank[a], ix.nameRank[b]) }

// View gives the index as seen through a lens. Views are kept, so that asking again costs nothing.
func (ix *Index) View(lens Lens) *View {
	key := lens.Key()
	ix.mu.Lock()
	v, ok := ix.views[key]
	ix.mu.Unlock()
	if ok {
		return v
	}
	v = newView(ix, lens)
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if other, ok := ix.views[key]; ok {
		return other
	}
	if len(ix.order) >= maxViews {
		delete(ix.views, ix.order[1]) // the first is the view without a lens
		ix.order = slices.Delete(ix.order, 1, 2)
	}
	ix.views[key] = v
	ix.order = append(ix.order, key)
	return v
}

// Full gives the index without a lens.
func (ix *Index) Full() *View { return ix.View(Lens{}) }
