package neo4j_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/soak"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
	"github.com/securebase/securebase/internal/synthetic"
)

// world is two graphs of a size, which replace each other.
type world struct {
	files, digests [2]string
	whole          time.Duration // how long an import takes
}

// newWorld writes both graphs as JSON Lines and brings the second one in.
func newWorld(t *testing.T, p program, name string, entities int) *world {
	t.Helper()
	folder := t.TempDir()
	w := new(world)
	for i := range w.files {
		size := synthetic.Of(entities)
		size.Seed = uint64(i)
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
		w.digests[i] = sum.String()
		w.files[i] = filepath.Join(folder, name+string(rune('a'+i))+".jsonl")
		out, err := os.Create(w.files[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(g.WriteJSONL(out, nil), out.Close()); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		p.run(t, "import", w.files[i], "--db", neo4j.SharedServer().URI)
		w.whole = time.Since(begun)
	}
	return w
}

// killedImport kills the program at random moments while it replaces one graph by another, in one transaction and, in a
// soak, in several. The database then holds the one or the other, and the other if the program had said so; a load that
// was cut short is gone on with by the next import, and leaves no trace.
func killedImport(t *testing.T, p program) {
	empty(t)
	s := connect(t, neo4j.SharedServer().URI, options())
	killedImports(t, p, s, newWorld(t, p, "small", 20), soak.Times(5, 900))
	if soak.On() { // otherwise TestLoadIsResumed does, within one process
		killedImports(t, p, s, newWorld(t, p, "large", neo4j.LoadSize/14+20), soak.Times(1, 100))
	}
}

func killedImports(t *testing.T, p program, s *neo4j.Store, w *world, times int) {
	has, changed, told, cut := 1, 0, 0, 0
	for range times {
		next := 1 - has
		after := w.whole/5 + time.Duration(rand.Int64N(int64(w.whole)))
		ctx, cancel := context.WithTimeout(t.Context(), after)
		var out bytes.Buffer
		command := p.command(ctx, "import", w.files[next], "--db", neo4j.SharedServer().URI)
		command.Stdout = &out
		begun := time.Now()
		err := command.Run()
		cancel()
		status := -1
		if command.ProcessState != nil { // it was begun in time
			status = command.ProcessState.ExitCode()
		}
		if status > 0 {
			t.Fatalf("an import that was to be killed after %v: %v", after, err)
		}
		if status == 0 {
			w.whole = (w.whole + time.Since(begun)) / 2 // the machine may have other work by now
		}
		acknowledged := status == 0 || strings.Contains(out.String(), "Imported")
		if acknowledged {
			told++
		}
		loading, err := isLoading(t)
		if err != nil {
			t.Fatal(err)
		}
		if loading {
			cut++
			oldWhileLoading(t, s, w.digests[has])
			resume(t, p, w.files[next])
		}
		switch digest := contentHeld(t, s); {
		case digest == w.digests[next]:
			has = next
			changed++
		case digest != w.digests[has]:
			t.Fatalf("killed after %v it holds %.12s, neither the old %.12s nor the new %.12s", after, digest, w.digests[has], w.digests[next])
		case acknowledged || loading:
			t.Fatalf("killed after %v it said %q and holds the old graph", after, out.String())
		default:
			w.whole += w.whole / 16 // likewise, or the other way round
		}
	}
	soak.Done(t, "%d kills in imports of %v: %d new graphs, %d acknowledged, %d loads gone on with", times, w.whole.Round(time.Millisecond), changed, told, cut)
	p.run(t, "import", w.files[1-has], "--db", neo4j.SharedServer().URI)
	if digest := contentHeld(t, s); digest != w.digests[1-has] {
		t.Errorf("after the import after all it holds %.12s, want %.12s", digest, w.digests[1-has])
	}
}

func isLoading(t *testing.T) (bool, error) {
	t.Helper()
	n, err := ask[int64](t, "MATCH (n) WHERE (n:Lock OR n:GraphVersion) AND n.loading IS NOT NULL RETURN count(n) AS n")
	return n > 0, err
}

// oldWhileLoading wants readers to see the old graph, or to be told to ask again.
func oldWhileLoading(t *testing.T, s *neo4j.Store, old string) {
	t.Helper()
	if version, err := s.Version(t.Context()); err != nil || version.Digest != old {
		t.Fatalf("while a load is cut short the version is %.12s (%v), want %.12s", version.Digest, err, old)
	}
	version, err := s.Stream(t.Context(), func(store.Record) error { return nil })
	if store.CodeOf(err) != store.Unavailable && (err != nil || version.Digest != old) {
		t.Fatalf("while a load is cut short it gives %.12s (%v)", version.Digest, err)
	}
}

// resume carries out an import again, as if the time had passed after which a load without a sign of life is dead.
func resume(t *testing.T, p program, file string) {
	t.Helper()
	if err := neo4j.SharedServer().Run(t.Context(), "MATCH (l:Lock {name: 'apply'}) SET l.until = 0"); err != nil {
		t.Fatal(err)
	}
	p.run(t, "import", file, "--db", neo4j.SharedServer().URI)
	if loading, err := isLoading(t); err != nil || loading {
		t.Fatalf("the mark of a load is left (%v)", err)
	}
}

// contentHeld gives the digest of the content, which must sum up to it, with a text index that knows every claim and no node that
// is on its way out.
func contentHeld(t *testing.T, s *neo4j.Store) string {
	t.Helper()
	var sum evidence.Digest
	var last *evidence.Claim
	claims := int64(0)
	version, err := s.Stream(t.Context(), func(r store.Record) error {
		if claim, ok := r.(*evidence.Claim); ok {
			last = claim
			claims++
		}
		line, err := evidence.Line(r)
		sum.Add(evidence.RecordDigest(line))
		return err
	})
	if err != nil || version.Digest != sum.String() {
		t.Fatalf("the content sums up to %s, the version says %s (%v)", sum, version.Digest, err)
	}
	query := evidence.ParseTextQuery(last.Text + " ")
	match, err := s.Match(t.Context(), query)
	if err != nil || len(match.Claims) == 0 {
		t.Fatalf("%q is not found by its words (%v)", last.Text, err)
	}
	indexed, err := ask[int64](t, "MATCH (n:Claim) WHERE NOT n:Gone RETURN count(n) AS n")
	if err != nil || indexed != claims {
		t.Fatalf("%d claims are in the database, %d are given (%v)", indexed, claims, err)
	}
	return version.Digest
}
