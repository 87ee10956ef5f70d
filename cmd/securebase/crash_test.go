package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/soak"
	"github.com/securebase/securebase/internal/store/sqlite"
	"github.com/securebase/securebase/internal/store/sqlite/sqlitetest"
	"github.com/securebase/securebase/internal/synthetic"
)

// graphFile writes a graph as JSON Lines and gives the file and the graph's digest.
func graphFile(t *testing.T, folder string, entities int, seed uint64) (file, digest string) {
	t.Helper()
	size := synthetic.Of(entities)
	size.Seed = seed
	g, err := synthetic.New(size)
	if err != nil {
		t.Fatal(err)
	}
	var sum evidence.Digest
	for r := range g.Records() {
		line, err := evidence.Line(r)
		if err != nil {
			t.Fatal(err)
		}
		sum.Add(evidence.RecordDigest(line))
	}
	file = filepath.Join(folder, fmt.Sprintf("graph-%d-%d.jsonl", entities, seed))
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(g.WriteJSONL(out, nil), out.Close()); err != nil {
		t.Fatal(err)
	}
	return file, sum.String()
}

// outcome is how a command ended.
type outcome struct {
	status   int // -1 if it was killed
	out, err string
}

// securebase runs the program until it ends, or is killed after a time.
func securebase(t *testing.T, after time.Duration, args ...string) outcome {
	t.Helper()
	return ended(t, exec.CommandContext(t.Context(), "securebase", args...), after)
}

func ended(t *testing.T, command *exec.Cmd, after time.Duration) outcome {
	t.Helper()
	var out, told bytes.Buffer
	command.Stdout, command.Stderr = &out, &told
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = command.Process.Kill() })
	defer timer.Stop()
	err := command.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{command.ProcessState.ExitCode(), out.String(), told.String()}
}

const never = time.Hour

// TestKilledImport kills the program at random moments while it replaces one graph by another. The file then holds the one
// or the other, and the other if the program had said so.
func TestKilledImport(t *testing.T) {
	folder := t.TempDir()
	db := filepath.Join(folder, "graph.db")
	var files, digests [2]string
	for i := range files {
		files[i], digests[i] = graphFile(t, folder, 20, uint64(i))
	}
	var whole time.Duration
	for i := range files {
		begun := time.Now()
		if got := securebase(t, never, "import", files[i], "--db", "sqlite:"+db); got.status != 0 {
			t.Fatalf("an import: %+v", got)
		}
		whole = time.Since(begun)
	}
	has, changed, told, log := 1, 0, 0, 0
	times := soak.Times(20, 1000)
	for range times {
		next := 1 - has
		after := whole/4 + time.Duration(rand.Int64N(int64(whole*7/8))) // before, it reads the file of lines
		begun := time.Now()
		got := securebase(t, after, "import", files[next], "--db", "sqlite:"+db)
		if got.status == 0 {
			whole = (whole + time.Since(begun)) / 2 // the machine may have other work by now
		}
		if left, err := os.Stat(db + "-wal"); err == nil && left.Size() > 0 {
			log++
		}
		if got.status > 0 {
			t.Fatalf("an import that was to be killed after %v: %+v", after, got)
		}
		acknowledged := got.status == 0 || strings.Contains(got.out, "Imported")
		switch digest := sound(t, db); {
		case digest == digests[next]:
			has = next
			changed++
		case digest != digests[has]:
			t.Fatalf("killed after %v it holds %.12s, neither the old %.12s nor the new %.12s", after, digest, digests[has], digests[next])
		case acknowledged:
			t.Fatalf("killed after %v it says %q and holds the old graph", after, got.out)
		default:
			whole += whole / 16 // likewise, or the other way round
		}
		if acknowledged {
			told++
		}
	}
	soak.Done(t, "%d kills in imports of %v: %d new graphs, %d acknowledged, %d logs left", times, whole.Round(time.Millisecond), changed, told, log)
	if got := securebase(t, never, "import", files[1-has], "--db", "sqlite:"+db); got.status != 0 {
		t.Fatalf("the import after all: %+v", got)
	}
	want, err := os.ReadFile(files[1-has])
	if err != nil {
		t.Fatal(err)
	}
	exported := securebase(t, never, "export", "--format", "jsonl", "--db", "sqlite:"+db)
	if _, records, _ := strings.Cut(exported.out, "\n"); !sameLines(records, string(want[bytes.IndexByte(want, '\n')+1:])) {
		t.Errorf("%d bytes are exported, %d were imported", len(exported.out), len(want))
	}
}

// sameLines compares lines whatever their order.
func sameLines(a, b string) bool {
	count := map[string]int{}
	for line := range strings.Lines(a) {
		count[line]++
	}
	for line := range strings.Lines(b) {
		count[line]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

// sound checks a file and gives the digest of what it holds.
func sound(t *testing.T, file string) string {
	t.Helper()
	s, err := sqlite.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	return sqlitetest.Sound(t, s, file).Digest
}

// TestImportThatCannotBeWritten meets a file that another process has locked, one that may not be written, and disks
// without room. The program says what is wrong, and the file holds what it held.
func TestImportThatCannotBeWritten(t *testing.T) {
	folder := t.TempDir()
	small, digest := graphFile(t, folder, 20, 0)
	large, _ := graphFile(t, folder, 60, 1)
	filled := func(t *testing.T) string {
		db := filepath.Join(t.TempDir(), "graph.db")
		if got := securebase(t, never, "import", small, "--db", "sqlite:"+db); got.status != 0 {
			t.Fatalf("an import: %+v", got)
		}
		return db
	}
	unchanged := func(t *testing.T, db string) {
		t.Helper()
		if got := sound(t, db); got != digest {
			t.Errorf("it holds %.12s, before it was %.12s", got, digest)
		}
		if got := securebase(t, never, "import", large, "--db", "sqlite:"+db); got.status != 0 {
			t.Errorf("the import after all: %+v", got)
		}
	}
	t.Run("locked by another process", func(t *testing.T) {
		db := filled(t)
		release := lockElsewhere(t, db)
		got := securebase(t, never, "import", large, "--db", "sqlite:file:"+db+"?busy_timeout=50")
		if got.status != 6 || !strings.Contains(got.err, "busy with another change") {
			t.Errorf("an import: %+v", got)
		}
		if got := securebase(t, never, "search", "a", "--db", "sqlite:"+db); got.status != 0 {
			t.Errorf("reading meanwhile: %+v", got)
		}
		release()
		unchanged(t, db)
	})
	t.Run("not to be written", func(t *testing.T) {
		db := filled(t)
		chmod(t, db, 0o400)
		chmod(t, filepath.Dir(db), 0o500)
		got := ended(t, asOrdinaryUser(t.Context(), "import", large, "--db", "sqlite:"+db), never)
		if got.status != 8 || !strings.Contains(got.err, "may not be written") {
			t.Errorf("an import: %+v", got)
		}
		chmod(t, filepath.Dir(db), 0o700)
		chmod(t, db, 0o600)
		unchanged(t, db)
	})
	t.Run("the file may not grow", func(t *testing.T) {
		db := filled(t)
		got := securebase(t, never, "import", large, "--db", "sqlite:file:"+db+"?max_page_count=100")
		if got.status != 6 || !strings.Contains(got.err, "no room left") {
			t.Errorf("an import: %+v", got)
		}
		unchanged(t, db)
	})
	t.Run("files of the process are limited", func(t *testing.T) {
		db := filled(t)
		limited := exec.CommandContext(t.Context(), "bash", "-c", `ulimit -f 600 && exec securebase import "$0" --db "sqlite:$1"`, large, db)
		if got := ended(t, limited, never); got.status == 0 { // the system ends it in the middle of a write
			t.Errorf("an import into 600 kB: %+v", got)
		}
		unchanged(t, db)
	})
	t.Run("the disk is full", func(t *testing.T) { fullDisk(t, small, large, digest) })
}

func chmod(t *testing.T, name string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
}

// asOrdinaryUser runs the program without root's right to write what may not be written.
func asOrdinaryUser(ctx context.Context, args ...string) *exec.Cmd {
	if os.Getuid() != 0 {
		return exec.CommandContext(ctx, "securebase", args...)
	}
	return exec.CommandContext(ctx, "setpriv", append([]string{"--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-dac_override,-dac_read_search", "securebase"}, args...)...)
}

// fullDisk imports into a real file system of 1.5 MB. It is part of the soak, since not every machine lets everyone make
// one; where it does not, the log says so.
func fullDisk(t *testing.T, small, large, digest string) {
	if !soak.On() {
		return
	}
	const script = `mount -t tmpfs -o size=1500k none "$0" && securebase import "$1" --db "sqlite:$0/graph.db" && ! securebase import "$2" --db "sqlite:$0/graph.db" &&
		securebase export --format jsonl --db "sqlite:$0/graph.db"`
	if out, err := exec.CommandContext(t.Context(), "unshare", "-rm", "true").CombinedOutput(); err != nil {
		t.Logf("not tried: this machine gives no file system of one's own: %v %s", err, out)
		return
	}
	got := ended(t, exec.CommandContext(t.Context(), "unshare", "-rm", "bash", "-c", script, t.TempDir(), small, large), never)
	if got.status != 0 || !strings.Contains(got.err, "no room left") || !strings.Contains(got.out, digest) {
		t.Errorf("imports into 1.5 MB: %d %.300s %s", got.status, got.out, got.err)
	}
}

// lockElsewhere has another process hold the write lock of a file until it is released, by a kill.
func lockElsewhere(t *testing.T, db string) (release func()) {
	t.Helper()
	holder := exec.CommandContext(t.Context(), "hold-lock", db)
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("locked"))); err != nil {
		t.Fatal(err)
	}
	return func() {
		_ = holder.Process.Kill()
		_ = holder.Wait() // killed, as it should be
	}
}

// holdLock is that other process.
func holdLock() {
	db, err := sql.Open("sqlite", os.Args[1])
	if err == nil {
		db.SetMaxOpenConns(1)
		_, err = db.ExecContext(context.Background(), "BEGIN IMMEDIATE; UPDATE meta SET seed = 'not to stay'")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Print("locked")
	select {}
}
