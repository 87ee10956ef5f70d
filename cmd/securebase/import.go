package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/config"
	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/seed"
)

func newImport(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "import [DIR|FILE|-]",
		Short: "Replace the content of the database",
		Long: "Replace the content of the database by what a directory of YAML files, a YAML file, a JSON Lines file or standard\n" +
			"input (-) holds; without an argument by the knowledge that comes with the program. Everything is checked first,\n" +
			"and either all of it is written or nothing.",
		Example: "  securebase import seed\n  securebase export --format jsonl | securebase import - --db sqlite:copy.db",
		Args:    takes(0, 1, "one directory, file or -, or nothing"),
		RunE: func(cmd *cobra.Command, args []string) error {
			graph, digest, err := readGraph(args, s)
			if err != nil {
				return err
			}
			if err := checked(graph, s.err); err != nil {
				return err
			}
			c, err := config.Load(cmd.Flags())
			if err != nil {
				return err
			}
			db, err := openStore(cmd.Context(), c.DB, c)
			if err != nil {
				return err
			}
			defer db.Close()
			change := graph.ChangeSet()
			change.Seed = digest
			bar := newBar(s.err, "Importing", change.Size())
			change.Progress = bar.at
			before, err := db.Version(cmd.Context())
			if err != nil {
				return err
			}
			v, err := db.Apply(cmd.Context(), change)
			if err != nil {
				return err
			}
			bar.done()
			if v.Digest == before.Digest {
				fmt.Fprintf(s.out, "Nothing to change: the database holds this content already, graph version %.12s.\n", v.Digest)
				return nil
			}
			fmt.Fprintf(s.out, "Imported %d entities, %d claims and %d practice items, graph version %.12s.\n",
				len(change.Entities), len(change.Claims), len(change.Practice), v.Digest)
			return nil
		},
	}
}

// readGraph reads what the argument names, or the embedded knowledge, whose digest it gives then.
func readGraph(args []string, s streams) (*content.Graph, string, error) {
	if len(args) == 0 {
		digest, err := seed.Digest()
		if err != nil {
			return nil, "", err
		}
		graph, problems := content.ReadYAML(seed.FS)
		return graph, digest, report(problems, s.err)
	}
	graph, _, err := content.Read(args[0], s.in)
	if err != nil {
		return nil, "", &store.Error{Code: store.NotFound, Message: err.Error(), Cause: err}
	}
	return graph, "", nil
}

// checked prints all problems of a graph, if it has any.
func checked(graph *content.Graph, to io.Writer) error {
	return report(content.Check(graph).Problems, to)
}

func report(problems []content.Problem, to io.Writer) error {
	for _, p := range problems {
		fmt.Fprintln(to, p)
	}
	if len(problems) == 0 {
		return nil
	}
	fmt.Fprintf(to, "%d problems\n", len(problems))
	return quietError{errors.New("the content has problems")}
}
