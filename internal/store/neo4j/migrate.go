package neo4j

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

//go:embed migrations/*.cypher
var migrationFiles embed.FS

// migration is a script that is carried out once in the life of a database.
type migration struct {
	number     int64
	name       string
	checksum   string
	statements []string
}

// migrations gives the scripts in order. A script's statements end with a semicolon at the end of a line; a line that
// begins with // is a comment.
func migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.cypher")
	if err != nil {
		return nil, fmt.Errorf("list the migrations: %w", err)
	}
	var all []migration
	for i, file := range names { // sorted by Glob
		script, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, fmt.Errorf("read a migration: %w", err)
		}
		sum := sha256.Sum256(script)
		m := migration{number: int64(i + 1), name: path.Base(file), checksum: hex.EncodeToString(sum[:])}
		var statement strings.Builder
		for line := range strings.Lines(string(script)) {
			if strings.HasPrefix(line, "//") {
				continue
			}
			statement.WriteString(line)
			if text := strings.TrimSpace(statement.String()); strings.HasSuffix(text, ";") {
				m.statements = append(m.statements, text)
				statement.Reset()
			}
		}
		if strings.TrimSpace(statement.String()) != "" {
			return nil, fmt.Errorf("%s: the last statement does not end with a semicolon", file)
		}
		all = append(all, m)
	}
	return all, nil
}

// migrate carries out the migrations that the database lacks. A constraint and data cannot be written in one
// transaction, so one transaction holds a lock and notes what was done, while others do it; every statement can be
// carried out twice, should a migration have been cut short.
func (s *Store) migrate(ctx context.Context) error {
	all, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	done, err := s.migrated(ctx, all)
	if err != nil {
		return err
	}
	if done < len(all) {
		if err := s.automatic(ctx, "prepare", s.statements["make_lock"]); err != nil {
			return err
		}
		err := s.change(ctx, "migrate", func(ctx context.Context, tx transaction) error {
			return s.bringUp(ctx, tx, all)
		})
		if err != nil {
			return fmt.Errorf("migrate the database: %w", err)
		}
	}
	return s.change(ctx, "prepare", func(ctx context.Context, tx transaction) error {
		return tx.run(ctx, "first_version", map[string]any{"digest": evidence.Digest{}.String()})
	})
}

// migrated tells how many of the migrations the database has seen, and refuses one that has seen others.
func (s *Store) migrated(ctx context.Context, all []migration) (done int, err error) {
	err = s.read(ctx, "migrate", func(ctx context.Context, tx transaction) error {
		done, err = checkMigrations(ctx, tx, all)
		return err
	})
	return done, err
}

func checkMigrations(ctx context.Context, tx transaction, all []migration) (int, error) {
	rows, err := tx.query(ctx, "migrations_done", nil)
	if err != nil {
		return 0, err
	}
	done := 0
	for rows.next(ctx) {
		number, name, checksum := rows.integer("number"), rows.text("name"), rows.text("checksum")
		if rows.err != nil {
			break
		}
		if done == len(all) {
			return 0, store.Errorf(store.Conflict,
				"The database was written by a newer Secure Base (it has seen migration %d, this one knows %d); use that or a later one.",
				number, len(all))
		}
		if want := all[done]; number != want.number || name != want.name || checksum != want.checksum {
			return 0, store.Errorf(store.Conflict,
				"The database has seen another migration %d (%s) than this Secure Base knows; use the release that wrote it.", number, name)
		}
		done++
	}
	return done, rows.finish(ctx)
}

func (s *Store) bringUp(ctx context.Context, tx transaction, all []migration) error {
	if err := tx.run(ctx, "lock_schema", map[string]any{"holder": "migrate"}); err != nil {
		return err
	}
	done, err := checkMigrations(ctx, tx, all) // another program may have been faster
	if err != nil {
		return err
	}
	for _, m := range all[done:] {
		for i, statement := range m.statements {
			if err := s.automatic(ctx, "migrate", statement); err != nil {
				return fmt.Errorf("carry out statement %d of %s: %w", i+1, m.name, err)
			}
		}
		note := map[string]any{"number": m.number, "name": m.name, "checksum": m.checksum}
		if err := tx.run(ctx, "note_migration", note); err != nil {
			return err
		}
	}
	return nil
}

// automatic carries out a statement of a migration in a transaction of its own.
func (s *Store) automatic(ctx context.Context, operation, text string) error {
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer endSession(ctx, session)
	result, err := session.Run(ctx, text, nil, limits(ctx, operation)...)
	if err != nil {
		return err
	}
	_, err = result.Consume(ctx)
	return err
}
