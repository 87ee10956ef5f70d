package pages

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
	"github.com/securebase/securebase/seed"
)

// seedSite serves the knowledge that comes with the program.
func seedSite(t *testing.T) *site {
	t.Helper()
	graph, problems := content.ReadYAML(seed.FS)
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "picture.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Apply(t.Context(), graph.ChangeSet()); err != nil {
		t.Fatal(err)
	}
	live, err := store.NewLive(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return &site{live: live}
}

func TestPicturesOfTheKnowledge(t *testing.T) {
	s := seedSite(t)
	asOf := 1980
	for _, id := range []string{"secure-base", "john-bowlby", "mary-ainsworth", "attachment-theory", "emotionally-focused-therapy",
		"circle-of-security", "internal-working-model", "michael-rutter", "strange-situation", "protest-despair-detachment"} {
		for _, lens := range []evidence.Lens{{}, {MinTier: evidence.T1}, {AsOf: &asOf}, {HideLLM: true}} {
			for _, depth := range []int{1, 2, 4, 8} {
				f := seedFigure(t, s, id, lens, depth)
				if f == nil {
					continue
				}
				name := fmt.Sprintf("%s, %d steps, lens %q", id, depth, encodeLens(lens))
				wide, small := f.wide(), f.tallest()
				found := append(flaws(f, wide), flaws(small, small.tall())...)
				if n := crossings(f, wide); n > 0 {
					found = append(found, fmt.Sprintf("lines run through %d names", n))
				}
				for _, flaw := range found {
					t.Errorf("%s: %s", name, flaw)
				}
				monotone(t, f, wide, func(p point) float64 { return p.x })
				monotone(t, small, small.tall(), func(p point) float64 { return p.y })
			}
		}
	}
}

// seedFigure is the figure of a lineage of the knowledge; nil where it has no lines.
func seedFigure(t *testing.T, s *site, id string, lens evidence.Lens, depth int) *figure {
	t.Helper()
	a := s.bare(httptest.NewRequest(http.MethodGet, "/lineage/"+id, nil))
	a.view = a.ix.View(lens)
	root, ok := a.ix.Entity(id)
	if !ok {
		t.Fatalf("there is no %s", id)
	}
	found := a.view.Lineage(root, evidence.BothWays, depth)
	book, err := a.read(t.Context(), a.wantLineage(found, found.Nodes, nil))
	if err != nil {
		t.Fatal(err)
	}
	f, edges := newEdition(a, book).lineageFigure(found, sideLetters(found.Contested))
	if len(edges) == 0 {
		return nil
	}
	if n := len(f.nodes); n > drawnNodes || len(edges) > drawnEdges || n < min(len(found.Nodes), drawnNodes*2/3) {
		t.Errorf("%s: %d of %d nodes and %d lines are drawn", id, n, len(found.Nodes), len(edges))
	}
	return f
}
