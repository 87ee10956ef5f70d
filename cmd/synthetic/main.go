// Command synthetic writes a generated graph, for trying out sizes that the embedded knowledge does not have.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/securebase/securebase/internal/synthetic"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := newCommand(os.Stdout, os.Stderr).ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "synthetic:", err)
		os.Exit(1)
	}
}

func newCommand(out, messages io.Writer) *cobra.Command {
	size := synthetic.Size{}
	cmd := &cobra.Command{
		Use:   "synthetic > FILE.jsonl",
		Short: "Write a generated graph as JSON Lines",
		Long: fmt.Sprintf("Write a generated graph as JSON Lines, in the form that securebase export writes and securebase import and\n"+
			"validate read. All kinds, stances, tiers and predicates occur; a few entities have most of the claims. The same\n"+
			"numbers give the same bytes. Names are numbers, words are made up and every claim says that it is generated.\n\n"+
			"Without --sources and --claims there are %d sources and %d claims to an entity. At least %d entities and sources\n"+
			"and 1 claim are needed, and %d of each are the most. 20,000 entities are a file of 150 MB.",
			synthetic.SourcesPerEntity, synthetic.ClaimsPerEntity, synthetic.MinEntities, synthetic.MaxRecords),
		Example:      "  go run ./cmd/synthetic --entities 20000 --sources 60000 --claims 200000 --seed 1 > graph.jsonl\n  go run ./cmd/synthetic --entities 500 | securebase validate -",
		Args:         cobra.NoArgs,
		SilenceUsage: true, SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
				return errors.New("the output is a terminal; send it to a file, such as > graph.jsonl")
			}
			usual := synthetic.Of(size.Entities)
			if !cmd.Flags().Changed("sources") {
				size.Sources = usual.Sources
			}
			if !cmd.Flags().Changed("claims") {
				size.Claims = usual.Claims
			}
			return write(cmd.Context(), size, out, messages)
		},
	}
	cmd.Flags().IntVar(&size.Entities, "entities", 2000, "`number` of constructs, theorists, interventions, populations and problems together")
	cmd.Flags().IntVar(&size.Sources, "sources", 0, "`number` of works (default 3 to an entity)")
	cmd.Flags().IntVar(&size.Claims, "claims", 0, "`number` of claims (default 10 to an entity)")
	cmd.Flags().Uint64Var(&size.Seed, "seed", 1, "`number` that the draws begin with; another one gives another graph")
	return cmd
}

func write(ctx context.Context, size synthetic.Size, out, messages io.Writer) error {
	graph, err := synthetic.New(size)
	if err != nil {
		return err
	}
	progress := func(int, int) {}
	if f, ok := messages.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		progress = func(done, of int) { fmt.Fprintf(messages, "\r%3d %%", 100*done/of) }
		defer fmt.Fprint(messages, "\r     \r")
	}
	return graph.WriteJSONL(until{ctx, out}, progress)
}

// until writes until the context ends.
type until struct {
	ctx context.Context
	to  io.Writer
}

func (u until) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, errors.New("stopped before the graph was complete")
	}
	return u.to.Write(p)
}
