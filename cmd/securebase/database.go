package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/config"
	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
	"github.com/securebase/securebase/internal/store/sqlite"
	"github.com/securebase/securebase/seed"
)

// openStore opens a database by its address.
func openStore(ctx context.Context, db string, c config.Config) (store.Store, error) {
	if config.IsNeo4j(db) {
		return neo4j.Open(ctx, db, neo4j.Options{User: c.Neo4jUser, Password: c.Neo4jPassword, Database: c.Neo4jDatabase})
	}
	return sqlite.Open(ctx, strings.TrimPrefix(db, "sqlite:"))
}

// openGraph opens the database of the settings and indexes its content. An empty one is filled with the embedded
// knowledge first; one that holds older embedded knowledge and was never edited is brought up to date.
func openGraph(cmd *cobra.Command, s streams) (*store.Live, error) {
	c, err := config.Load(cmd.Flags())
	if err != nil {
		return nil, err
	}
	return openLive(cmd.Context(), c, s.err)
}

func openLive(ctx context.Context, c config.Config, messages io.Writer) (*store.Live, error) {
	db, err := openStore(ctx, c.DB, c)
	if err != nil {
		return nil, err
	}
	live, err := indexed(ctx, db, messages)
	if err != nil {
		_ = db.Close() // why it failed matters more
		return nil, err
	}
	return live, nil
}

func indexed(ctx context.Context, db store.Store, messages io.Writer) (*store.Live, error) {
	v, err := db.Version(ctx)
	if err != nil {
		return nil, err
	}
	digest, err := seed.Digest()
	if err != nil {
		return nil, err
	}
	if v.Number == 0 || v.Seed != digest && !v.Edited {
		if err := fill(ctx, db, digest, messages); err != nil {
			return nil, err
		}
	}
	return store.NewLive(ctx, db)
}

// fill imports the embedded knowledge.
func fill(ctx context.Context, db store.Store, digest string, messages io.Writer) error {
	started := time.Now()
	graph, problems := content.ReadYAML(seed.FS)
	if len(problems) > 0 {
		return fmt.Errorf("the embedded knowledge is not sound: %s", problems[0])
	}
	change := graph.ChangeSet()
	change.Seed = digest
	bar := newBar(messages, "Importing the knowledge", change.Size())
	change.Progress = bar.at
	if _, err := db.Apply(ctx, change); err != nil {
		return err
	}
	bar.done()
	fmt.Fprintf(messages, "Imported %d entities, %d claims and %d practice items in %.1f s.\n", len(change.Entities),
		len(change.Claims), len(change.Practice), time.Since(started).Seconds())
	return nil
}

// bar shows how far long work is, on a terminal only.
type bar struct{ shown *progressbar.ProgressBar }

func newBar(to io.Writer, what string, of int) bar {
	if _, ok := terminal(to); !ok {
		return bar{}
	}
	return bar{progressbar.NewOptions(of, progressbar.OptionSetWriter(to), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionThrottle(50*time.Millisecond), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetRenderBlankState(true))}
}

func (b bar) at(done, of int) {
	if b.shown != nil {
		b.shown.ChangeMax(of)
		_ = b.shown.Set(done) // a bar that cannot be drawn is no reason to stop
	}
}

func (b bar) done() {
	if b.shown != nil {
		_ = b.shown.Finish()
	}
}
