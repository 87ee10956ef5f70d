package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

type pathOptions struct {
	lens   lensFlags
	hops   int
	slack  int
	first  int
	flow   bool
	asJSON bool
}

func newPath(s streams) *cobra.Command {
	var o pathOptions
	cmd := &cobra.Command{
		Use:   "path FROM TO",
		Short: "Find the best supported chains between two entities",
		Long: "Find chains of edges between two entities, given by id or name, ranked by the strength of the weakest step. A path is\n" +
			"a chain of separately supported links; it is not evidence that the first changes the last. Edges straight between\n" +
			"the two are listed first, those with evidence against at the top.",
		Example: "  securebase path mary-ainsworth circle-of-security\n  securebase path \"William Blatz\" \"Dependency paradox\" --flow --min-tier T1",
		Args:    takes(2, 2, "two entities, FROM and TO"),
		RunE:    func(cmd *cobra.Command, args []string) error { return o.run(cmd, s, args[0], args[1]) },
	}
	cmd.Flags().IntVar(&o.hops, "hops", 6, "longest path, in `steps`")
	cmd.Flags().IntVar(&o.slack, "slack", 1, "`steps` a path may be longer than the shortest")
	cmd.Flags().IntVar(&o.first, "first", 5, "`number` of paths")
	cmd.Flags().BoolVar(&o.flow, "flow", false, "only lineage edges, the way the idea flows")
	cmd.Flags().BoolVar(&o.asJSON, "json", false, "print JSON")
	o.lens.add(cmd)
	return cmd
}

func (o *pathOptions) run(cmd *cobra.Command, s streams, from, to string) error {
	for _, limit := range []struct {
		flag         string
		n, low, high int
	}{{"--hops", o.hops, 1, evidence.MaxHops}, {"--slack", o.slack, 0, evidence.MaxSlack}, {"--first", o.first, 1, 50}} {
		if limit.n < limit.low || limit.n > limit.high {
			return store.Errorf(store.Invalid, "%s: %d is out of range; %d to %d is right", limit.flag, limit.n, limit.low, limit.high)
		}
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
	q := evidence.PathQuery{MaxHops: o.hops, Slack: o.slack, First: o.first, Direction: evidence.AnyWay}
	if o.flow {
		q.Direction = evidence.FlowWay
	}
	if q.From, err = find(live.Index(), "FROM", from); err != nil {
		return err
	}
	if q.To, err = find(live.Index(), "TO", to); err != nil {
		return err
	}
	if q.From == q.To {
		return store.Errorf(store.Invalid, "TO: is the same as FROM; name two different entities")
	}
	answer := view.EvidencePaths(q)
	var all []int32
	for _, p := range answer.Found {
		all = append(all, p.Entities...)
	}
	all = append(all, q.From, q.To)
	if answer.NoPath != nil {
		all = append(all, answer.NoPath.Nearest...)
	}
	names, err := readNames(cmd.Context(), live, view, all)
	if err != nil {
		return err
	}
	if o.asJSON {
		return printJSON(s.out, pathReport(view, answer, names))
	}
	o.print(s, view, answer, names, q)
	return nil
}

func (o *pathOptions) print(s streams, view *evidence.View, answer *evidence.Paths, names names, q evidence.PathQuery) {
	for _, e := range answer.Direct {
		c := view.StancesOf(e)
		fmt.Fprintf(s.out, "Directly: %s  [%s]\n", names.edge(e), strengthText(view, e))
		fmt.Fprintf(s.out, "  %d supporting, %d qualifying, %d disputing, %d found nothing\n", c.Supporting, c.Qualifying, c.Disputing, c.Null)
	}
	if answer.NoPath != nil {
		fmt.Fprintf(s.out, "No path from %s to %s within %d steps.\n", names.of(q.From), names.of(q.To), o.hops)
		if f := answer.NoPath.LensField; f != "" {
			fmt.Fprintf(s.out, "Without %s in the lens there is one.\n", f)
		}
		if len(answer.NoPath.Nearest) > 0 {
			fmt.Fprintf(s.out, "Nearest that can be reached: %s\n", strings.Join(names.list(answer.NoPath.Nearest), ", "))
		}
	}
	for i, p := range answer.Found {
		fmt.Fprintf(s.out, "%d. weakest step %.2f, product %.2f, %d steps\n", i+1, p.Strength, p.Product, len(p.Steps))
		for j, step := range p.Steps {
			mark := ""
			if j == p.Weakest {
				mark = "  weakest: " + view.WeaknessOf(step.Edge)
			}
			fmt.Fprintf(s.out, "   %s  [%s]%s\n", names.edge(step.Edge), strengthText(view, step.Edge), mark)
		}
	}
	if answer.LLMOnly {
		fmt.Fprintln(s.out, "No sourced edges connect the two: these paths rest on edges that only a language model asserts.")
	}
	if answer.Truncated {
		fmt.Fprintf(s.out, "The search stopped after %d partial paths; there may be more.\n", answer.Limit)
	}
	hiddenLine(s.out, view)
	fmt.Fprintln(s.out, "A path is a chain of separately supported links; it is not evidence that the first changes the last.")
}

func strengthText(view *evidence.View, edge int32) string {
	text := fmt.Sprintf("%.2f", view.StrengthOf(edge))
	if view.StancesOf(edge).Disputed() {
		text += ", disputed"
	}
	if t := view.EdgeBestTier(edge); t != "" {
		return text + ", " + string(t)
	}
	return text + ", LLM"
}

// Reports are what --json prints; the field names are those of the GraphQL schema.
type (
	pathsJSON struct {
		GraphVersion string      `json:"graphVersion"`
		Nodes        []pathJSON  `json:"nodes"`
		Direct       []edgeJSON  `json:"direct"`
		LLMOnly      bool        `json:"llmOnly"`
		Truncated    bool        `json:"truncated"`
		Hidden       any         `json:"hidden"`
		NoPath       *noPathJSON `json:"noPath"`
	}
	pathJSON struct {
		Entities      []string   `json:"entities"`
		Steps         []edgeJSON `json:"steps"`
		Strength      float64    `json:"strength"`
		Product       float64    `json:"product"`
		Weakest       int        `json:"weakest"`
		WeakestReason string     `json:"weakestReason"`
	}
	edgeJSON struct {
		ID       string  `json:"id"`
		Says     string  `json:"says"`
		Strength float64 `json:"strength"`
		Disputed bool    `json:"disputed"`
	}
	noPathJSON struct {
		Nearest   []string           `json:"nearest"`
		LensField evidence.LensField `json:"lensField"`
	}
)

func edgeReport(view *evidence.View, e int32, names names) edgeJSON {
	return edgeJSON{view.EdgeID(e), names.edge(e), view.StrengthOf(e), view.StancesOf(e).Disputed()}
}

func pathReport(view *evidence.View, answer *evidence.Paths, names names) pathsJSON {
	r := pathsJSON{GraphVersion: view.Version, LLMOnly: answer.LLMOnly, Truncated: answer.Truncated, Hidden: view.Hidden(),
		Nodes: []pathJSON{}, Direct: []edgeJSON{}}
	for _, e := range answer.Direct {
		r.Direct = append(r.Direct, edgeReport(view, e, names))
	}
	for _, p := range answer.Found {
		j := pathJSON{Entities: view.EntityIDs(p.Entities), Strength: p.Strength, Product: p.Product, Weakest: p.Weakest,
			WeakestReason: view.WeaknessOf(p.Steps[p.Weakest].Edge)}
		for _, step := range p.Steps {
			j.Steps = append(j.Steps, edgeReport(view, step.Edge, names))
		}
		r.Nodes = append(r.Nodes, j)
	}
	if answer.NoPath != nil {
		r.NoPath = &noPathJSON{view.EntityIDs(answer.NoPath.Nearest), answer.NoPath.LensField}
	}
	return r
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}
