package main

import (
	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/export"
	"github.com/securebase/securebase/internal/store"
)

func newExport(s streams) *cobra.Command {
	var lens lensFlags
	format := ""
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the graph to standard output",
		Long: "Write the graph to standard output. Format jsonl is one JSON object a line, the vocabulary first, and without a lens\n" +
			"loses nothing: importing it and exporting again gives the same bytes.",
		Example: "  securebase export --format jsonl > graph.jsonl\n  securebase export --format jsonl --min-tier T1 --no-llm > scholarly.jsonl",
		Args:    takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "jsonl" {
				return store.Errorf(store.Invalid, "--format: %q is no format; jsonl is right", format)
			}
			live, err := openGraph(cmd, s)
			if err != nil {
				return err
			}
			defer live.Close()
			view, err := lens.view(cmd, live.Index())
			if err != nil {
				return err
			}
			entities, claims, _, practice := live.Index().Counts()
			total, done := entities+claims+practice+1, 0
			bar := newBar(s.err, "Exporting", total)
			err = export.JSONL(cmd.Context(), live, view.Lens, s.out, func() {
				if done++; done%500 == 0 {
					bar.at(done, total)
				}
			})
			bar.done()
			return err
		},
	}
	cmd.Flags().StringVar(&format, "format", "jsonl", "`format`: jsonl")
	lens.add(cmd)
	return cmd
}
