// Command clients serves the embedded knowledge for clients.test.mjs: it prints the address, changes the graph for every
// line that it is sent, and stops at the end of its input.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/server"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
	"github.com/securebase/securebase/seed"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "clients")
	if err != nil {
		return fmt.Errorf("make a place for the database: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	live, err := fill(ctx, filepath.Join(dir, "graph.db"))
	if err != nil {
		return err
	}
	defer live.Close()
	handler, err := server.New(live, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	listener, err := server.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, listener, handler, slog.New(slog.DiscardHandler)) }()
	fmt.Printf("http://%s\n", listener.Addr())
	lines := bufio.NewScanner(os.Stdin)
	for n := 1; lines.Scan(); n++ {
		if err := change(ctx, live, n); err != nil {
			stop()
			return err
		}
	}
	stop()
	return <-served
}

// fill makes a database of the embedded knowledge.
func fill(ctx context.Context, file string) (*store.Live, error) {
	graph, problems := content.ReadYAML(seed.FS)
	if len(problems) > 0 {
		return nil, fmt.Errorf("the knowledge has %d problems", len(problems))
	}
	db, err := sqlite.Open(ctx, file)
	if err != nil {
		return nil, err
	}
	if _, err := db.Apply(ctx, graph.ChangeSet()); err != nil {
		return nil, err
	}
	return store.NewLive(ctx, db)
}

// change puts one more entity into the graph.
func change(ctx context.Context, live *store.Live, n int) error {
	_, err := live.Apply(ctx, store.ChangeSet{Entities: []evidence.Entity{&evidence.Theorist{Common: evidence.Common{
		ID: fmt.Sprintf("newcomer-%d", n), Kind: evidence.KindTheorist, Name: fmt.Sprintf("Newcomer %d", n)}}}})
	return err
}
