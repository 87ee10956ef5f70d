// Package synthetic makes graphs of any size for benchmarks and tests. They have the shape of the literature (a few
// entities of which very much is said and a long tail, classics that everybody cites, author teams that overlap) and
// everything that the data model knows, under the vocabulary of the embedded knowledge. Every name is a number, every
// word is made up, and every claim says that it was generated: nothing in such a graph is about anybody or anything.
package synthetic

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/seed"
)

// Proportions of the literature, and limits of a size.
const (
	SourcesPerEntity = 3
	ClaimsPerEntity  = 10
	ClaimsPerItem    = 24 // claims to each practice item

	MinEntities = 10        // two of each kind that is no source
	MaxRecords  = 9_999_999 // of one sort; ids have seven digits
)

// Size says how much a graph holds. The same size and seed give the same graph.
type Size struct {
	Entities int    // constructs, theorists, interventions, populations and problems together
	Sources  int    // works
	Claims   int    // one practice item comes with every ClaimsPerItem of them
	Seed     uint64 // another seed, another graph
}

// Of gives the size of a graph with so many entities that are no sources, in the proportions of the literature.
func Of(entities int) Size {
	return Size{Entities: entities, Sources: SourcesPerEntity * entities, Claims: ClaimsPerEntity * entities, Seed: 1}
}

// Check says which part of the size is out of its limits.
func (s Size) Check() error {
	for _, part := range []struct {
		name      string
		n, lowest int
	}{{"entities", s.Entities, MinEntities}, {"sources", s.Sources, MinEntities}, {"claims", s.Claims, 1}} {
		if part.n < part.lowest || part.n > MaxRecords {
			return fmt.Errorf("%s: %d is out of range; %d to %d is right", part.name, part.n, part.lowest, MaxRecords)
		}
	}
	return nil
}

// Graph is a generated graph. It holds who is linked to whom; records are made when they are asked for.
type Graph struct {
	Size       Size
	Vocabulary *evidence.Vocabulary

	kinds   []block // in the order of ids
	total   int     // entities and sources
	planned []plan  // claims, in the order of ids
}

// block is the entities of one kind, whose numbers follow each other. Some come up far more often than others; order
// gives them from the most to the least frequent.
type block struct {
	kind  evidence.Kind
	term  evidence.KindTerm
	first int
	order []int32
}

// New plans a graph.
func New(size Size) (*Graph, error) {
	if err := size.Check(); err != nil {
		return nil, err
	}
	vocabulary, err := embeddedVocabulary()
	if err != nil {
		return nil, err
	}
	g := &Graph{Size: size, Vocabulary: vocabulary}
	random := g.random("kinds")
	for _, share := range g.shares() {
		b := block{kind: share.kind, first: g.total}
		for _, term := range vocabulary.Kinds {
			if term.ID == share.kind {
				b.term = term
			}
		}
		for _, n := range random.Perm(share.count) {
			b.order = append(b.order, int32(n))
		}
		g.kinds, g.total = append(g.kinds, b), g.total+share.count
	}
	g.plan()
	return g, nil
}

func embeddedVocabulary() (*evidence.Vocabulary, error) {
	const name = "vocabulary.yaml"
	file, err := seed.FS.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open the vocabulary: %w", err)
	}
	defer func() { _ = file.Close() }()
	graph, problems := content.ReadYAMLFile(name, file)
	if graph.Vocabulary == nil || len(problems) > 0 {
		return nil, fmt.Errorf("read the vocabulary: %v", problems)
	}
	return graph.Vocabulary, nil
}

type share struct {
	kind  evidence.Kind
	count int
}

// shares divides the entities among the kinds as the embedded knowledge does, in the order of ids.
func (g *Graph) shares() []share {
	n := g.Size.Entities
	part := func(percent int) int { return max(2, n*percent/100) }
	shares := []share{{evidence.KindConstruct, 0}, {evidence.KindIntervention, part(13)}, {evidence.KindPopulation, part(10)},
		{evidence.KindProblem, part(12)}, {evidence.KindSource, g.Size.Sources}, {evidence.KindTheorist, part(30)}}
	rest := n + g.Size.Sources
	for _, s := range shares {
		rest -= s.count
	}
	shares[0].count = rest
	return shares
}

// Len is the number of records: the vocabulary, entities, sources, claims and practice items.
func (g *Graph) Len() int { return 1 + g.total + len(g.planned) + g.items() }

func (g *Graph) items() int { return (len(g.planned) + ClaimsPerItem - 1) / ClaimsPerItem }

// Records makes the records in the order of an export: the vocabulary, then entities, claims and practice items, each by
// id. Every walk gives records of its own.
func (g *Graph) Records() iter.Seq[any] {
	return func(yield func(any) bool) {
		if !yield(g.Vocabulary) {
			return
		}
		for _, records := range []iter.Seq[any]{g.entities(), g.claims(), g.practice()} {
			for r := range records {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// ChangeSet makes the graph the whole content of a store.
func (g *Graph) ChangeSet() store.ChangeSet {
	change := store.ChangeSet{Replace: true}
	for r := range g.Records() {
		switch r := r.(type) {
		case *evidence.Vocabulary:
			change.Vocabulary = r
		case evidence.Entity:
			change.Entities = append(change.Entities, r)
		case *evidence.Claim:
			change.Claims = append(change.Claims, r)
		case *evidence.PracticeItem:
			change.Practice = append(change.Practice, r)
		}
	}
	return change
}

// draw draws from what a graph is made of.
type draw struct {
	*rand.Rand
	g *Graph
}

// random gives the draws of one part of the graph, the same at every walk.
func (g *Graph) random(part string) draw {
	stream := uint64(0)
	for _, b := range []byte(part) {
		stream = stream*31 + uint64(b)
	}
	return draw{rand.New(rand.NewPCG(g.Size.Seed, stream)), g}
}

// chance is true as often as so many percent.
func (d draw) chance(percent float64) bool { return d.Float64()*100 < percent }

// few gives a number below n, low ones far more often: the k-th comes up about k^(-2/3) as often as the first.
func (d draw) few(n int) int {
	r := d.Float64()
	return int(r * r * r * float64(n))
}

// entity draws an entity of a kind, a few far more often than most.
func (d draw) entity(b *block) int { return b.first + int(b.order[d.few(len(b.order))]) }

// source draws a work. Many share the classics, less unevenly than entities are spoken of.
func (d draw) source() int {
	b := d.g.block(evidence.KindSource)
	r := d.Float64()
	return b.first + int(b.order[int(r*r*float64(len(b.order)))])
}

func (d draw) year(from, to int) *int {
	year := from + d.IntN(to-from+1)
	return &year
}

// pick draws one of a list.
func pick[T any](d draw, list []T) T { return list[d.IntN(len(list))] }

func (g *Graph) block(kind evidence.Kind) *block {
	for i := range g.kinds {
		if g.kinds[i].kind == kind {
			return &g.kinds[i]
		}
	}
	return nil // not reached: all six kinds have one
}

func (g *Graph) blockOf(n int) *block {
	for i := range g.kinds {
		if b := &g.kinds[i]; n < b.first+len(b.order) {
			return b
		}
	}
	return nil // not reached: numbers are below the total
}
