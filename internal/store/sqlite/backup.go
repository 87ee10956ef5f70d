package sqlite

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	lib "modernc.org/sqlite/lib"

	"github.com/securebase/securebase/internal/store"
)

// Backup writes the content of a database to another file, as it is at one moment, while others go on reading and
// writing. The other file appears when it is whole and on the disk. It is replaced if it exists only when replace says so.
func Backup(ctx context.Context, from, to string, replace bool) (store.Version, error) {
	source, err := LookAt(ctx, from)
	if err != nil {
		return store.Version{}, err
	}
	defer source.Close() //nolint:errcheck // nothing was written through it
	target, err := target(to)
	if err != nil {
		return store.Version{}, err
	}
	if sameFile(source.place.file, target.file) {
		return store.Version{}, store.Errorf(store.Invalid, "%s is the database itself; name another file.", target.file)
	}
	if exists(target.file) && !replace {
		return store.Version{}, store.Errorf(store.Conflict, "%s exists; name another file, or replace it with --force.", target.file)
	}
	copied, version, err := source.copyBeside(ctx, target)
	if err != nil {
		return version, err
	}
	if err := put(copied, target.file); err != nil {
		_ = os.Remove(copied)
		return version, target.explain(ctx, err)
	}
	return version, nil
}

// target reads the name of a file to write. What a symbolic link leads to is meant, not the link.
func target(name string) (place, error) {
	p, err := parsePlace(name)
	if err != nil {
		return p, err
	}
	p.create = true
	if real, err := filepath.EvalSymlinks(p.file); err == nil {
		p.file = real
	}
	return p, p.check()
}

// copyBeside writes the content to a new file in the directory of a target, on the disk and checked.
func (l *Look) copyBeside(ctx context.Context, target place) (copied string, version store.Version, err error) {
	copied = target.file + "." + rand.Text()[:8] + ".part"
	f, err := os.OpenFile(copied, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644) //nolint:gosec // as SQLite makes its files
	if err != nil {
		return "", version, target.explain(ctx, err)
	}
	_ = f.Close() // nothing was written to it
	defer func() {
		if err != nil {
			_ = os.Remove(copied)
			_ = os.Remove(copied + "-journal")
		}
	}()
	if _, err := l.db.ExecContext(ctx, l.statements["copy_to"], copied); err != nil {
		return copied, version, target.explain(ctx, err)
	}
	if err := syncFile(copied); err != nil { // SQLite leaves that to us
		return copied, version, target.explain(ctx, err)
	}
	p := target
	p.file, p.readOnly = copied, true
	whole, err := p.look(ctx)
	if err != nil {
		return copied, version, err
	}
	defer whole.Close() //nolint:errcheck // nothing was written through it
	if err := whole.Check(ctx, false); err != nil {
		return copied, version, err
	}
	version, err = whole.Version(ctx)
	return copied, version, err
}

// Restore puts the content of a file that Backup wrote, or of any sound database of this schema or an older one, in the
// place of a database. The one before stays beside it under the name that is returned, "" if there was none. Nobody may
// have it open. force replaces what an earlier Restore left, and a database too damaged to tell whether it is open.
func Restore(ctx context.Context, from, to string, force bool) (before string, version store.Version, err error) {
	source, err := LookAt(ctx, from)
	if err != nil {
		return "", version, err
	}
	defer source.Close() //nolint:errcheck // nothing was written through it
	if err := source.Check(ctx, false); err != nil {
		return "", version, err
	}
	p, err := target(to)
	if err != nil {
		return "", version, err
	}
	if sameFile(source.place.file, p.file) {
		return "", version, store.Errorf(store.Invalid, "%s is the database itself; name a copy of it.", p.file)
	}
	release := func() {}
	if exists(p.file) {
		before = p.file + ".before-restore"
		if exists(before) && !force {
			return "", version, store.Errorf(store.Conflict, "%s of an earlier restore exists; move it away, or replace it with --force.", before)
		}
		if release, err = p.keepOut(ctx, force); err != nil {
			return "", version, err
		}
	}
	defer func() { release() }()
	copied, version, err := source.copyBeside(ctx, p)
	if err != nil {
		return "", version, err
	}
	if runtime.GOOS == "windows" { // where a file that is open cannot be moved
		release()
		release = func() {}
	}
	if before != "" {
		if err := setAside(copied, p.file, before); err != nil {
			_ = os.Remove(copied)
			return "", version, p.explain(ctx, err)
		}
	}
	if err := put(copied, p.file); err != nil {
		return before, version, p.explain(ctx, err)
	}
	return before, version, nil
}

// keepOut takes the file for itself until what it gives is called, or says why it cannot.
func (p place) keepOut(ctx context.Context, force bool) (release func(), err error) {
	p.wait, p.readOnly = 1000, false
	l, err := p.dial()
	if err != nil {
		return nil, err
	}
	// The log goes into the file, so that what is left of it cannot come upon the new one.
	if _, err = l.texts(ctx, "no_log", "journal_mode"); err == nil {
		_, err = l.db.ExecContext(ctx, l.statements["hold"])
	}
	if err == nil {
		err = l.identify(ctx)
	}
	held := func() { _ = l.Close() } // nothing was written through it
	switch code := store.CodeOf(err); {
	case err == nil, code == store.Conflict, code == store.NotFound: // a newer schema and an empty file are no hindrance
		return held, nil
	case code == store.Invalid: // another application's
		held()
		return nil, err
	}
	held()
	switch resultOf(err) {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return nil, &store.Error{Code: store.Unavailable, Cause: err,
			Message: p.file + " is open in another program; stop that, such as a server on this database, and restore again."}
	case lib.SQLITE_NOTADB, lib.SQLITE_CORRUPT:
		if force {
			return func() {}, nil
		}
		return nil, &store.Error{Code: store.Conflict, Cause: err, Message: p.file +
			" is damaged, so that nobody can tell whether a program has it open; see that no server runs on it, and restore with --force."}
	}
	return nil, p.explain(ctx, err)
}

// setAside keeps the database under another name, with its log if it still has one. The new one stands ready, so that it
// takes the place at once; where a file can have two names there is no moment without a database.
func setAside(copied, file, before string) error {
	for _, ending := range []string{"", "-wal", "-journal"} {
		if err := os.Remove(before + ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if info, err := os.Stat(file); err == nil {
		if err := os.Chmod(copied, info.Mode().Perm()); err != nil {
			return err
		}
	}
	if err := os.Link(file, before); err != nil {
		if err := os.Rename(file, before); err != nil {
			return err
		}
	}
	for _, ending := range []string{"-wal", "-journal"} {
		if err := os.Rename(file+ending, before+ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.Remove(file + "-shm"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// put moves a file to its name and sees that the name is on the disk too.
func put(copied, file string) error {
	if err := os.Rename(copied, file); err != nil {
		return err
	}
	if runtime.GOOS == "windows" { // where directories are not synced
		return nil
	}
	return syncFile(filepath.Dir(file))
}

func syncFile(name string) error {
	flag := os.O_RDWR
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		flag = os.O_RDONLY
	}
	f, err := os.OpenFile(name, flag, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

func sameFile(a, b string) bool {
	one, err1 := os.Stat(a)
	other, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(one, other)
}
