// Command bench measures Secure Base: answers, imports, exports, start, index and growth, on the embedded knowledge and
// on generated graphs, on both databases, beside plain code that does the same. See docs/benchmarks.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := newCommand(os.Stdout, os.Stderr).ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func newCommand(out, messages io.Writer) *cobra.Command {
	quick, long, only, program := false, false, "", ""
	cmd := &cobra.Command{
		Use:   "bench > TABLES.md",
		Short: "Measure Secure Base and print the tables",
		Long: "Measure answers, imports, exports, start, index and growth on the embedded knowledge and on a generated graph, on\n" +
			"SQLite and Neo4j, beside plain code that does the same, and print the tables as Markdown. Leave it a quarter of an\n" +
			"hour on two cores that do nothing else, 6 GB of memory and 3 GB of disk in the folder for temporary files; with\n" +
			"--long, which adds 200,000 entities, an hour and 12 GB of memory. Neo4j is started for it and needs a JDK and Maven.",
		Example:      "  go run ./cmd/bench > tables.md\n  go run ./cmd/bench --quick\n  go run ./cmd/bench --only 'entity page.*SQLite'",
		Args:         cobra.NoArgs,
		SilenceUsage: true, SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if quick && long {
				return errors.New("--quick, --long: are both given; give one")
			}
			pattern, err := regexp.Compile(only)
			if err != nil {
				return fmt.Errorf("--only: %q is no pattern: %w", only, err)
			}
			if _, err := os.Stat(program); err != nil {
				return fmt.Errorf("--program: %s is not there; make build makes it", program)
			}
			b := newBench(messages, pattern, program)
			if quick {
				b.hurry()
			}
			if long {
				b.sizes = append(b.sizes, 200_000)
			}
			return b.run(cmd.Context(), out)
		},
	}
	cmd.Flags().BoolVar(&quick, "quick", false, "a small generated graph, few turns, SQLite only: under a minute, for development")
	cmd.Flags().BoolVar(&long, "long", false, "200,000 entities with 2,000,000 claims among the sizes of growth")
	cmd.Flags().StringVar(&only, "only", "", "measure what matches the `pattern`, such as 'lineage, generated' (a row's first two columns with a comma between)")
	cmd.Flags().StringVar(&program, "program", "bin/securebase", "`file` that is measured; make build makes it")
	cmd.AddCommand(newPlainCommand())
	return cmd
}

// bench is one run.
type bench struct {
	messages  io.Writer
	only      *regexp.Regexp
	program   string
	effort    effort
	graphs    []graph
	databases []string
	sizes     []int // of growth
	begun     time.Time

	many, few int // how often something is done that takes as long as a graph is large, on a small one and on a large one
	starting  int // how often the program is started

	requestTable, loadTable *table
	growth                  growth
}

func newBench(messages io.Writer, only *regexp.Regexp, program string) *bench {
	return &bench{messages: messages, only: only, program: program, begun: time.Now(),
		effort: effort{turn: 100 * time.Millisecond, budget: 3 * time.Second, fewest: 7},
		graphs: []graph{knowledge(), generated(20_000)}, databases: []string{onSQLite, onNeo4j},
		sizes: []int{2000, 20_000}, many: 5, few: 3, starting: 20, requestTable: newRequestTable(), loadTable: newLoadTable()}
}

// hurry makes do with little, for development.
func (b *bench) hurry() {
	b.effort = effort{turn: 40 * time.Millisecond, budget: 600 * time.Millisecond, fewest: 3}
	b.graphs, b.databases, b.sizes = []graph{knowledge(), generated(500)}, []string{onSQLite}, []int{100, 500}
	b.many, b.few, b.starting = 3, 1, 5
}

// run measures everything that is wanted and prints what was found, also when it is broken off.
func (b *bench) run(ctx context.Context, out io.Writer) error {
	calm := []string{calmness("before")}
	err := b.measure(ctx)
	calm = append(calm, calmness("after"))
	describe(context.WithoutCancel(ctx), out, calm)
	b.requestTable.print(out)
	b.loadTable.print(out)
	b.growth.table().print(out)
	return err
}

func (b *bench) measure(ctx context.Context) error {
	for _, on := range b.databases {
		for _, g := range b.graphs {
			if err := b.world(ctx, g, on); err != nil {
				return err
			}
		}
	}
	for _, entities := range b.sizes {
		if !b.only.MatchString("growth") {
			break
		}
		if err := b.grow(ctx, entities); err != nil {
			return err
		}
	}
	return nil
}

// world measures one graph on one database.
func (b *bench) world(ctx context.Context, g graph, on string) error {
	all := slices.Concat([]string{imported, exported, indexRead, indexWeight, indexBuild, pageAlone, firstAnswer, resident}, sorts())
	if !slices.ContainsFunc(all, func(row string) bool { return b.wants(row, &world{graph: g, on: on}) }) {
		return nil
	}
	w, err := newWorld(ctx, g, on)
	if err != nil {
		return err
	}
	defer w.remove()
	for _, step := range []func(context.Context, *world) error{b.fill, b.keeping, b.starts, b.requests} {
		if err := step(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// wants says whether a row is wanted.
func (b *bench) wants(what string, w *world) bool {
	return b.only.MatchString(what + ", " + w.String())
}

// say tells how far the run is.
func (b *bench) say(format string, args ...any) {
	took := time.Since(b.begun).Round(time.Second)
	fmt.Fprintf(b.messages, "%2d:%02d %s\n", int(took.Minutes()), int(took.Seconds())%60, fmt.Sprintf(format, args...))
}
