package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/config"
	"github.com/securebase/securebase/internal/server"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
	"github.com/securebase/securebase/internal/store/sqlite"
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
	process *exec.Cmd
	memory  func() (memory, error) // what the process has allocated since its start
	reading memory                 // what a look at the memory allocates itself
	stop    func()
}

// memory is objects and bytes that were allocated.
type memory struct{ Objects, Bytes uint64 }

func (m memory) minus(other memory) memory {
	return memory{m.Objects - min(m.Objects, other.Objects), m.Bytes - min(m.Bytes, other.Bytes)}
}

// weigh finds out what a look at the memory allocates itself.
func (s *side) weigh() error {
	var looks [3]memory // the first one opens the connection
	for i := range looks {
		var err error
		if looks[i], err = s.memory(); err != nil {
			return err
		}
	}
	s.reading = looks[2].minus(looks[1])
	return nil
}

// serverSide is the program as users run it, told of its memory by its metrics.
func serverSide(ctx context.Context, file string, d database) (*side, error) {
	p, err := startProgram(ctx, file, d)
	if err != nil {
		return nil, err
	}
	metrics := newClient(p.client.address)
	s := &side{client: p.client, process: p.process, memory: func() (m memory, err error) {
		body, err := metrics.do(get("/metrics"))
		if err != nil {
			return m, fmt.Errorf("ask for the metrics: %w", err)
		}
		for line := range strings.Lines(string(body)) {
			name, text, _ := strings.Cut(strings.TrimSpace(line), " ")
			value, failed := strconv.ParseFloat(text, 64)
			switch {
			case failed != nil:
			case name == "go_memstats_mallocs_total":
				m.Objects = uint64(value)
			case name == "go_memstats_alloc_bytes_total":
				m.Bytes = uint64(value)
			}
		}
		if m.Objects == 0 || m.Bytes == 0 {
			return m, errors.New("the metrics tell nothing of what was allocated")
		}
		return m, nil
	}, stop: func() {
		metrics.close()
		p.stop()
	}}
	return s, s.weigh()
}

// plainReady is what the plain handler's process tells when it can be asked: where it answers, and where it tells its
// memory.
type plainReady struct{ Address, Control string }

// plainSide runs this program anew with the plain handler.
func plainSide(ctx context.Context, d database) (*side, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	process := exec.CommandContext(ctx, self, "plain")
	process.Env, process.Stderr = d.environment(), os.Stderr
	life, err := process.StdinPipe() // the process ends when this is closed, or when this process ends
	if err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	out, err := process.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	if err := process.Start(); err != nil {
		return nil, fmt.Errorf("start the plain handler: %w", err)
	}
	s := &side{process: process, stop: func() {
		_ = life.Close()
		_ = process.Wait() // it was told to end, or has said why it did
	}}
	var ready plainReady
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(&ready); err != nil {
		s.stop()
		return nil, fmt.Errorf("hear from the plain handler: %w", err)
	}
	s.client = newClient(ready.Address)
	control := newClient(ready.Control)
	s.memory = func() (m memory, err error) {
		body, err := control.do(get("/"))
		if err != nil {
			return m, fmt.Errorf("ask for the memory: %w", err)
		}
		if err := json.Unmarshal(body, &m); err != nil {
			return m, fmt.Errorf("read the memory: %w", err)
		}
		return m, nil
	}
	if err := s.weigh(); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// newPlainCommand is what the plain handler's process runs.
func newPlainCommand() *cobra.Command {
	return &cobra.Command{Use: "plain", Hidden: true, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, cancel := context.WithCancel(cmd.Context())
			defer cancel()
			go func() {
				_, _ = io.Copy(io.Discard, os.Stdin)
				cancel()
			}()
			d := database{os.Getenv("SECUREBASE_DB"), os.Getenv("SECUREBASE_NEO4J_USER"), os.Getenv("SECUREBASE_NEO4J_PASSWORD")}
			return servePlain(ctx, d, os.Stdout)
		}}
}

func servePlain(ctx context.Context, d database, out io.Writer) error {
	live, err := d.live(ctx)
	if err != nil {
		return err
	}
	defer live.Close()
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
	quiet := slog.New(slog.DiscardHandler)
	served := make(chan error, 2)
	go func() { served <- server.Serve(ctx, control, told, quiet) }()
	go func() { served <- server.Serve(ctx, answers, newPlain(live), quiet) }()
	if err := json.NewEncoder(out).Encode(plainReady{answers.Addr().String(), control.Addr().String()}); err != nil {
		return fmt.Errorf("say that the plain handler is ready: %w", err)
	}
	return <-served
}
