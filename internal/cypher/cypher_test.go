package cypher

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store/statement"
)

func TestEveryStatementIsNamedDescribedAndUsed(t *testing.T) {
	all, err := statement.Load(files, statement.Cypher())
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := statement.Lint(all, os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, what := range wrong {
		t.Error(what)
	}
}

func TestTidy(t *testing.T) {
	for _, c := range []struct{ name, given, want string }{
		{"the first condition follows WHERE", "MATCH (n)\nWHERE\n\nAND n.a = 1\n AND n.b = 2\nRETURN n", "MATCH (n)\nWHERE n.a = 1\n  AND n.b = 2\nRETURN n"},
		{"a WHERE without a condition goes", "MATCH (n)\nWHERE\n\nRETURN n", "MATCH (n)\nRETURN n"},
		{"brackets indent", "WHERE a\nAND EXISTS {\nMATCH (n)\nWHERE\nAND (b OR EXISTS {\nMATCH (m)\n})\n}\nRETURN n",
			"WHERE a\n  AND EXISTS {\n    MATCH (n)\n    WHERE (b OR EXISTS {\n      MATCH (m)\n    })\n  }\nRETURN n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := tidy(c.given); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestRelationType(t *testing.T) {
	for predicate, want := range map[string]string{"originated": "ORIGINATED", "derives-from": "DERIVES_FROM",
		"3-way-test-of": "`3_WAY_TEST_OF`", "étayage": "TAYAGE", "甘え": "CLAIM", "a`b] DELETE": "A_B_DELETE"} {
		if got := quoted(RelationType(predicate)); got != want {
			t.Errorf("%s is the type %s, want %s", predicate, got, want)
		}
	}
	if got := types(&evidence.Vocabulary{}, anyPredicate); got != "`none`" {
		t.Errorf("without predicates the types are %s", got)
	}
}

func TestBrowser(t *testing.T) {
	s := Statement{Text: "RETURN $id", Parameters: map[string]any{"id": `it's "a" <b>\`, "asOf": 1990, "paths": [][]string{{"edge:a.b.c"}, {}}}}
	want := `:params {asOf: 1990, id: "it's \"a\" <b>\\", paths: [["edge:a.b.c"],[]]}` + "\n\nRETURN $id;\n"
	if got, err := s.Browser(); err != nil || got != want {
		t.Errorf("got %s (%v), want %s", got, err, want)
	}
}

// TestParametersAreThoseOfTheText holds, for every noun and lens, the parameters against those that the text names.
func TestParametersAreThoseOfTheText(t *testing.T) {
	ix := smallIndex(t)
	s, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	year := 1990
	lenses := map[string]evidence.Lens{"none": {}, "no model": {HideLLM: true}, "tier": {MinTier: evidence.T1}, "year": {AsOf: &year},
		"stances": {Stances: []evidence.Stance{evidence.Null}}, "designs": {Designs: []string{"rct"}}, "populations": {Populations: []string{"b"}},
		"all": {MinTier: evidence.T2, HideLLM: true, AsOf: &year, Stances: []evidence.Stance{evidence.Null}, Designs: []string{"rct"}, Populations: []string{"b"}}}
	filter := evidence.ClaimFilter{Subject: "a", Object: "b", Entity: "a", Source: "s", Predicates: []string{"originated"},
		Classes: []evidence.PredicateClass{evidence.ClassLineage}, Stances: []evidence.Stance{evidence.Supports}, Provenance: evidence.Sourced,
		Designs: []string{"rct"}, From: &year, To: &year, Disputed: true}
	for name, lens := range lenses {
		v := ix.View(lens)
		lineage := v.Lineage(0, evidence.BothWays, 3)
		truncated := *lineage
		truncated.Truncated = true
		q := evidence.PathQuery{From: 0, To: 1, MaxHops: 3, First: 2}
		flow := q
		flow.Direction = evidence.FlowWay
		for noun, write := range map[string]func() (*Statement, error){
			"neighborhood":      func() (*Statement, error) { return s.Neighborhood(v, v.Neighborhood(0, 1, 5, 10)) },
			"subgraph":          func() (*Statement, error) { return s.Neighborhood(v, v.Subgraph([]int32{1, 0})) },
			"lineage":           func() (*Statement, error) { return s.Lineage(v, lineage, evidence.BothWays, 3) },
			"truncated lineage": func() (*Statement, error) { return s.Lineage(v, &truncated, evidence.Ancestors, 3) },
			"paths":             func() (*Statement, error) { return s.Paths(v, q, v.EvidencePaths(q)) },
			"paths of flow":     func() (*Statement, error) { return s.Paths(v, flow, v.EvidencePaths(flow)) },
			"claims":            func() (*Statement, error) { return s.Claims(v, ClaimList{}) },
			"claims of a kind": func() (*Statement, error) {
				return s.Claims(v, ClaimList{ClaimFilter: filter, Roles: evidence.RoleSubject})
			},
			"claims of an edge": func() (*Statement, error) { return s.Claims(v, ClaimList{Edge: ix.EdgeID(0)}) },
			"page":              func() (*Statement, error) { return s.Page(v, 0) },
			"page of a source":  func() (*Statement, error) { return s.Page(v, 2) },
		} {
			t.Run(fmt.Sprintf("%s, lens %s", noun, name), func(t *testing.T) {
				statement, err := write()
				if err != nil {
					t.Fatal(err)
				}
				var named []string
				for _, found := range regexp.MustCompile(`\$(\w+)`).FindAllStringSubmatch(statement.Text, -1) {
					named = append(named, found[1])
				}
				slices.Sort(named)
				if given := slices.Sorted(maps.Keys(statement.Parameters)); !slices.Equal(slices.Compact(named), given) {
					t.Errorf("%q are given to\n%s", given, statement.Text)
				}
			})
		}
	}
}

// smallIndex has a population b, something a and a work s, in this order.
func smallIndex(t *testing.T) *evidence.Index {
	t.Helper()
	vocabulary := &evidence.Vocabulary{
		Strength:   evidence.Weights{Q: map[evidence.Tier]float64{"T1": 0.6, "T2": 0.35, "T3": 0.2}, Qualifying: 0.5, LLMOnly: 0.05},
		Designs:    []evidence.Term{{ID: "rct"}},
		Predicates: []*evidence.Predicate{{ID: "originated", Class: evidence.ClassLineage, Lineage: evidence.FlowForward}},
	}
	a := &evidence.Construct{Common: evidence.Common{ID: "a", Kind: evidence.KindConstruct, Name: "a"}}
	b := &evidence.Population{Common: evidence.Common{ID: "b", Kind: evidence.KindPopulation, Name: "b"}}
	work := &evidence.Source{Common: evidence.Common{ID: "s", Kind: evidence.KindSource}, Tier: evidence.T1}
	claim := &evidence.Claim{ID: "c", Subject: "a", Predicate: "originated", Object: "b", Stance: evidence.Supports,
		Provenance: evidence.Sourced, Citations: []evidence.Citation{{Source: "s"}}}
	ix, err := evidence.NewIndex("1", vocabulary, []evidence.Entity{a, b, work}, []*evidence.Claim{claim}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return ix
}
