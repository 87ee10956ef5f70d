package sqlite

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// Entities implements store.Store.
func (s *Store) Entities(ctx context.Context, ids []string) ([]evidence.Entity, error) {
	return contents(ctx, s, "entities", ids, each(readEntity))
}

// each reads a record from every row.
func each[T any](read func(*cursor) T) func([]T, *cursor) []T {
	return func(all []T, rows *cursor) []T { return append(all, read(rows)) }
}

// contents runs a statement that takes a list of ids, given as one JSON array, and adds what every row of the answer
// holds.
func contents[T any](ctx context.Context, s *Store, name string, ids []string, add func([]T, *cursor) []T) ([]T, error) {
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
		all = add(all, rows)
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
	head.Aliases = rows.list("aliases")
	head.Sources = rows.list("sources")
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
	detail, err := detailOf(entity)
	if err != nil {
		return nil, err
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
		listOrNull(head.Sources), listOrNull(head.Checked), orNull(head.Note), orNull(detail), hash[:],
	}, nil
}

// detailOf gives the fields that the kind has beyond those that all kinds share, as JSON, or "" if they are empty.
func detailOf(entity evidence.Entity) (string, error) {
	value := reflect.New(reflect.TypeOf(entity).Elem())
	value.Elem().Set(reflect.ValueOf(entity).Elem())
	bare, ok := value.Interface().(evidence.Entity)
	if !ok {
		return "", fmt.Errorf("take the entity apart: %T is none", value.Interface())
	}
	*bare.Head() = evidence.Common{}
	encoded, err := encode(bare)
	if err != nil {
		return "", err
	}
	own, found := strings.CutPrefix(encoded, `{"id":"","kind":""`) // all that is left of the shared fields
	switch {
	case !found:
		return "", fmt.Errorf("take the entity apart: %.40s… begins otherwise", encoded)
	case own == "}":
		return "", nil
	}
	return "{" + strings.TrimPrefix(own, ","), nil
}
