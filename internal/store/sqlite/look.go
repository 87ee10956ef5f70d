package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/statement"
)

// Look is a database file as it is found, of this schema or an older one, opened without changing anything.
type Look struct {
	place      place
	statements map[string]string
	db         *sql.DB

	Schema, Known int64 // of the file, and that of this program; an older file is brought up to date when it is opened
}

// LookAt opens a file for reading as Open does, but leaves an older schema as it is.
func LookAt(ctx context.Context, path string) (*Look, error) {
	p, err := parsePlace(path)
	if err != nil {
		return nil, err
	}
	p.readOnly, p.looks, p.create = true, true, false
	if err := p.check(); err != nil {
		return nil, err
	}
	return p.look(ctx)
}

func (p place) look(ctx context.Context) (*Look, error) {
	l, err := p.dial()
	if err != nil {
		return nil, err
	}
	if err := l.identify(ctx); err != nil {
		_ = l.Close() // why it was not opened matters more
		return nil, p.explain(ctx, err)
	}
	return l, nil
}

func (p place) dial() (*Look, error) {
	all, err := statement.Load(statementFiles, statement.SQL())
	if err != nil {
		return nil, err
	}
	l := &Look{place: p, statements: map[string]string{}}
	for _, named := range all {
		l.statements[named.Name] = named.Text
	}
	if l.db, err = sql.Open("sqlite", p.address(p.readOnly)); err != nil {
		return nil, fmt.Errorf("read the address of the database: %w", err)
	}
	l.db.SetMaxOpenConns(1)
	return l, nil
}

// identify refuses a file that is another application's, of a newer schema or empty.
func (l *Look) identify(ctx context.Context) error {
	steps, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	s := Store{statements: l.statements}
	id, err := s.identity(ctx, l.db)
	if err != nil {
		return err
	}
	l.Schema, l.Known = id.schema, int64(len(steps))
	if id.application == 0 && id.schema == 0 && id.objects == 0 {
		return store.Errorf(store.NotFound, "%s holds no graph yet.", l.place.file)
	}
	older := l.place
	older.readOnly = false // an older schema is no fault here
	return id.check(older, l.Known)
}

// Open opens a file of this schema for reading only.
func (l *Look) Open(ctx context.Context) (*Store, error) { return l.place.open(ctx) }

// Size is that of the file in bytes, its log not included.
func (l *Look) Size() (int64, error) {
	info, err := os.Stat(l.place.file)
	if err != nil {
		return 0, l.place.explain(context.Background(), err)
	}
	return info.Size(), nil
}

// Close ends the look.
func (l *Look) Close() error {
	if err := l.db.Close(); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}

// query runs a statement.
func (l *Look) query(ctx context.Context, name string, args ...any) (*cursor, error) {
	rows, err := l.db.QueryContext(ctx, l.statements[name], args...)
	if err != nil {
		return nil, err
	}
	return newCursor(name, rows, func(error) {})
}

// texts gives one column of a statement's rows.
func (l *Look) texts(ctx context.Context, name, column string) ([]string, error) {
	rows, err := l.query(ctx, name)
	if err != nil {
		return nil, err
	}
	var all []string
	for rows.next() {
		all = append(all, rows.text(column))
	}
	return all, rows.finish()
}

// Library gives the release of SQLite.
func (l *Look) Library(ctx context.Context) (string, error) {
	release, err := l.texts(ctx, "library", "release")
	if err != nil || len(release) != 1 {
		return "", l.place.explain(ctx, errors.Join(err, errors.New("ask for the release")))
	}
	return release[0], nil
}

// Version tells which content the file holds.
func (l *Look) Version(ctx context.Context) (store.Version, error) {
	rows, err := l.query(ctx, "version")
	if err != nil {
		return store.Version{}, l.place.explain(ctx, err)
	}
	version, err := readVersion(rows)
	if err != nil {
		return version, l.place.explain(ctx, err)
	}
	return version, nil
}

// Check reads the whole file and gives an error that says what is wrong with it, if something is. The thorough check
// compares indexes with tables too; on a large file it takes several times as long.
func (l *Look) Check(ctx context.Context, thorough bool) error {
	name := "quick_check"
	if thorough {
		name = "integrity_check"
	}
	said, err := l.texts(ctx, name, name)
	if err != nil {
		return l.place.explain(ctx, err)
	}
	if len(said) != 1 || said[0] != "ok" {
		return &store.Error{Code: store.Invalid, Cause: errors.New(strings.Join(said, "; ")),
			Message: l.place.file + " is damaged; restore a copy of it, or import the data into a new file."}
	}
	tables, err := l.texts(ctx, "reference_check", "table")
	if err != nil {
		return l.place.explain(ctx, err)
	}
	if len(tables) > 0 {
		return store.Errorf(store.Invalid, "%s refers to what is not there, first in the table %s; restore a copy of it, or import the data into a new file.",
			l.place.file, tables[0])
	}
	return nil
}
