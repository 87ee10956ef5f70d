package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/config"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

func newCopy(s streams) *cobra.Command {
	from, to := "", ""
	cmd := &cobra.Command{
		Use:   "copy --from DATABASE --to DATABASE",
		Short: "Copy the content of one database to another",
		Long: "Replace the content of one database by that of another and compare both at the end. Nothing is lost, and a copy that\n" +
			"was broken off can be started again. Credentials are those of the settings, for both.",
		Example: "  securebase copy --from sqlite:securebase.db --to bolt://127.0.0.1:7687",
		Args:    takes(0, 0, "no arguments, but --from and --to"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := config.Load(cmd.Flags())
			if err != nil {
				return err
			}
			for _, end := range []struct{ flag, db string }{{"--from", from}, {"--to", to}} {
				if err := config.CheckDB(end.flag, end.db); err != nil {
					return err
				}
			}
			if from == to {
				return store.Errorf(store.Invalid, "--to: is the same as --from; name two databases")
			}
			source, err := openStore(cmd.Context(), from, c)
			if err != nil {
				return err
			}
			defer source.Close()
			target, err := openStore(cmd.Context(), to, c)
			if err != nil {
				return err
			}
			defer target.Close()
			return copyGraph(cmd, s, source, target)
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "`database` to read")
	cmd.Flags().StringVar(&to, "to", "", "`database` to write")
	return cmd
}

func copyGraph(cmd *cobra.Command, s streams, from, to store.Store) error {
	change := store.ChangeSet{Replace: true}
	was, err := from.Stream(cmd.Context(), func(r store.Record) error {
		switch r := r.(type) {
		case *evidence.Vocabulary:
			change.Vocabulary = r
		case evidence.Entity:
			change.Entities = append(change.Entities, r)
		case *evidence.Claim:
			change.Claims = append(change.Claims, r)
		case *evidence.PracticeItem:
			change.Practice = append(change.Practice, r)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if was.Number == 0 {
		return store.Errorf(store.Invalid, "--from: the database is empty; there is nothing to copy")
	}
	if !was.Edited {
		change.Seed = was.Seed
	}
	bar := newBar(s.err, "Copying", change.Size())
	change.Progress = bar.at
	is, err := to.Apply(cmd.Context(), change)
	bar.done()
	if err != nil {
		return err
	}
	if is.Digest != was.Digest {
		return fmt.Errorf("the copy has the graph version %.12s, not %.12s; copy again", is.Digest, was.Digest)
	}
	fmt.Fprintf(s.out, "Copied %d entities, %d claims and %d practice items, graph version %.12s on both sides.\n",
		len(change.Entities), len(change.Claims), len(change.Practice), is.Digest)
	return nil
}
