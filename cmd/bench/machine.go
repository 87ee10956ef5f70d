package main

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/securebase/securebase/internal/store/neo4j/neo4jtest"
)

// describe writes what a figure depends on: machine, versions, and how calm the machine was.
func describe(ctx context.Context, to io.Writer, calm []string) {
	fmt.Fprintf(to, "- machine: %s, %d cores for this run, %s of memory, %s\n", processor(ctx), runtime.GOMAXPROCS(0), wholeMemory(ctx), system(ctx))
	fmt.Fprintf(to, "- versions: %s, SQLite %s (modernc.org/sqlite %s), Neo4j %s, commit %s\n", runtime.Version(), sqliteVersion(ctx),
		module("modernc.org/sqlite"), neo4jtest.Release, commit(ctx))
	for _, line := range calm {
		fmt.Fprintln(to, "- "+line)
	}
	fmt.Fprint(to, explanation)
}

// output gives what a program prints, without the end of the line; empty if it cannot be run.
func output(ctx context.Context, name string, args ...string) string {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// field finds "key : value" in a file of Linux; empty if there is none.
func field(file, key string) string {
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if name, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}

func processor(ctx context.Context) string {
	if name := field("/proc/cpuinfo", "model name"); name != "" {
		return name
	}
	if name := output(ctx, "sysctl", "-n", "machdep.cpu.brand_string"); name != "" {
		return name
	}
	return "unknown processor, " + runtime.GOARCH
}

func wholeMemory(ctx context.Context) string {
	if text, ok := strings.CutSuffix(field("/proc/meminfo", "MemTotal"), " kB"); ok {
		var kB float64
		if _, err := fmt.Sscan(text, &kB); err == nil {
			return size(kB * 1024)
		}
	}
	var bytes float64
	if _, err := fmt.Sscan(output(ctx, "sysctl", "-n", "hw.memsize"), &bytes); err == nil {
		return size(bytes)
	}
	return "unknown size"
}

func system(ctx context.Context) string {
	if release, err := os.ReadFile("/etc/os-release"); err == nil {
		for line := range strings.Lines(string(release)) {
			if name, ok := strings.CutPrefix(strings.TrimSpace(line), "PRETTY_NAME="); ok {
				return strings.Trim(name, `"`) + ", " + output(ctx, "uname", "-sr")
			}
		}
	}
	return orUnknown(output(ctx, "uname", "-sr"))
}

func module(path string) string {
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, m := range info.Deps {
			if m.Path == path {
				return m.Version
			}
		}
	}
	return "unknown"
}

func sqliteVersion(ctx context.Context) string {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return "unknown"
	}
	defer func() { _ = db.Close() }()
	version := "unknown"
	_ = db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version) // unknown then
	return version
}

// commit names the source that was measured, and whether it had changes that are not in it.
func commit(ctx context.Context) string {
	id := output(ctx, "git", "rev-parse", "--short=12", "HEAD")
	if id != "" && output(ctx, "git", "status", "--porcelain", "--untracked-files=no") != "" {
		id += " with changes"
	}
	return orUnknown(id)
}

// calmness does the same small piece of arithmetic for a second, and says how much longer than the fastest one the others
// took. On a machine that does nothing else all take about as long.
func calmness(when string) string {
	const piece = 400_000
	var took []time.Duration
	whole, sum := time.Duration(0), uint64(1)
	for begun := time.Now(); time.Since(begun) < time.Second; {
		start := time.Now()
		for i := range uint64(piece) {
			sum = sum*6364136223846793005 + i
		}
		took = append(took, time.Since(start))
		whole += took[len(took)-1]
	}
	runtime.KeepAlive(sum)
	best := float64(slices.Min(took))
	load := ""
	if raw, err := os.ReadFile("/proc/loadavg"); err == nil {
		load = ", load " + strings.Join(strings.Fields(string(raw))[:3], " ")
	}
	return fmt.Sprintf("noise %s: a fixed piece of arithmetic took %.2f times its best on average and %.2f times at p95%s", when,
		float64(whole)/float64(len(took))/best, float64(quantile(took, 0.95))/best, load)
}

// explanation tells a reader what the columns are and how noise is treated.
const explanation = `
The server is securebase serve as users run it, with its log going nowhere, over HTTP/1.1 on the loopback, one connection
that is kept open, one request after the other. The plain handler beside it, a process of its own too, does the same by
hand with net/http and encoding/json: the same calls of the index, as few statements as can be, nested structs,
json.Marshal; like the server it gives no answer that is older than what the database holds. Before it is
measured, every question is asked of both, and both must give the same data. Allocations and bytes are those of the whole
process for a request, network, log and metrics included. "kept" is the same question asked again, answered from what the
server keeps; the others carry a varying variable, so that no answer can have been kept.

Noise: the sides of a ratio take turns (A B A B …) in the same run, each with the same questions in a turn, so that what
else the machine does slows both alike. The ratio is the median, over the pairs of turns, of the time of the plain side
divided by that of the server; above 1 the server is faster. Half of the pairs lie in the brackets. Where the target lies
in there too, the verdict is said to be close. Times without a ratio are as they came: on a busy machine they are longer
than on a calm one, see noise above.
`
