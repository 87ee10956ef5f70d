package evidence

import (
	"math"
	"slices"
)

// Strength is how well an edge is supported, from 0 to below 1, with the derivation that a reader can redo by hand:
//
//	Support = 1 − Π(1 − q) over the teams that support or qualify
//	Dispute = 1 − Π(1 − q) over the teams that dispute or found nothing
//	Value   = Support · (1 − Dispute)
//
// q is the team's weight by its best effective tier, halved when it only qualifies. A team counts once on each side.
// An edge that only a language model asserts has Support 0.05 and Dispute 0. All three are rounded to 9 decimals.
type Strength struct {
	Value   float64
	Support float64
	Dispute float64
	Teams   []Team
	Weights Weights
	LLMOnly bool
}

// Team is a group of works that are not independent of each other, as it counts on one side of an edge. Side is the
// stance that gave it its weight, Works are the sources it counts with on that side, by id.
type Team struct {
	Number int // within the edge, equal for both sides
	Works  []int32
	Tier   Tier
	Side   Stance
	Q      float64
}

// Round9 rounds to 9 decimals, so that both databases and any reader compare the same numbers.
func Round9(x float64) float64 { return math.Round(x*1e9) / 1e9 }

// sides holds a team's best weight on either side.
type sides struct{ support, dispute float64 }

// weigh gives support and dispute of an edge; llm says that only claims of a language model carry it.
func (v *View) weigh(edge int32) (support, dispute float64, llm bool) {
	var buf [16]sides
	teams := buf[:]
	if n := int(v.Index.edges[edge].teams); n > len(buf) {
		teams = make([]sides, n)
	}
	weights := &v.Vocabulary.Strength
	switch v.edges[edge] {
	case 0:
		return 0, 0, false
	case carried:
		return weights.LLMOnly, 0, true
	}
	for _, n := range v.claimsOfEdge(edge) {
		c := &v.Index.claims[n]
		if v.claims[n]&carries == 0 || c.llm {
			continue
		}
		for i := c.cites; i < c.cites+int32(c.nCites); i++ {
			cite := &v.cites[i]
			if !v.counts(cite) {
				continue
			}
			team, w := &teams[cite.team], v.q[cite.tier]
			switch stances[c.stance] {
			case Supports:
				team.support = max(team.support, w)
			case Qualifies:
				team.support = max(team.support, w*weights.Qualifying)
			case Disputes, Null:
				team.dispute = max(team.dispute, w)
			}
		}
	}
	s, d := 1.0, 1.0
	for i := range teams { // the conversion keeps processors that could from rounding both steps at once
		s = float64(s * (1 - teams[i].support))
		d = float64(d * (1 - teams[i].dispute))
	}
	return 1 - s, 1 - d, false
}

// StrengthOf gives an edge's strength, rounded; 0 for an edge that the lens hides.
func (v *View) StrengthOf(edge int32) float64 {
	if bits := v.strength[edge].Load(); bits != 0 {
		return math.Abs(math.Float64frombits(bits))
	}
	s, d, _ := v.weigh(edge)
	value := Round9(s * (1 - d))
	v.strength[edge].Store(math.Float64bits(math.Copysign(value, -1))) // the sign tells a computed 0 from none
	return value
}

// llmOnly says whether only claims of a language model carry the edge.
func (v *View) llmOnly(edge int32) bool { return v.edges[edge] == carried }

// Weigh gives an edge's strength without its teams.
func (v *View) Weigh(edge int32) Strength {
	s, d, llm := v.weigh(edge)
	return Strength{Value: Round9(s * (1 - d)), Support: Round9(s), Dispute: Round9(d), Weights: v.Vocabulary.Strength, LLMOnly: llm}
}

// Derive gives an edge's strength with its derivation.
func (v *View) Derive(edge int32) Strength {
	strength := v.Weigh(edge)
	if strength.LLMOnly {
		return strength
	}
	type key struct {
		team    int32
		against bool
	}
	found := map[key]*Team{}
	var order []key
	for _, n := range v.claimsOfEdge(edge) {
		c := &v.Index.claims[n]
		if v.claims[n]&carries == 0 || c.llm {
			continue
		}
		stance := stances[c.stance]
		for _, cite := range v.citesOf(n) {
			if !v.counts(&cite) {
				continue
			}
			q := v.Vocabulary.Strength.Q[tierOf(cite.tier)]
			if stance == Qualifies {
				q *= v.Vocabulary.Strength.Qualifying
			}
			k := key{cite.team, stance == Disputes || stance == Null}
			team := found[k]
			if team == nil {
				team = &Team{Number: int(cite.team)}
				found[k] = team
				order = append(order, k)
			}
			if !slices.Contains(team.Works, cite.source) {
				team.Works = append(team.Works, cite.source)
			}
			if q > team.Q || q == team.Q && stanceNumber(stance) < stanceNumber(team.Side) {
				team.Q, team.Tier, team.Side = q, tierOf(cite.tier), stance
			}
		}
	}
	slices.SortFunc(order, func(a, b key) int {
		if a.team != b.team {
			return int(a.team - b.team)
		}
		if a.against == b.against {
			return 0
		}
		if b.against {
			return -1
		}
		return 1
	})
	for _, k := range order {
		slices.Sort(found[k].Works)
		strength.Teams = append(strength.Teams, *found[k])
	}
	return strength
}

// StanceCounts counts an edge's visible claims by stance. Claims of one stance that share a work count once, since
// they say the same on the same ground.
type StanceCounts struct{ Supporting, Qualifying, Disputing, Null int }

// Disputed says whether the edge has claims on both sides.
func (c StanceCounts) Disputed() bool { return c.Supporting+c.Qualifying > 0 && c.Disputing+c.Null > 0 }

// StancesOf counts the claims that carry an edge.
func (v *View) StancesOf(edge int32) StanceCounts {
	var counts [len(stances)]int
	var byStance [len(stances)][]int32
	for _, n := range v.claimsOfEdge(edge) {
		if v.claims[n]&carries != 0 {
			s := v.Index.claims[n].stance
			byStance[s] = append(byStance[s], n)
		}
	}
	for s, claims := range byStance {
		counts[s] = len(claims)
		if len(claims) < 2 {
			continue
		}
		join := newUnion(len(claims))
		first := map[int32]int{}
		for i, n := range claims {
			for _, cite := range v.citesOf(n) {
				if !v.counts(&cite) {
					continue
				}
				if j, ok := first[cite.source]; ok {
					join.union(j, i)
				} else {
					first[cite.source] = i
				}
			}
		}
		counts[s] = 0
		for i := range claims {
			if join.find(i) == i {
				counts[s]++
			}
		}
	}
	return StanceCounts{counts[0], counts[1], counts[2], counts[3]}
}

// EdgeBestTier is the lowest effective tier among the citations that carry an edge.
func (v *View) EdgeBestTier(edge int32) Tier {
	best := Tier("")
	for _, n := range v.claimsOfEdge(edge) {
		if v.claims[n]&carries == 0 {
			continue
		}
		if t := v.BestTier(n); t != "" && (best == "" || t < best) {
			best = t
		}
	}
	return best
}

// EdgeClaims lists the visible claims of an edge in reading order.
func (v *View) EdgeClaims(edge int32) []int32 { return v.visibleClaims(v.claimsOfEdge(edge)) }

// EdgeYear is the earliest year among the claims that carry an edge; false if none is dated.
func (v *View) EdgeYear(edge int32) (int, bool) {
	first := noYear
	for _, n := range v.claimsOfEdge(edge) {
		if v.claims[n]&carries != 0 {
			first = min(first, v.Index.claims[n].year)
		}
	}
	return int(first), first != noYear
}
