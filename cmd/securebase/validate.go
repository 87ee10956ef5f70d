package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/content"
)

func newValidate(s streams) *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use:   "validate [DIR|FILE|-]",
		Short: "Check knowledge and print its coverage",
		Long: "Check everything that the data model promises, in a directory of YAML files, a YAML or JSON Lines file or standard\n" +
			"input (-); without an argument in the knowledge that comes with the program. Every problem is printed as\n" +
			"file:line: field: what is wrong; what would be right. The exit status is 1 if there is any. Warnings are weaknesses\n" +
			"that are counted.",
		Example: "  securebase validate seed",
		Args:    takes(0, 1, "one directory, file or -, or nothing"),
		RunE: func(_ *cobra.Command, args []string) error {
			graph, _, err := readGraph(args, s)
			if err != nil {
				return err
			}
			result, coverage := content.Check(graph), content.Cover(graph)
			if asJSON {
				enc := json.NewEncoder(s.out)
				enc.SetIndent("", "  ")
				if err := enc.Encode(map[string]any{"problems": result.Problems, "warnings": result.Warnings, "coverage": coverage}); err != nil {
					return fmt.Errorf("print the report: %w", err)
				}
				if len(result.Problems) > 0 {
					return quietError{fmt.Errorf("the content has problems")}
				}
				return nil
			}
			wrong := report(result.Problems, s.out)
			fmt.Fprint(s.out, coverage)
			fmt.Fprintln(s.out)
			for _, w := range result.Warnings {
				fmt.Fprintln(s.out, "warning:", w)
			}
			if wrong != nil {
				return wrong
			}
			fmt.Fprintln(s.out, "No problems.")
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the report as JSON")
	return cmd
}
