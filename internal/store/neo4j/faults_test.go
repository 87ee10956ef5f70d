package neo4j

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

func TestOpenSaysWhatIsWrong(t *testing.T) {
	open(t)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "bolt://" + free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, uri string
		options   Options
		want      store.Code
	}{
		{"wrong password", server.URI, Options{User: server.User, Password: "wrong"}, store.Unauthenticated},
		{"no such database", server.URI, Options{User: server.User, Password: server.Password, Database: "absent"}, store.NotFound},
		{"nobody there", nobody, Options{User: server.User, Password: server.Password}, store.Unavailable},
		{"no address", "graph.db", Options{}, store.Invalid},
	} {
		t.Run(test.name, func(t *testing.T) {
			begun := time.Now()
			s, err := Open(t.Context(), test.uri, test.options)
			if err == nil {
				_ = s.Close()
			}
			if store.CodeOf(err) != test.want {
				t.Fatalf("got %s: %v, want %s", store.CodeOf(err), err, test.want)
			}
			for _, secret := range []string{"Neo.", "wrong", "dial", "MATCH"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the message is not for everyone: %s", err)
				}
			}
			if took := time.Since(begun); took > 10*time.Second {
				t.Errorf("it took %v to say so", took)
			}
		})
	}
}

func TestRecent(t *testing.T) {
	for agent, want := range map[string]bool{
		"Neo4j/5.26.30": true, "Neo4j/5.26-aura": true, "Neo4j/2025.08.1": true, "Neo4j/5.3.0": false, "Neo4j/4.4.40": false,
		"Neo4j": false, "": false, "Neo4j/x": false,
	} {
		if recent(agent) != want {
			t.Errorf("%q is recent enough: %t", agent, !want)
		}
	}
}

// many makes a change of constructs that is too large for one transaction.
func many(n int, text string) store.ChangeSet {
	var change store.ChangeSet
	for i := range n {
		change.Entities = append(change.Entities, &evidence.Construct{Common: evidence.Common{
			ID: fmt.Sprintf("construct-%06d", i), Kind: evidence.KindConstruct, Summary: text}})
	}
	return change
}

// TestLoadIsResumed cuts a load short and looks what readers and writers see until it is carried out again.
func TestLoadIsResumed(t *testing.T) {
	s := open(t)
	before, err := s.Apply(t.Context(), many(10, "old words"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	change := many(loadSize+1000, "new words")
	change.Progress = func(done, _ int) {
		if done >= 2*batchSize {
			cancel()
		}
	}
	if _, err := s.Apply(ctx, change); store.CodeOf(err) != store.Timeout || !errors.Is(err, context.Canceled) {
		t.Fatalf("a load that was given up: %v", err)
	}
	other := connect(t) // as a server that is started after another one died
	if version, err := other.Version(t.Context()); err != nil || version != before {
		t.Errorf("the version is %+v (%v), before it was %+v", version, err, before)
	}
	if _, err := other.Entities(t.Context(), []string{"construct-000001"}); store.CodeOf(err) != store.Unavailable {
		t.Errorf("an entity that is half way: %v", err)
	}
	if all, err := other.Entities(t.Context(), []string{"construct-000999"}); err != nil || len(all) > 0 {
		t.Errorf("an entity that is not there yet: %v, %v", all, err)
	}
	if _, err := other.Stream(t.Context(), func(store.Record) error { return nil }); store.CodeOf(err) != store.Unavailable {
		t.Errorf("a stream of what is half way: %v", err)
	}
	if _, err := other.Apply(t.Context(), many(1, "third words")); store.CodeOf(err) != store.Conflict {
		t.Errorf("another change meanwhile: %v", err)
	}
	change.Progress = nil
	after, err := other.Apply(t.Context(), change)
	if err != nil {
		t.Fatal(err)
	}
	if after.Number != before.Number+1 {
		t.Errorf("the number is %d, want %d", after.Number, before.Number+1)
	}
	entities := 0
	if version, err := s.Stream(t.Context(), func(record store.Record) error {
		entities++
		if e, ok := record.(evidence.Entity); !ok || e.Head().Summary != "new words" {
			t.Errorf("the stream gives %+v", record)
		}
		return nil
	}); err != nil || version.Digest != after.Digest || entities != loadSize+1000 {
		t.Errorf("%d entities of version %s: %v", entities, version.Digest, err)
	}
	if again, err := s.Apply(t.Context(), change); err != nil || again.Number != after.Number {
		t.Errorf("the same again: %+v (%v)", again, err)
	}
}

// TestReadersPublishForTheDead leaves a commit unpublished, as a program does that dies right after it.
func TestReadersPublishForTheDead(t *testing.T) {
	s := open(t)
	if _, err := s.Apply(t.Context(), many(3, "old words")); err != nil {
		t.Fatal(err)
	}
	w := &writer{store: s, change: many(3, "new words"), token: "dead", size: 3}
	if err := s.persist(t.Context(), "apply", w.once); err != nil || !w.committed {
		t.Fatalf("committed: %t, %v", w.committed, err)
	}
	all, err := s.Entities(t.Context(), []string{"construct-000001"})
	if err != nil || len(all) != 1 || all[0].Head().Summary != "new words" {
		t.Errorf("got %v, %v", all, err)
	}
	if version, err := s.Version(t.Context()); err != nil || version.Digest != w.after.Digest {
		t.Errorf("the version is %+v (%v), want %+v", version, err, w.after.Version)
	}
}

// TestAlteredRecordsAreNotGiven changes a record behind the program's back.
func TestAlteredRecordsAreNotGiven(t *testing.T) {
	s := open(t)
	change := many(3, "words")
	if _, err := s.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	if err := server.Run(t.Context(), "MATCH (n:Entity {id: 'construct-000001'}) DETACH DELETE n"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Stream(t.Context(), func(store.Record) error { return nil }); store.CodeOf(err) != store.Internal || !strings.Contains(err.Error(), "altered") {
		t.Errorf("a stream that lacks a record: %v", err)
	}
	change.Replace = true
	if _, err := s.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Stream(t.Context(), func(store.Record) error { return nil }); err != nil {
		t.Errorf("after the import: %v", err)
	}
}
