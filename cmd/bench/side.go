package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/config"
	"github.com/securebase/securebase/internal/server"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
	"github.com/securebase/securebase/internal/store/sqlite"
)

// The two sides of a ratio: the server as it is, and the plain handler.
const (
	theServer = "server"
	thePlain  = "plain"
)

// database is where a graph is.
type database struct{ address, user, password string }

func (d database) open(ctx context.Context) (store.Store, error) {
	if config.IsNeo4j(d.address) {
		return neo4j.Open(ctx, d.address, neo4j.Options{User: d.user, Password: d.password})
	}
	return sqlite.Open(ctx, strings.TrimPrefix(d.address, "sqlite:"))
}

// live opens the database and indexes it.
func (d database) live(ctx context.Context) (*store.Live, error) {
	db, err := d.open(ctx)
	if err != nil {
		return nil, err
	}
	live, err := store.NewLive(ctx, db)
	if err != nil {
		_ = db.Close() // why it failed matters more
		return nil, err
	}
	return live, nil
}

// environment is how a process is told where the database is and with what credentials.
func (d database) environment() []string {
	return append(os.Environ(), "SECUREBASE_DB="+d.address, "SECUREBASE_NEO4J_USER="+d.user, "SECUREBASE_NEO4J_PASSWORD="+d.password)
}

// side is one side of a ratio, a process of its own: what it allocates is nobody else's, and it collects its own garbage.
type side struct {
	*client
	control *client
	life    io.Closer // the process ends when this is closed, or when this process ends
	process *exec.Cmd
	reading memory // what a look at the memory itself allocates
}

// sideReady is what a side tells when it can be asked: where it answers, and where it tells its memory.
type sideReady struct{ Address, Control string }

// memory is what a process has allocated since its start.
type memory struct{ Objects, Bytes uint64 }

// startSide runs this program anew as one side.
func startSide(ctx context.Context, which string, d database) (*side, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	s := &side{process: exec.CommandContext(ctx, self, "side", which)}
	s.process.Env, s.process.Stderr = d.environment(), os.Stderr
	if s.life, err = s.process.StdinPipe(); err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	out, err := s.process.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	if err := s.process.Start(); err != nil {
		return nil, fmt.Errorf("start the %s side: %w", which, err)
	}
	if err := s.meet(out); err != nil {
		s.stop()
		return nil, fmt.Errorf("start the %s side: %w", which, err)
	}
	return s, nil
}

func (s *side) meet(out io.Reader) error {
	var ready sideReady
	err := json.NewDecoder(bufio.NewReader(out)).Decode(&ready)
	if err != nil {
		return fmt.Errorf("hear from it: %w", err)
	}
	s.client, s.control = newClient(ready.Address), newClient(ready.Control)
	var before, after memory
	for _, m := range []*memory{&before, &before, &after} { // the first look opens the connection
		if *m, err = s.memory(); err != nil {
			return err
		}
	}
	s.reading = after.minus(before)
	return nil
}

func (s *side) stop() {
	for _, c := range []*client{s.client, s.control} {
		if c != nil {
			c.close()
		}
	}
	_ = s.life.Close()
	_ = s.process.Wait() // it was told to end, or has said why it did
}

func (s *side) memory() (m memory, err error) {
	body, err := s.control.do(get("/"))
	if err != nil {
		return m, fmt.Errorf("ask for the memory: %w", err)
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return m, fmt.Errorf("read the memory: %w", err)
	}
	return m, nil
}

func (m memory) minus(other memory) memory {
	return memory{m.Objects - min(m.Objects, other.Objects), m.Bytes - min(m.Bytes, other.Bytes)}
}

// newSide is the command that a side runs as.
func newSide() *cobra.Command {
	return &cobra.Command{Use: "side server|plain", Hidden: true, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, cancel := context.WithCancel(cmd.Context())
			defer cancel()
			go func() {
				_, _ = io.Copy(io.Discard, os.Stdin)
				cancel()
			}()
			d := database{os.Getenv("SECUREBASE_DB"), os.Getenv("SECUREBASE_NEO4J_USER"), os.Getenv("SECUREBASE_NEO4J_PASSWORD")}
			return runSide(ctx, args[0], d, os.Stdout)
		}}
}

func runSide(ctx context.Context, which string, d database, out io.Writer) error {
	live, err := d.live(ctx)
	if err != nil {
		return err
	}
	defer live.Close()
	handler, err := handlerOf(which, live)
	if err != nil {
		return err
	}
	answers, err := server.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return err
	}
	control, err := server.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return err
	}
	told := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		_ = json.NewEncoder(w).Encode(memory{m.Mallocs, m.TotalAlloc}) // the other process may be gone
	})
	served := make(chan error, 2)
	go func() { served <- server.Serve(ctx, control, told, quiet()) }()
	go func() { served <- server.Serve(ctx, answers, handler, quiet()) }()
	if err := json.NewEncoder(out).Encode(sideReady{answers.Addr().String(), control.Addr().String()}); err != nil {
		return fmt.Errorf("say that the side is ready: %w", err)
	}
	return <-served
}

// quiet is a log that is written as always and kept nowhere.
func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func handlerOf(which string, live *store.Live) (http.Handler, error) {
	if which == thePlain {
		return newPlain(live), nil
	}
	return server.New(live, quiet())
}
