package main

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

//go:embed queries/*.graphql
var queryFiles embed.FS

// asked is one sort of question and the questions of it, the same for both sides.
type asked struct {
	name      string // as the table has it
	path      string // of the plain handler; the query is in queries/PATH.graphql
	document  string
	questions []question
}

// question is the variables of the query, and the same as parameters of the plain handler.
type question struct {
	variables  map[string]any
	parameters url.Values
}

// request asks the plain handler.
func (a *asked) plainRequest(i int) []byte {
	return get("/" + a.path + "?" + a.questions[i%len(a.questions)].parameters.Encode())
}

// serverRequest asks the GraphQL server. A fresh question is one that no cache of answers can know: the server is to work
// it out. It carries a variable that the query does not declare, which GraphQL passes over. The i-th question that is not
// fresh is the same in every round.
func (a *asked) serverRequest(i int, fresh bool) []byte {
	variables := a.questions[i%len(a.questions)].variables
	if fresh {
		varied := map[string]any{"round": i}
		for name, value := range variables {
			varied[name] = value
		}
		variables = varied
	}
	body, err := json.Marshal(map[string]any{"query": a.document, "variables": variables})
	if err != nil {
		panic(err) // not reached: variables are texts and numbers
	}
	return post("/graphql", body)
}

// questionCount bounds the different questions of a sort.
const questionCount = 90

// lens is a lens that paths are asked under, in both forms.
type lens struct {
	name       string
	variables  map[string]any
	parameters url.Values
}

// lenses are those under which paths are asked: every part alone, and several together. The population is one of which
// much is known.
func lenses(population string) []lens {
	return []lens{
		{"no lens", nil, url.Values{}},
		{"tier T1", map[string]any{"minTier": "T1"}, url.Values{"minTier": {"T1"}}},
		{"no LLM", map[string]any{"includeLLM": false}, url.Values{"llm": {"off"}}},
		{"as of 1990", map[string]any{"asOf": 1990}, url.Values{"asOf": {"1990"}}},
		{"supporting", map[string]any{"stances": []string{"SUPPORTS"}}, url.Values{"stance": {"SUPPORTS"}}},
		{"trials", map[string]any{"designs": []string{"rct", "meta-analysis"}}, url.Values{"design": {"rct", "meta-analysis"}}},
		{"one population", map[string]any{"populations": []string{population}}, url.Values{"population": {population}}},
		{"tier T2, as of 2010", map[string]any{"minTier": "T2", "asOf": 2010}, url.Values{"minTier": {"T2"}, "asOf": {"2010"}}},
	}
}

// asker draws the questions about a graph.
type asker struct {
	view   *evidence.View
	random *rand.Rand
	hubs   []int32 // the fifty entities with most edges
	well   []int32 // the rest of the upper half
	tail   []int32
}

func newAsker(ix *evidence.Index) *asker {
	view := ix.Full()
	list := view.EntityList([]evidence.Kind{evidence.KindConstruct, evidence.KindTheorist, evidence.KindIntervention,
		evidence.KindProblem}, "", evidence.OrderDegree)
	hubs := min(50, len(list)/4)
	return &asker{view, rand.New(rand.NewPCG(1, 2)), list[:hubs], list[hubs : len(list)/2], list[len(list)/2:]}
}

// one draws an entity: hubs, the well linked and the tail take turns.
func (a *asker) one(turn int) int32 {
	list := [][]int32{a.hubs, a.well, a.tail}[turn%3]
	return list[a.random.IntN(len(list))]
}

func (a *asker) byID(name, path string, ids []int32) *asked {
	q := &asked{name: name, path: path}
	for _, n := range ids {
		id := a.view.EntityID(n)
		q.questions = append(q.questions, question{map[string]any{"id": id}, url.Values{"id": {id}}})
	}
	return q
}

// sorts are the names of all sorts of questions, as the table has them.
func sorts() []string {
	names := []string{"entity page", "list of 50 × 5 claims", "search", "2-hop neighborhood", "lineage"}
	for _, l := range lenses("") {
		names = append(names, pathsUnder(l))
	}
	return names
}

func pathsUnder(l lens) string { return "evidence paths, " + l.name }

// all draws the questions of every sort.
func (a *asker) all(ctx context.Context, db store.Store) ([]*asked, error) {
	var drawn []int32
	for i := range questionCount {
		drawn = append(drawn, a.one(i))
	}
	search, err := a.searches(ctx, db)
	if err != nil {
		return nil, err
	}
	sorts := []*asked{a.byID("entity page", "entity-page", a.pages()), a.lists(), search,
		a.byID("2-hop neighborhood", "neighborhood", drawn), a.byID("lineage", "lineage", drawn)}
	pairs := a.pairs()
	for _, l := range lenses(a.population()) {
		sorts = append(sorts, a.paths(pairs, l))
	}
	for _, q := range sorts {
		text, err := queryFiles.ReadFile("queries/" + q.path + ".graphql")
		if err != nil {
			return nil, fmt.Errorf("read a query: %w", err)
		}
		q.document = string(text)
	}
	return sorts, nil
}

// pages are entities that have fifty claims at least, or of a small graph those that have most.
func (a *asker) pages() []int32 {
	list := a.view.EntityList([]evidence.Kind{evidence.KindConstruct, evidence.KindTheorist, evidence.KindIntervention,
		evidence.KindPopulation, evidence.KindProblem}, "", evidence.OrderDegree)
	var pages []int32
	for _, n := range list {
		if len(a.view.EntityClaims(n, evidence.RoleAny, nil)) >= 50 {
			pages = append(pages, n)
		}
		if len(pages) == questionCount {
			return pages
		}
	}
	if len(pages) == 0 {
		return list[:min(10, len(list))]
	}
	return pages
}

func (a *asker) lists() *asked {
	q := &asked{name: "list of 50 × 5 claims", path: "entity-list"}
	for _, kind := range []string{"CONSTRUCT", "THEORIST", "INTERVENTION", "PROBLEM", "POPULATION"} {
		for _, order := range []string{"NAME", "YEAR", "DEGREE"} {
			q.questions = append(q.questions, question{map[string]any{"kinds": []string{kind}, "orderBy": order},
				url.Values{"kind": {kind}, "orderBy": {order}}})
		}
	}
	return q
}

// searches are what readers type: whole names, the beginnings of other names, some with a slip, and words of texts.
func (a *asker) searches(ctx context.Context, db store.Store) (*asked, error) {
	var ids []int32
	for i := range questionCount / 3 {
		ids = append(ids, a.one(i))
	}
	book, err := store.Read(ctx, db, store.Want{Entities: a.view.EntityIDs(ids)})
	if err != nil {
		return nil, err
	}
	q := &asked{name: "search", path: "search"}
	for i, n := range ids {
		head := book.Entities[a.view.EntityID(n)].Head()
		words := strings.Fields(head.Summary)
		other := []rune(head.Name)
		if len(head.Aliases) > 0 {
			other = []rune(head.Aliases[0])
		}
		typed := []string{head.Name, string(other[:max(1, len(other)*2/3)])}
		if i%3 == 0 && len(other) > 5 {
			typed[1] = string(other[:3]) + "q" + string(other[4:])
		}
		if len(words) > 0 {
			typed = append(typed, strings.Trim(words[len(words)-1], ".,;:()"))
		}
		for _, text := range typed {
			q.questions = append(q.questions, question{map[string]any{"query": text}, url.Values{"query": {text}}})
		}
	}
	return q, nil
}

// pairs draws the ends of paths evenly from hubs, the well linked and the tail: all nine combinations take turns.
func (a *asker) pairs() [][2]int32 {
	var pairs [][2]int32
	for i := 0; len(pairs) < questionCount; i++ {
		if from, to := a.one(i), a.one(i/3); from != to {
			pairs = append(pairs, [2]int32{from, to})
		}
	}
	return pairs
}

func (a *asker) paths(pairs [][2]int32, l lens) *asked {
	q := &asked{name: pathsUnder(l), path: "evidence-paths"}
	for _, pair := range pairs {
		from, to := a.view.EntityID(pair[0]), a.view.EntityID(pair[1])
		one := question{map[string]any{"from": from, "to": to}, url.Values{"from": {from}, "to": {to}}}
		if l.variables != nil {
			one.variables["lens"] = l.variables
		}
		for name, values := range l.parameters {
			one.parameters[name] = values
		}
		q.questions = append(q.questions, one)
	}
	return q
}

// population is the one that most claims are on.
func (a *asker) population() string {
	counts := map[int32]int{}
	best := int32(-1)
	_, claims, _, _ := a.view.Counts()
	for n := range int32(claims) {
		if _, _, _, p := a.view.ClaimEnds(n); p >= 0 {
			if counts[p]++; best < 0 || counts[p] > counts[best] {
				best = p
			}
		}
	}
	if best < 0 {
		return ""
	}
	return a.view.EntityID(best)
}
