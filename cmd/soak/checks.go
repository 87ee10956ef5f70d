package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// longTests are the tests that last longer under SECUREBASE_SOAK=1.
func longTests() []check {
	long := func(name, folder string, more ...string) check {
		return check{name, append([]string{"-v", "-timeout", "12h", folder}, more...), said}
	}
	return []check{
		long("random graphs beside plain definitions", "./internal/evidence"),
		long("random queries, quick way and executor", "./graph"),
		long("SQLite: contract, writers killed", "./internal/store/sqlite"),
		long("SQLite: imports killed", "./cmd/securebase", "-run", "^TestKilledImport$"),
		long("SQLite: locked, read-only and full", "./cmd/securebase", "-run", "^TestImportThatCannotBeWritten$"),
		long("Neo4j: imports killed", "./internal/store/neo4j", "-run", "^TestProgram$/^import_is_killed$"),
		long("Neo4j: program and server killed", "./internal/store/neo4j", "-run", "^TestKilledOnTheWay$"),
		long("random graphs, questions to both databases", "./internal/store/neo4j", "-skip", "^(TestProgram|TestKilledOnTheWay)$"),
		long("many clients", "./internal/server", "-run", "^TestManyClientsLeaveNothingBehind$"),
		long("slow readers", "./internal/server", "-run", "^TestSlowReadersHoldNobodyUp$"),
	}
}

// target is a fuzz target.
type target struct{ folder, name string }

// fuzzTargets finds all of them.
func fuzzTargets(ctx context.Context) ([]target, error) {
	var told bytes.Buffer
	list := exec.CommandContext(ctx, "go", "test", "-list", "^Fuzz", "./...")
	list.Stderr = &told
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("list the fuzz targets: %w: %s%s", err, told.String(), out)
	}
	return parseTargets(string(out)), nil
}

// parseTargets reads the output of go test -list: the targets of a package, then the package.
func parseTargets(list string) []target {
	var all []target
	var names []string
	for line := range strings.Lines(list) {
		words := strings.Fields(line)
		switch {
		case len(words) == 1 && strings.HasPrefix(words[0], "Fuzz"):
			names = append(names, words[0])
		case len(words) > 1 && words[0] == "ok":
			for _, name := range names {
				all = append(all, target{words[1], name})
			}
			names = nil
		}
	}
	return all
}

const fuzzDefault = 10 * time.Minute

// fuzzTime is how long each target is fuzzed: FUZZTIME, or the share of ten minutes that is asked for.
func fuzzTime(share float64) (time.Duration, error) {
	text := os.Getenv("FUZZTIME")
	if text == "" {
		return max(time.Duration(float64(fuzzDefault)*share), time.Second).Round(time.Second), nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Second {
		return 0, fmt.Errorf("FUZZTIME: %q is no time; one such as 90s or 10m is right", text)
	}
	return d, nil
}

// check is a target fuzzed for a time. What is interesting is minimized ten times only, since the default is a minute of
// doing little else.
func (t target) check(lasting time.Duration) check {
	_, folder, _ := strings.Cut(t.folder, "/internal/")
	if folder == "" {
		folder = t.folder[strings.LastIndex(t.folder, "/")+1:]
	}
	return check{"fuzz " + folder + " " + t.name, []string{t.folder, "-run", "^$", "-fuzz", "^" + t.name + "$", "-fuzztime", lasting.String(),
		"-fuzzminimizetime", "10x", "-timeout", (lasting + time.Hour).String()}, executions}
}

var (
	execs    = regexp.MustCompile(`execs: (\d+)`)
	baseline = regexp.MustCompile(`baseline coverage: (\d+)/`)
)

// executions gives the last number of executions that fuzzing tells, or how many inputs of earlier runs it came through
// if the time was over then.
func executions(log []byte) string {
	last := func(of *regexp.Regexp) string {
		all := of.FindAllSubmatch(log, -1)
		if len(all) == 0 {
			return ""
		}
		return string(all[len(all)-1][1])
	}
	if n := last(execs); n != "" {
		return n + " executions"
	}
	return "only " + cmp.Or(last(baseline), "0") + " kept inputs"
}
