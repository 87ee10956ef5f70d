package synthetic_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/export"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
	"github.com/securebase/securebase/internal/synthetic"
)

func graphOf(t *testing.T, size synthetic.Size) *synthetic.Graph {
	t.Helper()
	g, err := synthetic.New(size)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func bytesOf(t *testing.T, size synthetic.Size) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := graphOf(t, size).WriteJSONL(&b, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTheSameSeedGivesTheSameBytes(t *testing.T) {
	size := synthetic.Of(200)
	first := bytesOf(t, size)
	if again := bytesOf(t, size); !bytes.Equal(first, again) {
		t.Error("two runs differ")
	}
	size.Seed++
	if other := bytesOf(t, size); bytes.Equal(first, other) {
		t.Error("another seed gives the same graph")
	}
	if lines := bytes.Count(first, []byte("\n")); lines != graphOf(t, synthetic.Of(200)).Len()+1 {
		t.Errorf("%d lines, but %d records and a head", lines, graphOf(t, synthetic.Of(200)).Len())
	}
}

func TestTheFileIsSound(t *testing.T) {
	for name, size := range map[string]synthetic.Size{
		"2,000 claims":          synthetic.Of(200),
		"another seed":          {Entities: 200, Sources: 600, Claims: 2000, Seed: 1907},
		"as small as can be":    {Entities: synthetic.MinEntities, Sources: synthetic.MinEntities, Claims: 1},
		"many claims on few":    {Entities: 20, Sources: 30, Claims: 2000},
		"hardly a claim on all": {Entities: 500, Sources: 100, Claims: 50},
	} {
		t.Run(name, func(t *testing.T) {
			graph, problems := content.ReadJSONL("graph.jsonl", bytes.NewReader(bytesOf(t, size)))
			if len(problems) > 0 {
				t.Fatalf("%d problems in reading, first %v", len(problems), problems[0])
			}
			if problems := content.Check(graph).Problems; len(problems) > 0 {
				t.Errorf("%d problems, first %v", len(problems), problems[0])
			}
			entities := len(graph.Entities) - size.Sources
			if entities != size.Entities || len(graph.Claims) != size.Claims {
				t.Errorf("%d entities and %d claims, want %d and %d", entities, len(graph.Claims), size.Entities, size.Claims)
			}
		})
	}
}

// What is exported from a database that imported the file is the file again.
func TestAnExportGivesTheFileBack(t *testing.T) {
	g := graphOf(t, synthetic.Of(100))
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Apply(t.Context(), g.ChangeSet()); err != nil {
		t.Fatal(err)
	}
	live, err := store.NewLive(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	var exported bytes.Buffer
	if err := export.JSONL(t.Context(), export.Whole(live, evidence.Lens{}), &exported, func() {}); err != nil {
		t.Fatal(err)
	}
	if written := bytesOf(t, synthetic.Of(100)); !bytes.Equal(exported.Bytes(), written) {
		t.Errorf("the export has %d bytes, the file %d, and they differ", exported.Len(), len(written))
	}
}

func TestEverythingOccurs(t *testing.T) {
	g := graphOf(t, synthetic.Of(400))
	missing := map[string]bool{}
	for _, what := range []string{"citedIn", "retracted", "literal", "object", "no locator", "locator", "population", "about", "found in",
		"effect", "sample", "undated", "dated", "no author", "literal author", "person", "broader", "code", "LLM summary", "several claims on an edge"} {
		missing[what] = true
	}
	vocabulary := g.Vocabulary
	for _, p := range vocabulary.Predicates {
		missing["predicate "+p.ID] = true
	}
	for _, list := range [][]evidence.Term{vocabulary.Tiers, vocabulary.Stances, vocabulary.Designs, vocabulary.Provenances} {
		for _, term := range list {
			missing["term "+term.ID] = true
		}
	}
	for _, k := range vocabulary.PracticeKinds {
		missing["practice "+k.ID] = true
	}
	for _, k := range vocabulary.Kinds {
		missing["kind "+string(k.ID)] = true
		for _, kind := range k.Types {
			missing[string(k.ID)+" "+kind] = true
		}
	}
	saw := func(what string, really bool) {
		if really {
			delete(missing, what)
		}
	}
	for r := range g.Records() {
		switch r := r.(type) {
		case *evidence.Claim:
			saw("predicate "+r.Predicate, true)
			for _, term := range []string{string(r.Stance), r.Design, string(r.Provenance)} {
				saw("term "+term, true)
			}
			for what, really := range map[string]bool{"literal": r.Value != "", "object": r.Object != "", "population": r.Population != "",
				"about": len(r.About) > 0, "found in": r.FoundIn != "", "effect": r.Effect != nil, "sample": r.SampleSize != nil,
				"undated": r.Year == nil, "dated": r.Year != nil, "several claims on an edge": strings.HasSuffix(r.ID, ".0002")} {
				saw(what, really)
			}
			for _, c := range r.Citations {
				saw("citedIn", c.CitedIn != "")
				saw("no locator", c.Locator == "")
				saw("locator", c.Locator != "")
			}
			if !strings.HasPrefix(r.Text, "Generated claim ") {
				t.Fatalf("a claim does not say that it is generated: %s", r.Text)
			}
		case *evidence.PracticeItem:
			saw("practice "+r.Kind, true)
		case evidence.Entity:
			head := r.Head()
			saw("kind "+string(head.Kind), true)
			saw(string(head.Kind)+" "+head.Type, true)
			switch e := r.(type) {
			case *evidence.Source:
				saw("term "+string(e.Tier), true)
				saw("retracted", e.Retracted)
				saw("no author", len(e.Author) == 0)
				saw("literal author", len(e.Author) > 0 && e.Author[0].Literal != "")
				saw("person", slices.ContainsFunc(e.Author, func(a evidence.Author) bool { return a.Person != "" }))
				continue
			case *evidence.Population:
				saw("broader", e.Broader != "")
			case *evidence.Problem:
				saw("code", len(e.Codes) > 0)
			}
			saw("LLM summary", len(head.Sources) == 0)
		}
	}
	for what := range missing {
		t.Errorf("nothing has: %s", what)
	}
}

// A few entities have most of what is said, as in the literature, and works have authors in common.
func TestFewHaveMuch(t *testing.T) {
	g := graphOf(t, synthetic.Of(1000))
	said, works := map[string]int{}, map[string]int{}
	ends := 0
	for r := range g.Records() {
		switch r := r.(type) {
		case *evidence.Claim:
			for _, id := range []string{r.Subject, r.Object} {
				if id != "" {
					said[id]++
					ends++
				}
			}
		case *evidence.Source:
			for _, a := range r.Author {
				works[a.Family]++
			}
		}
	}
	var counts []int
	for _, n := range said {
		counts = append(counts, n)
	}
	slices.Sort(counts)
	slices.Reverse(counts)
	top := 0
	for _, n := range counts[:10] {
		top += n
	}
	if share := 100 * top / ends; share < 15 || share > 60 {
		t.Errorf("the ten entities of which most is said have %d %% of all ends of claims", share)
	}
	if middle := counts[len(counts)/2]; middle < 2 || middle > 20 {
		t.Errorf("half of the entities have fewer than %d ends of claims", middle)
	}
	shared := 0
	for _, n := range works {
		if n > 1 {
			shared++
		}
	}
	if shared < len(works)/3 {
		t.Errorf("%d of %d authors have more than one work", shared, len(works))
	}
}

func TestSizesOutOfRangeAreRefused(t *testing.T) {
	for want, size := range map[string]synthetic.Size{
		"entities: 9 is out of range; 10 to 9999999 is right":        {Entities: 9, Sources: 10, Claims: 10},
		"sources: 0 is out of range; 10 to 9999999 is right":         {Entities: 10, Claims: 10},
		"claims: 10000000 is out of range; 1 to 9999999 is right":    {Entities: 10, Sources: 10, Claims: 10_000_000},
		"entities: 10000000 is out of range; 10 to 9999999 is right": {Entities: 10_000_000, Sources: 10, Claims: 1},
	} {
		if _, err := synthetic.New(size); err == nil || err.Error() != want {
			t.Errorf("%+v: %v, want %s", size, err, want)
		}
	}
}
