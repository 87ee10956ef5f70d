package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
)

// bareRows is the rows of one statement.
type bareRows struct {
	cypher string
	rows   []any
}

// bareBatch is how many rows one transaction of the bare loader writes, as many as one of the store does.
const bareBatch = 1000

// bareGraph gives the nodes of a change and then its relationships, with all properties that the store gives them, as the
// rows of a fixed statement for each sort.
func bareGraph(change store.ChangeSet) ([]bareRows, error) {
	var nodes, relationships []bareRows
	places := map[string]int{}
	add := func(all *[]bareRows, cypher string, row map[string]any) {
		at, known := places[cypher]
		if !known {
			at = len(*all)
			places[cypher] = at
			*all = append(*all, bareRows{cypher: cypher})
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
	shaped := func(record any) error {
		made, links, err := shape.Record(record)
		if err != nil {
			return fmt.Errorf("shape a record: %w", err)
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
		return nil
	}
	if _, _, err := shape.Record(change.Vocabulary); err != nil { // the store alone writes its few terms
		return nil, fmt.Errorf("shape the vocabulary: %w", err)
	}
	for _, e := range change.Entities {
		if err := shaped(e); err != nil {
			return nil, err
		}
	}
	for _, c := range change.Claims {
		if err := shaped(c); err != nil {
			return nil, err
		}
	}
	link(shape.Edges())
	return slices.Concat(nodes, relationships), nil
}

// direct calls work with a session of a driver that has no settings of ours.
func (d database) direct(ctx context.Context, work func(driver.SessionWithContext) error) (err error) {
	bare, err := driver.NewDriverWithContext(d.address, driver.BasicAuth(d.user, d.password, ""))
	if err != nil {
		return fmt.Errorf("reach Neo4j: %w", err)
	}
	session := bare.NewSession(ctx, driver.SessionConfig{DatabaseName: "neo4j"})
	defer func() {
		ctx := context.WithoutCancel(ctx)
		err = errors.Join(err, session.Close(ctx), bare.Close(ctx))
	}()
	return work(session)
}

// loadBare writes the rows with the driver and nothing else.
func (d database) loadBare(ctx context.Context, groups []bareRows, between func()) error {
	return d.direct(ctx, func(session driver.SessionWithContext) error {
		for _, g := range groups {
			for batch := range slices.Chunk(g.rows, bareBatch) {
				_, err := session.ExecuteWrite(ctx, func(tx driver.ManagedTransaction) (any, error) {
					result, err := tx.Run(ctx, g.cypher, map[string]any{"rows": batch})
					if err != nil {
						return nil, err //nolint:wrapcheck // the driver looks at it
					}
					return result.Consume(ctx) //nolint:wrapcheck // the driver looks at it
				})
				if err != nil {
					return fmt.Errorf("write rows: %w", err)
				}
				between()
			}
		}
		return nil
	})
}

// unloadBare reads what an export holds: the canonical form of every record.
func (d database) unloadBare(ctx context.Context, between func()) error {
	return d.direct(ctx, func(session driver.SessionWithContext) error {
		for _, label := range []string{"Vocabulary", "Entity", "Claim", "PracticeItem"} {
			result, err := session.Run(ctx, "MATCH (n:"+label+") RETURN n.record AS record", nil)
			if err != nil {
				return fmt.Errorf("read records: %w", err)
			}
			for n := 1; result.Next(ctx); n++ {
				if _, _, err := driver.GetRecordValue[string](result.Record(), "record"); err != nil {
					return fmt.Errorf("read a record: %w", err)
				}
				if n%1000 == 0 {
					between()
				}
			}
			if err := result.Err(); err != nil {
				return fmt.Errorf("read records: %w", err)
			}
		}
		return nil
	})
}

// extent is how much of entities and claims a database holds.
type extent struct{ nodes, properties, relationships, described int64 }

func (d database) extent(ctx context.Context) (e extent, err error) {
	count := func(cypher string, items, properties *int64) error {
		return d.direct(ctx, func(session driver.SessionWithContext) error {
			result, err := session.Run(ctx, cypher, nil)
			if err != nil {
				return fmt.Errorf("count: %w", err)
			}
			record, err := result.Single(ctx)
			if err != nil {
				return fmt.Errorf("count: %w", err)
			}
			if *items, _, err = driver.GetRecordValue[int64](record, "items"); err != nil {
				return fmt.Errorf("count: %w", err)
			}
			if *properties, _, err = driver.GetRecordValue[int64](record, "properties"); err != nil {
				return fmt.Errorf("count: %w", err)
			}
			return nil
		})
	}
	err = errors.Join(
		count("MATCH (n:Entity|Claim) RETURN count(n) AS items, sum(size(keys(n))) AS properties", &e.nodes, &e.properties),
		count("MATCH (:Entity|Claim)-[r]->(:Entity) RETURN count(r) AS items, sum(size(keys(r))) AS properties", &e.relationships, &e.described))
	return e, err
}
