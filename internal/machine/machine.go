// Package machine names what a measurement or a long run depends on: the machine, the versions and the commit.
package machine

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"

	_ "modernc.org/sqlite" // to be asked for its version

	"github.com/securebase/securebase/internal/store/neo4j/neo4jtest"
)

// Hardware names processor, cores, memory and system on one line.
func Hardware(ctx context.Context) string {
	return fmt.Sprintf("%s, %d cores for this run, %s of memory, %s", processor(ctx), runtime.GOMAXPROCS(0), wholeMemory(ctx), system(ctx))
}

// Versions names the releases of Go and both databases, and the commit, on one line.
func Versions(ctx context.Context) string {
	return fmt.Sprintf("%s, SQLite %s (modernc.org/sqlite %s), Neo4j %s, commit %s", runtime.Version(), sqliteVersion(ctx),
		module("modernc.org/sqlite"), neo4jtest.Release, commit(ctx))
}

// Output gives what a program prints, without the end of the line; empty if it cannot be run.
func Output(ctx context.Context, name string, args ...string) string {
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
	if name := Output(ctx, "sysctl", "-n", "machdep.cpu.brand_string"); name != "" {
		return name
	}
	return "unknown processor, " + runtime.GOARCH
}

func wholeMemory(ctx context.Context) string {
	if text, ok := strings.CutSuffix(field("/proc/meminfo", "MemTotal"), " kB"); ok {
		var kB float64
		if _, err := fmt.Sscan(text, &kB); err == nil {
			return fmt.Sprintf("%.1f GB", kB*1024/1e9)
		}
	}
	var bytes float64
	if _, err := fmt.Sscan(Output(ctx, "sysctl", "-n", "hw.memsize"), &bytes); err == nil {
		return fmt.Sprintf("%.1f GB", bytes/1e9)
	}
	return "unknown size"
}

func system(ctx context.Context) string {
	if release, err := os.ReadFile("/etc/os-release"); err == nil {
		for line := range strings.Lines(string(release)) {
			if name, ok := strings.CutPrefix(strings.TrimSpace(line), "PRETTY_NAME="); ok {
				return strings.Trim(name, `"`) + ", " + Output(ctx, "uname", "-sr")
			}
		}
	}
	return orUnknown(Output(ctx, "uname", "-sr"))
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
	id := Output(ctx, "git", "rev-parse", "--short=12", "HEAD")
	if id != "" && Output(ctx, "git", "status", "--porcelain", "--untracked-files=no") != "" {
		id += " with changes"
	}
	return orUnknown(id)
}
