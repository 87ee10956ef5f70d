package main

import (
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/config"
	"github.com/securebase/securebase/internal/server"
)

func newServe(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the pages and the GraphQL endpoint",
		Long: "Serve the pages at /, GraphQL at /graphql and its schema at /schema.graphql. An empty database is filled with\n" +
			"the knowledge that comes with the program.",
		Example: "  securebase serve\n  securebase serve --addr 127.0.0.1:9000 --db sqlite:graph.db",
		Args:    takes(0, 0, "no arguments"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return serve(cmd, s) },
	}
	cmd.Flags().String("addr", config.DefaultAddr, "`host:port` to serve on")
	return cmd
}

func serve(cmd *cobra.Command, s streams) error {
	log := slog.New(slog.NewTextHandler(s.err, nil))
	live, c, err := openGraph(cmd, s)
	if err != nil {
		return err
	}
	defer live.Close()
	if live.Now().Edited {
		fmt.Fprintln(s.err, "This database was edited or imported into; it keeps its own content. securebase import replaces it by the knowledge that comes with the program.")
	}
	handler, err := server.New(live, log)
	if err != nil {
		return err
	}
	listener, err := server.Listen(cmd.Context(), c.Addr)
	if err != nil {
		return err
	}
	entities, claims, _, _ := live.Index().Counts()
	fmt.Fprintf(s.err, "Secure Base is at http://%s/ (%d entities, %d claims, graph version %.12s). Stop it with Ctrl C.\n",
		listener.Addr(), entities, claims, live.Index().Version)
	return server.Serve(cmd.Context(), listener, handler, log)
}
