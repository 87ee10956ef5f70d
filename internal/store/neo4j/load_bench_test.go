package neo4j_test

import (
	"context"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
	"github.com/securebase/securebase/internal/store/neo4j/neo4jtest"
)

// benchmarkClaims is the size of the graph that is imported, unless SECUREBASE_BENCH_CLAIMS says another.
const benchmarkClaims = 200_000

// BenchmarkImport imports a large graph through the store and, beside it, with a bare loader: the same nodes,
// properties and relationships in batches of 1,000 rows, one transaction each, and nothing else. Both have a server of
// their own with the heap and the compiler of a real one. They take turns of half a second, so that what else a machine
// does slows both alike; the time of each is that of its turns. Run it with -benchtime 1x.
func BenchmarkImport(b *testing.B) {
	claims := benchmarkClaims
	if asked, err := strconv.Atoi(os.Getenv("SECUREBASE_BENCH_CLAIMS")); err == nil {
		claims = asked
	}
	change := library(b, claims)
	groups := groupsOf(b, change)
	for range b.N {
		server, bare := largeServer(b), largeServer(b)
		turns := newTurns(2)
		change.Progress = func(int, int) { turns.next(0) }
		loaded := make(chan error, 1)
		go func() {
			turns.begin(1)
			defer turns.end(1)
			loaded <- importBare(b.Context(), bare, groups, func() { turns.next(1) })
		}()
		turns.begin(0)
		_, err := server.store.Apply(b.Context(), change)
		turns.end(0)
		if bareErr := <-loaded; err != nil || bareErr != nil {
			b.Fatal(err, bareErr)
		}
		if got, want := sizeOf(b, server), sizeOf(b, bare); got != want {
			b.Fatalf("the store wrote %+v, the bare loader %+v", got, want)
		}
		server.stop(b)
		bare.stop(b)
		took, bareTook := turns.spent[0], turns.spent[1]
		b.Logf("%d claims: store %v, bare loader %v", claims, took.Round(time.Millisecond), bareTook.Round(time.Millisecond))
		b.ReportMetric(float64(claims)/took.Seconds(), "claims/s")
		b.ReportMetric(float64(claims)/bareTook.Seconds(), "bare-claims/s")
		b.ReportMetric(bareTook.Seconds()/took.Seconds(), "ratio")
	}
}

// turns lets several goroutines work by turns and measures how long each works.
type turns struct {
	baton []chan struct{} // who receives from theirs may work
	begun time.Time
	spent []time.Duration
	ended []bool
}

const turnTime = 500 * time.Millisecond

func newTurns(n int) *turns {
	t := &turns{baton: make([]chan struct{}, n), spent: make([]time.Duration, n), ended: make([]bool, n)}
	for i := range t.baton {
		t.baton[i] = make(chan struct{}, 1)
	}
	t.baton[0] <- struct{}{}
	return t
}

// begin waits for the first turn.
func (t *turns) begin(me int) {
	<-t.baton[me]
	t.begun = time.Now()
}

// next ends a turn that has lasted long enough, and waits for the next one.
func (t *turns) next(me int) {
	if time.Since(t.begun) < turnTime {
		return
	}
	t.pass(me)
	t.begin(me)
}

// end leaves the turns to the others.
func (t *turns) end(me int) {
	t.ended[me] = true
	t.pass(me)
}

func (t *turns) pass(me int) {
	t.spent[me] += time.Since(t.begun)
	for i := 1; i <= len(t.baton); i++ {
		if next := (me + i) % len(t.baton); !t.ended[next] {
			t.baton[next] <- struct{}{}
			return
		}
	}
}

// loadServer is a server, and the store that made the names and indexes in it.
type loadServer struct {
	*neo4jtest.Server
	store *neo4j.Store
}

func largeServer(b *testing.B) loadServer {
	b.Helper()
	server, err := neo4jtest.Start(b.Context(), neo4jtest.Options{Home: b.TempDir(), Java: []string{"-Xmx2g"}, PageCache: "512m"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Stop() }) // ended already if all went well
	s, err := neo4j.Open(b.Context(), server.URI, neo4j.Options{User: server.User, Password: server.Password})
	if err != nil {
		b.Fatal(err)
	}
	return loadServer{server, s}
}

func (s loadServer) stop(b *testing.B) {
	b.Helper()
	if err := s.store.Close(); err != nil {
		b.Error(err)
	}
	if err := s.Stop(); err != nil {
		b.Fatal(err)
	}
}

// group is the rows of one statement of the bare loader.
type group struct {
	cypher string
	rows   []any
}

// groupsOf gives the nodes of a change and then its relationships, as the rows of a fixed statement for each sort.
func groupsOf(b *testing.B, change store.ChangeSet) []group {
	b.Helper()
	var nodes, relationships []group
	add := func(all *[]group, cypher string, row map[string]any) {
		at := slices.IndexFunc(*all, func(g group) bool { return g.cypher == cypher })
		if at < 0 {
			at = len(*all)
			*all = append(*all, group{cypher: cypher})
		}
		(*all)[at].rows = append((*all)[at].rows, row)
	}
	link := func(all []neo4j.Relationship) {
		for _, r := range all {
			add(&relationships, "UNWIND $rows AS row MATCH (a:"+r.From.Label+" {id: row.from}) MATCH (b:"+r.To.Label+
				" {id: row.to}) CREATE (a)-[r:"+r.Type+"]->(b) SET r = row.properties",
				map[string]any{"from": r.From.ID, "to": r.To.ID, "properties": r.Properties})
		}
	}
	shape := neo4j.NewShape()
	shaped := func(record any) {
		made, links, err := shape.Record(record)
		if err != nil {
			b.Fatal(err)
		}
		for _, n := range made {
			set := ""
			if len(n.Labels) > 1 {
				set = " SET n:" + strings.Join(n.Labels[1:], ":")
			}
			add(&nodes, "UNWIND $rows AS row MERGE (n:"+n.Labels[0]+" {id: row.id}) SET n = row.properties"+set,
				map[string]any{"id": n.Properties["id"], "properties": n.Properties})
		}
		link(links)
	}
	if _, _, err := shape.Record(change.Vocabulary); err != nil { // the store alone writes its few terms
		b.Fatal(err)
	}
	for _, e := range change.Entities {
		shaped(e)
	}
	for _, c := range change.Claims {
		shaped(c)
	}
	link(shape.Edges())
	return slices.Concat(nodes, relationships)
}

// importBare writes the rows with the driver and nothing else, and tells between two transactions.
func importBare(ctx context.Context, server loadServer, groups []group, between func()) error {
	return server.direct(ctx, func(session driver.SessionWithContext) error {
		for _, g := range groups {
			for batch := range slices.Chunk(g.rows, 1000) {
				_, err := session.ExecuteWrite(ctx, func(tx driver.ManagedTransaction) (any, error) {
					result, err := tx.Run(ctx, g.cypher, map[string]any{"rows": batch})
					if err != nil {
						return nil, err
					}
					return result.Consume(ctx)
				})
				if err != nil {
					return err
				}
				between()
			}
		}
		return nil
	})
}

// direct calls work with a session of a driver that has no settings of ours.
func (s loadServer) direct(ctx context.Context, work func(driver.SessionWithContext) error) error {
	d, err := driver.NewDriverWithContext(s.URI, driver.BasicAuth(s.User, s.Password, ""))
	if err != nil {
		return err
	}
	defer d.Close(ctx)
	session := d.NewSession(ctx, driver.SessionConfig{DatabaseName: "neo4j"})
	defer session.Close(ctx)
	return work(session)
}

// size is how much of entities and claims a database holds.
type size struct{ nodes, properties, relationships, described int64 }

func sizeOf(b *testing.B, server loadServer) (s size) {
	b.Helper()
	count := func(cypher string) (items, properties int64) {
		err := server.direct(b.Context(), func(session driver.SessionWithContext) error {
			result, err := session.Run(b.Context(), cypher, nil)
			if err != nil {
				return err
			}
			record, err := result.Single(b.Context())
			if err != nil {
				return err
			}
			if items, _, err = driver.GetRecordValue[int64](record, "items"); err != nil {
				return err
			}
			properties, _, err = driver.GetRecordValue[int64](record, "properties")
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		return items, properties
	}
	s.nodes, s.properties = count("MATCH (n:Entity|Claim) RETURN count(n) AS items, sum(size(keys(n))) AS properties")
	s.relationships, s.described = count("MATCH (:Entity|Claim)-[r]->(:Entity) RETURN count(r) AS items, sum(size(keys(r))) AS properties")
	return s
}
