package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j/neo4jtest"
	"github.com/securebase/securebase/internal/synthetic"
	"github.com/securebase/securebase/seed"
)

// graph is what is measured on: the embedded knowledge, or a generated graph.
type graph struct {
	name     string
	entities int // of a generated one; 0 for the knowledge
}

// large says whether to bring it in takes long.
func (g graph) large() bool { return g.entities > 1000 }

func knowledge() graph { return graph{name: "knowledge"} }

func generated(entities int) graph {
	return graph{"generated " + thousands(entities), entities}
}

// content is the graph as a change that brings all of it.
func (g graph) content() (store.ChangeSet, error) {
	if g.entities > 0 {
		made, err := synthetic.New(synthetic.Of(g.entities))
		if err != nil {
			return store.ChangeSet{}, err
		}
		return made.ChangeSet(), nil
	}
	read, problems := content.ReadYAML(seed.FS)
	if len(problems) > 0 {
		return store.ChangeSet{}, fmt.Errorf("the embedded knowledge is not sound: %s", problems[0])
	}
	change := read.ChangeSet()
	digest, err := seed.Digest()
	change.Seed = digest
	return change, err
}

// The databases.
const (
	onSQLite = "SQLite"
	onNeo4j  = "Neo4j"
)

// world is a graph on a database.
type world struct {
	graph graph
	on    string
	database
	dir    string
	server *neo4jtest.Server // of Neo4j
	files  int
}

func (w *world) String() string { return w.graph.name + ", " + w.on }

// newWorld makes an empty database, and a server for it if it needs one.
func newWorld(ctx context.Context, g graph, on string) (*world, error) {
	dir, err := os.MkdirTemp("", "securebase-bench-")
	if err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	w := &world{graph: g, on: on, dir: dir}
	if on == onSQLite {
		w.address = w.freshFile()
		return w, nil
	}
	if w.server, err = startNeo4j(ctx, filepath.Join(dir, "neo4j")); err != nil {
		w.remove()
		return nil, err
	}
	w.database = databaseOf(w.server)
	return w, nil
}

// startNeo4j starts a server with the heap and the compiler of a real one.
func startNeo4j(ctx context.Context, home string) (*neo4jtest.Server, error) {
	return neo4jtest.Start(ctx, neo4jtest.Options{Home: home, Java: []string{"-Xmx2g"}, PageCache: "512m"})
}

func databaseOf(s *neo4jtest.Server) database { return database{s.URI, s.User, s.Password} }

// freshFile names a database file that is not there yet.
func (w *world) freshFile() string {
	w.files++
	return "sqlite:" + filepath.Join(w.dir, fmt.Sprintf("graph-%d.db", w.files))
}

func (w *world) remove() {
	if w.server != nil {
		_ = w.server.Stop() // all that it holds goes
	}
	_ = os.RemoveAll(w.dir)
}
