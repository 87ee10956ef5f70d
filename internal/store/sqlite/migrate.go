package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
)

// migrations gives the scripts that make the tables, in order. Their number is the schema that this program knows;
// each one sets its own number as the file's user_version.
func migrations(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list the migrations: %w", err)
	}
	scripts := make([]string, 0, len(names))
	for _, name := range names { // sorted by Glob
		script, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read a migration: %w", err)
		}
		scripts = append(scripts, string(script))
	}
	return scripts, nil
}

// migrate carries out the migrations that the file lacks, all of them or none. Another program may be about to do the
// same, so the file is looked at again once it is locked.
func (s *Store) migrate(ctx context.Context, p place, files fs.FS) (err error) {
	scripts, err := migrations(files)
	if err != nil {
		return err
	}
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to the file: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	id, err := s.identity(ctx, conn)
	if err != nil || id.schema == int64(len(scripts)) {
		return err
	}
	if _, err := conn.ExecContext(ctx, s.statements["begin"]); err != nil {
		return fmt.Errorf("lock the file: %w", err)
	}
	if err := s.bringUp(ctx, conn, p, scripts); err != nil {
		if _, undoing := conn.ExecContext(context.WithoutCancel(ctx), s.statements["rollback"]); undoing != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		}
		return err
	}
	return nil
}

func (s *Store) bringUp(ctx context.Context, conn *sql.Conn, p place, scripts []string) error {
	id, err := s.identity(ctx, conn)
	if err != nil {
		return err
	}
	if err := id.check(p, int64(len(scripts))); err != nil {
		return err
	}
	for i := int(id.schema); i < len(scripts); i++ {
		if _, err := conn.ExecContext(ctx, scripts[i]); err != nil {
			return fmt.Errorf("carry out migration %d: %w", i+1, err)
		}
	}
	if _, err := conn.ExecContext(context.WithoutCancel(ctx), s.statements["commit"]); err != nil {
		return fmt.Errorf("commit the migrations: %w", err)
	}
	return nil
}
