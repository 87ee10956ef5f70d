package graph_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/seed"
)

type ref struct{ ID string }

type strength struct{ Value, Support, Dispute float64 }

type path struct {
	Strength, Product float64
	WeakestReason     string
	Entities          []ref
	Weakest           struct {
		Edge struct {
			ID       string
			Strength strength
		}
	}
}

type paths struct {
	EvidencePaths struct {
		Nodes  []path
		Direct []struct {
			ID         string
			Null       int
			Strength   strength
			Supporting int
		}
		LLMOnly bool
		Hidden  evidence.Hidden
		NoPath  *struct {
			LensField string
			Nearest   []ref
			Says      string
		}
	}
}

const pathFields = `{ nodes { strength product weakestReason entities { id } weakest { edge { id strength { value } } } }
	direct { id null supporting strength { value dispute } } llmOnly hidden { claims edges entities } noPath { lensField says nearest { id } } }`

func TestTheTrailIsTraced(t *testing.T) {
	a := newAPI(t)

	t.Run("emotionally focused therapy descends from Bowlby", func(t *testing.T) {
		var d struct {
			Lineage struct {
				Nodes []struct {
					Entity ref
					Layer  int
				}
				Edges []struct {
					Subject, Object ref
					Claims          struct{ TotalCount int }
				}
			}
		}
		a.get(`{ lineage(id: "emotionally-focused-therapy", direction: ANCESTORS, depth: 8) {
			nodes { entity { id } layer } edges { subject { id } object { id } claims(first: 1) { totalCount } } } }`, &d)
		found := false
		for _, n := range d.Lineage.Nodes {
			found = found || n.Entity.ID == "john-bowlby"
		}
		if !found {
			t.Errorf("john-bowlby is not among the ancestors: %v", d.Lineage.Nodes)
		}
		for _, e := range d.Lineage.Edges {
			if e.Claims.TotalCount == 0 {
				t.Errorf("%v → %v stands without a claim", e.Subject, e.Object)
			}
		}
	})

	t.Run("Ainsworth to the Circle of Security", func(t *testing.T) {
		var all, scholarly paths
		a.get(`{ evidencePaths(from: "mary-ainsworth", to: "circle-of-security") `+pathFields+` }`, &all)
		a.get(`{ evidencePaths(from: "mary-ainsworth", to: "circle-of-security", lens: {minTier: T1}) `+pathFields+` }`, &scholarly)
		checkRanked(t, all.EvidencePaths.Nodes)
		checkRanked(t, scholarly.EvidencePaths.Nodes)
		if all.EvidencePaths.Hidden != (evidence.Hidden{}) {
			t.Errorf("without a lens something is hidden: %v", all.EvidencePaths.Hidden)
		}
		if h := scholarly.EvidencePaths.Hidden; h.Claims == 0 || h.Edges == 0 || h.Entities == 0 {
			t.Errorf("the lens T1 does not say what it hides: %v", h)
		}
		if slices.EqualFunc(all.EvidencePaths.Nodes, scholarly.EvidencePaths.Nodes, func(x, y path) bool {
			return slices.Equal(x.Entities, y.Entities) && x.Product == y.Product
		}) {
			t.Error("the lens T1 changes nothing")
		}
	})

	t.Run("Blatz to the dependency paradox, the way the idea flows", func(t *testing.T) {
		var d, t1 paths
		a.get(`{ evidencePaths(from: "william-blatz", to: "dependency-paradox", direction: FLOW) `+pathFields+` }`, &d)
		a.get(`{ evidencePaths(from: "william-blatz", to: "dependency-paradox", direction: FLOW, lens: {minTier: T1}) `+pathFields+` }`, &t1)
		checkRanked(t, d.EvidencePaths.Nodes)
		if len(t1.EvidencePaths.Nodes) >= len(d.EvidencePaths.Nodes) {
			t.Errorf("%d paths under T1, %d without a lens", len(t1.EvidencePaths.Nodes), len(d.EvidencePaths.Nodes))
		}
		var back paths
		a.get(`{ evidencePaths(from: "dependency-paradox", to: "william-blatz", direction: FLOW) `+pathFields+` }`, &back)
		if len(back.EvidencePaths.Nodes) != 0 || back.EvidencePaths.NoPath == nil {
			t.Errorf("the idea flows backwards: %+v", back.EvidencePaths)
		}
	})
}

func checkRanked(t *testing.T, nodes []path) {
	t.Helper()
	if len(nodes) == 0 {
		t.Fatal("no path")
	}
	for i, p := range nodes {
		if p.Weakest.Edge.Strength.Value != p.Strength || p.WeakestReason == "" {
			t.Errorf("path %d: strength %v, weakest step %+v, reason %q", i, p.Strength, p.Weakest.Edge, p.WeakestReason)
		}
		if i > 0 && (p.Strength > nodes[i-1].Strength || p.Strength == nodes[i-1].Strength && p.Product > nodes[i-1].Product) {
			t.Errorf("path %d is better than path %d", i, i-1)
		}
	}
}

func TestTheSecureBaseIsContested(t *testing.T) {
	var d struct {
		Lineage struct {
			Contested []struct {
				Entity   ref
				Question string
				Sides    []struct {
					Entity   ref
					Hidden   bool
					Strength strength
					Claims   []struct {
						Text      string
						Stance    string
						Citations []struct{ Source ref }
					}
				}
			}
		}
	}
	a := newAPI(t)
	query := func(lens string) string {
		return `{ lineage(id: "secure-base", depth: 1` + lens + `) { contested { entity { id } question
		sides { entity { id } hidden strength { value } claims { text stance citations { source { id } } } } } } }`
	}
	for _, c := range []struct {
		name, lens string
		hidden     []string
	}{{"without a lens", "", nil}, {"under T1, which hides nothing on either side but a page", ", lens: {minTier: T1}", nil},
		{"as of 1960, which hides both", ", lens: {asOf: 1960}", []string{"john-bowlby", "mary-ainsworth"}}} {
		t.Run(c.name, func(t *testing.T) {
			d.Lineage.Contested = nil
			a.get(query(c.lens), &d)
			for _, contest := range d.Lineage.Contested {
				if contest.Entity.ID != "secure-base" {
					continue
				}
				if contest.Question != "Who originated Secure base?" {
					t.Errorf("question: %q", contest.Question)
				}
				var sides []string
				for _, s := range contest.Sides {
					sides = append(sides, s.Entity.ID)
					if s.Hidden != slices.Contains(c.hidden, s.Entity.ID) || s.Hidden != (len(s.Claims) == 0) {
						t.Errorf("%s: hidden %v with %d claims", s.Entity.ID, s.Hidden, len(s.Claims))
					}
					for _, claim := range s.Claims {
						if len(claim.Citations) == 0 {
							t.Errorf("%q has no source", claim.Text)
						}
					}
				}
				slices.Sort(sides)
				if !slices.Equal(sides, []string{"john-bowlby", "mary-ainsworth"}) {
					t.Errorf("sides: %v", sides)
				}
				return
			}
			t.Error("the secure base is not contested")
		})
	}
}

func TestNullTrialsStandBesideThePositiveOnes(t *testing.T) {
	a := newAPI(t)

	var direct paths
	a.get(`{ evidencePaths(from: "circle-of-security-parenting", to: "externalizing-problems") `+pathFields+` }`, &direct)
	first := direct.EvidencePaths.Direct[0]
	if first.ID != "edge:circle-of-security-parenting.improves.externalizing-problems" || first.Null == 0 || first.Strength.Dispute == 0 {
		t.Errorf("the direct null edge is not first: %+v", first)
	}

	var d struct {
		Entity struct {
			Page struct {
				Sections []struct {
					ID     string
					Claims struct {
						Nodes []struct {
							Stance    string
							Predicate ref
							Object    *ref
							Citations []struct{ Source ref }
						}
					}
				}
			}
		}
	}
	a.get(`{ entity(id: "circle-of-security-parenting") { page { sections { id claims(first: 100) {
		nodes { stance predicate { id } object { id } citations { source { id } } } } } } } }`, &d)
	trials := map[string]map[string]bool{}
	for _, s := range d.Entity.Page.Sections {
		if s.ID != "evidence-base" {
			continue
		}
		for _, c := range s.Claims.Nodes {
			for _, cite := range c.Citations {
				if trials[cite.Source.ID] == nil {
					trials[cite.Source.ID] = map[string]bool{}
				}
				trials[cite.Source.ID][c.Stance] = true
			}
		}
	}
	for _, trial := range []string{"cassidy-2017", "stuart-2025"} {
		if !trials[trial]["NULL_RESULT"] {
			t.Errorf("%s found nothing and does not say so: %v", trial, trials[trial])
		}
	}
	positive := 0
	for _, stances := range trials {
		if stances["SUPPORTS"] {
			positive++
		}
	}
	if positive == 0 {
		t.Error("no positive trial beside them")
	}
}

func TestWithoutLLMNothingOfAModelAppears(t *testing.T) {
	a := newAPI(t)
	g, _ := content.ReadYAML(seed.FS)
	model := map[string]bool{}
	for _, e := range g.Entities {
		if h := e.Head(); h.Kind != evidence.KindSource && len(h.Sources) == 0 {
			model[h.Summary] = true
		}
	}
	for _, c := range g.Claims {
		if c.Provenance == evidence.LLM {
			model[c.Text] = true
		}
	}
	for _, p := range g.Practice {
		if p.Provenance == evidence.LLM {
			model[p.Text] = true
		}
	}
	if len(model) < 40 {
		t.Fatalf("only %d sentences of a model in the knowledge", len(model))
	}
	seen := 0
	for _, e := range g.Entities {
		id := e.Head().ID
		if e.Head().Kind == evidence.KindSource {
			continue
		}
		out, _ := a.ask(`query($id: ID!) { entity(id: $id, lens: {includeLLM: false}) { summary { text } practice { text }
			page { sections { claims(first: 100) { nodes { text provenance } } practice { text } } } } }`, map[string]any{"id": id})
		if len(out.Errors) > 0 {
			t.Fatalf("%s: %+v", id, out.Errors)
		}
		for sentence := range model {
			if quoted := `"` + jsonText(sentence) + `"`; strings.Contains(string(out.Data), quoted) {
				t.Errorf("%s: %q", id, sentence)
			}
		}
		seen++
	}
	var d struct {
		Graph struct {
			Counts struct {
				ByProvenance []struct {
					Key   string
					Count int
				}
			}
			Hidden evidence.Hidden
		}
		Claims struct{ TotalCount int }
		Search struct{ TotalCount int }
	}
	a.get(`{ graph(lens: {includeLLM: false}) { counts { byProvenance { key count } } hidden { claims practice } }
		claims(filter: {provenance: LLM}, lens: {includeLLM: false}) { totalCount }
		search(query: "nurturing attachment figure", lens: {includeLLM: false}) { totalCount } }`, &d)
	if d.Graph.Counts.ByProvenance[1].Count != 0 || d.Claims.TotalCount != 0 || d.Graph.Hidden.Claims == 0 {
		t.Errorf("%+v", d)
	}
	t.Logf("%d pages, %d sentences of a model", seen, len(model))
}

// hit is a search result.
type hit struct {
	Entity   ref
	Field    string
	Fragment string
	Ranges   []struct{ Start, End int }
}

// marked gives the parts of the fragment that are said to match.
func (h hit) marked() []string {
	letters := []rune(h.Fragment)
	var parts []string
	for _, r := range h.Ranges {
		parts = append(parts, string(letters[r.Start:r.End]))
	}
	return parts
}

func (a *api) search(typed string, first int) []hit {
	a.t.Helper()
	var d struct{ Search struct{ Nodes []hit } }
	out, _ := a.ask(`query($typed: String!, $first: Int) { search(query: $typed, first: $first) { nodes { entity { id } field fragment ranges { start end } } } }`,
		map[string]any{"typed": typed, "first": first})
	if err := json.Unmarshal(out.Data, &d); err != nil || len(out.Errors) > 0 {
		a.t.Fatalf("%q: %v %+v", typed, err, out.Errors)
	}
	return d.Search.Nodes
}

func TestWhatIsTypedIsFound(t *testing.T) {
	a := newAPI(t)
	for _, c := range []struct {
		typed, first, field string
		marked              []string
	}{
		{"bowlbi", "john-bowlby", "name", []string{"Bowlby"}},
		{"ainsworht", "mary-ainsworth", "name", []string{"Ainsworth"}},
		{"Circle of Securty", "circle-of-security", "alias", []string{"Circle", "of", "Security"}},
		{"dépendency paradox", "dependency-paradox", "name", []string{"Dependency", "paradox"}},
		{"strange situatoin", "strange-situation", "alias", []string{"Strange", "Situation"}},
		{"Attahment behaviour", "attachment-behaviour", "name", []string{"Attachment", "behaviour"}},
		{"https://doi.org/10.3389/fpsyt.2017.00307", "abct-2018", "doi", []string{"10.3389/fpsyt.2017.00307"}},
	} {
		t.Run(c.typed, func(t *testing.T) {
			hits := a.search(c.typed, 3)
			if len(hits) == 0 || hits[0].Entity.ID != c.first || hits[0].Field != c.field || !slices.Equal(hits[0].marked(), c.marked) {
				t.Errorf("%+v", hits)
			}
		})
	}
	for name, id := range map[string]string{"circle of security": "circle-of-security", "ainsworth": "mary-ainsworth"} {
		for length := 3; length <= len(name); length++ {
			hits := a.search(name[:length], 5)
			if !slices.ContainsFunc(hits, func(h hit) bool { return h.Entity.ID == id }) {
				t.Errorf("%q: %+v", name[:length], hits)
			}
		}
	}
}

func TestCitations(t *testing.T) {
	var d struct {
		Entity struct{ Apa, Bib, CSL string }
	}
	newAPI(t).get(`{ entity(id: "bretherton-1992") { ... on Source { apa: citation(style: APA) bib: citation(style: BIBTEX)
		csl: citation(style: CSL_JSON) } } }`, &d)
	want := "Bretherton, I. (1992). The Origins of Attachment Theory: John Bowlby and Mary Ainsworth. Developmental Psychology, 28(5), 759–775."
	if d.Entity.Apa != want {
		t.Errorf("APA gives %q, want %q", d.Entity.Apa, want)
	}
	if !strings.HasPrefix(d.Entity.Bib, "@article{bretherton-1992,\n") || !strings.Contains(d.Entity.CSL, `"id": "bretherton-1992"`) {
		t.Errorf("BibTeX gives %q, CSL-JSON %q", d.Entity.Bib, d.Entity.CSL)
	}
}
