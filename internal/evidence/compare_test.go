package evidence_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
)

// edgesOf gives the index's edges by id.
func edgesOf(v *evidence.View) map[string]int32 {
	_, _, count, _ := v.Counts()
	edges := map[string]int32{}
	for e := range int32(count) {
		edges[v.EdgeID(e)] = e
	}
	return edges
}

func TestVisibility(t *testing.T) {
	hidden, retracted := 0, 0
	eachRandom(t, 3, func(t *testing.T, _ *rand.Rand, n naive, v *evidence.View) {
		for _, c := range n.claims {
			number, _ := v.Claim(c.ID)
			visible, struck := n.visible(c), n.visible(c) && !n.carries(c)
			if v.ClaimVisible(number) != visible || v.ClaimRetracted(number) != struck {
				t.Errorf("claim %+v: visible %t, retracted %t", c, v.ClaimVisible(number), v.ClaimRetracted(number))
			}
			hidden, retracted = hidden+one(!visible), retracted+one(struck)
			checkCitations(t, n, v, c, number)
		}
		for _, e := range n.entities {
			number, _ := v.Entity(e.Head().ID)
			if v.EntityVisible(number) != n.entityVisible(e) || v.SummaryVisible(number) != n.summaryVisible(e) {
				t.Errorf("%+v: visible %t, summary %t", e, v.EntityVisible(number), v.SummaryVisible(number))
			}
		}
		for _, p := range n.practice {
			if number, _ := v.PracticeItem(p.ID); v.PracticeVisible(number) != n.practiceVisible(p) {
				t.Errorf("practice %+v: visible %t", p, v.PracticeVisible(number))
			}
		}
		if v.Hidden() != n.hidden() {
			t.Errorf("hidden %+v, want %+v", v.Hidden(), n.hidden())
		}
		edges := edgesOf(v)
		if len(edges) != len(n.edges()) {
			t.Errorf("%d edges, want %d", len(edges), len(n.edges()))
		}
		for _, e := range n.edges() {
			number, ok := v.Edge(e.id)
			if !ok || number != edges[e.id] || v.EdgeVisible(number) != n.edgeVisible(e) {
				t.Errorf("%s: found %t, visible %t", e.id, ok, v.EdgeVisible(number))
			}
			for _, end := range []string{e.subject, e.object} {
				if entity, _ := v.Entity(end); v.EdgeVisible(number) && !v.EntityVisible(entity) {
					t.Errorf("%s is visible, its end %s is not", e.id, end)
				}
			}
		}
	})
	if hidden == 0 || retracted == 0 {
		t.Errorf("%d claims were hidden, %d retracted", hidden, retracted)
	}
}

func checkCitations(t *testing.T, n naive, v *evidence.View, c *evidence.Claim, number int32) {
	t.Helper()
	best, primary := evidence.Tier(""), false
	for i, cite := range c.Citations {
		if v.CitationCounts(number)[i] != n.counts(cite) {
			t.Errorf("claim %+v: citation %d counts: %t", c, i, !n.counts(cite))
		}
		if n.counts(cite) {
			primary = primary || cite.CitedIn == ""
			if tier := n.effectiveTier(cite); best == "" || tier < best {
				best = tier
			}
		}
	}
	distance, ok := v.PrimaryDistance(number)
	if v.BestTier(number) != best || ok != (best != "") || ok && (distance == 0) != primary {
		t.Errorf("claim %+v: best tier %q, primary distance %d, %t", c, v.BestTier(number), distance, ok)
	}
}

func TestStrengthAndStances(t *testing.T) {
	disputed := 0
	eachRandom(t, 3, func(t *testing.T, _ *rand.Rand, n naive, v *evidence.View) {
		for _, e := range n.edges() {
			number, _ := v.Edge(e.id)
			want, got := n.strength(e), v.Derive(number)
			if got.Value != want.value || got.Support != want.support || got.Dispute != want.dispute || got.LLMOnly != want.llmOnly ||
				len(got.Teams) != want.sides || v.StrengthOf(number) != want.value {
				t.Errorf("%s: %+v (%v), want %+v", e.id, got, v.StrengthOf(number), want)
			}
			if counts := v.StancesOf(number); counts != n.stanceCounts(e) {
				t.Errorf("%s: %+v, want %+v", e.id, counts, n.stanceCounts(e))
			}
			redo(t, v, e.id, got)
			checkTeams(t, n, v, e, got)
			disputed += one(want.dispute > 0 && want.support > 0)
		}
	})
	if disputed == 0 {
		t.Error("no edge had evidence on both sides")
	}
}

// redo computes a strength from its derivation, as a reader would.
func redo(t *testing.T, v *evidence.View, id string, s evidence.Strength) {
	t.Helper()
	if s.LLMOnly {
		if s.Value != s.Weights.LLMOnly || s.Support != s.Weights.LLMOnly || s.Dispute != 0 || len(s.Teams) > 0 {
			t.Errorf("%s: %+v", id, s)
		}
		return
	}
	support, dispute := 1.0, 1.0
	for _, team := range s.Teams {
		q := s.Weights.Q[team.Tier]
		switch team.Side {
		case evidence.Supports:
			support *= 1 - q
		case evidence.Qualifies:
			q *= s.Weights.Qualifying
			support *= 1 - q
		default:
			dispute *= 1 - q
		}
		if team.Q != q || len(team.Works) == 0 || !slices.IsSorted(team.Works) {
			t.Errorf("%s: team %+v, q should be %v", id, team, q)
		}
	}
	if s.Support != round(1-support) || s.Dispute != round(1-dispute) || s.Value != round((1-support)*(1-(1-dispute))) {
		t.Errorf("%s: %+v, from its teams %v and %v", id, s, 1-support, 1-dispute)
	}
}

// checkTeams: works of one number are one team of the reference, in its order.
func checkTeams(t *testing.T, n naive, v *evidence.View, e edge, s evidence.Strength) {
	t.Helper()
	teams := n.teams(e)
	for _, team := range s.Teams {
		for _, w := range v.EntityIDs(team.Works) {
			if !slices.Contains(teams[team.Number], w) {
				t.Errorf("%s: %s is in team %d of %v", e.id, w, team.Number, teams)
			}
		}
	}
}

// flows gives the ends of the flow edges that the lens leaves with some strength, by edge id.
func (n naive) flows() map[string][2]string {
	flows := map[string][2]string{}
	for _, e := range n.visibleEdges() {
		if n.strength(e).value == 0 {
			continue
		}
		switch n.predicate(e.predicate).Lineage {
		case evidence.FlowForward:
			flows[e.id] = [2]string{e.subject, e.object}
		case evidence.FlowBackward:
			flows[e.id] = [2]string{e.object, e.subject}
		}
	}
	return flows
}

// distances widens what is reached step by step, with or against the flow.
func distances(flows map[string][2]string, root string, up bool, depth int) map[string]int {
	reached := map[string]int{root: 0}
	for step := 1; step <= depth; step++ {
		for _, f := range flows {
			from, to := f[0], f[1]
			if up {
				from, to = to, from
			}
			if d, ok := reached[from]; ok && d == step-1 {
				if _, known := reached[to]; !known {
					reached[to] = step
				}
			}
		}
	}
	return reached
}

func TestLineage(t *testing.T) {
	cycles, contested := 0, 0
	eachRandom(t, 3, func(t *testing.T, m *rand.Rand, n naive, v *evidence.View) {
		flows := n.flows()
		root, depth := pick(m, n.entities).Head().ID, 1+m.IntN(5)
		direction := pick(m, []evidence.LineageDirection{evidence.Ancestors, evidence.Descendants, evidence.BothWays})
		want := map[string]int{}
		if direction != evidence.Descendants {
			maps.Copy(want, distances(flows, root, true, depth))
		}
		if direction != evidence.Ancestors {
			for id, d := range distances(flows, root, false, depth) {
				if old, ok := want[id]; !ok || d < old {
					want[id] = d
				}
			}
		}
		number, _ := v.Entity(root)
		l := v.Lineage(number, direction, depth)
		layer, disputed := map[string]int{}, n.contested()
		for _, node := range l.Nodes {
			id := v.EntityID(node.Entity)
			layer[id] = node.Layer
			if d, ok := want[id]; !ok || d != node.Distance || node.Contested != disputed[id] {
				t.Errorf("%s %s %d: node %s %+v, distance %d, contested %t", root, direction, depth, id, node, d, disputed[id])
			}
			contested += one(node.Contested)
		}
		if len(layer) != len(want) || l.Truncated {
			t.Errorf("%s %s %d: %v, want %v", root, direction, depth, layer, want)
		}
		within := map[string][2]string{}
		for id, f := range flows {
			_, a := want[f[0]]
			_, b := want[f[1]]
			if a && b {
				within[id] = f
			}
		}
		if got := edgeIDs(v, l.Edges); !slices.Equal(got, slices.Sorted(maps.Keys(within))) {
			t.Errorf("%s %s %d: edges %v, want %v", root, direction, depth, got, within)
		}
		cycles += checkLayers(t, within, layer)
	})
	if cycles == 0 || contested == 0 {
		t.Errorf("%d edges within cycles, %d contested nodes", cycles, contested)
	}
}

// checkLayers: an edge goes to a higher layer, or to the same one within a cycle; no layer is higher than it must be.
func checkLayers(t *testing.T, flows map[string][2]string, layer map[string]int) (cycles int) {
	t.Helper()
	for id, f := range flows {
		_, back := distances(flows, f[1], false, len(layer))[f[0]]
		switch {
		case back && layer[f[0]] == layer[f[1]]:
			cycles++
		case back || layer[f[0]] >= layer[f[1]]:
			t.Errorf("%s goes from layer %d to %d, cycle %t", id, layer[f[0]], layer[f[1]], back)
		}
	}
	for id, at := range layer {
		fed := at == 0
		group := distances(flows, id, false, len(layer))
		for _, f := range flows {
			_, up := distances(flows, f[1], false, len(layer))[id]
			if _, down := group[f[1]]; up && down && layer[f[0]] == at-1 {
				fed = true
			}
		}
		if !fed {
			t.Errorf("%s is in layer %d, but nothing before it in layer %d", id, at, at-1)
		}
	}
	return cycles
}

// contested: originated by more than one, or disputed, without the lens; what is retracted has no say.
func (n naive) contested() map[string]bool {
	n = n.without()
	sides, contested := map[string]int{}, map[string]bool{}
	for _, e := range n.visibleEdges() {
		if e.predicate != "originated" {
			continue
		}
		sides[e.object]++
		if sides[e.object] > 1 || slices.ContainsFunc(e.claims, func(c *evidence.Claim) bool {
			return c.Stance == evidence.Disputes && n.carries(c)
		}) {
			contested[e.object] = true
		}
	}
	return contested
}

func TestContestNamesTheSidesThatTheLensHides(t *testing.T) {
	hidden := 0
	eachRandom(t, 2, func(t *testing.T, _ *rand.Rand, n naive, v *evidence.View) {
		edges, contested := n.edges(), n.contested()
		for _, e := range n.entities {
			number, _ := v.Entity(e.Head().ID)
			c, ok := v.ContestOf(number)
			if ok != contested[e.Head().ID] {
				t.Errorf("%s: contested %t", e.Head().ID, ok)
			}
			for i, side := range c.Sides {
				claims := byID(edges, v.EdgeID(side.Edge)).claims
				shown := 0
				for _, claim := range claims {
					shown += one(n.visible(claim))
				}
				if len(side.Claims) != shown || side.Hidden != (shown == 0) ||
					i > 0 && v.StrengthOf(c.Sides[i-1].Edge) < v.StrengthOf(side.Edge) {
					t.Errorf("%s: side %d is %+v with %d claims shown", e.Head().ID, i, side, shown)
				}
				hidden += one(side.Hidden)
			}
		}
	})
	if hidden == 0 {
		t.Error("no side was hidden by a lens")
	}
}
