package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/seed"
)

// FuzzLens reads the lens of an address. It is refused with the field that means nothing, or it can be written as an
// address again that gives the same lens.
func FuzzLens(f *testing.F) {
	graph, problems := content.ReadYAML(seed.FS)
	if len(problems) > 0 {
		f.Fatal(problems[0])
	}
	b := evidence.NewBuilder()
	if err := b.Add(graph.Vocabulary); err != nil {
		f.Fatal(err)
	}
	for _, e := range graph.Entities {
		if err := b.Add(e); err != nil {
			f.Fatal(err)
		}
	}
	ix, err := b.Build("fuzz")
	if err != nil {
		f.Fatal(err)
	}
	for _, query := range []string{"", "tier=T1&llm=off&asof=1990", "tier=t2&stance=supports,null&design=rct&population=foster-children", "asof=-1", "asof=9999999999999999999",
		"asof=%201990%20&llm=on", "stance=null&stance=supports&stance=null", "population=Foster%20children", "population=secure-base", "design=,,rct,", "tier=%ff", "llm=OFF", "asof=+1990", "population=%00"} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		values, _ := url.ParseQuery(query) // as the pages do, which take what can be read
		lens, err := ParseLens(ix, values)
		if err != nil {
			var refused *fault
			if !errors.As(err, &refused) || refused.status != http.StatusBadRequest || !slices.Contains(LensFields(), refused.field) || refused.text == "" {
				t.Fatalf("%q is refused with %+v", query, err)
			}
			return
		}
		address := encodeLens(lens)
		values, err = url.ParseQuery(address)
		if err != nil {
			t.Fatalf("%q is written as %q: %v", query, address, err)
		}
		again, err := ParseLens(ix, values)
		if err != nil || again.Key() != lens.Key() || encodeLens(again) != address {
			t.Fatalf("%q is %+v, and written as %q it is %+v (%v)", query, lens, address, again, err)
		}
		if lens.AsOf != nil && (*lens.AsOf < 1 || *lens.AsOf > lastYear) {
			t.Fatalf("%q looks at the year %d", query, *lens.AsOf)
		}
		for _, id := range lens.Populations {
			if n, ok := ix.Entity(id); !ok || ix.KindOf(n) != evidence.KindPopulation {
				t.Fatalf("%q looks at %q, which is no population", query, id)
			}
		}
	})
}
