package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/soak"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite/sqlitetest"
)

// killedEnv names the file that the test binary writes to when it is run as the process to be killed.
const killedEnv = "SECUREBASE_TEST_WRITE_UNTIL_KILLED"

func TestMain(m *testing.M) {
	if path := os.Getenv(killedEnv); path != "" {
		if err := writeUntilKilled(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// round is a content that replaces the one before, or every third time a few records of it and more.
func round(n int64) store.ChangeSet {
	change := library(60+int(n%3)*40, fmt.Sprintf("in the wording of version %d", n))
	change.Replace = n%3 != 1
	return change
}

// writeUntilKilled tells each version it was told to have written.
func writeUntilKilled(path string) error {
	s, err := Open(context.Background(), path)
	if err != nil {
		return err
	}
	for n := int64(1); ; n++ {
		version, err := s.Apply(context.Background(), round(n))
		if err != nil {
			return err
		}
		fmt.Println(version.Number, version.Digest)
	}
}

func TestKillLeavesOldOrNew(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	times, acknowledged := soak.Times(20, 1000), int64(0)
	for range times {
		path := newFile(t)
		told, err := killWhileWriting(t, program, path, time.Duration(rand.IntN(200))*time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		s := open(t, path)
		version := sqlitetest.Sound(t, s, path)
		if version.Number != told.Number && version.Number != told.Number+1 {
			t.Errorf("version %d was written, found is version %d", told.Number, version.Number)
		}
		if version.Number == told.Number && version.Digest != told.Digest {
			t.Errorf("version %d was %s when written and is %s", told.Number, told.Digest, version.Digest)
		}
		acknowledged += told.Number
		if _, err := s.Apply(t.Context(), round(1000)); err != nil {
			t.Errorf("the next change: %v", err)
		}
	}
	soak.Done(t, "%d kills, %d changes acknowledged", times, acknowledged)
}

// killWhileWriting gives the last version that the process was told to have written.
func killWhileWriting(t *testing.T, program, path string, after time.Duration) (store.Version, error) {
	t.Helper()
	child := exec.CommandContext(t.Context(), program)
	child.Env = append(os.Environ(), killedEnv+"="+path)
	child.Stderr = os.Stderr
	output, err := child.StdoutPipe()
	if err != nil {
		return store.Version{}, err
	}
	if err := child.Start(); err != nil {
		return store.Version{}, err
	}
	lines := bufio.NewReader(output)
	var told store.Version
	read := func() error {
		line, err := lines.ReadString('\n')
		if err != nil {
			return err
		}
		_, err = fmt.Sscan(line, &told.Number, &told.Digest)
		return err
	}
	if err := read(); err != nil { // from here on it writes
		return told, err
	}
	timer := time.AfterFunc(after, func() { _ = child.Process.Kill() })
	defer timer.Stop()
	for {
		switch err := read(); {
		case errors.Is(err, io.EOF):
			_ = child.Wait() // killed, as it should be
			return told, nil
		case err != nil:
			return told, err
		}
	}
}

// contentOf gives the version and the sum of the records' digests.
func contentOf(t *testing.T, s *Store) (store.Version, string) {
	t.Helper()
	var sum evidence.Digest
	version, err := s.Stream(t.Context(), func(record store.Record) error {
		line, err := evidence.Line(record)
		sum.Add(evidence.RecordDigest(line))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return version, sum.String()
}

func TestFullDiskLeavesTheOldContent(t *testing.T) {
	path := newFile(t)
	s := open(t, "file:"+path+"?max_page_count=120")
	if _, err := s.Apply(t.Context(), secureBase()); err != nil {
		t.Fatal(err)
	}
	before, _ := contentOf(t, s)
	for range 3 {
		_, err := s.Apply(t.Context(), library(2000, "more than there is room for"))
		if store.CodeOf(err) != store.Unavailable || !strings.Contains(err.Error(), "no room left") {
			t.Fatalf("a change that does not fit: %v", err)
		}
		leaksNothing(t, err)
		if strings.Contains(err.Error(), path) {
			t.Errorf("the message names the file: %v", err)
		}
		if after, sum := contentOf(t, s); after != before || sum != before.Digest {
			t.Fatalf("a change that did not fit left %+v, before it was %+v", after, before)
		}
	}
	if _, err := s.Apply(t.Context(), store.ChangeSet{Delete: []string{"bowlby-described"}}); err != nil {
		t.Errorf("a change that fits: %v", err)
	}
}

func TestAnotherProgramsChangeIsWaitedForAndSeen(t *testing.T) {
	path := newFile(t)
	first, second := open(t, path), open(t, "file:"+path+"?busy_timeout=20")
	change := library(300, "from the first program")
	change.Progress = func(done, of int) {
		if done < of {
			return
		}
		_, err := second.Apply(t.Context(), secureBase())
		if store.CodeOf(err) != store.Unavailable {
			t.Errorf("a change while another program's is open: %v", err)
		}
		leaksNothing(t, err)
		if version, err := open(t, path).Version(t.Context()); err != nil || version.Number != 0 {
			t.Errorf("opening while another program's change is open: %+v (%v)", version, err)
		}
		if version, err := second.Version(t.Context()); err != nil || version.Number != 0 {
			t.Errorf("reading while another program's change is open: %+v (%v)", version, err)
		}
	}
	written, err := first.Apply(t.Context(), change)
	if err != nil {
		t.Fatal(err)
	}
	if version, err := second.Version(t.Context()); err != nil || version.Digest != written.Digest {
		t.Errorf("the other program sees %+v (%v), want %+v", version, err, written)
	}
	if _, err := second.Apply(t.Context(), secureBase()); err != nil {
		t.Errorf("a change after the other program's: %v", err)
	}
}

func TestReadersAreNotHeldUpByAnOpenChange(t *testing.T) {
	s := open(t, newFile(t))
	if _, err := s.Apply(t.Context(), library(50, "old")); err != nil {
		t.Fatal(err)
	}
	ids := []string{"claim-0001", "claim-0002", "claim-0003"}
	var slowest atomic.Int64
	change := library(600, "new")
	held := false
	change.Progress = func(int, int) {
		if held {
			return
		}
		held = true
		for range 200 { // all of them while the transaction is open
			start := time.Now()
			claims, err := s.Claims(t.Context(), ids)
			if err != nil || len(claims) != len(ids) || !strings.HasSuffix(claims[0].Text, "old") {
				t.Fatalf("read %v (%v)", claims, err)
			}
			slowest.Store(max(slowest.Load(), int64(time.Since(start))))
		}
	}
	if _, err := s.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	if took := time.Duration(slowest.Load()); took > time.Second { // waiting would be five seconds
		t.Errorf("a read took %v while a change was open", took)
	}
}

func TestNothingIsLeftOfWhatIsRemoved(t *testing.T) {
	path := newFile(t)
	s := open(t, path)
	for _, change := range []store.ChangeSet{library(100, "first"), library(50, "second"), {Replace: true}} {
		change.Replace = true
		if _, err := s.Apply(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
	db := raw(t, path)
	for _, table := range []string{"vocabulary", "entity", "entity_reference", "entity_text", "claim", "citation", "claim_about",
		"claim_text", "practice", "practice_about", "practice_citation"} {
		var rows int
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM "+table).Scan(&rows); err != nil || rows != 0 {
			t.Errorf("%d rows are left in %s (%v)", rows, table, err)
		}
	}
}

func TestDamageIsTold(t *testing.T) {
	path := newFile(t)
	s := open(t, path)
	if _, err := s.Apply(t.Context(), library(300, "before the damage")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 40 * 4096; i < len(content); i++ {
		content[i] = 0xff
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = s.Stream(t.Context(), func(store.Record) error { return nil })
	if store.CodeOf(err) != store.Internal || err == nil || !strings.Contains(err.Error(), "The database file is damaged") {
		t.Errorf("reading a damaged file: %v", err)
	}
	leaksNothing(t, err)
}
