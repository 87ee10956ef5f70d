package evidence

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
)

// Limits of a path search.
const (
	MaxHops   = 10
	MaxSlack  = 4
	pathLimit = 200_000 // partial paths looked at
)

// PathDirection says how edges may be walked.
type PathDirection string

// The directions: any edge either way, or only lineage edges the way the idea flows.
const (
	AnyWay  PathDirection = "ANY"
	FlowWay PathDirection = "FLOW"
)

// PathQuery asks for evidence paths. Classes and StepKinds may be empty for the defaults: LINEAGE, STRUCTURE,
// MEASUREMENT, ASSOCIATION, EFFECT and CLINICAL; Construct, Theorist, Intervention and Problem. The ends may be of any
// kind and differ.
type PathQuery struct {
	From, To  int32
	MaxHops   int
	Slack     int
	Classes   []PredicateClass
	StepKinds []Kind
	Direction PathDirection
	First     int
}

// DefaultPathClasses are the classes that carry a path unless a reader names others.
func DefaultPathClasses() []PredicateClass {
	return []PredicateClass{ClassLineage, ClassStructure, ClassMeasurement, ClassAssociation, ClassEffect, ClassClinical}
}

// DefaultStepKinds are the kinds that may stand between the ends unless a reader names others.
func DefaultStepKinds() []Kind {
	return []Kind{KindConstruct, KindTheorist, KindIntervention, KindProblem}
}

// Paths answers a PathQuery. Found is the exact first k in the order: weakest step's strength (higher first), product
// of strengths, length, sequence of ids; unless Truncated says that Limit was reached. Direct holds every visible edge
// between the ends, those with evidence against first.
type Paths struct {
	Found     []Path
	Direct    []int32
	Shortest  int // -1 if there is no path
	Allowed   int // longest length looked at
	LLMOnly   bool
	Truncated bool
	Limit     int
	NoPath    *NoPath // set when Found is empty
}

// Path is a chain of separately supported links; it is not evidence that its first entity changes its last.
type Path struct {
	Entities []int32
	Steps    []Step
	Strength float64 // of the weakest step
	Product  float64
	Weakest  int // first step of that strength
}

// Step is one link of a path, carried by Edge, the strongest visible edge between the two; Others are the other
// visible edges between them. Along says whether it is walked in the edge's own direction.
type Step struct {
	From, To int32
	Edge     int32
	Others   []int32
	Along    bool
}

// NoPath says why there is no path: the entities that can be reached from the start and lie nearest to the end, and
// the one part of the lens without which there would be a path, if there is one.
type NoPath struct {
	Nearest   []int32
	LensField LensField
}

// EvidencePaths searches the visible edges. Edges that only a language model asserts are used only when sourced edges
// connect the ends in no way.
func (v *View) EvidencePaths(q PathQuery) *Paths {
	if len(q.Classes) == 0 {
		q.Classes = DefaultPathClasses()
	}
	if len(q.StepKinds) == 0 {
		q.StepKinds = DefaultStepKinds()
	}
	answer := &Paths{Limit: pathLimit, Direct: v.direct(q.From, q.To), Shortest: -1}
	for _, llm := range []bool{false, true} {
		s := newPathSearch(v, &q, llm)
		if !s.corridor() {
			continue
		}
		answer.Shortest, answer.Allowed, answer.LLMOnly = s.shortest, s.allowed, llm
		answer.Found, answer.Truncated = s.best(q.First)
		return answer
	}
	answer.NoPath = v.noPath(q)
	return answer
}

// direct lists the visible edges between two entities: strongest dispute first, then strongest, then by id.
func (v *View) direct(a, b int32) []int32 {
	edges := v.between(a, b)
	dispute := func(e int32) float64 {
		_, d, _ := v.weigh(e)
		return Round9(d)
	}
	slices.SortFunc(edges, func(x, y int32) int {
		return cmp.Or(cmp.Compare(dispute(y), dispute(x)), cmp.Compare(v.StrengthOf(y), v.StrengthOf(x)), cmp.Compare(x, y))
	})
	return edges
}

// between lists the visible edges between two entities by id.
func (v *View) between(a, b int32) []int32 {
	list := v.links.of(a)
	at, _ := slices.BinarySearchFunc(list, b, func(l link, other int32) int { return cmp.Compare(l.other, other) })
	edges := []int32{}
	for ; at < len(list) && list[at].other == b; at++ {
		if v.EdgeVisible(list[at].edge) {
			edges = append(edges, list[at].edge)
		}
	}
	return edges
}

// pathSearch is one search. The corridor is the entities through which a path of allowed length can run; what is known
// of them stands in rows, so that a search in a large graph touches little memory.
type pathSearch struct {
	v        *View
	q        *PathQuery
	llm      bool
	classes  [16]bool
	kinds    [8]bool
	shortest int
	allowed  int
	row      []int32  // of each entity, none outside the corridor
	toEnd    []int8   // of each row, steps to the end
	steps    csr[hop] // of each row
	bounds   []bound  // of each row, by steps left
}

// hop is the best edge from one entity of the corridor to another.
type hop struct {
	to       int32
	row      int32
	edge     int32
	strength float64
}

// bound is the best that can still be reached from an entity within a number of steps, each part by itself.
type bound struct{ weakest, product float64 }

func newPathSearch(v *View, q *PathQuery, llm bool) *pathSearch {
	s := &pathSearch{v: v, q: q, llm: llm}
	for i, c := range PredicateClasses() {
		s.classes[i] = slices.Contains(q.Classes, c) && (q.Direction != FlowWay || c == ClassLineage)
	}
	for i, k := range Kinds() {
		s.kinds[i] = slices.Contains(q.StepKinds, k)
	}
	return s
}

// usable says whether an edge carries a step from one end to the other.
func (s *pathSearch) usable(edge, from int32) bool {
	if !s.v.EdgeVisible(edge) || !s.llm && s.v.llmOnly(edge) {
		return false
	}
	e := &s.v.Index.edges[edge]
	p := &s.v.predicates[e.predicate]
	if !s.classes[p.class] {
		return false
	}
	if s.q.Direction == FlowWay && (p.flow == 0 || (p.flow > 0) != (e.subject == from)) {
		return false
	}
	return s.v.StrengthOf(edge) > 0
}

// unreached stands for a distance longer than was walked.
const unreached = int8(-1)

// distances walks breadth first from an end, up to most steps, through entities of the step kinds that may be gone
// through. Against says that steps are walked backwards. Once the other end is reached, the walk goes on for slack
// more steps at most.
func (s *pathSearch) distances(start, other int32, most int, against bool, within func(n int32, steps int) bool) []int8 {
	at := make([]int8, len(s.v.Index.entities))
	for i := range at {
		at[i] = unreached
	}
	at[start] = 0
	queue := []int32{start}
	for next := 0; next < len(queue); next++ {
		n := queue[next]
		steps := int(at[n])
		if steps >= most {
			break
		}
		if n == other || n != start && !s.kinds[s.v.Index.entities[n].kind] || within != nil && !within(n, steps) {
			continue
		}
		for _, l := range s.v.links.of(n) {
			if at[l.other] != unreached {
				continue
			}
			from := n
			if against {
				from = l.other
			}
			if s.usable(l.edge, from) {
				at[l.other] = at[n] + 1
				queue = append(queue, l.other)
				if l.other == other {
					most = min(most, steps+1+s.q.Slack)
				}
			}
		}
	}
	return at
}

// corridor finds the allowed length, the entities of the corridor with their hops, and the bounds. It says whether
// there is a path.
func (s *pathSearch) corridor() bool {
	fromStart := s.distances(s.q.From, s.q.To, s.q.MaxHops, false, nil)
	if fromStart[s.q.To] == unreached {
		return false
	}
	s.shortest = int(fromStart[s.q.To])
	s.allowed = min(s.q.MaxHops, s.shortest+s.q.Slack)
	within := func(n int32, toEnd int) bool {
		return fromStart[n] != unreached && int(fromStart[n])+toEnd <= s.allowed
	}
	toEnd := s.distances(s.q.To, s.q.From, s.allowed, true, within)
	var members []int32
	s.row = make([]int32, len(toEnd))
	for i := range toEnd {
		n := int32(i)
		s.row[n] = none
		if toEnd[n] == unreached || !within(n, int(toEnd[n])) ||
			n != s.q.From && n != s.q.To && !s.kinds[s.v.Index.entities[n].kind] {
			continue
		}
		s.row[n] = int32(len(members))
		members = append(members, n)
		s.toEnd = append(s.toEnd, toEnd[n])
	}
	s.steps.start = make([]int32, 1, len(members)+1)
	for _, n := range members {
		if n != s.q.To {
			s.hops(n, int(fromStart[n]))
		}
		s.steps.start = append(s.steps.start, int32(len(s.steps.items)))
	}
	s.bound()
	return true
}

// hops adds, for every entity that a step leads to from n, the strongest edge. So far steps lie behind n.
func (s *pathSearch) hops(n int32, soFar int) {
	list := s.v.links.of(n)
	for i := 0; i < len(list); {
		best := hop{to: list[i].other, row: s.row[list[i].other], edge: none}
		useful := best.row != none && best.to != s.q.From && soFar+1+int(s.toEnd[best.row]) <= s.allowed
		for ; i < len(list) && list[i].other == best.to; i++ {
			if e := list[i].edge; useful && s.usable(e, n) && s.v.StrengthOf(e) > best.strength {
				best.edge, best.strength = e, s.v.StrengthOf(e)
			}
		}
		if best.edge != none {
			s.steps.items = append(s.steps.items, best)
		}
	}
}

// boundOf gives what can at best be reached from a row within a number of steps.
func (s *pathSearch) boundOf(row int32, left int) *bound {
	return &s.bounds[int(row)*(s.allowed+1)+left]
}

// bound computes, backwards from the end, what can at best be reached within each number of steps.
func (s *pathSearch) bound() {
	rows := int32(len(s.toEnd))
	s.bounds = make([]bound, int(rows)*(s.allowed+1))
	end := s.row[s.q.To]
	for left := range s.allowed + 1 {
		for row := range rows {
			b := s.boundOf(row, left)
			if row == end {
				*b = bound{1, 1}
				continue
			}
			if left < int(s.toEnd[row]) {
				continue
			}
			for _, h := range s.steps.of(row) {
				next := s.boundOf(h.row, left-1)
				b.weakest = max(b.weakest, min(h.strength, next.weakest))
				b.product = max(b.product, h.strength*next.product)
			}
		}
	}
}

// partial is a path begun. Its key (weakest, product) is never worse than that of any path it can become.
type partial struct {
	nodes   []int32
	edges   []int32
	weakest float64
	product float64 // exact, of the steps so far
	keyW    float64
	keyP    float64
}

func comparePartials(a, b *partial) int {
	return cmp.Or(cmp.Compare(b.keyW, a.keyW), cmp.Compare(b.keyP, a.keyP), cmp.Compare(len(a.nodes), len(b.nodes)),
		slices.Compare(a.nodes, b.nodes))
}

type partialHeap []*partial

func (h partialHeap) Len() int           { return len(h) }
func (h partialHeap) Less(i, j int) bool { return comparePartials(h[i], h[j]) < 0 }
func (h partialHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *partialHeap) Push(x any)        { *h = append(*h, x.(*partial)) }
func (h *partialHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return last
}

// roundUp9 is at least Round9 of any number that differs from x by no more than floating-point error.
func roundUp9(x float64) float64 { return (math.Round(x*1e9) + 1) / 1e9 }

// best takes partial paths from the most promising one until k are complete. Since a key never underestimates, they
// come out in the right order.
func (s *pathSearch) best(k int) (found []Path, truncated bool) {
	queue := &partialHeap{{nodes: []int32{s.q.From}, weakest: 1, product: 1, keyW: 1, keyP: 2}}
	var complete []*partial // the best k so far, to keep hopeless paths out of the queue
	for looked := 0; queue.Len() > 0 && len(found) < k; looked++ {
		if looked == pathLimit {
			return found, true
		}
		p := heap.Pop(queue).(*partial)
		at := p.nodes[len(p.nodes)-1]
		if at == s.q.To {
			found = append(found, s.path(p))
			continue
		}
		left := s.allowed - len(p.nodes) // steps left after the next one
		for _, h := range s.steps.of(s.row[at]) {
			if int(s.toEnd[h.row]) > left || slices.Contains(p.nodes, h.to) {
				continue
			}
			next := s.extend(p, h, left)
			if len(complete) == k && comparePartials(next, complete[k-1]) > 0 {
				continue
			}
			next.nodes = append(slices.Clip(p.nodes), h.to)
			next.edges = append(slices.Clip(p.edges), h.edge)
			if h.to == s.q.To {
				i, _ := slices.BinarySearchFunc(complete, next, comparePartials)
				complete = slices.Insert(complete, i, next)
				complete = complete[:min(len(complete), k)]
			}
			heap.Push(queue, next)
		}
	}
	return found, false
}

// extend computes the key of a partial path with one more hop.
func (s *pathSearch) extend(p *partial, h hop, left int) *partial {
	next := &partial{nodes: p.nodes, weakest: min(p.weakest, h.strength), product: p.product * h.strength}
	if h.to == s.q.To {
		next.keyW, next.keyP = next.weakest, Round9(next.product)
		return next
	}
	b := s.boundOf(h.row, left)
	next.keyW, next.keyP = min(next.weakest, b.weakest), roundUp9(next.product*b.product)
	return next
}

func (s *pathSearch) path(p *partial) Path {
	path := Path{Entities: p.nodes, Strength: math.Inf(1), Product: Round9(p.product)}
	for i, e := range p.edges {
		from, to := p.nodes[i], p.nodes[i+1]
		step := Step{From: from, To: to, Edge: e, Along: s.v.Index.edges[e].subject == from}
		for _, other := range s.v.between(from, to) {
			if other != e {
				step.Others = append(step.Others, other)
			}
		}
		if strength := s.v.StrengthOf(e); strength < path.Strength {
			path.Strength, path.Weakest = strength, i
		}
		path.Steps = append(path.Steps, step)
	}
	return path
}

// nearestLimit bounds the entities that NoPath names.
const nearestLimit = 5

// noPath explains an empty answer.
func (v *View) noPath(q PathQuery) *NoPath {
	no := &NoPath{}
	for _, f := range v.Lens.Set() {
		wider := newPathSearch(v.View(v.Lens.Without(f)), &q, true) // finds whatever sourced edges alone would
		if wider.distances(q.From, q.To, q.MaxHops, false, nil)[q.To] != unreached {
			no.LensField = f
			break
		}
	}
	reached := newPathSearch(v, &q, true).distances(q.From, q.To, q.MaxHops, false, nil)
	free := PathQuery{Classes: PredicateClasses(), StepKinds: Kinds(), Direction: AnyWay}
	toEnd := newPathSearch(v.Full(), &free, true).distances(q.To, none, 2*MaxHops, false, nil)
	near := []int32{}
	for i := range reached {
		if n := int32(i); n != q.From && reached[n] != unreached && toEnd[n] != unreached {
			near = append(near, n)
		}
	}
	slices.SortFunc(near, func(a, b int32) int {
		return cmp.Or(cmp.Compare(toEnd[a], toEnd[b]), cmp.Compare(reached[a], reached[b]), cmp.Compare(a, b))
	})
	no.Nearest = near[:min(len(near), nearestLimit)]
	return no
}

// WeaknessOf says in words why an edge is no stronger: how many independent teams stand for it, of what tier, and how
// many speak against it.
func (v *View) WeaknessOf(edge int32) string {
	s := v.Derive(edge)
	if s.LLMOnly {
		return "only a language model asserts it"
	}
	supporting, disputing, halved, best := 0, 0, 0, Tier("")
	for _, t := range s.Teams {
		if t.Side == Disputes || t.Side == Null {
			disputing++
			continue
		}
		supporting++
		halved += count(t.Side == Qualifies)
		if best == "" || t.Tier < best {
			best = t.Tier
		}
	}
	var why string
	switch supporting {
	case 0:
		why = "no team stands for it"
	case 1:
		why = "one team stands for it"
	default:
		why = numberWord(supporting) + " teams stand for it"
	}
	if best == T2 || best == T3 {
		why += ", " + string(best) + " only"
	}
	if halved > 0 && halved == supporting {
		why += ", with qualifications"
	}
	switch {
	case disputing == 1:
		why += "; one team found nothing or disputes it"
	case disputing > 1:
		why += "; " + numberWord(disputing) + " teams found nothing or dispute it"
	}
	return why
}

func numberWord(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n < len(words) {
		return words[n]
	}
	return "more than ten"
}
