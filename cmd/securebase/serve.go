package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/config"
	"github.com/securebase/securebase/internal/observe"
	"github.com/securebase/securebase/internal/server"
	"github.com/securebase/securebase/internal/store"
)

// How often a server looks whether another one has changed the content, and how long it waits before it tries again to
// reach a database that does not answer, and how long it may take to send the last traces.
const (
	watchEvery = time.Second
	retryAfter = 2 * time.Second
	sendWithin = 3 * time.Second
)

func newServe(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the pages and the GraphQL endpoint",
		Long: "Serve the pages at /, GraphQL at /graphql and its schema at /schema.graphql. An empty database is filled with\n" +
			"the knowledge that comes with the program. Several servers may stand before one Neo4j database.",
		Example: "  securebase serve\n  securebase serve --addr 127.0.0.1:9000 --db sqlite:graph.db\n" +
			"  SECUREBASE_NEO4J_USER=neo4j SECUREBASE_NEO4J_PASSWORD_FILE=secret securebase serve --db bolt://127.0.0.1:7687",
		Args: takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return serve(cmd, s) },
	}
	cmd.Flags().String("addr", config.DefaultAddr, "`host:port` to serve on")
	cmd.Flags().String("log-format", "text", "`form` of the log on standard error: text or json")
	cmd.Flags().String("log-level", "info", "least `level` that is logged: debug, info, warn or error")
	cmd.Flags().String("debug-addr", "", "loopback `host:port` to serve profiles on, such as 127.0.0.1:6060; none if empty")
	cmd.Flags().StringSlice("hosts", nil, "`names` under which the server may be asked for, such as atlas.example.org, besides localhost\n"+
		"and addresses; if none is given, only those if --addr is a loopback address, else any")
	cmd.Flags().Int("rate", config.DefaultRate, "`pages` or queries a second from one address, four times as many at once; this machine is\n"+
		"not counted; 0 for no limit")
	cmd.Flags().StringSlice("trusted-proxies", nil, "`addresses` or networks of proxies whose X-Forwarded-For and -Proto are believed")
	cmd.Flags().Duration("drain", 0, "`time` to go on answering after a signal to stop, while /readyz says not ready")
	return cmd
}

func serve(cmd *cobra.Command, s streams) error {
	c, err := config.Load(cmd.Flags())
	if err != nil {
		return err
	}
	log := observe.NewLog(s.err, c.LogFormat, c.Level())
	if c.LogFormat != "json" {
		return serveGraph(cmd, c, s, log)
	}
	s.err = observe.Lines(log) // so that all of standard error is JSON
	if err := serveGraph(cmd, c, s, log); err != nil {
		log.Error(sentence(err))
		return quietError{err}
	}
	return nil
}

func serveGraph(cmd *cobra.Command, c config.Config, s streams, log *slog.Logger) error {
	observer, send, err := observed(cmd.Context(), log)
	if err != nil {
		return err
	}
	defer send()
	ctx, stop := context.WithCancel(observer.Statements(context.WithoutCancel(cmd.Context())))
	defer stop()
	listener, err := server.Listen(ctx, c.Addr)
	if err != nil {
		return err
	}
	if c.DebugAddr != "" {
		profiles, err := server.Listen(ctx, c.DebugAddr)
		if err != nil {
			return err
		}
		go server.Debug(ctx, profiles, log)
	}
	gate := server.NewGate(log)
	context.AfterFunc(cmd.Context(), func() {
		gate.Close()
		time.Sleep(c.Drain)
		stop()
	})
	all := http.NewServeMux()
	all.Handle("GET /metrics", observer.Metrics())
	all.Handle("/", gate)
	proxies, err := c.Proxies()
	if err != nil {
		return err
	}
	door, err := server.Door(server.Rules{Loopback: c.Loopback(), Hosts: c.Hosts, Rate: c.Rate}, log, all)
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, listener, server.Clients(proxies, observer.Requests(door)), log) }()
	live, err := reach(ctx, c, s, log)
	if err != nil {
		stop()
		<-served // why the database cannot be used matters more
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
	observer.Graph(live)
	gate.Open(handler)
	go live.Watch(ctx, watchEvery, func(err error) {
		if err != nil {
			log.Warn("the database does not answer; readers stay on what they have", "error", err)
			return
		}
		log.Info("the database answers again")
	})
	entities, claims, _, _ := live.Index().Counts()
	fmt.Fprintf(s.err, "Secure Base is at http://%s/ (%d entities, %d claims, graph version %.12s). Stop it with Ctrl C.\n",
		listener.Addr(), entities, claims, live.Index().Version)
	return <-served
}

// observed makes what watches the server, and what sends the last traces at the end.
func observed(ctx context.Context, log *slog.Logger) (*observe.Observer, func(), error) {
	version, knowledge, err := versions()
	if err != nil {
		return nil, nil, err
	}
	options := observe.Options{Log: log, Version: version, Knowledge: knowledge}
	traces, err := observe.NewTraces(ctx, version, log)
	if err != nil || traces == nil {
		return observe.New(options), func() {}, err
	}
	options.Traces = traces
	return observe.New(options), func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendWithin)
		defer cancel()
		if err := traces.Shutdown(ctx); err != nil {
			log.Warn("the last traces were not sent", "error", err)
		}
	}, nil
}

// reach opens the graph. A Neo4j server that does not answer is tried again until it does; what will not mend by
// itself, such as a wrong password, is told at once.
func reach(ctx context.Context, c config.Config, s streams, log *slog.Logger) (*store.Live, error) {
	for {
		live, err := openLive(ctx, c, s.err)
		code := store.CodeOf(err)
		if err == nil || !config.IsNeo4j(c.DB) || code != store.Unavailable && code != store.Timeout || ctx.Err() != nil {
			return live, err
		}
		log.Warn("the database does not answer; trying again", "error", err)
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(retryAfter):
		}
	}
}
