package export

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/securebase/securebase/internal/evidence"
)

// Format is the number of the JSON Lines format.
const Format = 1

// Head is the first line of an export, under the key "securebase".
type Head struct {
	Format  int    `json:"format"`
	Version string `json:"version"` // digest of the graph that it was taken of
	Records int    `json:"records"` // lines that follow
	Licence string `json:"licence"`
	Lens    string `json:"lens,omitempty"` // what was left out, if anything was
	Part    string `json:"part,omitempty"` // which part of the graph it is, if not the whole
}

// JSONL writes the head and then every record, one JSON object a line: the vocabulary, then entities, claims and
// practice items by id, as evidence.Line gives them. Of a whole graph without a lens nothing is lost: importing what
// was written and exporting it again gives the same bytes.
func JSONL(ctx context.Context, c *Content, to io.Writer, progress func()) error {
	w := bufio.NewWriterSize(to, 1<<16)
	head := Head{Format: Format, Version: c.Version, Records: c.Records, Licence: Licence, Lens: c.Lens, Part: c.Part}
	line, err := json.Marshal(map[string]Head{"securebase": head})
	if err != nil {
		return fmt.Errorf("encode the head: %w", err)
	}
	if _, err := w.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	err = c.each(ctx, func(record any) error {
		line, err := evidence.Line(record)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("write the export: %w", err)
		}
		progress()
		return nil
	})
	if err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}
