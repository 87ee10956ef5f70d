package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Apply implements store.Store.
func (s *Store) Apply(ctx context.Context, change store.ChangeSet) (store.Version, error) {
	if s.writer == nil && !s.closed.Load() {
		return store.Version{}, store.Errorf(store.Forbidden, "The database was opened for reading only.")
	}
	if err := change.Check(); err != nil {
		return store.Version{}, err
	}
	version, err := s.apply(ctx, change)
	if err != nil {
		return store.Version{}, s.fail("apply a change", err)
	}
	return version, nil
}

func (s *Store) apply(ctx context.Context, change store.ChangeSet) (version store.Version, err error) {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return version, err
	}
	w := &writer{conn: conn, texts: s.statements, prepared: map[string]*sql.Stmt{}, change: change, ended: ctx.Err}
	defer func() { err = errors.Join(err, w.close(err != nil)) }()
	if err := w.run(ctx, "begin"); err != nil {
		return version, err
	}
	// From here on the end of the context is looked at between records: statements are short, and a commit that is
	// told to stop could have been made all the same.
	lasting := context.WithoutCancel(ctx)
	if version, err = w.write(lasting); err != nil {
		return version, err
	}
	if err := ctx.Err(); err != nil {
		return version, err
	}
	return version, w.commit(lasting)
}

// writer carries one change into the database.
type writer struct {
	conn     *sql.Conn
	texts    map[string]string
	prepared map[string]*sql.Stmt
	change   store.ChangeSet
	ended    func() error // why the change is to be given up, if it is

	digest  evidence.Digest
	changed bool
	fresh   []string // ids of entities and claims that were not there before
	pending []pendingText
	done    int
}

// close gives the connection back, undoing what is not committed. Whether a transaction is open after a failure is for
// the database to say: a full disk ends it, a begin that was told to stop may have begun. A connection that cannot roll
// back is dropped, which comes to the same.
func (w *writer) close(undo bool) error {
	drop := undo && w.run(context.Background(), "rollback") != nil
	var all error
	for _, statement := range w.prepared { // while their connection lives
		all = errors.Join(all, statement.Close())
	}
	if drop {
		_ = w.conn.Raw(func(any) error { return driver.ErrBadConn }) // which takes the connection out of the pool
		return all
	}
	return errors.Join(all, w.conn.Close())
}

// write does everything between begin and commit.
func (w *writer) write(ctx context.Context) (store.Version, error) {
	before, err := w.version(ctx)
	if err != nil {
		return before, err
	}
	if w.change.Base != "" && w.change.Base != before.Digest {
		return before, store.Errorf(store.Conflict,
			"The change was made against version %.12s, but the database holds %.12s; look at what changed and try again.",
			w.change.Base, before.Digest)
	}
	if err := w.records(ctx); err != nil {
		return before, err
	}
	after := before
	if w.changed {
		after.Number++
		after.Digest = w.digest.String()
		after.At = time.Now().UTC()
		after.Edited = true
	}
	if w.change.Seed != "" {
		after.Seed, after.Edited = w.change.Seed, false
	}
	if after == before {
		return after, nil
	}
	var at any
	if !after.At.IsZero() {
		at = after.At.Format(time.RFC3339Nano)
	}
	return after, w.run(ctx, "set_version", after.Number, after.Digest, at, after.Seed, after.Edited)
}

func (w *writer) version(ctx context.Context) (store.Version, error) {
	rows, err := w.query(ctx, "version")
	if err != nil {
		return store.Version{}, err
	}
	version, err := readVersion(rows)
	if err != nil {
		return version, err
	}
	raw, err := hex.DecodeString(version.Digest)
	if err != nil || len(raw) != len(w.digest) {
		return version, fmt.Errorf("read the content's digest: %q is none", version.Digest)
	}
	copy(w.digest[:], raw)
	return version, nil
}

// records writes what differs from what is there, and removes what is to go.
func (w *writer) records(ctx context.Context) error {
	removed := w.removals()
	if err := w.vocabulary(ctx); err != nil {
		return err
	}
	if err := w.entities(ctx, removed.others); err != nil {
		return err
	}
	if err := w.claims(ctx, removed.others); err != nil {
		return err
	}
	if err := w.practice(ctx, removed.practice); err != nil {
		return err
	}
	w.progress(w.change.Size())
	return w.sharedID(ctx)
}

// sharedID refuses an id that is both an entity's and a claim's. Only ids that were not there before can be.
func (w *writer) sharedID(ctx context.Context) error {
	if len(w.fresh) == 0 {
		return nil
	}
	rows, err := w.query(ctx, "shared_id", jsonText{w.fresh})
	if err != nil {
		return err
	}
	var id string
	if rows.next() {
		id = rows.text("id")
	}
	if err := rows.finish(); err != nil {
		return err
	}
	if id != "" {
		return store.Errorf(store.Invalid, "The id %q would be both an entity's and a claim's.", id)
	}
	return nil
}

// commit ends the transaction. A reference that leads nowhere shows only now, since records may come in any order.
func (w *writer) commit(ctx context.Context) error {
	err := w.run(ctx, "commit")
	if err == nil || !violatesReference(err) {
		return err
	}
	rows, failed := w.query(ctx, "dangling")
	if failed != nil {
		return errors.Join(err, failed)
	}
	message := "A record refers to an id that does not exist."
	if rows.next() {
		message = fmt.Sprintf("The %s %q refers to %q (%s), which is no entity of the graph.",
			rows.text("sort"), rows.text("record"), rows.text("target"), rows.text("field"))
	}
	return errors.Join(rows.finish(), &store.Error{Code: store.Invalid, Message: message, Cause: err})
}

// progressStep is the number of records between two reports of progress.
const progressStep = 250

// progress tells how far the change is carried out.
func (w *writer) progress(done int) {
	if w.change.Progress != nil && done > w.done && (done == w.change.Size() || done/progressStep > w.done/progressStep) {
		w.change.Progress(done, w.change.Size())
	}
	w.done = max(w.done, done)
}

// statement prepares a named statement once a change.
func (w *writer) statement(ctx context.Context, name string) (*sql.Stmt, error) {
	if statement, ok := w.prepared[name]; ok {
		return statement, nil
	}
	text, ok := w.texts[name]
	if !ok {
		return nil, fmt.Errorf("run the statement %s: there is none of that name", name)
	}
	statement, err := w.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("prepare the statement %s: %w", name, err)
	}
	w.prepared[name] = statement
	return statement, nil
}

// run carries out a named statement that gives no rows.
func (w *writer) run(ctx context.Context, name string, args ...any) error {
	_, err := w.exec(ctx, name, args...)
	return err
}

// exec is run with what the statement did.
func (w *writer) exec(ctx context.Context, name string, args ...any) (sql.Result, error) {
	statement, err := w.statement(ctx, name)
	if err != nil {
		return nil, err
	}
	if err := encodeArguments(args); err != nil {
		return nil, fmt.Errorf("run the statement %s: %w", name, err)
	}
	ended := store.BeginStatement(ctx, "sqlite", name)
	result, err := statement.ExecContext(ctx, args...)
	ended(err)
	if err != nil {
		return nil, fmt.Errorf("run the statement %s: %w", name, err)
	}
	return result, nil
}

// query carries out a named statement that gives rows.
func (w *writer) query(ctx context.Context, name string, args ...any) (*cursor, error) {
	statement, err := w.statement(ctx, name)
	if err != nil {
		return nil, err
	}
	if err := encodeArguments(args); err != nil {
		return nil, fmt.Errorf("run the statement %s: %w", name, err)
	}
	ended := store.BeginStatement(ctx, "sqlite", name)
	rows, err := statement.QueryContext(ctx, args...)
	if err != nil {
		ended(err)
		return nil, fmt.Errorf("run the statement %s: %w", name, err)
	}
	return newCursor(name, rows, ended)
}
