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

// BenchmarkImport imports a large graph through the store and, beside it, what the store has written with a bare
// loader: the same nodes, properties and relationships in batches of 1,000 rows, one transaction each, and nothing
// else. Both have a server of their own with the heap and the compiler of a real one. Run it with -benchtime 1x.
func BenchmarkImport(b *testing.B) {
	claims := benchmarkClaims
	if asked, err := strconv.Atoi(os.Getenv("SECUREBASE_BENCH_CLAIMS")); err == nil {
		claims = asked
	}
	change := library(claims, "as was found")
	for range b.N {
		server := largeServer(b, b.TempDir())
		took := importThroughStore(b, server, change)
		nodes, relationships := everythingIn(b, server)
		stop(b, server)
		bare := largeServer(b, b.TempDir())
		bareTook := importBare(b, bare, nodes, relationships)
		stop(b, bare)
		rate, bareRate := float64(claims)/took.Seconds(), float64(claims)/bareTook.Seconds()
		b.Logf("%d claims: store %v, bare loader %v", claims, took.Round(time.Millisecond), bareTook.Round(time.Millisecond))
		b.ReportMetric(rate, "claims/s")
		b.ReportMetric(bareRate, "bare-claims/s")
		b.ReportMetric(rate/bareRate, "ratio")
	}
}

func largeServer(b *testing.B, home string) *neo4jtest.Server {
	b.Helper()
	server, err := neo4jtest.Start(b.Context(), neo4jtest.Options{Home: home, Java: []string{"-Xmx2g"}, PageCache: "512m"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Stop() }) // ended already if all went well
	return server
}

func stop(b *testing.B, server *neo4jtest.Server) {
	b.Helper()
	if err := server.Stop(); err != nil {
		b.Fatal(err)
	}
}

func importThroughStore(b *testing.B, server *neo4jtest.Server, change store.ChangeSet) time.Duration {
	b.Helper()
	s, err := neo4j.Open(b.Context(), server.URI, neo4j.Options{User: server.User, Password: server.Password})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	begun := time.Now()
	if _, err := s.Apply(b.Context(), change); err != nil {
		b.Fatal(err)
	}
	return time.Since(begun)
}

// rowsOf are the rows of one statement of the bare loader.
type rowsOf struct {
	cypher string
	rows   []any
}

// everythingIn reads all nodes and relationships of a database as the rows that would write them.
func everythingIn(b *testing.B, server *neo4jtest.Server) (nodes, relationships []rowsOf) {
	b.Helper()
	groups := map[string]*rowsOf{}
	add := func(cypher string, row map[string]any) {
		if groups[cypher] == nil {
			groups[cypher] = &rowsOf{cypher: cypher}
		}
		groups[cypher].rows = append(groups[cypher].rows, row)
	}
	const wanted = "any(l IN labels(n) WHERE l IN ['Entity', 'Claim'])"
	each(b, server, "MATCH (n) WHERE "+wanted+" RETURN labels(n) AS labels, n.id AS id, properties(n) AS properties", func(r *driver.Record) {
		labels := texts(r, "labels")
		slices.SortFunc(labels, func(a, b string) int { // Entity before Construct
			return strings.Compare(strings.TrimPrefix(a, "Entity"), strings.TrimPrefix(b, "Entity"))
		})
		set := ""
		if len(labels) > 1 {
			set = " SET n:" + labels[1]
		}
		add("UNWIND $rows AS row MERGE (n:"+labels[0]+" {id: row.id}) SET n = row.properties"+set, row(r, "id", "properties"))
	})
	for _, sort := range []string{"Entity", "Claim"} {
		each(b, server, "MATCH (n:"+sort+")-[r]->(m:Entity) RETURN type(r) AS type, n.id AS from, m.id AS to, properties(r) AS properties",
			func(r *driver.Record) {
				kind, _, err := driver.GetRecordValue[string](r, "type")
				if err != nil {
					b.Fatal(err)
				}
				add("UNWIND $rows AS row MATCH (a:"+sort+" {id: row.from}) MATCH (b:Entity {id: row.to}) CREATE (a)-[r:"+kind+"]->(b) SET r = row.properties",
					row(r, "from", "to", "properties"))
			})
	}
	for cypher, group := range groups {
		if strings.Contains(cypher, "CREATE") {
			relationships = append(relationships, *group)
		} else {
			nodes = append(nodes, *group)
		}
	}
	return nodes, relationships
}

func texts(r *driver.Record, column string) []string {
	var all []string
	held, _ := r.Get(column)
	for _, v := range held.([]any) {
		all = append(all, v.(string))
	}
	return all
}

func row(r *driver.Record, columns ...string) map[string]any {
	all := map[string]any{}
	for _, column := range columns {
		all[column], _ = r.Get(column)
	}
	return all
}

// direct calls work with a session of a driver that has no settings of ours.
func direct(b *testing.B, server *neo4jtest.Server, work func(context.Context, driver.SessionWithContext) error) {
	b.Helper()
	d, err := driver.NewDriverWithContext(server.URI, driver.BasicAuth(server.User, server.Password, ""))
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close(b.Context())
	session := d.NewSession(b.Context(), driver.SessionConfig{DatabaseName: "neo4j"})
	defer session.Close(b.Context())
	if err := work(b.Context(), session); err != nil {
		b.Fatal(err)
	}
}

func each(b *testing.B, server *neo4jtest.Server, cypher string, take func(*driver.Record)) {
	b.Helper()
	direct(b, server, func(ctx context.Context, session driver.SessionWithContext) error {
		result, err := session.Run(ctx, cypher, nil)
		if err != nil {
			return err
		}
		for result.Next(ctx) {
			take(result.Record())
		}
		return result.Err()
	})
}

// importBare writes the rows with the driver and nothing else, into the same constraints and indexes.
func importBare(b *testing.B, server *neo4jtest.Server, nodes, relationships []rowsOf) time.Duration {
	b.Helper()
	s, err := neo4j.Open(b.Context(), server.URI, neo4j.Options{User: server.User, Password: server.Password})
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil { // it made the indexes
		b.Fatal(err)
	}
	var took time.Duration
	direct(b, server, func(ctx context.Context, session driver.SessionWithContext) error {
		begun := time.Now()
		for _, group := range slices.Concat(nodes, relationships) {
			for batch := range slices.Chunk(group.rows, 1000) {
				_, err := session.ExecuteWrite(ctx, func(tx driver.ManagedTransaction) (any, error) {
					result, err := tx.Run(ctx, group.cypher, map[string]any{"rows": batch})
					if err != nil {
						return nil, err
					}
					return result.Consume(ctx)
				})
				if err != nil {
					return err
				}
			}
		}
		took = time.Since(begun)
		return nil
	})
	return took
}
