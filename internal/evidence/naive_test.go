package evidence_test

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/securebase/securebase/internal/evidence"
)

// world is a graph as plain records.
type world struct {
	vocabulary *evidence.Vocabulary
	entities   []evidence.Entity
	claims     []*evidence.Claim
	practice   []*evidence.PracticeItem
}

// naive answers questions on a world under a lens by reading the records again and again, as docs/semantics.md says
// it in words. It is slow and shares no code with the Index.
type naive struct {
	world
	lens evidence.Lens
}

func (n naive) without() naive { return naive{n.world, evidence.Lens{}} }

func (n naive) entity(id string) evidence.Entity {
	for _, e := range n.entities {
		if e.Head().ID == id {
			return e
		}
	}
	panic("no entity " + id)
}

func (n naive) source(id string) *evidence.Source { return n.entity(id).(*evidence.Source) }

func (n naive) predicate(id string) *evidence.Predicate { return n.vocabulary.Predicate(id) }

// effectiveTier: its source's tier; for a secondary citation the worse of the two.
func (n naive) effectiveTier(c evidence.Citation) evidence.Tier {
	tier := n.source(c.Source).Tier
	if c.CitedIn != "" {
		tier = max(tier, n.source(c.CitedIn).Tier)
	}
	return tier
}

// retracted: a retracted source never counts, cited itself or as the page through which a work was cited.
func (n naive) retracted(c evidence.Citation) bool {
	return n.source(c.Source).Retracted || c.CitedIn != "" && n.source(c.CitedIn).Retracted
}

func (n naive) passesTier(c evidence.Citation) bool {
	return n.lens.MinTier == "" || n.effectiveTier(c) <= n.lens.MinTier
}

func (n naive) counts(c evidence.Citation) bool { return n.passesTier(c) && !n.retracted(c) }

func (n naive) counting(cites []evidence.Citation) []evidence.Citation {
	var kept []evidence.Citation
	for _, c := range cites {
		if n.counts(c) {
			kept = append(kept, c)
		}
	}
	return kept
}

// supported: a citation counts and the year (own, else the earliest issued of the counting ones) is not after asOf.
func (n naive) supported(year *int, counting []evidence.Citation) bool {
	if len(counting) == 0 {
		return false
	}
	if n.lens.AsOf == nil {
		return true
	}
	if year == nil {
		for _, c := range counting {
			if issued := n.source(c.Source).Issued; issued != nil && (year == nil || *issued < *year) {
				year = issued
			}
		}
	}
	return year != nil && *year <= *n.lens.AsOf
}

func (n naive) asksForEvidence() bool {
	l := n.lens
	return l.MinTier != "" || l.AsOf != nil || len(l.Stances) > 0 || len(l.Designs) > 0 || len(l.Populations) > 0
}

func (n naive) llmVisible() bool { return !n.lens.HideLLM && !n.asksForEvidence() }

// carries says whether a claim is visible and carries its edge.
func (n naive) carries(c *evidence.Claim) bool {
	if c.Provenance == evidence.LLM {
		return n.llmVisible()
	}
	return n.fits(c) && n.supported(c.Year, n.counting(c.Citations))
}

func (n naive) fits(c *evidence.Claim) bool {
	l := n.lens
	return (len(l.Stances) == 0 || slices.Contains(l.Stances, c.Stance)) &&
		(len(l.Designs) == 0 || slices.Contains(l.Designs, c.Design)) &&
		(len(l.Populations) == 0 || c.Population != "" && slices.Contains(l.Populations, c.Population))
}

// visible says whether a claim is listed: it carries, or would but for a retraction.
func (n naive) visible(c *evidence.Claim) bool {
	if n.carries(c) || c.Provenance == evidence.LLM {
		return n.carries(c)
	}
	var passing []evidence.Citation
	for _, cite := range c.Citations {
		if n.passesTier(cite) {
			passing = append(passing, cite)
		}
	}
	return n.fits(c) && n.supported(c.Year, passing)
}

func (n naive) summaryVisible(e evidence.Entity) bool {
	head := e.Head()
	if head.Kind == evidence.KindSource {
		return true
	}
	if len(head.Sources) == 0 {
		return n.llmVisible()
	}
	var cites []evidence.Citation
	for _, s := range head.Sources {
		cites = append(cites, evidence.Citation{Source: s})
	}
	return n.supported(nil, n.counting(cites))
}

func (n naive) practiceVisible(p *evidence.PracticeItem) bool {
	if p.Provenance == evidence.LLM {
		return n.llmVisible()
	}
	return n.supported(nil, n.counting(p.Citations))
}

// concerns says whether a claim has the entity as subject, object, population or in about; mentions, also in citations.
func concerns(c *evidence.Claim, id string) bool {
	return c.Subject == id || c.Object == id || c.Population == id || slices.Contains(c.About, id)
}

func mentions(c *evidence.Claim, id string) bool {
	return concerns(c, id) || slices.ContainsFunc(c.Citations, func(cite evidence.Citation) bool {
		return cite.Source == id || cite.CitedIn == id
	})
}

func (n naive) entityVisible(e evidence.Entity) bool {
	id := e.Head().ID
	if s, ok := e.(*evidence.Source); ok {
		l := n.lens
		if (l.MinTier == "" || s.Tier <= l.MinTier) && (l.AsOf == nil || s.Issued != nil && *s.Issued <= *l.AsOf) {
			return true
		}
		return slices.ContainsFunc(n.claims, func(c *evidence.Claim) bool { return concerns(c, id) && n.visible(c) })
	}
	return n.lens.IsZero() || n.summaryVisible(e) ||
		slices.ContainsFunc(n.claims, func(c *evidence.Claim) bool { return mentions(c, id) && n.visible(c) })
}

// edge is the bundle of claims with one subject, predicate and object.
type edge struct {
	id, subject, predicate, object string
	claims                         []*evidence.Claim
}

func (n naive) edges() []edge {
	var list []edge
	for _, c := range n.claims {
		if c.Object == "" {
			continue
		}
		s, o := c.Subject, c.Object
		if n.predicate(c.Predicate).Symmetric && s > o {
			s, o = o, s
		}
		id := "edge:" + s + "." + c.Predicate + "." + o
		at := slices.IndexFunc(list, func(e edge) bool { return e.id == id })
		if at < 0 {
			at = len(list)
			list = append(list, edge{id: id, subject: s, predicate: c.Predicate, object: o})
		}
		list[at].claims = append(list[at].claims, c)
	}
	slices.SortFunc(list, func(a, b edge) int { return strings.Compare(a.id, b.id) })
	return list
}

func (n naive) edgeVisible(e edge) bool { return slices.ContainsFunc(e.claims, n.carries) }

func (n naive) visibleEdges() []edge {
	return slices.DeleteFunc(n.edges(), func(e edge) bool { return !n.edgeVisible(e) })
}

func (n naive) hidden() evidence.Hidden {
	count := func(n naive) (h evidence.Hidden) {
		for _, c := range n.claims {
			h.Claims += one(n.visible(c))
		}
		for _, e := range n.edges() {
			h.Edges += one(n.edgeVisible(e))
		}
		for _, e := range n.entities {
			h.Entities += one(n.entityVisible(e))
		}
		for _, p := range n.practice {
			h.Practice += one(n.practiceVisible(p))
		}
		return h
	}
	all, seen := count(n.without()), count(n)
	return evidence.Hidden{Claims: all.Claims - seen.Claims, Edges: all.Edges - seen.Edges,
		Entities: all.Entities - seen.Entities, Practice: all.Practice - seen.Practice}
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// plain folds a name for comparison: lower case, no accents.
func plain(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		if r < 0x300 || r > 0x36f {
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

// sameAuthor: two persons are compared; otherwise family name and first initial, literal names by their text.
func sameAuthor(a, b evidence.Author) bool {
	if a.Person != "" && b.Person != "" {
		return a.Person == b.Person
	}
	if a.Literal != "" || b.Literal != "" {
		return plain(a.Literal) == plain(b.Literal)
	}
	initial := func(a evidence.Author) string {
		if g := []rune(plain(a.Given)); len(g) > 0 {
			return string(g[0])
		}
		return ""
	}
	return plain(a.Family) == plain(b.Family) && initial(a) == initial(b)
}

// house is where a work without authors belongs that nothing else sets apart.
func house(s *evidence.Source) string {
	if len(s.Author) > 0 || s.DOI != "" || s.PMCID != "" || s.ContainerTitle != "" {
		return ""
	}
	if s.Publisher != "" {
		return plain(s.Publisher)
	}
	_, rest, _ := strings.Cut(s.URL, "://")
	host, _, _ := strings.Cut(rest, "/")
	host = strings.TrimPrefix(host, "www.")
	if host == "" || host == "doi.org" {
		return ""
	}
	return "at " + host
}

func (n naive) sameTeam(e edge, a, b string) bool {
	if a == b {
		return true
	}
	s, t := n.source(a), n.source(b)
	for _, x := range s.Author {
		for _, y := range t.Author {
			if sameAuthor(x, y) {
				return true
			}
		}
	}
	if house(s) != "" && house(s) == house(t) {
		return true
	}
	pages := func(work string) (list []string) {
		for _, c := range e.claims {
			for _, cite := range c.Citations {
				if cite.Source == work && cite.CitedIn != "" && !n.retracted(cite) {
					list = append(list, cite.CitedIn)
				}
			}
		}
		return list
	}
	return slices.ContainsFunc(pages(a), func(p string) bool { return slices.Contains(pages(b), p) })
}

// teams parts the works of an edge, whatever the lens, each team with its works by id, teams by their first work.
func (n naive) teams(e edge) [][]string {
	var works []string
	for _, c := range e.claims {
		for _, cite := range c.Citations {
			if !n.retracted(cite) && !slices.Contains(works, cite.Source) {
				works = append(works, cite.Source)
			}
		}
	}
	slices.Sort(works)
	return components(len(works), func(i, j int) bool { return n.sameTeam(e, works[i], works[j]) }, func(i int) string { return works[i] })
}

// components closes a relation over 0..n-1 and gives the groups.
func components[T any](n int, related func(i, j int) bool, name func(int) T) [][]T {
	reach := make([][]bool, n)
	for i := range reach {
		reach[i] = make([]bool, n)
		for j := range reach[i] {
			reach[i][j] = i == j || related(i, j)
		}
	}
	for k := range n {
		for i := range n {
			for j := range n {
				reach[i][j] = reach[i][j] || reach[i][k] && reach[k][j]
			}
		}
	}
	var groups [][]T
	for i := range n {
		if slices.Index(reach[i], true) < i {
			continue // belongs to an earlier group
		}
		var group []T
		for j := range n {
			if reach[i][j] {
				group = append(group, name(j))
			}
		}
		groups = append(groups, group)
	}
	return groups
}

func round(x float64) float64 { return math.Round(x*1e9) / 1e9 }

type strength struct {
	value, support, dispute float64
	llmOnly                 bool
	sides                   int // teams on either side
}

func (n naive) strength(e edge) strength {
	q := map[evidence.Tier]float64{"T1": 0.6, "T2": 0.35, "T3": 0.2}
	var visible []*evidence.Claim
	sourced := false
	for _, c := range e.claims {
		if n.carries(c) {
			visible = append(visible, c)
			sourced = sourced || c.Provenance == evidence.Sourced
		}
	}
	if len(visible) == 0 {
		return strength{}
	}
	if !sourced {
		return strength{value: 0.05, support: 0.05, llmOnly: true}
	}
	noSupport, noDispute, sides := 1.0, 1.0, 0
	for _, team := range n.teams(e) {
		support, dispute := 0.0, 0.0
		for _, c := range visible {
			for _, cite := range n.counting(c.Citations) {
				if !slices.Contains(team, cite.Source) {
					continue
				}
				w := q[n.effectiveTier(cite)]
				switch c.Stance {
				case "supports":
					support = max(support, w)
				case "qualifies":
					support = max(support, w/2)
				case "disputes", "null":
					dispute = max(dispute, w)
				}
			}
		}
		noSupport *= 1 - support
		noDispute *= 1 - dispute
		sides += one(support > 0) + one(dispute > 0)
	}
	s, d := 1-noSupport, 1-noDispute
	return strength{round(s * (1 - d)), round(s), round(d), false, sides}
}

// stanceCounts counts the claims that carry an edge; claims of one stance from one work count once.
func (n naive) stanceCounts(e edge) evidence.StanceCounts {
	count := func(s evidence.Stance) int {
		var claims []*evidence.Claim
		for _, c := range e.claims {
			if c.Stance == s && n.carries(c) {
				claims = append(claims, c)
			}
		}
		share := func(i, j int) bool {
			for _, a := range n.counting(claims[i].Citations) {
				for _, b := range n.counting(claims[j].Citations) {
					if a.Source == b.Source {
						return true
					}
				}
			}
			return false
		}
		return len(components(len(claims), share, func(i int) int { return i }))
	}
	return evidence.StanceCounts{Supporting: count("supports"), Qualifying: count("qualifies"), Disputing: count("disputes"),
		Null: count("null")}
}

// byID finds the edge with the id among all edges.
func byID(edges []edge, id string) edge {
	i, ok := slices.BinarySearchFunc(edges, id, func(e edge, id string) int { return cmp.Compare(e.id, id) })
	if !ok {
		panic("no edge " + id)
	}
	return edges[i]
}
