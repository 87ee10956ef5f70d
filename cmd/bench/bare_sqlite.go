package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/securebase/securebase/internal/store/sqlite"
)

// bareTable is all rows of one table, and the statement that puts one of them in.
type bareTable struct {
	selects, inserts string
	columns          int
	rows             [][]any
}

// openBare opens a database file with the settings that the store has for writing: write-ahead log, full
// synchronization, foreign keys, 64 MB of cache.
func openBare(address string) (*sql.DB, error) {
	options := url.Values{"_pragma": {"busy_timeout(5000)", "foreign_keys(1)", "synchronous(FULL)", "cache_size(-65536)"}}
	file := url.URL{Scheme: "file", OmitHost: true, Path: strings.TrimPrefix(address, "sqlite:"), RawQuery: options.Encode()}
	db, err := sql.Open("sqlite", file.String())
	if err != nil {
		return nil, fmt.Errorf("open a database file: %w", err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// bareTables lists the tables of a file. The tables in which the full-text index keeps itself are left out.
func bareTables(ctx context.Context, db *sql.DB) ([]bareTable, error) {
	rows, err := db.QueryContext(ctx, `SELECT name, sql LIKE 'CREATE VIRTUAL%' FROM sqlite_master WHERE type = 'table' ORDER BY rowid`)
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var tables []bareTable
	var texts []string
	for rows.Next() {
		var name string
		var text bool
		if err := rows.Scan(&name, &text); err != nil {
			return nil, fmt.Errorf("list the tables: %w", err)
		}
		inner := strings.HasPrefix(name, "sqlite_")
		for _, t := range texts {
			inner = inner || strings.HasPrefix(name, t+"_")
		}
		if inner {
			continue
		}
		table := bareTable{selects: "SELECT * FROM " + name, inserts: "INSERT OR REPLACE INTO " + name + " VALUES "}
		if text {
			texts = append(texts, name)
			table = bareTable{selects: "SELECT rowid, words FROM " + name, inserts: "INSERT INTO " + name + " (rowid, words) VALUES "}
		}
		tables = append(tables, table)
	}
	return tables, rows.Err()
}

// readBare reads all tables of a file, row by row. Rows are kept if they are to be written elsewhere.
func readBare(ctx context.Context, address string, keep bool, between func()) (tables []bareTable, err error) {
	db, err := openBare(address)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if tables, err = bareTables(ctx, db); err != nil {
		return nil, err
	}
	for i := range tables {
		if err := tables[i].read(ctx, db, keep, between); err != nil {
			return nil, err
		}
	}
	return tables, nil
}

func (t *bareTable) read(ctx context.Context, db *sql.DB, keep bool, between func()) error {
	rows, err := db.QueryContext(ctx, t.selects)
	if err != nil {
		return fmt.Errorf("read a table: %w", err)
	}
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	if err != nil {
		return fmt.Errorf("read a table: %w", err)
	}
	t.columns = len(names)
	row := make([]any, len(names))
	for n := 1; rows.Next(); n++ {
		if keep {
			row = make([]any, len(names))
			t.rows = append(t.rows, row)
		}
		into := make([]any, len(row))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("read a row: %w", err)
		}
		if n%1000 == 0 {
			between()
		}
	}
	return rows.Err()
}

// writeBare puts rows into a new file with the tables that the store makes: one transaction, one prepared statement a
// table, and nothing looked at.
func writeBare(ctx context.Context, address string, tables []bareTable, between func()) (err error) {
	db, err := openBare(address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin to write: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing to undo after a commit
	for _, t := range tables {
		places := "(" + strings.TrimSuffix(strings.Repeat("?,", t.columns), ",") + ")"
		insert, err := tx.PrepareContext(ctx, t.inserts+places)
		if err != nil {
			return fmt.Errorf("prepare a statement: %w", err)
		}
		for n, row := range t.rows {
			if _, err := insert.ExecContext(ctx, row...); err != nil {
				return fmt.Errorf("write a row: %w", err)
			}
			if n%1000 == 999 {
				between()
			}
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit the rows: %w", err)
	}
	return nil
}

// makeTables makes a file with the store's tables and nothing in them.
func makeTables(ctx context.Context, address string) error {
	db, err := sqlite.Open(ctx, strings.TrimPrefix(address, "sqlite:"))
	if err != nil {
		return err
	}
	return db.Close()
}
