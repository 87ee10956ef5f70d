//go:build !race

package server_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/server"
	"github.com/securebase/securebase/internal/soak"
)

// clientsEnv names what the test binary does when it is run as a process full of clients, which count neither to the
// server's goroutines, nor to its memory, nor to its open files.
const clientsEnv = "SECUREBASE_TEST_CLIENTS"

func TestMain(m *testing.M) {
	switch os.Getenv(clientsEnv) {
	case "":
		os.Exit(m.Run())
	case "slow":
		readSlowly(os.Args[1], os.Args[3], number(os.Args[2]))
	case "many":
		askAll(os.Args[1], number(os.Args[2]))
	}
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return n
}

// crowdOf is a process full of clients.
type crowdOf struct {
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// gather starts clients and waits until all are under way.
func gather(t *testing.T, what, addr string, n int, path string) *crowdOf {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &crowdOf{process: exec.CommandContext(t.Context(), program, addr, strconv.Itoa(n), path)}
	c.process.Env = append(os.Environ(), clientsEnv+"="+what)
	c.process.Stderr = os.Stderr
	if c.in, err = c.process.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := c.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.out = bufio.NewReader(out)
	if err := c.process.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := c.out.ReadString('\n'); err != nil || line != "under way\n" {
		t.Fatalf("the clients say %q (%v)", line, err)
	}
	return c
}

// dismiss ends the clients and gives what they have seen.
func (c *crowdOf) dismiss(t *testing.T) seen {
	t.Helper()
	if err := c.in.Close(); err != nil {
		t.Fatal(err)
	}
	var s seen
	if err := json.NewDecoder(c.out).Decode(&s); err != nil {
		t.Fatal(err)
	}
	if err := c.process.Wait(); err != nil {
		t.Fatal(err)
	}
	return s
}

// untilDismissed closes when the test wants the clients to end.
func untilDismissed() <-chan struct{} {
	fmt.Println("under way")
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(io.Discard, os.Stdin)
	}()
	return ended
}

// load is what a server has at a moment.
type load struct {
	goroutines int
	heap       uint64
}

func loadNow() load {
	runtime.GC()
	runtime.GC() // what has a finalizer goes the second time
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return load{runtime.NumGoroutine(), m.HeapAlloc}
}

// loadOver gives the least that a server has within a time: what is under way comes and goes, what is kept stays.
func loadOver(lasting time.Duration) load {
	const looks = 5
	least := loadNow()
	for range looks - 1 {
		time.Sleep(lasting / (looks - 1))
		now := loadNow()
		least = load{min(least.goroutines, now.goroutines), min(least.heap, now.heap)}
	}
	return least
}

func megabytes(bytes uint64) float64 { return float64(bytes) / (1 << 20) }

// returns waits until a server has no more goroutines than before, but for a few of the Go runtime's.
func (l load) returns(t *testing.T) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for runtime.NumGoroutine() > l.goroutines+3 {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, before there were %d:\n%s", runtime.NumGoroutine(), l.goroutines, stacks[:runtime.Stack(stacks, true)])
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// TestSlowReadersHoldNobodyUp has very many clients read a byte a second. Others are served meanwhile, each reader costs
// little, and nothing is left when they have gone.
func TestSlowReadersHoldNobodyUp(t *testing.T) {
	srv := startSeed(t)
	s := behindDoor(t, srv.Config.Handler, server.Rules{Loopback: true})
	readers := min(soak.Times(500, 10_000), openFiles(t)-500)
	if got := s.ask(http.MethodGet, longAnswer); got.status != http.StatusOK || len(got.body) < 100<<10 {
		t.Fatalf("%d bytes are no long answer: %d %.300s", len(got.body), got.status, got.body)
	}
	before := loadNow()
	crowd := gather(t, "slow", s.addr, readers, longAnswer)
	slowest, asked, during := time.Duration(0), 0, load{}
	const looks = 5
	for range looks {
		for end := time.Now().Add(soak.Time(time.Second, time.Minute) / looks); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			begun := time.Now()
			if got := s.ask(http.MethodGet, "/constructs/secure-base"); got.status != http.StatusOK {
				t.Fatalf("another client gets %d: %s", got.status, got.body)
			}
			slowest, asked = max(slowest, time.Since(begun)), asked+1
		}
		now := loadNow()
		during = load{max(during.goroutines, now.goroutines), max(during.heap, now.heap)}
	}
	seen := crowd.dismiss(t)
	if slowest > 5*time.Second {
		t.Errorf("another client waited %v", slowest)
	}
	if seen.Under < readers {
		t.Errorf("%d readers were answered, %d are wanted: %+v", seen.Under, readers, seen)
	}
	if during.goroutines < before.goroutines+readers {
		t.Errorf("%d goroutines are too few for so many readers at once", during.goroutines)
	}
	each := int64(during.heap-before.heap) / int64(readers)
	if each > readerCosts {
		t.Errorf("a reader costs %d bytes, at most %d are wanted", each, readerCosts)
	}
	before.returns(t)
	soak.Done(t, "%d readers, %d kB and %.1f goroutines each; %d other requests, the slowest %v",
		readers, each>>10, float64(during.goroutines-before.goroutines)/float64(readers), asked, slowest.Round(time.Millisecond))
}

// TestManyClientsLeaveNothingBehind has many clients ask for all sorts of things as fast as they are answered. Memory
// stays flat, and nothing is left when they have gone.
func TestManyClientsLeaveNothingBehind(t *testing.T) {
	srv := startSeed(t)
	s := behindDoor(t, srv.Config.Handler, server.Rules{Loopback: true})
	clients, lasting := soak.Times(100, 1000), soak.Time(2*time.Second, 5*time.Minute)
	for _, ask := range mixture() {
		s.ask(http.MethodGet, ask.path) // so that what is kept is there
	}
	before := loadNow()
	crowd := gather(t, "many", s.addr, clients, "")
	time.Sleep(lasting / 4)
	early := loadOver(lasting / 4)
	time.Sleep(lasting / 4)
	late := loadOver(lasting / 4)
	seen := crowd.dismiss(t)
	before.returns(t)
	after := loadNow()
	if len(seen.Wrong) > 0 {
		t.Errorf("wrong answers: %q", seen.Wrong)
	}
	if seen.Answered == 0 || seen.Answered < seen.Away {
		t.Errorf("%d requests were answered, %d turned away", seen.Answered, seen.Away)
	}
	const room = 64 << 20 // for answers that are kept, and what is under way
	if late.heap > early.heap+early.heap/4+room || after.heap > before.heap+before.heap/4+room {
		t.Errorf("memory was %.1f MB before, %.1f early, %.1f late and %.1f after", megabytes(before.heap), megabytes(early.heap), megabytes(late.heap), megabytes(after.heap))
	}
	soak.Done(t, "%d clients for %v: %d answers, %d turned away, the slowest %v; memory %.0f MB before, %.0f early, %.0f late, %.0f after",
		clients, lasting, seen.Answered, seen.Away, seen.Slowest.Round(time.Millisecond), megabytes(before.heap), megabytes(early.heap), megabytes(late.heap), megabytes(after.heap))
}
