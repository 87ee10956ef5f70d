package content

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/securebase/securebase/internal/evidence"
)

// Coverage says how much a graph holds and where it is thin.
type Coverage struct {
	Kinds         []Count // entities by kind
	Types         []Count // constructs by type
	Tiers         []Count // sources by tier
	Provenances   []Count // claims by provenance
	Classes       []Count // claims by class of their predicate
	Stances       []Count // claims by stance
	PracticeKinds []Count // practice items by kind

	WithoutClaims []string // entities that no claim names
	WithoutT1     []string // constructs with claims, none of which cites a T1 source
	Disputed      []string // edges with claims for and against, as "subject predicate object"
}

// Count is a name and how often it occurs.
type Count struct {
	Name string
	N    int
}

// Cover measures a graph. Names stand in the order of the vocabulary, ids are sorted.
func Cover(g *Graph) Coverage {
	v := g.Vocabulary
	if v == nil {
		v = new(evidence.Vocabulary)
	}
	predicates := map[string]*evidence.Predicate{}
	for _, p := range v.Predicates {
		predicates[p.ID] = p
	}
	kinds, types, tiers := tally{}, tally{}, tally{}
	for _, e := range g.Entities {
		kinds[string(e.Head().Kind)]++
		switch e := e.(type) {
		case *evidence.Construct:
			types[e.Type]++
		case *evidence.Source:
			tiers[string(e.Tier)]++
		}
	}
	provenances, classes, stances, practice := tally{}, tally{}, tally{}, tally{}
	for _, c := range g.Claims {
		provenances[string(c.Provenance)]++
		stances[string(c.Stance)]++
		if p := predicates[c.Predicate]; p != nil {
			classes[string(p.Class)]++
		}
	}
	for _, p := range g.Practice {
		practice[p.Kind]++
	}
	typeNames, practiceNames := []string{}, []string{}
	for _, k := range v.Kinds {
		if k.ID == evidence.KindConstruct {
			typeNames = k.Types
		}
	}
	for _, k := range v.PracticeKinds {
		practiceNames = append(practiceNames, k.ID)
	}
	return Coverage{
		Kinds:         kinds.counts(kindNames()),
		Types:         types.counts(typeNames),
		Tiers:         tiers.counts(termIDs(v.Tiers)),
		Provenances:   provenances.counts(termIDs(v.Provenances)),
		Classes:       classes.counts(names(evidence.PredicateClasses()...)),
		Stances:       stances.counts(termIDs(v.Stances)),
		PracticeKinds: practice.counts(practiceNames),
		WithoutClaims: withoutClaims(g),
		WithoutT1:     withoutT1(g),
		Disputed:      disputed(g, predicates),
	}
}

type tally map[string]int

func (t tally) counts(order []string) []Count {
	counts := make([]Count, len(order))
	for i, name := range order {
		counts[i] = Count{name, t[name]}
	}
	return counts
}

// withoutT1 lists constructs that stand at an end of claims, but of none that cites a T1 source.
func withoutT1(g *Graph) []string {
	tier := map[string]evidence.Tier{}
	for _, e := range g.Entities {
		if s, ok := e.(*evidence.Source); ok {
			tier[s.ID] = s.Tier
		}
	}
	scholarly := map[string]bool{} // by entity: whether one of its claims cites a T1 source
	for _, c := range g.Claims {
		t1 := slices.ContainsFunc(c.Citations, func(c evidence.Citation) bool { return tier[c.Source] == evidence.T1 })
		scholarly[c.Subject] = scholarly[c.Subject] || t1
		scholarly[c.Object] = scholarly[c.Object] || t1
	}
	var ids []string
	for _, e := range g.Entities {
		id := e.Head().ID
		if t1, claimed := scholarly[id]; e.Head().Kind == evidence.KindConstruct && claimed && !t1 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// disputed lists the edges that have claims for (supporting, qualifying) and against (disputing, null). A symmetric
// predicate is one edge, from the smaller id.
func disputed(g *Graph, predicates map[string]*evidence.Predicate) []string {
	type sides struct{ pro, contra bool }
	edges := map[string]sides{}
	for _, c := range g.Claims {
		if c.Object == "" {
			continue
		}
		from, to := c.Subject, c.Object
		if p := predicates[c.Predicate]; p != nil && p.Symmetric && to < from {
			from, to = to, from
		}
		edge := from + " " + c.Predicate + " " + to
		s := edges[edge]
		if c.Stance == evidence.Supports || c.Stance == evidence.Qualifies {
			s.pro = true
		} else {
			s.contra = true
		}
		edges[edge] = s
	}
	var ids []string
	for edge, s := range edges {
		if s.pro && s.contra {
			ids = append(ids, edge)
		}
	}
	slices.Sort(ids)
	return ids
}

// String is the coverage as a plain table.
func (c Coverage) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	block := func(title string, counts []Count) {
		total := 0
		for _, n := range counts {
			total += n.N
		}
		fmt.Fprintf(w, "%s\t%d\n", title, total)
		for _, n := range counts {
			fmt.Fprintf(w, "  %s\t%d\n", n.Name, n.N)
		}
	}
	block("Entities", c.Kinds)
	block("Constructs by type", c.Types)
	block("Sources by tier", c.Tiers)
	block("Claims by provenance", c.Provenances)
	block("Claims by class", c.Classes)
	block("Claims by stance", c.Stances)
	block("Practice items", c.PracticeKinds)
	w.Flush()
	list := func(title string, ids []string) {
		fmt.Fprintf(&b, "\n%s: %d\n", title, len(ids))
		for _, id := range ids {
			fmt.Fprintf(&b, "  %s\n", id)
		}
	}
	list("Entities without claims", c.WithoutClaims)
	list("Constructs without a T1 source among their claims", c.WithoutT1)
	list("Disputed edges", c.Disputed)
	return b.String()
}
