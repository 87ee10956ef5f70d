package main

import (
	"context"
	"net"
	"os"
	"os/signal"
	"syscall"
	"testing"

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
	})
}

// TestScripts runs the program as a person would, on real databases. The variable PORT is a port in use.
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
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "cut": cut},
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

// cut FILE keeps the first half of a file.
func cut(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	raw, err := os.ReadFile(name)
	ts.Check(err)
	ts.Check(os.WriteFile(name, raw[:len(raw)/2], 0o600))
}
