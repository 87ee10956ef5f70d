package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

type searchOptions struct {
	lens   lensFlags
	first  int
	asJSON bool
}

func newSearch(s streams) *cobra.Command {
	var o searchOptions
	cmd := &cobra.Command{
		Use:     "search WORDS",
		Short:   "Find entities and claims by words",
		Long:    "Find entities by name, alias, DOI and text, and claims by their words, blind to case and accents.",
		Example: "  securebase search secure base\n  securebase search 10.1017/S0954579417000244",
		Args:    takes(1, 100, "the words to find"),
		RunE:    func(cmd *cobra.Command, args []string) error { return o.run(cmd, s, strings.Join(args, " ")) },
	}
	cmd.Flags().IntVar(&o.first, "first", 20, "`number` of results, at most 100")
	cmd.Flags().BoolVar(&o.asJSON, "json", false, "print JSON")
	o.lens.add(cmd)
	return cmd
}

// hitJSON is what --json prints; the field names are those of the GraphQL schema.
type hitJSON struct {
	ID       string        `json:"id"`
	Kind     evidence.Kind `json:"kind"`
	Name     string        `json:"name"`
	Claim    string        `json:"claim,omitempty"`
	Field    string        `json:"field"`
	Fragment string        `json:"fragment"`
	Score    float64       `json:"score"`
}

func (o *searchOptions) run(cmd *cobra.Command, s streams, typed string) error {
	if o.first < 1 || o.first > 100 {
		return store.Errorf(store.Invalid, "--first: %d is out of range; 1 to 100 is right", o.first)
	}
	live, err := openGraph(cmd, s)
	if err != nil {
		return err
	}
	defer live.Close()
	view, err := o.lens.view(cmd, live.Index())
	if err != nil {
		return err
	}
	query := evidence.ParseTextQuery(typed)
	var match evidence.TextMatch
	if len(query.Words) > 0 {
		if match, err = live.Match(cmd.Context(), query); err != nil {
			return err
		}
	}
	hits := view.Search(typed, query, match, nil)
	shown := hits[:min(len(hits), o.first)]
	var want store.Want
	for _, h := range shown {
		want.Entities = append(want.Entities, view.EntityID(h.Entity))
		if h.Why == evidence.WhyClaim {
			want.Claims = append(want.Claims, view.ClaimID(h.Claim))
		}
	}
	book, err := store.Read(cmd.Context(), live, want)
	if err != nil {
		return err
	}
	list := make([]hitJSON, len(shown))
	for i, h := range shown {
		e := book.Entities[view.EntityID(h.Entity)]
		var claim *evidence.Claim
		if h.Why == evidence.WhyClaim {
			claim = book.Claims[view.ClaimID(h.Claim)]
			list[i].Claim = claim.ID
		}
		f := evidence.Explain(h.Why, query, e, claim)
		list[i].ID, list[i].Kind, list[i].Name = e.Head().ID, e.Head().Kind, e.Head().Name
		list[i].Field, list[i].Fragment, list[i].Score = f.Field, f.Text, h.Why.Score()
	}
	if o.asJSON {
		return printJSON(s.out, map[string]any{"graphVersion": view.Version, "totalCount": len(hits), "nodes": list})
	}
	return o.print(s, view, list, len(hits))
}

func (o *searchOptions) print(s streams, view *evidence.View, list []hitJSON, total int) error {
	if total == 0 {
		fmt.Fprintln(s.out, "Nothing found. Try fewer or shorter words.")
		hiddenLine(s.out, view)
		return nil
	}
	width, ok := terminal(s.out)
	if !ok {
		width = 200
	}
	w := tabwriter.NewWriter(s.out, 2, 0, 2, ' ', 0)
	fmt.Fprintln(w, "KIND\tNAME\tID\tMATCHED")
	for _, h := range list {
		id := h.ID
		if h.Claim != "" {
			id = h.Claim
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", h.Kind, short(h.Name, width/4), id, h.Field+": "+short(h.Fragment, width/2))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print the results: %w", err)
	}
	if total > len(list) {
		fmt.Fprintf(s.out, "%d of %d results.\n", len(list), total)
	}
	hiddenLine(s.out, view)
	return nil
}

func short(text string, most int) string {
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	return string(r[:most-1]) + "…"
}
