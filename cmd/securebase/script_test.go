package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the program a command of the scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"securebase": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			os.Exit(run(ctx, streams{os.Stdin, os.Stdout, os.Stderr}, os.Args[1:]))
		},
		"hold-lock": holdLock,
	})
}

// TestScripts runs the program as a person would, on real databases. The variable PORT is an address in use, FREE one that
// is not.
func TestScripts(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	seed, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PORT", taken.Addr().String())
			e.Setenv("SEED", seed+"/../../seed")
			free, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			e.Setenv("FREE", free.Addr().String())
			return free.Close()
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "cut": cut, "until": until},
	})
}

// status N COMMAND… runs the program and wants the exit status N.
func status(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec("securebase", args[1:]...)
	got := "0"
	if exit, ok := err.(interface{ ExitCode() int }); ok { //nolint:errorlint // testscript gives the error as it is
		got = string(rune('0' + exit.ExitCode()))
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}

// until STATUS URL TEXT asks an address until it answers with a status and a text, for ten seconds.
func until(ts *testscript.TestScript, _ bool, args []string) {
	said := "nothing"
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		resp, err := http.Get(args[1]) //nolint:noctx // there is none
		if err != nil {
			said = err.Error()
			continue
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close() // was read
		said = fmt.Sprintf("%d %.2000s", resp.StatusCode, body)
		if err == nil && strconv.Itoa(resp.StatusCode) == args[0] && strings.Contains(string(body), args[2]) {
			return
		}
	}
	ts.Fatalf("%s answered %s", args[1], said)
}

// cut FILE keeps the first half of a file.
func cut(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	raw, err := os.ReadFile(name)
	ts.Check(err)
	ts.Check(os.WriteFile(name, raw[:len(raw)/2], 0o600))
}
