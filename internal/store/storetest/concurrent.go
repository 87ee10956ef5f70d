package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// patience is how long a reader may take on a slow machine before it counts as blocked.
const patience = 10 * time.Second

// readersDuringChange asks everything from inside an open transaction, where Progress is called.
func readersDuringChange(t *testing.T, open Open) {
	s := open(t)
	old := graphOf(10, "old words")
	before := write(t, s, old)
	change := graphOf(600, "new words")
	reported := false
	change.Progress = func(int, int) {
		reported = true
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		if err := seesOnly(ctx, s, before, "old words"); err != nil {
			t.Errorf("while the change is open: %v", err)
		}
		if match, err := s.Match(ctx, evidence.ParseTextQuery("new")); err != nil || len(match.Claims) > 0 {
			t.Errorf("while the change is open its words are found in %d claims: %v", len(match.Claims), err)
		}
	}
	after := write(t, s, change)
	if !reported {
		t.Error("the change reported no progress")
	}
	if err := seesOnly(t.Context(), s, after, "new words"); err != nil {
		t.Errorf("after the change: %v", err)
	}
}

// seesOnly asks a database in every way and wants the version, and the text in all that is given.
func seesOnly(ctx context.Context, s store.Store, want store.Version, text string) error {
	version, err := s.Version(ctx)
	if err != nil {
		return err
	}
	if !sameVersion(version, want) {
		return fmt.Errorf("the version is %+v, want %+v", version, want)
	}
	found, err := allTexts(ctx, s)
	if err != nil {
		return err
	}
	for _, got := range found {
		if got != text {
			return fmt.Errorf("a text reads %q, want %q", got, text)
		}
	}
	return nil
}

// allTexts reads some contents by id and the whole stream.
func allTexts(ctx context.Context, s store.Store) ([]string, error) {
	var texts []string
	entities, err := s.Entities(ctx, []string{"construct-000001", "construct-000003"})
	if err != nil {
		return nil, err
	}
	for _, e := range entities {
		texts = append(texts, e.Head().Summary)
	}
	claims, err := s.Claims(ctx, []string{"claim-000002", "claim-000004"})
	if err != nil {
		return nil, err
	}
	for _, c := range claims {
		texts = append(texts, c.Text)
	}
	items, err := s.Practice(ctx, []string{"step-000001"})
	if err != nil {
		return nil, err
	}
	for _, p := range items {
		texts = append(texts, p.Text)
	}
	_, err = s.Stream(ctx, func(record store.Record) error {
		if c, ok := record.(*evidence.Claim); ok {
			texts = append(texts, c.Text)
		}
		return nil
	})
	return texts, err
}

// neverAMixture rewrites the whole content again and again under readers. Text and locators name the round, so that a
// call whose parts are of two rounds shows.
func neverAMixture(t *testing.T, open Open) {
	s := open(t)
	round := func(n int) store.ChangeSet {
		text := fmt.Sprintf("round %d", n)
		change := graphOf(40, text)
		for _, c := range change.Claims {
			c.Citations[0].Locator = text
		}
		change.Replace = true
		return change
	}
	write(t, s, round(0))
	ids := make([]string, 40)
	for i := range ids {
		ids[i] = fmt.Sprintf("claim-%06d", i)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for ctx.Err() == nil {
				if err := ofOneRound(t.Context(), s, ids); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for n := 1; n <= 20; n++ {
		write(t, s, round(n))
	}
	stop()
	readers.Wait()
}

// ofOneRound wants all claims of a call, and all records of a stream, to be of one round.
func ofOneRound(ctx context.Context, s store.Store, ids []string) error {
	claims, err := s.Claims(ctx, ids)
	if err != nil {
		return err
	}
	if len(claims) != len(ids) {
		return fmt.Errorf("%d claims of %d", len(claims), len(ids))
	}
	for _, c := range claims {
		if c.Text != claims[0].Text || len(c.Citations) != 1 || c.Citations[0].Locator != c.Text {
			return fmt.Errorf("one call gave %q and %q with the citations %+v", claims[0].Text, c.Text, c.Citations)
		}
	}
	var sum evidence.Digest
	text := ""
	version, err := s.Stream(ctx, func(record store.Record) error {
		written, err := evidence.Line(record)
		if err != nil {
			return err
		}
		sum.Add(evidence.RecordDigest(written))
		if c, ok := record.(*evidence.Claim); ok {
			if text == "" {
				text = c.Text
			}
			if c.Text != text || c.Citations[0].Locator != text {
				return fmt.Errorf("one stream gave %q and %q with the citations %+v", text, c.Text, c.Citations)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if sum.String() != version.Digest {
		return fmt.Errorf("a stream of %s says that it is of version %s", sum, version.Digest)
	}
	return nil
}

// concurrentChanges lets several sides add records, and one of two win that were made against the same version.
func concurrentChanges(t *testing.T, open Open) {
	s := open(t)
	before := write(t, s, store.ChangeSet{Entities: []evidence.Entity{construct("bond", "")}})
	const sides, changes = 4, 5
	var all sync.WaitGroup
	for side := range sides {
		all.Go(func() {
			for n := range changes {
				id := fmt.Sprintf("c-%d-%d", side, n)
				if _, err := s.Apply(t.Context(), store.ChangeSet{Claims: []*evidence.Claim{relation(id, "bond", "bond", id)}}); err != nil {
					t.Errorf("%s: %v", id, err)
				}
			}
		})
	}
	all.Wait()
	after, err := s.Version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if after.Number != before.Number+sides*changes {
		t.Errorf("the number is %d, want %d", after.Number, before.Number+sides*changes)
	}
	results := make([]error, sides)
	for side := range results {
		all.Go(func() {
			change := store.ChangeSet{Base: after.Digest, Entities: []evidence.Entity{construct(fmt.Sprintf("tie-%d", side), "")}}
			_, results[side] = s.Apply(t.Context(), change)
		})
	}
	all.Wait()
	won := 0
	for _, err := range results {
		switch {
		case err == nil:
			won++
		case store.CodeOf(err) != store.Conflict:
			t.Errorf("a change that came too late: %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d of %d changes made against one version were carried out, want 1", won, sides)
	}
}

// givenUp cancels a change at its first report of progress, at a later one and at the last.
func givenUp(t *testing.T, open Open) {
	s := open(t)
	old := graphOf(10, "old words")
	m := model{}.after(old)
	before := write(t, s, old)
	for _, report := range []int{1, 3, 8} {
		ctx, cancel := context.WithCancel(t.Context())
		change := graphOf(600, "new words")
		change.Replace = true
		reports := 0
		change.Progress = func(done, of int) {
			if reports++; reports == report || done == of {
				cancel()
			}
		}
		_, err := s.Apply(ctx, change)
		cancel()
		if store.CodeOf(err) != store.Timeout || !errors.Is(err, context.Canceled) {
			t.Errorf("given up at report %d: %v", report, err)
		}
		if after := m.checkContent(t, s); !sameVersion(after, before) {
			t.Errorf("given up at report %d: the version is %+v, before it was %+v", report, after, before)
		}
	}
	change := graphOf(600, "new words")
	write(t, s, change)
	m.after(change).checkContent(t, s)
}

// endedContext asks everything in a context that has ended.
func endedContext(t *testing.T, open Open) {
	s := open(t)
	write(t, s, graphOf(3, "words"))
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancelLate := context.WithTimeout(t.Context(), -time.Second)
	defer cancelLate()
	for _, ctx := range []context.Context{canceled, late} {
		for name, err := range everything(ctx, s) {
			if store.CodeOf(err) != store.Timeout || !errors.Is(err, ctx.Err()) {
				t.Errorf("%s in a context that ended (%v): %v", name, ctx.Err(), err)
			}
		}
	}
}

// everything calls every method that may fail, by name.
func everything(ctx context.Context, s store.Store) map[string]error {
	all := map[string]error{}
	_, all["version"] = s.Version(ctx)
	_, all["stream"] = s.Stream(ctx, func(store.Record) error { return nil })
	_, all["entities"] = s.Entities(ctx, []string{"construct-000000"})
	_, all["claims"] = s.Claims(ctx, []string{"claim-000000"})
	_, all["practice"] = s.Practice(ctx, []string{"step-000000"})
	_, all["match"] = s.Match(ctx, evidence.ParseTextQuery("words"))
	_, all["apply"] = s.Apply(ctx, store.ChangeSet{Entities: []evidence.Entity{construct("bond", "")}})
	return all
}

// streamStopped wants the receiver's own error back, and the database usable afterwards.
func streamStopped(t *testing.T, open Open) {
	s := open(t)
	write(t, s, graphOf(30, "words"))
	enough := errors.New("enough")
	for range 50 { // more often than there are connections
		seen := 0
		_, err := s.Stream(t.Context(), func(store.Record) error {
			if seen++; seen == 40 {
				return enough
			}
			return nil
		})
		if err != enough || seen != 40 { //nolint:errorlint // as it is, not wrapped
			t.Fatalf("stopped after %d records with %v", seen, err)
		}
	}
	write(t, s, store.ChangeSet{Entities: []evidence.Entity{construct("bond", "")}})
}

// standingStreams holds some streams open, as slow downloads do, and reads and writes meanwhile.
func standingStreams(t *testing.T, open Open) {
	s := open(t)
	before := write(t, s, graphOf(10, "old words"))
	const streams = 20
	goOn := make(chan struct{})
	var standing, all sync.WaitGroup
	standing.Add(streams)
	for range streams {
		all.Go(func() {
			seen := 0
			version, err := s.Stream(t.Context(), func(record store.Record) error {
				if seen++; seen == 1 {
					standing.Done()
					<-goOn
				}
				if c, ok := record.(*evidence.Claim); ok && c.Text != "old words" {
					return fmt.Errorf("a stream that began before the change gives %q", c.Text)
				}
				return nil
			})
			if err != nil || !sameVersion(version, before) {
				t.Errorf("a stream that stood still: %+v (%v)", version, err)
			}
		})
	}
	standing.Wait()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := seesOnly(ctx, s, before, "old words"); err != nil {
		t.Errorf("while streams stand still: %v", err)
	}
	if _, err := s.Apply(ctx, graphOf(10, "new words")); err != nil {
		t.Errorf("a change while streams stand still: %v", err)
	}
	close(goOn)
	all.Wait()
}

// afterClose asks everything of a database that was closed.
func afterClose(t *testing.T, open Open) {
	s := open(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, err := range everything(t.Context(), s) {
		if store.CodeOf(err) != store.Unavailable {
			t.Errorf("%s after the end: %v", name, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}
