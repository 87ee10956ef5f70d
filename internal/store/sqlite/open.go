package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"time"

	lib "modernc.org/sqlite/lib"

	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/statement"
)

// applicationID marks the file as Secure Base's; it is set by the first migration.
const applicationID = 0x53424153

// maxReaders bounds the connections for reading. They are cheap, and far more than there are processors, because a
// stream keeps its own for as long as its receiver takes.
const maxReaders = 64

// Open opens the database in a file, or makes it. The path is a file name or a URI such as "file:securebase.db?mode=ro",
// which opens it for reading only. The file is brought to the schema that this program knows.
func Open(ctx context.Context, path string) (*Store, error) {
	p, err := parsePlace(path)
	if err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	return p.open(ctx)
}

func (p place) open(ctx context.Context) (*Store, error) {
	s := &Store{statements: map[string]string{}, reads: map[string]*sql.Stmt{}}
	if err := s.open(ctx, p); err != nil {
		err = p.explain(ctx, err)
		_ = s.Close() // why it was not opened matters more
		return nil, err
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, p place) error {
	all, err := statement.Load(statementFiles, statement.SQL())
	if err != nil {
		return err
	}
	for _, named := range all {
		s.statements[named.Name] = named.Text
	}
	if s.reader, err = sql.Open("sqlite", p.address(true)); err != nil {
		return fmt.Errorf("read the address of the database: %w", err)
	}
	s.reader.SetMaxOpenConns(maxReaders)
	s.reader.SetMaxIdleConns(max(4, 2*runtime.GOMAXPROCS(0)))
	if p.readOnly {
		if err := s.ready(ctx, s.reader, p); err != nil {
			return err
		}
	} else {
		if s.writer, err = sql.Open("sqlite", p.address(false)); err != nil {
			return fmt.Errorf("read the address of the database: %w", err)
		}
		s.writer.SetMaxOpenConns(1)
		if err := patiently(ctx, time.Duration(p.wait)*time.Millisecond, func() error { return s.prepareFile(ctx, p) }); err != nil {
			return err
		}
	}
	for _, named := range all {
		if !isRead(named) {
			continue
		}
		if s.reads[named.Name], err = s.reader.PrepareContext(ctx, named.Text); err != nil {
			return fmt.Errorf("prepare the statement %s: %w", named.Name, err)
		}
	}
	return nil
}

// patiently tries again for a while as long as others have a lock. SQLite waits by itself, but not where two who switch a
// new file to write-ahead logging could wait for each other: one of them is told at once that the file is busy.
func patiently(ctx context.Context, wait time.Duration, attempt func() error) error {
	for begun := time.Now(); ; {
		err := attempt()
		if resultOf(err) != lib.SQLITE_BUSY || time.Since(begun) > wait {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// identity is what a file says about itself.
type identity struct{ application, schema, objects int64 }

func (s *Store) identity(ctx context.Context, db interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}) (identity, error) {
	rows, err := db.QueryContext(ctx, s.statements["identity"])
	if err != nil {
		return identity{}, fmt.Errorf("read whose file it is: %w", err)
	}
	c, err := newCursor("identity", rows, func(error) {})
	if err != nil {
		return identity{}, err
	}
	var id identity
	if c.next() {
		id = identity{c.integer("application"), c.integer("schema"), c.integer("objects")}
	}
	return id, c.finish()
}

// check refuses a file that is not Secure Base's or newer than this program.
func (id identity) check(p place, known int64) error {
	empty := id.application == 0 && id.schema == 0 && id.objects == 0
	switch {
	case !empty && id.application != applicationID:
		return store.Errorf(store.Invalid, "%s is another application's database; name another file.", p.file)
	case id.schema > known:
		return store.Errorf(store.Conflict,
			"%s was written by a newer Secure Base (schema %d, this one knows %d); use that or a later one.", p.file, id.schema, known)
	case p.readOnly && empty:
		return store.Errorf(store.NotFound, "%s holds no graph yet; open it once without mode=ro.", p.file)
	case p.readOnly && id.schema < known:
		return store.Errorf(store.Conflict,
			"%s is of an older Secure Base (schema %d, this one wants %d); open it once without mode=ro.", p.file, id.schema, known)
	}
	return nil
}

// ready checks a file that is only to be read.
func (s *Store) ready(ctx context.Context, db *sql.DB, p place) error {
	steps, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	id, err := s.identity(ctx, db)
	if err != nil {
		return err
	}
	return id.check(p, int64(len(steps)))
}

// prepareFile checks a file and brings it to the schema that this program knows.
func (s *Store) prepareFile(ctx context.Context, p place) error {
	if err := s.ready(ctx, s.writer, p); err != nil {
		return err
	}
	if _, err := s.writer.ExecContext(ctx, s.statements["write_ahead"]); err != nil {
		return fmt.Errorf("switch the file to write-ahead logging: %w", err)
	}
	return s.migrate(ctx, p, migrationFiles)
}

// explain words an error for the operator, who may see the path.
func (p place) explain(ctx context.Context, err error) error {
	var known *store.Error
	if errors.As(err, &known) {
		return known
	}
	answer := func(code store.Code, format string, args ...any) error {
		return &store.Error{Code: code, Message: p.file + " " + fmt.Sprintf(format, args...), Cause: err}
	}
	switch result := resultOf(err); {
	case ctx.Err() != nil:
		return answer(store.Timeout, "was not opened: it took too long, or was given up.")
	case result == lib.SQLITE_NOTADB:
		return answer(store.Invalid, "is no SQLite database; name another file, or a new one to make it.")
	case result == lib.SQLITE_CORRUPT:
		return answer(store.Invalid, "is damaged; restore a copy of it, or import the data into a new file.")
	case result == lib.SQLITE_BUSY, result == lib.SQLITE_LOCKED:
		return answer(store.Unavailable, "is locked by another program; end that, or wait until it is done.")
	case result == lib.SQLITE_FULL:
		return answer(store.Unavailable, "has no room to grow; free space on its disk, or raise max_page_count.")
	case p.readOnly && (result == lib.SQLITE_READONLY || result == lib.SQLITE_CANTOPEN):
		return answer(store.Forbidden, "needs a log beside it even to be read; allow writing to its directory, or copy it to another.")
	case result == lib.SQLITE_READONLY, result == lib.SQLITE_PERM, errors.Is(err, fs.ErrPermission):
		return answer(store.Forbidden, "may not be written; allow writing to it and its directory, or open it with mode=ro.")
	case result == lib.SQLITE_CANTOPEN:
		return answer(store.Forbidden, "cannot be opened; this user must be allowed to write the file and its directory.")
	case result == lib.SQLITE_IOERR:
		return answer(store.Unavailable, "cannot be read or written; look after its disk.")
	}
	return fmt.Errorf("open the database %s: %w", p.file, err)
}
