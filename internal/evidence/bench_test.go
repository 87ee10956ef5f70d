package evidence_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/synthetic"
	"github.com/securebase/securebase/seed"
)

// knowledge is the graph that comes with the program.
var knowledge = sync.OnceValue(func() *world {
	g, problems := content.ReadYAML(seed.FS)
	if g.Vocabulary == nil || len(g.Claims) == 0 {
		panic(fmt.Sprint(problems))
	}
	return &world{g.Vocabulary, g.Entities, g.Claims, g.Practice}
})

// large is a generated graph of 20,000 entities, 60,000 works and 200,000 claims in which few entities have most of the
// edges.
var large = sync.OnceValue(func() *world {
	g, err := synthetic.New(synthetic.Of(20_000))
	if err != nil {
		panic(err)
	}
	change := g.ChangeSet()
	return &world{change.Vocabulary, change.Entities, change.Claims, change.Practice}
})

// skewed gives a number below n, low ones far more often, so that degrees follow a power law.
func (m *maker) skewed(n int) int { return int(float64(n) * math.Pow(m.Float64(), 3)) }

var benchmarkIndexes = map[string]func() *evidence.Index{
	"knowledge": sync.OnceValue(func() *evidence.Index { return must(knowledge()) }),
	"large":     sync.OnceValue(func() *evidence.Index { return must(large()) }),
}

func must(w *world) *evidence.Index {
	ix, err := evidence.NewIndex("benchmark", w.vocabulary, w.entities, w.claims, w.practice)
	if err != nil {
		panic(err)
	}
	return ix
}

// onBoth runs a benchmark on the knowledge and on the large graph.
func onBoth(b *testing.B, run func(b *testing.B, ix *evidence.Index)) {
	for _, name := range []string{"knowledge", "large"} {
		b.Run(name, func(b *testing.B) {
			ix := benchmarkIndexes[name]()
			b.ReportAllocs()
			b.ResetTimer()
			run(b, ix)
		})
	}
}

// lensOf numbers lenses, each with few edges hidden or many.
func lensOf(i int) evidence.Lens {
	year := 2100 + i
	return []evidence.Lens{{}, {HideLLM: true}, {MinTier: "T1"}, {AsOf: &year}, {MinTier: "T2", HideLLM: true}}[i%5]
}

func BenchmarkIndex(b *testing.B) {
	for _, name := range []string{"knowledge", "large"} {
		b.Run(name, func(b *testing.B) {
			records := map[string]func() *world{"knowledge": knowledge, "large": large}[name]()
			b.ReportAllocs()
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			var ix *evidence.Index
			for b.Loop() {
				ix = must(records)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/float64(len(records.claims)), "B/claim")
			runtime.KeepAlive(ix)
		})
	}
}

// newYear makes every lens a new one, in repeated runs too.
var newYear = 1900

func BenchmarkViewNewLens(b *testing.B) {
	onBoth(b, func(b *testing.B, ix *evidence.Index) {
		for b.Loop() {
			newYear++
			year := newYear
			ix.View(evidence.Lens{AsOf: &year, MinTier: "T2"})
		}
	})
}

// ends draws pairs from the entities with most edges, from the middle and from the tail.
func ends(ix *evidence.Index, m *rand.Rand) (int32, int32) {
	list := ix.Full().EntityList([]evidence.Kind{"Construct", "Theorist", "Intervention", "Problem"}, "", evidence.OrderDegree)
	end := func() int32 {
		from, to := 0, 50
		switch m.IntN(3) {
		case 1:
			from, to = 50, len(list)/2
		case 2:
			from, to = len(list)/2, len(list)
		}
		return list[from+m.IntN(to-from)]
	}
	a, b := end(), end()
	for a == b {
		b = end()
	}
	return a, b
}

// BenchmarkEvidencePaths asks 300 questions a round; the figures in µs are of one question.
func BenchmarkEvidencePaths(b *testing.B) {
	onBoth(b, func(b *testing.B, ix *evidence.Index) {
		m := newRandom(3)
		type question struct {
			v *evidence.View
			q evidence.PathQuery
		}
		var questions []question
		for i := range 300 {
			from, to := ends(ix, m)
			questions = append(questions, question{ix.View(lensOf(i)),
				evidence.PathQuery{From: from, To: to, MaxHops: 6, Slack: 1, Direction: evidence.AnyWay, First: 5}})
		}
		var took []time.Duration
		truncated, noPath := 0, 0
		for b.Loop() {
			for _, q := range questions {
				start := time.Now()
				paths := q.v.EvidencePaths(q.q)
				took = append(took, time.Since(start))
				truncated += one(paths.Truncated)
				noPath += one(paths.NoPath != nil)
			}
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
		b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-µs")
		b.ReportMetric(float64(took[len(took)-1].Microseconds()), "max-µs")
		b.ReportMetric(100*float64(truncated)/float64(len(took)), "%truncated")
		b.ReportMetric(100*float64(noPath)/float64(len(took)), "%nopath")
	})
}

func BenchmarkLineage(b *testing.B) {
	onBoth(b, func(b *testing.B, ix *evidence.Index) {
		m := newRandom(4)
		for b.Loop() {
			root, _ := ends(ix, m)
			ix.Full().Lineage(root, evidence.BothWays, 4)
		}
	})
}

func BenchmarkPage(b *testing.B) {
	onBoth(b, func(b *testing.B, ix *evidence.Index) {
		m := newRandom(5)
		v := ix.View(evidence.Lens{MinTier: "T2"})
		for b.Loop() {
			entity, _ := ends(ix, m)
			v.Page(entity)
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	onBoth(b, func(b *testing.B, ix *evidence.Index) {
		v := ix.View(evidence.Lens{MinTier: "T2"})
		for i := 0; b.Loop(); i++ {
			typed := []string{"secure b", "attachment", "construct 12", "ainsworht", "10.1000/1"}[i%5]
			v.Search(typed, evidence.ParseTextQuery(typed), evidence.TextMatch{}, nil)
		}
	})
}
