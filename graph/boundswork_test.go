package graph

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/securebase/securebase/internal/soak"
)

// mostWork is how many allocations the validation of an accepted document may take. The introspection of graphql-js takes
// 1,200 or so.
const mostWork = 300_000

// validation gives the allocations that reading and validating a document takes, if it is accepted.
func validation(schema *ast.Schema, query string) (work float64, accepted bool) {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, maxTokens)
	if err != nil || len(query) > maxText || checkDocument(doc) != nil {
		return 0, false
	}
	return testing.AllocsPerRun(1, func() {
		doc, _ := parser.ParseQuery(&ast.Source{Input: query})
		validator.ValidateWithRules(schema, doc, rules.NewDefaultRules())
	}), true
}

// TestWhatIsAcceptedIsValidatedInBoundedWork takes families of documents that cost the library much as far as the
// bounds let them grow.
func TestWhatIsAcceptedIsValidatedInBoundedWork(t *testing.T) {
	schema := NewExecutableSchema(Config{}).Schema()
	in := func(selection string) string { return `{entity(id:"a"){...on Population{` + selection + "}}}" }
	many := func(n int, part string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.NewReplacer("#", fmt.Sprint(i), "+", fmt.Sprint(i+1), "~", strings.Repeat("x", maxName-3)).Replace(part))
			b.WriteByte(' ')
		}
		return b.String()
	}
	for _, c := range []struct {
		name string
		of   func(n int) string
	}{
		{"one field often", func(n int) string { return in(many(n, "id")) }},
		{"one field often in each of the same fields", func(n int) string { return in(many(n, "broader{"+many(n, "id")+"}")) }},
		{"the same field in itself", func(n int) string { return in(strings.Repeat("broader{id ", n) + strings.Repeat("} broader{id}", n)) }},
		{"inline fragments in each other", func(n int) string {
			return "{" + strings.Repeat("...{", n) + many(100, "__typename") + strings.Repeat("}", n) + "}"
		}},
		{"fragments beside each other", func(n int) string {
			return in(many(n, "...F#")) + many(n, "fragment F# on Population{id a#:name broader{id}}")
		}},
		{"a pyramid", func(n int) string {
			return in("...F0") + many(n, "fragment F# on Population{...F+ ...F+}") + "fragment F" + fmt.Sprint(n) + " on Population{id}"
		}},
		{"a pyramid of fields", func(n int) string {
			return in("...F0") + many(n, "fragment F# on Population{broader{...F+} broader{...F+}}") + "fragment F" + fmt.Sprint(n) + " on Population{id}"
		}},
		{"a chain that all spread", func(n int) string {
			return in(many(n, "broader{...F#}")) + many(n, "fragment F# on Population{id broader{...F+}}") + "fragment F" + fmt.Sprint(n) + " on Population{id}"
		}},
		{"wide fragments in the same fields", func(n int) string {
			return in(many(n, "broader{...F}")) + "fragment F on Population{id kind name aliases note upvotes __typename " + many(8, "summary{text provenance}") + "}"
		}},
		{"all kinds with the same fields", func(n int) string {
			q := ""
			for _, kind := range []string{"Construct", "Theorist", "Intervention", "Population", "Problem", "Source"} {
				q += "...on " + kind + "{edges{nodes{subject{" + many(n, "id") + "}}}}"
			}
			return `{entity(id:"a"){` + q + "}}"
		}},
		{"unknown fields", func(n int) string { return in(many(n, "~#")) }},
		{"unknown types", func(n int) string { return "{__typename}" + many(n, "fragment F# on ~# {id}") }},
		{"unknown arguments", func(n int) string { return in(many(n, "a#:name(~#:1)")) }},
		{"unknown directives", func(n int) string { return in(many(n, "a#:name@~#")) }},
		{"unknown values", func(n int) string { return "{" + many(n, "a#:entities(kinds:[~#]){totalCount}") + "}" }},
		{"different fields of one name", func(n int) string { return in(many(n, "a:name a:id")) }},
		{"lists in lists", func(n int) string {
			return `{nodes(ids:` + strings.Repeat("[", n) + many(400, "1") + strings.Repeat("]", n) + "){id}}"
		}},
		{"variables", func(n int) string {
			return "query(" + many(n, "$a#:Lens={designs:[1]}") + "){" + many(n, "a#:graph(lens:$a#){version}") + "}"
		}},
		{"introspection in itself", func(n int) string {
			return "{" + strings.Repeat("__schema{types{fields{name ", n) + strings.Repeat("}}}", n) + "}"
		}},
		{"operations", func(n int) string {
			return many(n, "query A#{...F}") + "fragment F on Query{" + many(20, "a#:__typename") + "}"
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			most, at := 0.0, 0
			for n := 1; n < maxTokens; n += 1 + n/5 {
				if work, accepted := validation(schema, c.of(n)); accepted && work > most {
					most, at = work, n
				}
			}
			t.Logf("%.0f allocations at %d", most, at)
			if at == 0 || most > mostWork {
				t.Errorf("%.0f allocations at %d; at most %d are right", most, at, mostWork)
			}
		})
	}
}

// TestNoDocumentFoundByClimbingTakesMoreWork changes documents at random and goes on with what costs more.
func TestNoDocumentFoundByClimbingTakesMoreWork(t *testing.T) {
	schema := NewExecutableSchema(Config{}).Schema()
	starts, steps := soak.Times(3, 200), soak.Times(300, 2000)
	r := rand.New(rand.NewPCG(6, 1))
	most, worst := 0.0, ""
	began := time.Now()
	for range starts {
		m := mutant{r, 1 + r.IntN(12)}
		roots := make([]*branch, m.fragments)
		for i := range roots {
			roots[i] = &branch{under: []*branch{{head: "id"}, m.grow(i, 3)}}
		}
		best := 0.0
		for range steps {
			next := make([]*branch, len(roots))
			for i := range next {
				next[i] = roots[i].copy()
			}
			m.change(next)
			query := document(next)
			if work, accepted := validation(schema, query); accepted && work > best {
				best, roots = work, next
				if work > most {
					most, worst = work, query
				}
			}
		}
	}
	t.Logf("%.0f allocations, in %v", most, time.Since(began))
	if most == 0 || most > mostWork {
		t.Errorf("%.0f allocations are taken by %s", most, worst)
	}
}

// branch is a field, an inline fragment or, with a number, the spread of a fragment.
type branch struct {
	head   string
	spread int
	under  []*branch
}

func (n *branch) copy() *branch {
	c := &branch{head: n.head, spread: n.spread}
	for _, u := range n.under {
		c.under = append(c.under, u.copy())
	}
	return c
}

func (n *branch) forks() []*branch {
	if len(n.under) == 0 {
		return nil
	}
	all := []*branch{n}
	for _, u := range n.under {
		all = append(all, u.forks()...)
	}
	return all
}

func (n *branch) write(b *strings.Builder) {
	b.WriteString(n.head)
	if n.spread > 0 {
		fmt.Fprintf(b, "...F%d", n.spread)
	}
	if len(n.under) > 0 {
		b.WriteString("{")
		for _, u := range n.under {
			u.write(b)
		}
		b.WriteString("}")
	}
	b.WriteString(" ")
}

func document(roots []*branch) string {
	var b strings.Builder
	b.WriteString(`{entity(id:"a"){...on Population`)
	roots[0].write(&b)
	b.WriteString("}}")
	for i, root := range roots[1:] {
		fmt.Fprintf(&b, "fragment F%d on Population", i+1)
		root.write(&b)
	}
	return b.String()
}

// mutant makes and changes documents of some fragments, of which each spreads only later ones.
type mutant struct {
	*rand.Rand
	fragments int
}

func (m mutant) grow(of, levels int) *branch {
	leaves := []string{"id", "__typename", "a:id", "b:id"}
	forks := []string{"broader", "broader", "narrower", "x:broader", "...on Population", "...", "...on Node", "...on Entity"}
	switch p := m.IntN(10); {
	case p < 3 && of+1 < m.fragments:
		return &branch{spread: of + 1 + m.IntN(m.fragments-of-1)}
	case p < 7 && levels > 0:
		n := &branch{head: forks[m.IntN(len(forks))]}
		for range 1 + m.IntN(3) {
			n.under = append(n.under, m.grow(of, levels-1))
		}
		return n
	}
	return &branch{head: leaves[m.IntN(len(leaves))]}
}

func (m mutant) change(roots []*branch) {
	for range 1 + m.IntN(3) {
		of := m.IntN(m.fragments)
		forks := roots[of].forks()
		n := forks[m.IntN(len(forks))]
		i := m.IntN(len(n.under))
		switch m.IntN(4) {
		case 0:
			n.under = append(n.under, m.grow(of, 2))
		case 1:
			for range 1 + m.IntN(6) {
				n.under = append(n.under, n.under[i].copy())
			}
		case 2:
			if len(n.under) > 1 {
				n.under = append(n.under[:i:i], n.under[i+1:]...)
			}
		case 3:
			n.under[i] = m.grow(of, 2)
		}
	}
}
