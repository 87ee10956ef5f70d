package main

import (
	"errors"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/securebase/securebase/internal/export"
	"github.com/securebase/securebase/internal/store"
)

func newExport(s streams) *cobra.Command {
	var lens lensFlags
	format := ""
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the graph, or a part of it, to standard output",
		Long: "Write the graph to standard output, under a lens if one is given, or the part of it that --neighborhood, --lineage or\n" +
			"--from and --to name, with all that it refers to.\n\n" +
			"  jsonl   one JSON object a line; the whole graph without a lens loses nothing: importing it and exporting again\n" +
			"          gives the same bytes\n" +
			"  cypher  a script that fills an empty Neo4j, for cypher-shell and Neo4j Browser\n" +
			"  csv     a ZIP archive of files for neo4j-admin database import, with the command in README.txt",
		Example: "  securebase export > graph.jsonl\n  securebase export --format cypher --min-tier T1 --no-llm > scholarly.cypher\n" +
			"  securebase export --format cypher --lineage circle-of-security --direction ancestors > lineage.cypher\n" +
			"  securebase export --format csv > graph.zip",
		Args: takes(0, 0, "no arguments"),
	}
	cmd.Flags().StringVar(&format, "format", "jsonl", "`format`: jsonl, cypher or csv")
	fields := map[string]*string{}
	for _, f := range []struct{ name, usage string }{
		{"neighborhood", "only the neighborhood of this `entity`"}, {"lineage", "only the lineage of this `entity`"},
		{"from", "only the evidence paths from this `entity`, to --to"}, {"to", "where the paths lead: an `entity`"},
		{"depth", "`steps` of a neighborhood (1; at most 3) or lineage (4; at most 12)"},
		{"perRelation", "`edges` that a neighborhood follows of each relation (10)"}, {"limit", "`entities` of a neighborhood (60)"},
		{"direction", "of a lineage: ancestors, descendants or both; of paths: any or flow"},
		{"hops", "`steps` of the longest path (6)"}, {"slack", "`steps` a path may be longer than the shortest (1)"},
		{"first", "`number` of paths (5)"},
	} {
		fields[f.name] = cmd.Flags().String(export.FlagOf(f.name), "", f.usage)
	}
	lens.add(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		file, err := export.FormatOf("--format", format)
		if err != nil {
			return err
		}
		if out, ok := s.out.(*os.File); ok && file.Extension == "zip" && term.IsTerminal(int(out.Fd())) {
			return store.Errorf(store.Invalid, "--format: csv is an archive; write it to a file with > graph.zip")
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
		named := url.Values{}
		for name, value := range fields {
			named.Set(name, *value)
		}
		content, err := export.Take(cmd.Context(), live, view, named)
		if err != nil {
			return asFlag(err)
		}
		done := 0
		bar := newBar(s.err, "Exporting", content.Records)
		err = file.Write(cmd.Context(), content, s.out, func() {
			if done++; done%500 == 0 {
				bar.at(done, content.Records)
			}
		})
		bar.done()
		return err
	}
	return cmd
}

// asFlag makes the message of a field's error name the flag.
func asFlag(err error) error {
	var own *store.Error
	if !errors.As(err, &own) || own.Code != store.Invalid {
		return err
	}
	for _, field := range export.Fields() {
		if rest, found := strings.CutPrefix(own.Message, field+":"); found {
			return &store.Error{Code: own.Code, Message: "--" + export.FlagOf(field) + ":" + rest, Cause: own.Cause}
		}
	}
	return err
}
