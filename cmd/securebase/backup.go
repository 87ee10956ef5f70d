package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/config"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
)

func newBackup(s streams) *cobra.Command {
	force := false
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a copy of the SQLite database to a file, while servers use it",
		Long: "Write a copy of the SQLite database as it is at one moment, while servers read and write it. The file appears once it\n" +
			"is whole, checked and on the disk. A Neo4j database is backed up with neo4j-admin database dump, or with\n" +
			"securebase export --format jsonl, which import reads.",
		Example: "  securebase backup securebase-2026-11-28.db --db sqlite:securebase.db",
		Args:    takes(1, 1, "the file to write"),
		RunE: func(cmd *cobra.Command, args []string) error {
			db, err := sqliteOnly(cmd)
			if err != nil {
				return err
			}
			version, err := sqlite.Backup(cmd.Context(), db, args[0], force)
			if err != nil {
				return err
			}
			fmt.Fprintf(s.out, "Wrote %s, graph version %.12s, change %d.\n", args[0], version.Digest, version.Number)
			return nil
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	return cmd
}

func newRestore(s streams) *cobra.Command {
	force := false
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a copy of a SQLite database in the place of the database",
		Long: "Put a copy that backup wrote, or any sound database of Secure Base, in the place of the SQLite database. No server may\n" +
			"have that open. The database before stays beside it, its name ending in .before-restore. An older copy is brought\n" +
			"up to date when it is opened. A Neo4j database is restored with neo4j-admin database load, or with securebase import.",
		Example: "  securebase restore securebase-2026-11-28.db --db sqlite:securebase.db",
		Args:    takes(1, 1, "the file to read"),
		RunE: func(cmd *cobra.Command, args []string) error {
			db, err := sqliteOnly(cmd)
			if err != nil {
				return err
			}
			before, version, err := sqlite.Restore(cmd.Context(), args[0], db, force)
			if err != nil {
				return err
			}
			fmt.Fprintf(s.out, "Restored graph version %.12s, change %d, from %s.\n", version.Digest, version.Number, args[0])
			if before != "" {
				fmt.Fprintf(s.out, "The database before is kept as %s.\n", before)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace what an earlier restore kept, and a database too damaged to tell whether it is open")
	return cmd
}

// sqliteOnly gives the file of the database, and says what to do for one that has none.
func sqliteOnly(cmd *cobra.Command) (string, error) {
	c, err := config.Load(cmd.Flags())
	if err != nil {
		return "", err
	}
	if config.IsNeo4j(c.DB) {
		return "", store.Errorf(store.Invalid, "db: %s is for SQLite; for Neo4j use neo4j-admin database dump and load on its own machine, "+
			"or securebase export --format jsonl and securebase import", cmd.Name())
	}
	return strings.TrimPrefix(c.DB, "sqlite:"), nil
}
