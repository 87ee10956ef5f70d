package neo4j

import (
	"context"
	"encoding/binary"
	"errors"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// errOvertaken says that another program went on with a load in the belief that this one had died.
var errOvertaken = errors.New("another program took the load over")

// load writes a change that is too large for one transaction in batches. The marker that was set with begin_load keeps
// other changes out, and readers of what is touched get UNAVAILABLE: they see the version before until all is there. A
// load that was cut short leaves the marker, and is resumed by carrying out the same change, or one that replaces
// everything, again: what is written already is known by its hash.
func (w *writer) load(ctx context.Context) error {
	w.batch, w.links = loadBatch, loadLinks
	err := w.write(ctx, func(ctx context.Context, name string, parameters map[string]any) error {
		return w.store.persist(ctx, "load", func(ctx context.Context, tx transaction) error {
			if err := w.goOn(ctx, tx); err != nil {
				return err
			}
			return tx.run(ctx, name, parameters)
		})
	})
	if err == nil {
		err = w.store.persist(ctx, "end load", func(ctx context.Context, tx transaction) error {
			state, err := lock(ctx, tx)
			if err != nil {
				return err
			}
			if state.token == w.token && state.loading == 0 { // committed already, but the answer was lost
				w.after = state.published
				return nil
			}
			if err := w.goOn(ctx, tx); err != nil {
				return err
			}
			return w.leave(ctx, tx)
		})
	}
	if err != nil {
		w.giveUp(ctx)
	}
	if errors.Is(err, errOvertaken) {
		return &store.Error{Code: store.Conflict, Message: "Another program has gone on with this import.", Cause: err}
	}
	return err
}

// goOn gives a sign of life, and makes sure that the load is still this writer's.
func (w *writer) goOn(ctx context.Context, tx transaction) error {
	rows, err := tx.query(ctx, "go_on_loading", map[string]any{"token": w.token, "patience": w.store.loadPatience.Milliseconds()})
	if err != nil {
		return err
	}
	found := rows.next(ctx)
	if err := rows.finish(ctx); err != nil {
		return err
	}
	if !found {
		return errOvertaken
	}
	return nil
}

// giveUp lets others take the load over at once. If that fails they wait until the signs of life are missed.
func (w *writer) giveUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), acquisition)
	defer cancel()
	_ = w.store.change(ctx, "give up load", func(ctx context.Context, tx transaction) error {
		return tx.run(ctx, "go_on_loading", map[string]any{"token": w.token, "patience": -time.Second.Milliseconds()})
	})
}

// changeDigest identifies a change, so that only the same one goes on with a load that was cut short.
func (w *writer) changeDigest() string {
	if w.identity != "" {
		return w.identity
	}
	var sum evidence.Digest
	for _, id := range w.change.Delete {
		sum.Add(evidence.RecordDigest([]byte("remove " + id)))
	}
	flags := binary.AppendUvarint(nil, uint64(w.size))
	if w.change.Replace {
		flags = append(flags, 1)
	}
	sum.Add(evidence.RecordDigest(append(flags, w.change.Seed...)))
	for _, records := range w.records() {
		line, err := evidence.Line(records)
		if err == nil { // else the change is refused by gather
			sum.Add(evidence.RecordDigest(line))
		}
	}
	w.identity = sum.String()
	return w.identity
}

func (w *writer) records() []any {
	all := make([]any, 0, w.size)
	if w.change.Vocabulary != nil {
		all = append(all, w.change.Vocabulary)
	}
	for _, e := range w.change.Entities {
		all = append(all, e)
	}
	for _, c := range w.change.Claims {
		all = append(all, c)
	}
	for _, p := range w.change.Practice {
		all = append(all, p)
	}
	return all
}

// recount adds up the hashes of all records.
func (w *writer) recount(ctx context.Context, tx transaction) (string, error) {
	var sum evidence.Digest
	for _, statement := range []string{"vocabulary", "all_entities_known", "all_claims_known", "all_practice_known"} {
		rows, err := tx.query(ctx, statement, nil)
		if err != nil {
			return "", err
		}
		for rows.next(ctx) {
			text := rows.optional("stamp")
			if text == "" {
				continue
			}
			s, err := parseStamp(text)
			if err != nil {
				return "", err
			}
			if !s.gone {
				sum.Add(s.hash)
			}
		}
		if err := rows.finish(ctx); err != nil {
			return "", err
		}
	}
	return sum.String(), nil
}
