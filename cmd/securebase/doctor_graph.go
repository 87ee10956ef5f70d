package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/securebase/securebase/internal/config"
	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
	"github.com/securebase/securebase/internal/store/sqlite"
	"github.com/securebase/securebase/seed"
)

// database looks at the database without changing it, and at its content if it is of this program's schema.
func (d *doctor) database(ctx context.Context, c config.Config) {
	look := d.sqlite
	if config.IsNeo4j(c.DB) {
		look = d.neo4j
	}
	db := look(ctx, c)
	if db == nil {
		return
	}
	defer db.Close()
	d.content(ctx, db)
}

// sqlite looks at a file and opens it for reading, if it can be.
func (d *doctor) sqlite(ctx context.Context, c config.Config) store.Store {
	const check = "database"
	l, err := sqlite.LookAt(ctx, strings.TrimPrefix(c.DB, "sqlite:"))
	if store.CodeOf(err) == store.NotFound {
		d.note(check, isWarning, sentence(err), "securebase serve makes it and fills it with the knowledge that comes with the program")
		return nil
	}
	if err != nil {
		d.fail(check, err, "")
		return nil
	}
	defer l.Close() //nolint:errcheck // nothing was written through it
	release, err1 := l.Library(ctx)
	size, err2 := l.Size()
	if err := errors.Join(err1, err2); err != nil {
		d.fail(check, err, "")
		return nil
	}
	found := fmt.Sprintf("SQLite %s, schema %d, %.1f MB", release, l.Schema, float64(size)/1e6)
	if l.Schema < l.Known {
		d.note(check, isWarning, fmt.Sprintf("%s; this program knows schema %d", found, l.Known),
			"securebase backup it, then start the server, which brings it up to date")
	} else {
		d.note(check, isOK, found, "")
	}
	if err := l.Check(ctx, true); err != nil {
		d.fail("integrity", err, "")
		return nil
	}
	d.note("integrity", isOK, "pages, indexes and references are sound", "")
	if l.Schema < l.Known {
		return nil
	}
	db, err := l.Open(ctx)
	if err != nil {
		d.fail("index", err, "")
		return nil
	}
	return db
}

// neo4j asks a server about itself and opens its database, if that needs no preparing.
func (d *doctor) neo4j(ctx context.Context, c config.Config) store.Store {
	const check = "database"
	options := neo4j.Options{User: c.Neo4jUser, Password: c.Neo4jPassword, Database: c.Neo4jDatabase}
	l, err := neo4j.LookAt(ctx, c.DB, options)
	if err != nil {
		d.fail(check, err, "")
		return nil
	}
	found := fmt.Sprintf("%s, %d of %d migrations", l.Server, l.Migrations, l.Known)
	if l.Migrations < l.Known {
		d.note(check, isWarning, found, "securebase serve carries out the rest; dump the database before, if it holds a graph")
		return nil
	}
	d.note(check, isOK, found, "")
	if l.Loading {
		d.note("integrity", isWarning, "a load is under way or was broken off; readers see the graph before it",
			"wait for it, or start the import again, which goes on where it stopped")
	} else {
		d.note("integrity", isOK, "no load is under way", "")
	}
	db, err := neo4j.Open(ctx, c.DB, options)
	if err != nil {
		d.fail("index", err, "")
		return nil
	}
	return db
}

// again is what to do about content that is not as it was written.
const again = "import the knowledge again, or restore a backup"

// content reads all records once: for the index, the digest, the references and the rules of the data model.
func (d *doctor) content(ctx context.Context, db store.Store) {
	began := time.Now()
	b, sum := evidence.NewBuilder(), evidence.Digest{}
	entities, refers := map[string]bool{}, map[string]string{}
	out, in := io.Pipe()
	checked := make(chan content.Report, 1)
	go func() {
		graph, _ := content.ReadJSONL("database", out)
		_, _ = io.Copy(io.Discard, out) // what it did not want to read
		checked <- content.Check(graph)
	}()
	version, err := db.Stream(ctx, func(r store.Record) error {
		line, err := evidence.Line(r)
		if err != nil {
			return err
		}
		sum.Add(evidence.RecordDigest(line))
		if e, ok := r.(evidence.Entity); ok {
			entities[e.Head().ID] = true
		}
		for _, to := range evidence.References(r) {
			refers[to.ID] = nameOf(r)
		}
		if _, err := in.Write(append(line, '\n')); err != nil {
			return err
		}
		return b.Add(r)
	})
	_ = in.Close() // never fails
	report := <-checked
	if err != nil {
		d.fail("index", err, again)
		return
	}
	d.clock(version)
	for _, to := range slices.Sorted(maps.Keys(refers)) {
		if !entities[to] {
			d.note("references", isFailed, fmt.Sprintf("%s refers to %q, which is no entity", refers[to], to), again)
			return
		}
	}
	d.note("references", isOK, fmt.Sprintf("%d entities are referred to, and all are there", len(refers)), "")
	if version.Number > 0 && sum.String() != version.Digest {
		d.note("index", isFailed, fmt.Sprintf("the content adds up to %.12s, but the database says %.12s: another program wrote to it", sum, version.Digest), again)
		return
	}
	ix, err := b.Build(version.Digest)
	if err != nil {
		d.fail("index", err, again)
		return
	}
	n, claims, _, _ := ix.Counts()
	d.note("index", isOK, fmt.Sprintf("%d entities, %d claims, graph version %.12s, built in %.1f s", n, claims, version.Digest, time.Since(began).Seconds()), "")
	d.knowledge(version, report)
}

// knowledge compares what the database holds with what comes with the program, and counts what is wrong with it.
func (d *doctor) knowledge(v store.Version, report content.Report) {
	const check = "knowledge"
	digest, err := seed.Digest()
	if err != nil {
		d.fail(check, err, "")
		return
	}
	found := fmt.Sprintf("%d problems, %d warnings", len(report.Problems), len(report.Warnings))
	switch {
	case v.Number == 0:
		d.note(check, isWarning, "the database is empty", "securebase serve fills it, or securebase import")
	case len(report.Problems) > 0:
		d.note(check, isWarning, fmt.Sprintf("%s, the first: %s", found, report.Problems[0]),
			"securebase export --format jsonl > graph.jsonl and securebase validate graph.jsonl lists them")
	case v.Edited:
		d.note(check, isOK, found+"; edited or imported, so it stays when the program brings newer knowledge", "")
	case v.Seed != digest:
		d.note(check, isWarning, found+"; older than that of this program", "securebase serve brings it up to date")
	default:
		d.note(check, isOK, fmt.Sprintf("%s; that of this program, %.12s", found, digest), "")
	}
}

// nameOf names a record for a person.
func nameOf(r store.Record) string {
	switch r := r.(type) {
	case evidence.Entity:
		return "the entity " + r.Head().ID
	case *evidence.Claim:
		return "the claim " + r.ID
	case *evidence.PracticeItem:
		return "the practice item " + r.ID
	}
	return "the vocabulary"
}
