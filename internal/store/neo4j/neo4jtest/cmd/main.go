// Command cmd starts a Neo4j server, says how to reach it and ends it on Ctrl C. With -home its data is kept.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/securebase/securebase/internal/store/neo4j/neo4jtest"
)

func main() {
	os.Exit(run())
}

func run() int {
	home := flag.String("home", "", "folder that keeps the data; without it everything goes when the server ends")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, *home); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func serve(ctx context.Context, home string) error {
	if home != "" {
		var err error
		if home, err = filepath.Abs(home); err != nil {
			return fmt.Errorf("read the name of the folder: %w", err)
		}
	}
	fmt.Println("starting Neo4j", neo4jtest.Release, "…")
	server, err := neo4jtest.Start(ctx, neo4jtest.Options{Home: home, Browser: true})
	if err != nil {
		return err
	}
	fmt.Printf("bolt      %s\nbrowser   %s\nuser      %s\npassword  %s\n\nCtrl C ends it.\n",
		server.URI, server.Browser, server.User, server.Password)
	select {
	case <-ctx.Done():
	case <-server.Ended():
		fmt.Println("Neo4j ended by itself; see its logs.")
	}
	return server.Stop()
}
