package neo4j_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/securebase/securebase/graph"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/soak"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
)

// show asks GraphQL for answers with their Cypher, runs that on the same graph and compares.
type show struct {
	*testing.T
	store   *neo4j.Store
	live    *store.Live
	handler http.Handler
	texts   map[string][]string // the operators of statements seen
	asked   int
	slowest time.Duration
}

// newShow puts the content into Neo4j and GraphQL over it.
func newShow(t *testing.T, s *neo4j.Store, content store.ChangeSet) *show {
	t.Helper()
	if _, err := s.Apply(t.Context(), content); err != nil {
		t.Fatal(err)
	}
	live, err := store.NewLive(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	handler := graph.NewHandler(live, slog.New(slog.DiscardHandler), func(context.Context) string { return "test" })
	return &show{T: t, store: s, live: live, handler: handler, texts: map[string][]string{}}
}

// lens is a lens as a query's variable.
type lens map[string]any

func (l lens) String() string {
	text, _ := json.Marshal(map[string]any(l))
	return string(text)
}

// id is anything that a query asks the id of.
type id struct{ ID string }

func ids(list []id) []string {
	texts := make([]string, len(list))
	for i, x := range list {
		texts[i] = x.ID
	}
	return texts
}

// statement is the Cypher of an answer.
type statement struct {
	Text       string
	Parameters map[string]any
	Browser    string
}

const statementFields = ` cypher { text parameters browser } `

// ask sends a query, with the lens as its variable.
func (s *show) ask(query string, l lens, into any) {
	s.Helper()
	body, err := json.Marshal(map[string]any{"query": "query($lens: Lens) {" + query + "}", "variables": map[string]any{"lens": l}})
	if err != nil {
		s.Fatal(err)
	}
	r := httptest.NewRequestWithContext(s.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	answer := struct {
		Data   any
		Errors []any
	}{Data: into}
	decoder := json.NewDecoder(w.Body)
	decoder.UseNumber()
	if err := decoder.Decode(&answer); err != nil || len(answer.Errors) > 0 {
		s.Fatalf("%s under %s: %v %v", query, l, answer.Errors, err)
	}
}

// run runs the Cypher of an answer with its parameters.
func (s *show) run(c statement) []*driver.Record {
	s.Helper()
	s.checkBrowser(c)
	begun := time.Now()
	rows, operators := neo4j.Profile(s.T, s.store, c.Text, numbers(c.Parameters).(map[string]any))
	if s.texts[c.Text] != nil { // the first time it is planned
		s.slowest = max(s.slowest, time.Since(begun))
	}
	s.texts[c.Text] = operators
	s.asked++
	return rows
}

// numbers gives the numbers of parameters the type that the database knows.
func numbers(value any) any {
	switch v := value.(type) {
	case json.Number:
		whole, err := v.Int64()
		if err != nil {
			panic(err)
		}
		return whole
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = numbers(x)
		}
		return list
	case map[string]any:
		all := map[string]any{}
		for name, x := range v {
			all[name] = numbers(x)
		}
		return all
	}
	return value
}

// checkBrowser holds the text for Neo4j Browser against the statement: the server itself reads the parameters.
func (s *show) checkBrowser(c statement) {
	s.Helper()
	first, rest, _ := strings.Cut(c.Browser, "\n")
	literal, ok := strings.CutPrefix(first, ":params ")
	if !ok || strings.TrimSpace(rest) != c.Text+";" {
		s.Errorf("this is not parameters and the statement: %s", c.Browser)
		return
	}
	if s.texts[c.Text] != nil && s.asked%20 != 0 {
		return // others of its kind have been read
	}
	if got := neo4j.Rows(s.T, s.store, "RETURN "+literal, nil)[0].Values[0]; !reflect.DeepEqual(got, numbers(c.Parameters)) {
		s.Errorf("%s\n is %v\n not %v", literal, got, c.Parameters)
	}
}

// same compares two sets.
func (s *show) same(what string, got, want []string, c statement) {
	s.Helper()
	got, want = unique(got), unique(want)
	if !slices.Equal(got, want) {
		s.Errorf("%s\nCypher gives %q\nthe answer is %q\n%s", what, without(got, want), without(want, got), c.Browser)
	}
}

func unique(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// without lists what one has and the other has not.
func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(x string) bool { return slices.Contains(other, x) })
}

// column gives a property of everything in a row's column: nodes, relationships, paths and lists of them.
func column(row *driver.Record, name, property string) []string {
	value, _ := row.Get(name)
	return properties(value, property)
}

func properties(value any, property string) []string {
	text := func(all map[string]any) []string {
		if x, ok := all[property].(string); ok {
			return []string{x}
		}
		return nil
	}
	switch v := value.(type) {
	case driver.Node:
		return text(v.Props)
	case driver.Relationship:
		return text(v.Props)
	case driver.Path:
		var list []string
		for _, n := range v.Nodes {
			list = append(list, text(n.Props)...)
		}
		for _, r := range v.Relationships {
			list = append(list, text(r.Props)...)
		}
		return list
	case []any:
		var list []string
		for _, x := range v {
			list = append(list, properties(x, property)...)
		}
		return list
	}
	return nil
}

type nodeOf struct{ Entity id }

func (s *show) neighborhood(of, arguments string, l lens) {
	s.Helper()
	var answer struct {
		Neighborhood struct {
			Nodes  []nodeOf
			Edges  []id
			Cypher statement
		}
	}
	s.ask(fmt.Sprintf(`neighborhood(id: %q, %s, lens: $lens) { nodes { entity { id } } edges { id } %s }`, of, arguments, statementFields), l, &answer)
	s.subgraph("neighborhood of "+of+" "+arguments+" "+l.String(), answer.Neighborhood.Nodes, answer.Neighborhood.Edges, answer.Neighborhood.Cypher)
}

// among asks for the graph among some entities.
func (s *show) among(of []string, l lens) {
	s.Helper()
	var answer struct {
		Subgraph struct {
			Nodes  []nodeOf
			Edges  []id
			Cypher statement
		}
	}
	list, err := json.Marshal(of)
	if err != nil {
		s.Fatal(err)
	}
	s.ask(fmt.Sprintf(`subgraph(ids: %s, lens: $lens) { nodes { entity { id } } edges { id } %s }`, list, statementFields), l, &answer)
	what := fmt.Sprintf("subgraph of %q %s", of, l)
	var nodes []string
	for _, n := range answer.Subgraph.Nodes {
		nodes = append(nodes, n.Entity.ID)
	}
	if !slices.Equal(nodes, of) {
		s.Errorf("%s has the nodes %q", what, nodes)
	}
	s.subgraph(what, answer.Subgraph.Nodes, answer.Subgraph.Edges, answer.Subgraph.Cypher)
}

func (s *show) lineage(of, arguments string, l lens) {
	s.Helper()
	var answer struct {
		Lineage struct {
			Nodes  []nodeOf
			Edges  []id
			Cypher statement
		}
	}
	s.ask(fmt.Sprintf(`lineage(id: %q, %s, lens: $lens) { nodes { entity { id } } edges { id } %s }`, of, arguments, statementFields), l, &answer)
	s.subgraph("lineage of "+of+" "+arguments+" "+l.String(), answer.Lineage.Nodes, answer.Lineage.Edges, answer.Lineage.Cypher)
}

func (s *show) subgraph(what string, nodes []nodeOf, edges []id, c statement) {
	s.Helper()
	rows := s.run(c)
	if len(rows) != 1 {
		s.Fatalf("%s: %d rows", what, len(rows))
	}
	var want []string
	for _, n := range nodes {
		want = append(want, n.Entity.ID)
	}
	s.same("nodes of the "+what, column(rows[0], "nodes", "id"), want, c)
	s.same("edges of the "+what, column(rows[0], "relationships", "edge"), ids(edges), c)
}

func (s *show) paths(from, to, arguments string, l lens) {
	s.Helper()
	var answer struct {
		EvidencePaths struct {
			Nodes []struct {
				Entities []id
				Steps    []struct {
					Edge   id
					Others []id
				}
			}
			Direct []id
			Cypher statement
		}
	}
	s.ask(fmt.Sprintf(`evidencePaths(from: %q, to: %q, %s, lens: $lens) { nodes { entities { id } steps { edge { id } others { id } } } direct { id } %s }`,
		from, to, arguments, statementFields), l, &answer)
	what := fmt.Sprintf("paths from %s to %s %s %s", from, to, arguments, l)
	c := answer.EvidencePaths.Cypher
	var direct []string
	var rank int
	for _, row := range s.run(c) {
		if number, _ := row.Get("rank"); number == int64(0) {
			direct = append(direct, column(row, "path", "edge")...)
			continue
		} else if rank++; number != int64(rank) {
			s.Errorf("%s: row %d is of rank %v", what, rank, number)
		}
		if rank > len(answer.EvidencePaths.Nodes) {
			break
		}
		want := answer.EvidencePaths.Nodes[rank-1]
		var steps, others []string
		for _, step := range want.Steps {
			steps, others = append(steps, step.Edge.ID), append(others, ids(step.Others)...)
		}
		if got := column(row, "path", "id"); !slices.Equal(got, ids(want.Entities)) {
			s.Errorf("%s: path %d goes over %q, not %q", what, rank, got, want.Entities)
		}
		if got := column(row, "path", "edge"); !slices.Equal(got, steps) {
			s.Errorf("%s: path %d goes over %q, not %q", what, rank, got, steps)
		}
		s.same(fmt.Sprintf("others of %s, path %d", what, rank), column(row, "beside", "edge"), others, c)
	}
	if rank != len(answer.EvidencePaths.Nodes) {
		s.Errorf("%s: Cypher gives %d paths of %d\n%s", what, rank, len(answer.EvidencePaths.Nodes), c.Browser)
	}
	s.same("direct edges of "+what, direct, ids(answer.EvidencePaths.Direct), c)
}

// claimPage is a page of a list of claims.
type claimPage struct {
	Nodes []struct {
		ID        string
		Citations []struct{ Source id }
	}
	PageInfo   struct{ EndCursor string }
	TotalCount int
	Cypher     statement
}

const claimFields = ` { nodes { id citations { source { id } } } pageInfo { endCursor } totalCount ` + statementFields + ` } `

// claims pages through a list of claims: before and after stand around the arguments of its field.
func (s *show) claims(before, arguments, after string, l lens, pick func(json.RawMessage) claimPage) {
	s.Helper()
	var all []string
	cited := map[string][]string{}
	var c statement
	for cursor := ""; ; {
		var answer json.RawMessage
		s.ask(before+"("+arguments+cursor+" first: 100)"+claimFields+after, l, &answer)
		page := pick(answer)
		for _, n := range page.Nodes {
			all = append(all, n.ID)
			for _, x := range n.Citations {
				cited[n.ID] = append(cited[n.ID], x.Source.ID)
			}
		}
		c = page.Cypher
		if len(all) >= page.TotalCount || len(page.Nodes) == 0 {
			break
		}
		cursor = fmt.Sprintf(" after: %q", page.PageInfo.EndCursor)
	}
	what := before + "(" + arguments + ") under " + l.String()
	var got []string
	for _, row := range s.run(c) {
		claim := column(row, "claim", "id")[0]
		got = append(got, claim)
		s.same(what+": sources of "+claim, column(row, "sources", "id"), cited[claim], c)
	}
	if !slices.IsSorted(got) || len(unique(got)) != len(got) {
		s.Errorf("%s: the claims are not by id", what)
	}
	s.same(what, got, all, c)
}

// claimList asks Query.claims.
func (s *show) claimList(filter string, l lens) {
	s.Helper()
	s.claims("claims", "filter: {"+filter+"} lens: $lens", "", l, func(answer json.RawMessage) claimPage {
		var x struct{ Claims claimPage }
		s.read(answer, &x)
		return x.Claims
	})
}

// entityClaims asks Entity.claims.
func (s *show) entityClaims(of, arguments string, l lens) {
	s.Helper()
	s.claims(fmt.Sprintf("entity(id: %q) { claims", of), arguments+" lens: $lens", "}", l, func(answer json.RawMessage) claimPage {
		var x struct{ Entity struct{ Claims claimPage } }
		s.read(answer, &x)
		return x.Entity.Claims
	})
}

func (s *show) read(answer json.RawMessage, into any) {
	s.Helper()
	decoder := json.NewDecoder(bytes.NewReader(answer))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		s.Fatal(err)
	}
}

// topic compares a topic page, of which GraphQL counts the claims and the index knows all.
func (s *show) topic(of string, view *evidence.View, l lens) {
	s.Helper()
	var answer struct {
		Entity struct {
			Page struct {
				Sections []struct {
					ID       string
					Claims   claimPage
					Sources  []id
					Practice []id
				}
				Provenance struct{ Claims, Practice int }
				Cypher     statement
			}
		}
	}
	s.ask(fmt.Sprintf(`entity(id: %q) { page(lens: $lens) { sections { id claims(first: 100)%s practice { id } sources { id } } provenance { claims practice } %s } }`,
		of, claimFields, statementFields), l, &answer)
	page := answer.Entity.Page
	n, _ := view.Entity(of)
	assembled := view.Page(n)
	what := "page of " + of + " under " + l.String()
	var claims, practice, sources []string
	for _, row := range s.run(page.Cypher) {
		sources = append(sources, column(row, "sources", "id")...)
		item, _ := row.Get("item")
		switch node := item.(driver.Node); {
		case slices.Contains(node.Labels, "Claim"):
			claims = append(claims, column(row, "item", "id")...)
		case slices.Contains(node.Labels, "PracticeItem"):
			practice = append(practice, column(row, "item", "id")...)
		}
	}
	if len(claims) != page.Provenance.Claims || len(practice) != page.Provenance.Practice {
		s.Errorf("%s: %d claims and %d practice items, not %+v", what, len(claims), len(practice), page.Provenance)
	}
	var wantClaims, wantPractice []string
	for _, section := range assembled.Sections {
		wantClaims = append(wantClaims, view.ClaimIDs(section.Claims)...)
		wantPractice = append(wantPractice, view.PracticeIDs(section.Practice)...)
	}
	s.same("claims of the "+what, claims, wantClaims, page.Cypher)
	s.same("practice items of the "+what, practice, wantPractice, page.Cypher)
	s.same("sources of the "+what, sources, view.EntityIDs(assembled.Sources), page.Cypher)
	if of != "secure-base" {
		return // one page has its sections looked at
	}
	for _, section := range page.Sections {
		var got []string
		for _, row := range s.run(section.Claims.Cypher) {
			got = append(got, column(row, "claim", "id")...)
		}
		for _, claim := range section.Claims.Nodes {
			if !slices.Contains(got, claim.ID) {
				s.Errorf("%s: Cypher does not give %s in %s", what, claim.ID, section.ID)
			}
		}
		if len(got) != section.Claims.TotalCount {
			s.Errorf("%s: %d claims in %s, not %d", what, len(got), section.ID, section.Claims.TotalCount)
		}
	}
}

// lenses are one for each part and some of several parts. Those that come first are looked through most.
func lenses(populations ...string) []lens {
	return []lens{nil, {"minTier": "T2", "asOf": 2010, "includeLLM": false}, {"includeLLM": false}, {"minTier": "T1"}, {"asOf": 1995},
		{"minTier": "T2", "asOf": 2015, "stances": []string{"SUPPORTS", "NULL_RESULT"}, "designs": []string{"rct", "meta-analysis"}, "populations": populations},
		{"stances": []string{"DISPUTES", "NULL_RESULT"}}, {"designs": []string{"rct", "theoretical"}}, {"populations": populations},
		{"stances": []string{"QUALIFIES"}}, {"minTier": "T2"}, {"asOf": 2005, "populations": populations}}
}

// soak says whether the long run was asked for.

// view is the index under a lens, as GraphQL sees it.
func (s *show) view(l lens) *evidence.View {
	s.Helper()
	raw, err := json.Marshal(map[string]any(l))
	if err != nil {
		s.Fatal(err)
	}
	var parts struct {
		MinTier     evidence.Tier
		IncludeLLM  *bool
		AsOf        *int
		Stances     []string
		Designs     []string
		Populations []string
	}
	s.read(raw, &parts)
	own := evidence.Lens{MinTier: parts.MinTier, HideLLM: parts.IncludeLLM != nil && !*parts.IncludeLLM, AsOf: parts.AsOf,
		Designs: parts.Designs, Populations: parts.Populations}
	for _, stance := range parts.Stances {
		own.Stances = append(own.Stances, map[string]evidence.Stance{"SUPPORTS": evidence.Supports, "QUALIFIES": evidence.Qualifies,
			"DISPUTES": evidence.Disputes, "NULL_RESULT": evidence.Null}[stance])
	}
	return s.live.Index().View(own)
}

// checkPlans looks at how every statement was carried out.
func (s *show) checkPlans() {
	s.Helper()
	for text, operators := range s.texts {
		for _, bad := range []string{"AllNodesScan", "CartesianProduct"} {
			if len(operators) == 0 || slices.Contains(operators, bad) {
				s.Errorf("%s is carried out by %q", text, operators)
			}
		}
	}
}

// TestTheCypherGivesTheAnswer asks of the embedded knowledge.
func TestTheCypherGivesTheAnswer(t *testing.T) {
	s := newShow(t, neo4j.OpenEmpty(t), neo4j.Knowledge(t))
	all := lenses("foster-children", "young-first-time-mothers")
	if !soak.Whole() {
		all = all[1:2]
	}
	for _, l := range all {
		s.ofKnowledge(l)
	}
	s.claimList("", nil)
	s.checkPlans()
	if soak.Whole() {
		s.everyLineage()
	}
	t.Logf("%d statements, %d of them different, the slowest but for planning in %v", s.asked, len(s.texts), s.slowest)
}

func (s *show) ofKnowledge(l lens) {
	s.Helper()
	known := []string{"secure-base", "john-bowlby", "attachment-security", "circle-of-security-parenting",
		"emotionally-focused-therapy", "foster-children", "bowlby-1988"}
	for i, of := range known {
		s.neighborhood(of, fmt.Sprintf("depth: %d, perRelation: 5, limit: 60", 1+i%2), l)
		s.lineage(of, []string{"depth: 12", "direction: ANCESTORS, depth: 3", "direction: DESCENDANTS, depth: 2"}[i%3], l)
		s.topic(of, s.view(l), l)
		s.entityClaims(of, []string{"role: ANY", "role: CITED"}[i%2], l)
		s.paths(of, known[(i+1)%len(known)], "first: 5", l)
	}
	s.among(known, l)
	s.paths("william-blatz", "dependency-paradox", "direction: FLOW", l)
	s.paths("circle-of-security-parenting", "externalizing-problems", "classes: [EFFECT], slack: 2", l)
	s.claimList("disputed: true", l)
	s.claimList(`predicates: ["improves"], stances: [NULL_RESULT], designs: ["rct"], from: 2000, to: 2020`, l)
	s.claimList(`source: "bowlby-1988", provenance: SOURCED`, l)
	s.claimList(`subject: "circle-of-security-parenting", object: "attachment-security"`, l)
	s.claimList(`entity: "secure-base", classes: [LINEAGE, FINDING]`, l)
}

// everyLineage walks from everything as far as can be asked for.
func (s *show) everyLineage() {
	s.Helper()
	ix := s.live.Index()
	entities, _, _, _ := ix.Counts()
	for n := range int32(entities) {
		if ix.KindOf(n) != evidence.KindSource {
			s.lineage(ix.EntityID(n), "depth: 12", nil)
		}
	}
}
