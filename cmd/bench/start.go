package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/securebase/securebase/internal/machine"
	"github.com/securebase/securebase/internal/server"
)

// Goals of a server on the knowledge.
const (
	startTime     = 500 * time.Millisecond
	residentBytes = 100e6
)

const (
	startPatience = 30 * time.Second
	startPause    = 2 * time.Millisecond // between two tries to reach a server that starts
	servedBefore  = 600                  // requests before the memory is looked at
)

// starts runs the program as users do, on a database that is filled, and waits for its first answer. Then it is asked
// all sorts of questions and its memory is looked at.
func (b *bench) starts(ctx context.Context, w *world) error {
	if w.graph.entities > 0 || !b.wants(firstAnswer, w) && !b.wants(resident, w) {
		return nil
	}
	b.say("%s: start", w)
	live, err := w.live(ctx)
	if err != nil {
		return err
	}
	sorts, err := newAsker(live.Index()).all(ctx, live)
	_ = live.Close() // nothing was written
	if err != nil {
		return err
	}
	var took []time.Duration
	most := 0.0
	for i := range b.starting {
		p, err := startProgram(ctx, b.program, w.database)
		if err != nil {
			return err
		}
		took = append(took, p.took)
		if i == 0 {
			most, err = p.serve(ctx, sorts)
		}
		p.stop()
		if err != nil {
			return err
		}
	}
	if b.wants(firstAnswer, w) {
		b.timed(firstAnswer, w, took, 0, within(startTime))
	}
	if b.wants(resident, w) {
		target, verdict := atMost(residentBytes, size(residentBytes)).judge(most)
		b.loadTable.add(resident, w.String(), size(most), "", "", "", "", "", target, verdict)
	}
	return nil
}

// program is the program as users run it.
type program struct {
	process *exec.Cmd
	client  *client
	took    time.Duration // from the start of the process to its first answer
}

func startProgram(ctx context.Context, file string, d database) (*program, error) {
	free, err := server.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		return nil, fmt.Errorf("find a free port: %w", err)
	}
	var said bytes.Buffer
	p := &program{process: exec.CommandContext(ctx, file, "serve", "--addr", address, "--db", d.address), client: newClient(address)}
	p.process.Env, p.process.Stdout, p.process.Stderr = d.environment(), io.Discard, &said
	begun := time.Now()
	if err := p.process.Start(); err != nil {
		return nil, fmt.Errorf("start the program: %w", err)
	}
	for {
		if _, err = p.client.do(post("/graphql", []byte(`{"query":"{graph{version}}"}`))); err == nil {
			p.took = time.Since(begun)
			return p, nil
		}
		if time.Since(begun) > startPatience || ctx.Err() != nil {
			p.stop()
			return nil, fmt.Errorf("wait for the program: %w; it says %s", err, strings.TrimSpace(said.String()))
		}
		time.Sleep(startPause)
	}
}

// serve asks all sorts of questions and gives the most memory that the program had meanwhile, in bytes.
func (p *program) serve(ctx context.Context, sorts []*asked) (most float64, err error) {
	for i := range servedBefore {
		q := sorts[i%len(sorts)]
		if _, err := p.client.do(q.serverRequest(i/len(sorts), false)); err != nil {
			return 0, err
		}
		if i%20 == 19 {
			now, err := p.resident(ctx)
			if err != nil {
				return 0, err
			}
			most = max(most, now)
		}
	}
	return most, nil
}

// resident is how much memory the process has, in bytes.
func (p *program) resident(ctx context.Context) (float64, error) {
	var kB float64
	text := machine.Output(ctx, "ps", "-o", "rss=", "-p", fmt.Sprint(p.process.Process.Pid))
	if _, err := fmt.Sscan(text, &kB); err != nil {
		return 0, fmt.Errorf("ask ps for the memory of the program: it says %q", text)
	}
	return kB * 1024, nil
}

func (p *program) stop() {
	p.client.close()
	_ = p.process.Process.Signal(syscall.SIGTERM)
	_ = p.process.Wait() // it was told to end
}
