package evidence_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
)

// route is one path as the reference finds it.
type route struct {
	stops            []string
	edges            []string
	weakest, product float64
}

// walker finds all paths by trying every way.
type walker struct {
	naive
	q        pathQuestion
	edges    []edge // visible ones
	strength map[string]strength
	llm      bool
}

type pathQuestion struct {
	from, to  string
	maxHops   int
	slack     int
	classes   []evidence.PredicateClass
	stepKinds []evidence.Kind
	flow      bool
	first     int
}

func newWalker(n naive, q pathQuestion) *walker {
	w := &walker{naive: n, q: q, edges: n.visibleEdges(), strength: map[string]strength{}}
	if len(q.classes) == 0 {
		w.q.classes = []evidence.PredicateClass{"LINEAGE", "STRUCTURE", "MEASUREMENT", "ASSOCIATION", "EFFECT", "CLINICAL"}
	}
	if len(q.stepKinds) == 0 {
		w.q.stepKinds = []evidence.Kind{"Construct", "Theorist", "Intervention", "Problem"}
	}
	for _, e := range w.edges {
		w.strength[e.id] = n.strength(e)
	}
	return w
}

// carrier gives the edge that carries a step: the strongest of those that may, ties by id.
func (w *walker) carrier(from, to string) (string, bool) {
	best := ""
	for _, e := range w.edges {
		p := w.predicate(e.predicate)
		if e.subject != from && e.object != from || e.subject != to && e.object != to || !slices.Contains(w.q.classes, p.Class) {
			continue
		}
		if w.q.flow && (p.Class != evidence.ClassLineage ||
			p.Lineage != evidence.FlowForward && p.Lineage != evidence.FlowBackward ||
			p.Lineage == evidence.FlowForward && e.subject != from || p.Lineage == evidence.FlowBackward && e.object != from) {
			continue
		}
		s := w.strength[e.id]
		if s.value == 0 || s.llmOnly && !w.llm {
			continue
		}
		if best == "" || s.value > w.strength[best].value {
			best = e.id
		}
	}
	return best, best != ""
}

// all lists every path of at most maxHops steps.
func (w *walker) all() []route {
	carriers := map[[2]string]string{}
	for _, a := range w.entities {
		for _, b := range w.entities {
			x, y := a.Head().ID, b.Head().ID
			if id, ok := w.carrier(x, y); ok && x != y {
				carriers[[2]string{x, y}] = id
			}
		}
	}
	var routes []route
	var walk func(r route)
	walk = func(r route) {
		at := r.stops[len(r.stops)-1]
		if at == w.q.to {
			r.product = round(r.product)
			r.stops, r.edges = slices.Clone(r.stops), slices.Clone(r.edges)
			routes = append(routes, r)
			return
		}
		if len(r.edges) == w.q.maxHops || at != w.q.from && !slices.Contains(w.q.stepKinds, w.entity(at).Head().Kind) {
			return
		}
		for _, e := range w.entities {
			next := e.Head().ID
			id, ok := carriers[[2]string{at, next}]
			if !ok || slices.Contains(r.stops, next) {
				continue
			}
			s := w.strength[id].value
			walk(route{append(slices.Clip(r.stops), next), append(slices.Clip(r.edges), id), min(r.weakest, s), r.product * s})
		}
	}
	walk(route{stops: []string{w.q.from}, weakest: 1, product: 1})
	return routes
}

type pathAnswer struct {
	found             []string
	direct            []string
	shortest, allowed int
	llmOnly           bool
}

func (w *walker) answer() pathAnswer {
	a := pathAnswer{shortest: -1, direct: w.direct()}
	routes := w.all()
	if len(routes) == 0 {
		w.llm = true
		routes = w.all()
	}
	if len(routes) == 0 {
		return a
	}
	a.llmOnly = w.llm
	a.shortest = len(slices.MinFunc(routes, func(a, b route) int { return cmp.Compare(len(a.edges), len(b.edges)) }).edges)
	a.allowed = min(w.q.maxHops, a.shortest+w.q.slack)
	routes = slices.DeleteFunc(routes, func(r route) bool { return len(r.edges) > a.allowed })
	slices.SortFunc(routes, func(a, b route) int {
		return cmp.Or(cmp.Compare(b.weakest, a.weakest), cmp.Compare(b.product, a.product), cmp.Compare(len(a.edges), len(b.edges)),
			slices.Compare(a.stops, b.stops))
	})
	for _, r := range routes[:min(len(routes), w.q.first)] {
		a.found = append(a.found, w.describe(r))
	}
	return a
}

func (w *walker) describe(r route) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%.9f %.9f %s", r.weakest, r.product, r.stops[0])
	for i, id := range r.edges {
		fmt.Fprintf(&b, " -%s%v-> %s", id, slices.DeleteFunc(w.between(r.stops[i], r.stops[i+1]), func(o string) bool { return o == id }),
			r.stops[i+1])
	}
	return b.String()
}

func (w *walker) between(a, b string) []string {
	ids := []string{}
	for _, e := range w.edges {
		if e.subject == a && e.object == b || e.subject == b && e.object == a {
			ids = append(ids, e.id)
		}
	}
	return ids
}

func (w *walker) direct() []string {
	ids := w.between(w.q.from, w.q.to)
	slices.SortStableFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(w.strength[b].dispute, w.strength[a].dispute), cmp.Compare(w.strength[b].value, w.strength[a].value))
	})
	return ids
}

func describePath(v *evidence.View, p evidence.Path) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%.9f %.9f %s", p.Strength, p.Product, v.EntityID(p.Entities[0]))
	for i, s := range p.Steps {
		others := edgeIDs(v, s.Others)
		fmt.Fprintf(&b, " -%s%v-> %s", v.EdgeID(s.Edge), others, v.EntityID(p.Entities[i+1]))
	}
	return b.String()
}

func edgeIDs(v *evidence.View, edges []int32) []string {
	ids := []string{}
	for _, e := range edges {
		ids = append(ids, v.EdgeID(e))
	}
	return ids
}

func randomQuestion(m *rand.Rand, n naive) pathQuestion {
	end := func() string { // mostly of an edge, so that most questions have an answer
		if edges := n.visibleEdges(); len(edges) > 0 && m.IntN(5) > 0 {
			e := pick(m, edges)
			return pick(m, []string{e.subject, e.object})
		}
		return pick(m, n.entities).Head().ID
	}
	q := pathQuestion{from: end(), to: end(), maxHops: max(1, m.IntN(8)), slack: m.IntN(4), flow: m.IntN(8) == 0, first: 1 + m.IntN(12)}
	for q.to == q.from {
		q.to = pick(m, n.entities).Head().ID
	}
	if m.IntN(5) == 0 {
		q.classes = some(m, evidence.PredicateClasses(), 0.8)
	}
	if m.IntN(5) == 0 {
		q.stepKinds = some(m, evidence.Kinds(), 0.8)
	}
	return q
}

func (q pathQuestion) in(v *evidence.View) evidence.PathQuery {
	from, _ := v.Entity(q.from)
	to, _ := v.Entity(q.to)
	query := evidence.PathQuery{From: from, To: to, MaxHops: q.maxHops, Slack: q.slack, Classes: q.classes, StepKinds: q.stepKinds,
		Direction: evidence.AnyWay, First: q.first}
	if q.flow {
		query.Direction = evidence.FlowWay
	}
	return query
}

func TestEvidencePathsAreTheExactFirstOfTheOrder(t *testing.T) {
	found, none, llm := 0, 0, 0
	eachRandom(t, 4, func(t *testing.T, m *rand.Rand, n naive, v *evidence.View) {
		q := randomQuestion(m, n)
		want := newWalker(n, q).answer()
		paths := v.EvidencePaths(q.in(v))
		got := pathAnswer{direct: edgeIDs(v, paths.Direct), shortest: paths.Shortest, allowed: paths.Allowed, llmOnly: paths.LLMOnly}
		for _, p := range paths.Found {
			got.found = append(got.found, describePath(v, p))
			checkPath(t, v, p)
		}
		if !slices.Equal(got.found, want.found) || !slices.Equal(got.direct, want.direct) || got.shortest != want.shortest ||
			got.allowed != want.allowed || got.llmOnly != want.llmOnly || paths.Truncated {
			t.Errorf("%+v\n got %s\nwant %s\n got %+v\nwant %+v", q, strings.Join(got.found, "\n     "),
				strings.Join(want.found, "\n     "), got, want)
		}
		if (paths.NoPath != nil) != (len(want.found) == 0) {
			t.Errorf("%+v: NoPath is %v with %d paths", q, paths.NoPath, len(want.found))
		}
		if paths.NoPath != nil {
			checkNoPath(t, n, v, q, paths.NoPath)
		}
		found += one(len(want.found) > 1)
		none += one(want.shortest < 0)
		llm += one(want.llmOnly)
	})
	if all := 4 * graphCount(); found < all/6 || none < all/10 || llm < all/100 {
		t.Errorf("of %d questions %d had several paths, %d none, %d only by a language model", all, found, none, llm)
	}
}

// checkPath checks what a path says of itself.
func checkPath(t *testing.T, v *evidence.View, p evidence.Path) {
	t.Helper()
	for i, s := range p.Steps {
		subject, _, object := v.EdgeEnds(s.Edge)
		if s.From != p.Entities[i] || s.To != p.Entities[i+1] || s.Along != (subject == s.From && object == s.To) {
			t.Errorf("step %d of %s is %+v", i, describePath(v, p), s)
		}
		if strength := v.StrengthOf(s.Edge); strength < p.Strength || i < p.Weakest && strength == p.Strength {
			t.Errorf("step %d of %s is weaker than step %d, or as weak and earlier", i, describePath(v, p), p.Weakest)
		}
	}
	if v.StrengthOf(p.Steps[p.Weakest].Edge) != p.Strength {
		t.Errorf("the weakest step of %s is not step %d", describePath(v, p), p.Weakest)
	}
}

// checkNoPath: the lens field is the first without which there would be a path; the nearest can be reached.
func checkNoPath(t *testing.T, n naive, v *evidence.View, q pathQuestion, no *evidence.NoPath) {
	t.Helper()
	want := evidence.LensField("")
	for _, f := range n.lens.Set() {
		if newWalker(naive{n.world, n.lens.Without(f)}, q).answer().shortest > 0 {
			want = f
			break
		}
	}
	if no.LensField != want {
		t.Errorf("%+v: lens field %q, want %q", q, no.LensField, want)
	}
	for _, near := range no.Nearest {
		to := q
		to.to, to.first = v.EntityID(near), 1
		if near == q.in(v).From || newWalker(n, to).answer().shortest < 0 {
			t.Errorf("%+v: %s is no entity that can be reached", q, to.to)
		}
	}
}
