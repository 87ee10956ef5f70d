// Command soak runs every long check of Secure Base, one after the other, and prints a table of what was done. It goes on
// after a failure and ends with exit status 1 then. See docs/soak.md.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/securebase/securebase/internal/machine"
	"github.com/securebase/securebase/internal/soak"
)

// logs is where the whole output of each check is left.
const logs = ".cache/soak"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak: "+err.Error())
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	share, err := soak.Share()
	if err != nil {
		return err
	}
	forEach, err := fuzzTime(share)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(logs, 0o750); err != nil {
		return fmt.Errorf("make a folder for the logs: %w", err)
	}
	begun := time.Now()
	fmt.Fprintf(out, "Soak of %v, a share of %g. Logs are in %s.\n", begun.Format(time.DateTime), share, logs)
	checks := longTests()
	targets, err := fuzzTargets(ctx)
	if err != nil {
		return err
	}
	for _, t := range targets {
		checks = append(checks, t.check(forEach))
	}
	var done []outcome
	for i, c := range checks {
		if ctx.Err() != nil {
			break
		}
		fmt.Fprintf(out, "%s  %d of %d: %s\n", time.Now().Format(time.TimeOnly), i+1, len(checks), c.name)
		o := c.run(ctx)
		fmt.Fprintf(out, "          %s in %v; %s\n", o.result, o.took.Round(time.Second), o.done)
		done = append(done, o)
	}
	return report(context.WithoutCancel(ctx), out, begun, done, len(checks))
}

// check is a long run of go test.
type check struct {
	name string
	args []string
	read func(log []byte) string // what was done
}

type outcome struct {
	name, done, result string
	took               time.Duration
	failed             bool
}

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

// file is the log of a check.
func (c check) file() string {
	return filepath.Join(logs, strings.Trim(notInNames.ReplaceAllString(strings.ToLower(c.name), "-"), "-")+".log")
}

// run carries out a check. Whatever goes wrong is its result.
func (c check) run(ctx context.Context) outcome {
	begun := time.Now()
	command := exec.CommandContext(ctx, "go", append([]string{"test", "-count=1"}, c.args...)...)
	command.Env = append(os.Environ(), "SECUREBASE_SOAK=1")
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = time.Minute
	log, failure := command.CombinedOutput()
	o := outcome{name: c.name, done: c.read(log), result: "ok", took: time.Since(begun)}
	if err := os.WriteFile(c.file(), log, 0o600); err != nil {
		failure = errors.Join(failure, err)
	}
	if failure != nil {
		o.failed = true
		o.result = "FAILED, see " + c.file()
		if entry := found.FindString(string(log)); entry != "" {
			o.result = "FAILED, found " + entry
		}
	}
	return o
}

// found is where a fuzz target leaves what it failed for.
var found = regexp.MustCompile(`testdata/fuzz/\S+`)

// report prints the table.
func report(ctx context.Context, out io.Writer, begun time.Time, done []outcome, of int) error {
	rows := [][]string{{"check", "done", "time", "result"}}
	failed := 0
	for _, o := range done {
		rows = append(rows, []string{o.name, o.done, o.took.Round(time.Second).String(), o.result})
		if o.failed {
			failed++
		}
	}
	fmt.Fprintf(out, "\n- machine: %s\n- versions: %s\n- begun %s, took %v, share of the whole %g\n\n", machine.Hardware(ctx), machine.Versions(ctx),
		begun.Format(time.DateTime), time.Since(begun).Round(time.Second), soak.Scale())
	table(out, rows)
	switch {
	case len(done) < of:
		return fmt.Errorf("given up after %d of %d checks, %d failed", len(done), of, failed)
	case failed > 0:
		return fmt.Errorf("%d of %d checks failed", failed, of)
	}
	fmt.Fprintf(out, "\nAll %d checks passed.\n", of)
	return nil
}

// table prints rows, the first of them a head, as a table of Markdown.
func table(out io.Writer, rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	line := func(row []string) {
		for i, cell := range row {
			fmt.Fprintf(out, "| %-*s ", widths[i], cell)
		}
		fmt.Fprintln(out, "|")
	}
	line(rows[0])
	rule := make([]string, len(widths))
	for i, w := range widths {
		rule[i] = strings.Repeat("-", w)
	}
	line(rule)
	for _, row := range rows[1:] {
		line(row)
	}
}

// said gives what tests tell of what they have done, or how many there were.
func said(log []byte) string {
	var all []string
	passed := 0
	for lines := bufio.NewScanner(bytes.NewReader(log)); lines.Scan(); {
		line := lines.Text()
		if strings.HasPrefix(line, "--- PASS") {
			passed++
		}
		if _, text, ok := strings.Cut(line, ": done: "); ok {
			all = append(all, text)
		}
	}
	if len(all) == 0 {
		return fmt.Sprintf("%d tests", passed)
	}
	return strings.Join(all, "; ")
}
