package neo4j

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

const (
	// applyTime bounds a change, if the context does not.
	applyTime = time.Hour
	// loadSize is the number of rows up to which a change is one transaction.
	loadSize = 5000
	// batchSize is the number of rows of one statement, and loadBatch that of one transaction of a load: 2,000 rows are
	// written in less time than four times 500, and 10,000 in more. Relationships are smaller than nodes, so more of
	// them share the cost of a transaction.
	batchSize = 500
	loadBatch = 2000
	loadLinks = 4000
	// loadPatience is how long a load may give no sign of life before another program may take over.
	loadPatience = 30 * time.Second
	// loadPoll is how often a change looks whether a load that it waits for is done.
	loadPoll = 200 * time.Millisecond
)

// errLoading says that another program is loading content.
var errLoading = errors.New("content is being loaded")

// Apply implements store.Store. The records are written in one transaction under a lock, and published in a second
// one when the first is visible in full. A change of more than loadSize rows is written in several transactions;
// see load.go.
func (s *Store) Apply(ctx context.Context, change store.ChangeSet) (store.Version, error) {
	if err := change.Check(); err != nil {
		return store.Version{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, applyTime)
	defer cancel()
	w := &writer{store: s, change: change, token: rand.Text(), size: change.Size()}
	if err := w.apply(ctx); err != nil {
		return store.Version{}, s.fail(ctx, "apply a change", err)
	}
	return w.after.Version, nil
}

// lockState is what the lock knows: what the last commit left, and which load is going on.
type lockState struct {
	published       // as the last commit left it, visible to readers or not
	publishedCommit int64
	token, loadOf   string // who made the last commit or is loading, and the digest of what is loaded
	until, now      int64  // milliseconds of the server's clock
}

// lock takes the lock for the rest of the transaction.
func lock(ctx context.Context, tx transaction) (lockState, error) {
	rows, err := tx.query(ctx, "lock", map[string]any{"holder": "securebase"})
	if err != nil {
		return lockState{}, err
	}
	var state lockState
	found := rows.next(ctx)
	if found {
		state = lockState{
			published:       published{Version: readVersion(rows), commit: rows.integer("commit"), loading: rows.number("loading")},
			publishedCommit: rows.integer("published"),
			token:           rows.optional("token"),
			loadOf:          rows.optional("change"),
			until:           rows.number("until"),
			now:             rows.integer("now"),
		}
	}
	if err := rows.finish(ctx); err != nil {
		return lockState{}, err
	}
	if !found {
		return lockState{}, errors.New("the lock is missing from the database")
	}
	return state, nil
}

// writer carries one change into the database.
type writer struct {
	store  *Store
	change store.ChangeSet
	token  string // tells this change from all others
	size   int
	done   int // records reported
	halves int // see progress
	batch  int // nodes of a statement
	links  int // relationships of a statement

	before, after published
	resumed       bool // the change goes on with a load that was cut short
	plan          *plan
	committed     bool
	identity      string // see changeDigest
	waits         waiting
}

// waiting is the last sign of life that a change saw of the load it waits for, and when it first saw it.
type waiting struct {
	token string
	until int64
	since time.Time
}

func (w *writer) apply(ctx context.Context) error {
	for {
		err := w.store.persist(ctx, "apply", w.once)
		if !errors.Is(err, errLoading) {
			if err != nil {
				return err
			}
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(loadPoll):
		}
	}
	if !w.committed {
		if err := w.load(ctx); err != nil {
			return err
		}
	}
	return w.finish(ctx)
}

// once is the one transaction of a small change, and the first of a load.
func (w *writer) once(ctx context.Context, tx transaction) error {
	w.committed = false
	state, err := lock(ctx, tx)
	if err != nil {
		return err
	}
	if state.token == w.token && state.loading == 0 { // committed already, but the answer was lost
		w.after, w.committed = state.published, true
		return nil
	}
	if err := w.admit(ctx, state); err != nil {
		return err
	}
	if w.plan, err = w.makePlan(ctx, tx); err != nil {
		return err
	}
	if w.resumed || w.plan.rows() > loadSize {
		return tx.run(ctx, "begin_load", map[string]any{"commit": w.after.commit, "token": w.token,
			"change": w.changeDigest(), "patience": w.store.loadPatience.Milliseconds()})
	}
	if err := tx.run(ctx, "remove_gone", map[string]any{"limit": loadSize}); err != nil {
		return err
	}
	w.batch, w.links = batchSize, batchSize
	if err := w.write(ctx, tx.run); err != nil {
		return err
	}
	w.committed = true
	return w.leave(ctx, tx)
}

// admit decides whether the change can be made to what the database holds now.
func (w *writer) admit(ctx context.Context, state lockState) error {
	w.before, w.resumed = state.published, false
	if state.loading != 0 {
		if state.token != w.token && w.alive(state) {
			return errLoading
		}
		if w.resumed = w.change.Replace || state.loadOf == w.changeDigest(); !w.resumed {
			return store.Errorf(store.Conflict, "An import was cut short; carry it out again before anything else is changed.")
		}
	} else if state.publishedCommit < state.commit {
		// Whoever made the last commit is slow or dead. Its transaction is over, since this one has the lock.
		err := w.store.persist(ctx, "publish", func(ctx context.Context, tx transaction) error {
			return tx.run(ctx, "publish", state.columns())
		})
		if err != nil {
			return err
		}
	}
	w.before.loading = 0
	if w.change.Base != "" && w.change.Base != w.before.Digest {
		return store.Errorf(store.Conflict,
			"The change was made against version %.12s, but the database holds %.12s; look at what changed and try again.",
			w.change.Base, w.before.Digest)
	}
	w.after = w.before
	w.after.commit++
	return nil
}

// alive tells whether whoever loads has given a sign of life not long ago. The clock of the server may have stepped back
// since, so a load that has given none for as long as this change has watched is dead too.
func (w *writer) alive(state lockState) bool {
	if w.waits.token != state.token || w.waits.until != state.until {
		w.waits = waiting{state.token, state.until, time.Now()}
	}
	return state.until > state.now && time.Since(w.waits.since) <= w.store.loadPatience
}

// leave notes under the lock what the change leaves.
func (w *writer) leave(ctx context.Context, tx transaction) error {
	digest, err := w.digest(ctx, tx)
	if err != nil {
		return err
	}
	if digest != w.before.Digest {
		w.after.Number++
		w.after.Digest = digest
		w.after.At = time.Now().UTC()
		w.after.Edited = true
	}
	if w.change.Seed != "" {
		w.after.Seed, w.after.Edited = w.change.Seed, false
	}
	columns := w.after.columns()
	columns["token"] = w.token
	return tx.run(ctx, "leave", columns)
}

// digest is that of the content after the change.
func (w *writer) digest(ctx context.Context, tx transaction) (string, error) {
	if w.resumed && !w.change.Replace {
		return w.recount(ctx, tx)
	}
	sum, err := parseDigest(w.before.Digest)
	if err != nil {
		return "", fmt.Errorf("read the digest of the content: %w", err)
	}
	if w.change.Replace {
		sum = evidence.Digest{}
	}
	for _, part := range w.plan.parts() {
		part.sum(&sum, w.change.Replace)
	}
	return sum.String(), nil
}

// finish shows readers what was committed, and removes what they no longer see.
func (w *writer) finish(ctx context.Context) error {
	lasting, cancel := context.WithTimeout(context.WithoutCancel(ctx), w.store.patience)
	defer cancel()
	err := w.store.persist(lasting, "publish", func(ctx context.Context, tx transaction) error {
		return tx.run(ctx, "publish", w.after.columns())
	})
	if err != nil {
		return err
	}
	if w.plan == nil || w.plan.gone() == 0 {
		return nil
	}
	// The change is made. Should this fail, the next change does it; nobody sees these records.
	for removed := int64(loadSize); removed == loadSize; {
		if err := w.store.change(lasting, "remove", func(ctx context.Context, tx transaction) (err error) {
			removed, err = removeGone(ctx, tx)
			return err
		}); err != nil {
			return nil
		}
	}
	return nil
}

func removeGone(ctx context.Context, tx transaction) (removed int64, err error) {
	state, err := lock(ctx, tx)
	if err != nil || state.loading != 0 || state.publishedCommit < state.commit {
		return 0, err // readers may still want them
	}
	rows, err := tx.query(ctx, "remove_gone", map[string]any{"limit": loadSize})
	if err != nil {
		return 0, err
	}
	if rows.next(ctx) {
		removed = rows.integer("removed")
	}
	return removed, rows.finish(ctx)
}

// progressStep is the number of records between two reports of progress.
const progressStep = 250

// progress tells how far the change is carried out. A record is half written when its node is there, and whole when
// its references are.
func (w *writer) progress(halves int) {
	w.halves += halves
	done := min(w.halves/2, w.size)
	if w.change.Progress != nil && done > w.done && (done == w.size || done/progressStep > w.done/progressStep) {
		w.change.Progress(done, w.size)
	}
	w.done = max(w.done, done)
}
