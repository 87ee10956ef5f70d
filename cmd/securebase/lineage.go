package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

type lineageOptions struct {
	lens      lensFlags
	direction string
	depth     int
	asJSON    bool
}

func newLineage(s streams) *cobra.Command {
	var o lineageOptions
	cmd := &cobra.Command{
		Use:     "lineage ID",
		Short:   "Show where an idea comes from and what came of it",
		Long:    "Show the descent of an idea, given by id or name: what flows into what, with years, strengths and contested origins.",
		Example: "  securebase lineage emotionally-focused-therapy --direction ancestors --depth 8",
		Args:    takes(1, 1, "one entity"),
		RunE:    func(cmd *cobra.Command, args []string) error { return o.run(cmd, s, args[0]) },
	}
	cmd.Flags().StringVar(&o.direction, "direction", "both", "ancestors, descendants or both")
	cmd.Flags().IntVar(&o.depth, "depth", 4, "`steps` to follow, at most 12")
	cmd.Flags().BoolVar(&o.asJSON, "json", false, "print JSON")
	o.lens.add(cmd)
	return cmd
}

func (o *lineageOptions) run(cmd *cobra.Command, s streams, given string) error {
	direction := evidence.LineageDirection(strings.ToUpper(o.direction))
	switch direction {
	case evidence.Ancestors, evidence.Descendants, evidence.BothWays:
	default:
		return store.Errorf(store.Invalid, "--direction: %q is no direction; ancestors, descendants or both is right", o.direction)
	}
	if o.depth < 0 || o.depth > 12 {
		return store.Errorf(store.Invalid, "--depth: %d is out of range; 0 to 12 is right", o.depth)
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
	root, err := find(live.Index(), "ID", given)
	if err != nil {
		return err
	}
	l := view.Lineage(root, direction, o.depth)
	var all []int32
	for _, n := range l.Nodes {
		all = append(all, n.Entity)
	}
	for _, c := range l.Contested {
		for _, side := range c.Sides {
			all = append(all, side.Entity)
		}
	}
	names, err := readNames(cmd.Context(), live, view, all)
	if err != nil {
		return err
	}
	if o.asJSON {
		return printJSON(s.out, lineageReport(view, l, names))
	}
	return o.print(s, view, l, names)
}

func (o *lineageOptions) print(s streams, view *evidence.View, l *evidence.Lineage, names names) error {
	w := tabwriter.NewWriter(s.out, 2, 0, 2, ' ', 0)
	fmt.Fprintln(w, "LAYER\tYEAR\tKIND\tNAME\tID")
	for _, n := range l.Nodes {
		year, mark := "–", ""
		if n.Dated {
			year = fmt.Sprint(n.Year)
			if view.DatedBy(n.Entity) == evidence.DatedByClaim {
				year = "by " + year
			}
		}
		if n.Contested {
			mark = " (origin contested)"
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s%s\t%s\n", n.Layer, year, view.KindOf(n.Entity), names.of(n.Entity), mark, view.EntityID(n.Entity))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print the lineage: %w", err)
	}
	fmt.Fprintln(s.out)
	for _, e := range l.Edges {
		fmt.Fprintf(s.out, "%s  [%s]\n", names.edge(e), strengthText(view, e))
	}
	for _, c := range l.Contested {
		fmt.Fprintf(s.out, "\nWho originated %s? Contested:\n", names.of(c.Entity))
		for _, side := range c.Sides {
			if side.Hidden {
				fmt.Fprintf(s.out, "  %s  (hidden by the lens)\n", names.of(side.Entity))
				continue
			}
			fmt.Fprintf(s.out, "  %s  [%s]\n", names.of(side.Entity), strengthText(view, side.Edge))
		}
	}
	if l.Truncated {
		fmt.Fprintln(s.out, "There is more than is shown.")
	}
	hiddenLine(s.out, view)
	return nil
}

// Reports are what --json prints; the field names are those of the GraphQL schema.
type (
	lineageJSON struct {
		GraphVersion string            `json:"graphVersion"`
		Root         string            `json:"root"`
		Nodes        []lineageNodeJSON `json:"nodes"`
		Edges        []edgeJSON        `json:"edges"`
		Contested    []contestJSON     `json:"contested"`
		Hidden       any               `json:"hidden"`
		Truncated    bool              `json:"truncated"`
	}
	lineageNodeJSON struct {
		ID        string        `json:"id"`
		Kind      evidence.Kind `json:"kind"`
		Name      string        `json:"name"`
		Year      *int          `json:"year"`
		Layer     int           `json:"layer"`
		Distance  int           `json:"distance"`
		Contested bool          `json:"contested"`
	}
	contestJSON struct {
		Entity string            `json:"entity"`
		Sides  []contestSideJSON `json:"sides"`
	}
	contestSideJSON struct {
		Entity   string   `json:"entity"`
		Strength float64  `json:"strength"`
		Claims   []string `json:"claims"`
		Hidden   bool     `json:"hidden"`
	}
)

func lineageReport(view *evidence.View, l *evidence.Lineage, names names) lineageJSON {
	r := lineageJSON{GraphVersion: view.Version, Root: view.EntityID(l.Root), Hidden: view.Hidden(), Truncated: l.Truncated,
		Nodes: []lineageNodeJSON{}, Edges: []edgeJSON{}, Contested: []contestJSON{}}
	for _, n := range l.Nodes {
		node := lineageNodeJSON{ID: view.EntityID(n.Entity), Kind: view.KindOf(n.Entity), Name: names.of(n.Entity),
			Layer: n.Layer, Distance: n.Distance, Contested: n.Contested}
		if n.Dated {
			node.Year = &n.Year
		}
		r.Nodes = append(r.Nodes, node)
	}
	for _, e := range l.Edges {
		r.Edges = append(r.Edges, edgeReport(view, e, names))
	}
	for _, c := range l.Contested {
		j := contestJSON{Entity: view.EntityID(c.Entity)}
		for _, side := range c.Sides {
			j.Sides = append(j.Sides, contestSideJSON{view.EntityID(side.Entity), view.StrengthOf(side.Edge), view.ClaimIDs(side.Claims), side.Hidden})
		}
		r.Contested = append(r.Contested, j)
	}
	return r
}
