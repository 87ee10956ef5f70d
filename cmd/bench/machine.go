package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/securebase/securebase/internal/machine"
)

// describe writes what a figure depends on: machine, versions, and how calm the machine was.
func describe(ctx context.Context, to io.Writer, calm []string) {
	fmt.Fprintf(to, "- machine: %s\n- versions: %s\n", machine.Hardware(ctx), machine.Versions(ctx))
	for _, line := range calm {
		fmt.Fprintln(to, "- "+line)
	}
	fmt.Fprint(to, explanation)
}

// calmness does the same small piece of arithmetic for a second, and says how much longer than the fastest one the others
// took. On a machine that does nothing else all take about as long.
func calmness(when string) string {
	const piece = 400_000
	var took []time.Duration
	whole, sum := time.Duration(0), uint64(1)
	for begun := time.Now(); time.Since(begun) < time.Second; {
		start := time.Now()
		for i := range uint64(piece) {
			sum = sum*6364136223846793005 + i
		}
		took = append(took, time.Since(start))
		whole += took[len(took)-1]
	}
	runtime.KeepAlive(sum)
	best := float64(slices.Min(took))
	load := ""
	if raw, err := os.ReadFile("/proc/loadavg"); err == nil {
		load = ", load " + strings.Join(strings.Fields(string(raw))[:3], " ")
	}
	return fmt.Sprintf("noise %s: a fixed piece of arithmetic took %.2f times its best on average and %.2f times at p95%s", when,
		float64(whole)/float64(len(took))/best, float64(quantile(took, 0.95))/best, load)
}

// explanation tells a reader what the columns are and how noise is treated.
const explanation = `
The server is securebase serve as users run it, with its log going nowhere, over HTTP/1.1 on the loopback, one connection
that is kept open, one request after the other. The plain handler beside it, a process of its own too, does the same by
hand with net/http and encoding/json: the same calls of the index, as few statements as can be, nested structs,
json.Marshal; like the server it gives no answer that is older than what the database holds. Before it is
measured, every question is asked of both, and both must give the same data. Allocations and bytes are those of the whole
process for a request, network, log and metrics included. "kept" is the same question asked again, answered from what the
server keeps; the others carry a varying variable, so that no answer can have been kept.

Noise: the sides of a ratio take turns (A B A B …) in the same run, each with the same questions in a turn, so that what
else the machine does slows both alike. The ratio is the median, over the pairs of turns, of the time of the plain side
divided by that of the server; above 1 the server is faster. Half of the pairs lie in the brackets. Where the target lies
in there too, the verdict is said to be close. Times without a ratio are as they came: on a busy machine they are longer
than on a calm one, see noise above.
`
