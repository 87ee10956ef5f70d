// Command citationjs prints every source of the embedded knowledge as one line of JSON: its CSL-JSON and its citation in
// every form, for compare.mjs to hold against what citation-js makes of the same CSL-JSON.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/securebase/securebase/internal/cite"
	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/seed"
)

type line struct {
	CSL   evidence.CSL          `json:"csl"`
	Forms map[cite.Style]string `json:"forms"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	graph, problems := content.ReadYAML(seed.FS)
	if len(problems) > 0 {
		return fmt.Errorf("the knowledge has %d problems", len(problems))
	}
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	for _, e := range graph.Entities {
		s, ok := e.(*evidence.Source)
		if !ok {
			continue
		}
		l := line{s.CSL(), map[cite.Style]string{}}
		for _, style := range cite.Styles() {
			text, err := cite.Format(style, l.CSL)
			if err != nil {
				return fmt.Errorf("cite %s: %w", s.ID, err)
			}
			l.Forms[style] = text
		}
		if err := encoder.Encode(l); err != nil {
			return fmt.Errorf("print %s: %w", s.ID, err)
		}
	}
	return out.Flush()
}
