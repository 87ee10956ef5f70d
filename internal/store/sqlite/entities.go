package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/securebase/securebase/internal/evidence"
)

// Entities implements store.Store.
func (s *Store) Entities(ctx context.Context, ids []string) ([]evidence.Entity, error) {
	return contents(ctx, s, "entities", ids, readEntity)
}

// contents runs a statement that takes a list of ids, given as one JSON array, and reads every row of the answer.
func contents[T any](ctx context.Context, s *Store, name string, ids []string, read func(*cursor) T) ([]T, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	attempt := "read " + name
	list, err := encode(ids)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", attempt, err)
	}
	rows, err := s.query(ctx, nil, name, list)
	if err != nil {
		return nil, s.fail(attempt, err)
	}
	all := make([]T, 0, len(ids))
	for rows.next() {
		all = append(all, read(rows))
	}
	if err := rows.finish(); err != nil {
		return nil, s.fail(attempt, err)
	}
	return slices.Clip(all), nil
}

// readEntity reads a row of entities or stream_entities.
func readEntity(rows *cursor) evidence.Entity {
	kind := rows.text("kind")
	entity := evidence.NewEntity(evidence.Kind(kind))
	if entity == nil {
		if rows.err == nil {
			rows.err = fmt.Errorf("read column kind of %s: %q is no kind", rows.statement, kind)
		}
		return nil
	}
	rows.decode("detail", entity)
	head := entity.Head()
	head.ID = rows.text("id")
	head.Type = rows.optional("type")
	head.Note = rows.optional("note")
	rows.decode("aliases", &head.Aliases)
	rows.decode("sources", &head.Sources)
	rows.decode("checked", &head.Checked)
	if source, ok := entity.(*evidence.Source); ok {
		source.Derive() // what the name column holds is for the shell
		return source
	}
	head.Name = rows.optional("name")
	head.Summary = rows.optional("summary")
	return entity
}

// entityColumns gives what put_entity is run with. Fields without a column of their own go into detail, so that a
// field added to a kind is kept without a change of the tables.
func entityColumns(entity evidence.Entity, hash evidence.Digest) ([]any, error) {
	encoded, err := encode(entity)
	if err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(encoded), &fields); err != nil {
		return nil, fmt.Errorf("take the entity apart: %w", err)
	}
	for _, column := range []string{"id", "kind", "name", "type", "summary", "aliases", "sources", "checked", "note"} {
		delete(fields, column)
	}
	head := entity.Head()
	name, summary := head.Name, head.Summary
	if source, ok := entity.(*evidence.Source); ok {
		derived := *source
		derived.Derive()
		name, summary = derived.Name, ""
	}
	return []any{
		head.ID, string(head.Kind), orNull(name), orNull(head.Type), orNull(summary), listOrNull(head.Aliases),
		listOrNull(head.Sources), listOrNull(head.Checked), orNull(head.Note), mapOrNull(fields), hash[:],
	}, nil
}
