package evidence

import (
	"cmp"
	"slices"
)

// EntityOrder is an order of entities; ties go by folded name, then id.
type EntityOrder string

// The orders: by name; by year (introduced, born or issued), earliest first and undated last; by the number of edges,
// most first.
const (
	OrderName   EntityOrder = "NAME"
	OrderYear   EntityOrder = "YEAR"
	OrderDegree EntityOrder = "DEGREE"
)

// CompareEntities gives the comparison for an order. Degree is counted without the lens, so that a list does not
// reorder when a lens is put on.
func (ix *Index) CompareEntities(order EntityOrder) func(a, b int32) int {
	switch order {
	case OrderYear:
		return func(a, b int32) int {
			return cmp.Or(cmp.Compare(ix.entities[a].year, ix.entities[b].year), ix.CompareNames(a, b))
		}
	case OrderDegree:
		return func(a, b int32) int {
			return cmp.Or(cmp.Compare(ix.entities[b].degree, ix.entities[a].degree), ix.CompareNames(a, b))
		}
	case OrderName:
	}
	return ix.CompareNames
}

// EntityList lists the visible entities of the kinds (all if empty) and type (any if empty), in the order.
func (v *View) EntityList(kinds []Kind, typ string, order EntityOrder) []int32 {
	list := []int32{}
	for _, n := range v.byName {
		e := &v.Index.entities[n]
		if v.entities[n] && (len(kinds) == 0 || slices.Contains(kinds, Kinds()[e.kind])) && (typ == "" || e.typ == typ) {
			list = append(list, n)
		}
	}
	if order != OrderName {
		slices.SortFunc(list, v.CompareEntities(order))
	}
	return list
}

// ClaimFilter narrows a list of claims; an empty part lets everything through. Source keeps the claims that cite it,
// Subject, Object and Entity are ids, From and To years, both included.
type ClaimFilter struct {
	Subject    string           `json:"subject,omitempty"`
	Object     string           `json:"object,omitempty"`
	Entity     string           `json:"entity,omitempty"`
	Source     string           `json:"source,omitempty"`
	Predicates []string         `json:"predicates,omitempty"`
	Classes    []PredicateClass `json:"classes,omitempty"`
	Stances    []Stance         `json:"stances,omitempty"`
	Provenance Provenance       `json:"provenance,omitempty"`
	Designs    []string         `json:"designs,omitempty"`
	From       *int             `json:"from,omitempty"`
	To         *int             `json:"to,omitempty"`
	Disputed   bool             `json:"disputed,omitempty"`
}

// ClaimList lists the visible claims that pass the filter, in reading order. An id that is not in the graph lets
// nothing through.
func (v *View) ClaimList(f ClaimFilter) []int32 {
	type part struct {
		id   string
		role Role
	}
	var base []int32
	narrowed := false
	for _, p := range []part{{f.Subject, RoleSubject}, {f.Object, RoleObject}, {f.Entity, RoleAny}, {f.Source, RoleCited}} {
		if p.id == "" {
			continue
		}
		n, ok := v.Entity(p.id)
		if !ok {
			return []int32{}
		}
		claims := v.EntityClaims(n, p.role, nil)
		if narrowed {
			claims = intersect(base, claims)
		}
		base, narrowed = claims, true
	}
	if !narrowed {
		base = make([]int32, len(v.Index.claims))
		for i := range base {
			base[i] = int32(i)
		}
	}
	list := []int32{}
	for _, c := range base {
		if v.claims[c] != 0 && v.passesFilter(c, &f) {
			list = append(list, c)
		}
	}
	return list
}

func (v *View) passesFilter(claim int32, f *ClaimFilter) bool {
	c := &v.Index.claims[claim]
	if !v.isOf(claim, f.Predicates) ||
		len(f.Classes) > 0 && !slices.Contains(f.Classes, v.predicates[c.predicate].term.Class) ||
		len(f.Stances) > 0 && !slices.Contains(f.Stances, stances[c.stance]) ||
		f.Provenance != "" && (f.Provenance == LLM) != c.llm {
		return false
	}
	if len(f.Designs) > 0 && (c.design < 0 || !slices.Contains(f.Designs, v.Vocabulary.Designs[c.design].ID)) {
		return false
	}
	if f.From != nil && (c.year == noYear || int(c.year) < *f.From) || f.To != nil && (c.year == noYear || int(c.year) > *f.To) {
		return false
	}
	return !f.Disputed || c.edge != none && v.StancesOf(c.edge).Disputed()
}

func intersect(a, b []int32) []int32 {
	out := []int32{}
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			out = append(out, a[0])
			a, b = a[1:], b[1:]
		}
	}
	return out
}

// EdgeDirection is a side from which an entity's edges are looked at.
type EdgeDirection string

// The directions: edges that leave the entity, that arrive, or both.
const (
	Out  EdgeDirection = "OUT"
	In   EdgeDirection = "IN"
	Both EdgeDirection = "BOTH"
)

// EdgeFilter narrows an entity's edges; empty parts let everything through. Kinds are those of the other end. A
// symmetric edge passes in every direction.
type EdgeFilter struct {
	Direction  EdgeDirection
	Classes    []PredicateClass
	Predicates []string
	Kinds      []Kind
}

// CompareEdges orders edges by predicate as in the vocabulary, then by the names of subject and object, then by id.
func (ix *Index) CompareEdges(a, b int32) int {
	x, y := &ix.edges[a], &ix.edges[b]
	return cmp.Or(cmp.Compare(x.predicate, y.predicate), ix.CompareNames(x.subject, y.subject),
		ix.CompareNames(x.object, y.object), cmp.Compare(a, b))
}

// EdgeList lists the visible edges at an entity that pass the filter, as CompareEdges orders them.
func (v *View) EdgeList(entity int32, f EdgeFilter) []int32 {
	list := []int32{}
	for _, l := range v.links.of(entity) {
		e := &v.Index.edges[l.edge]
		p := v.predicates[e.predicate].term
		out := e.subject == entity
		if !v.EdgeVisible(l.edge) ||
			!p.Symmetric && (f.Direction == Out && !out || f.Direction == In && out) ||
			len(f.Classes) > 0 && !slices.Contains(f.Classes, p.Class) ||
			len(f.Predicates) > 0 && !slices.Contains(f.Predicates, p.ID) ||
			len(f.Kinds) > 0 && !slices.Contains(f.Kinds, v.KindOf(l.other)) {
			continue
		}
		list = append(list, l.edge)
	}
	slices.SortFunc(list, v.CompareEdges)
	return list
}

// DisputedEdges lists the visible edges with claims on both sides, strongest dispute first, then by id.
func (v *View) DisputedEdges() []int32 {
	list := []int32{}
	dispute := map[int32]float64{}
	for n := range v.Index.edges {
		if e := int32(n); v.EdgeVisible(e) && v.StancesOf(e).Disputed() {
			list = append(list, e)
			_, d, _ := v.weigh(e)
			dispute[e] = Round9(d)
		}
	}
	slices.SortFunc(list, func(a, b int32) int {
		return cmp.Or(cmp.Compare(dispute[b], dispute[a]), cmp.Compare(a, b))
	})
	return list
}

// Tally counts a view's content for the graph's description.
type Tally struct {
	Kinds       map[Kind]int
	Tiers       map[Tier]int // of sources
	Provenances map[Provenance]int
	Classes     map[PredicateClass]int
	Stances     map[Stance]int
	Entities    int
	Claims      int
	Edges       int
	Practice    int
}

// Tally counts what the lens lets through.
func (v *View) Tally() Tally {
	t := Tally{Kinds: map[Kind]int{}, Tiers: map[Tier]int{}, Provenances: map[Provenance]int{},
		Classes: map[PredicateClass]int{}, Stances: map[Stance]int{}, Entities: v.seen.Entities, Claims: v.seen.Claims,
		Edges: v.seen.Edges, Practice: v.seen.Practice}
	for n := range v.Index.entities {
		if e := &v.Index.entities[n]; v.entities[n] {
			t.Kinds[Kinds()[e.kind]]++
			if e.tier > 0 {
				t.Tiers[tierOf(e.tier)]++
			}
		}
	}
	for n := range v.Index.claims {
		c := &v.Index.claims[n]
		if v.claims[n] == 0 {
			continue
		}
		if c.llm {
			t.Provenances[LLM]++
		} else {
			t.Provenances[Sourced]++
		}
		t.Classes[v.predicates[c.predicate].term.Class]++
		t.Stances[stances[c.stance]]++
	}
	return t
}
