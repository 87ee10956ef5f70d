package synthetic

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/export"
)

// WriteJSONL writes the graph as an export of it does, byte for byte. It makes all records twice: the head, which
// comes first, names the digest of all. Progress, if not nil, hears how much of the work is done.
func (g *Graph) WriteJSONL(to io.Writer, progress func(done, of int)) error {
	done, of := 0, 2*g.Len()
	each := func(yield func(line []byte) error) error {
		for r := range g.Records() {
			line, err := evidence.Line(r)
			if err != nil {
				return err
			}
			if err := yield(line); err != nil {
				return err
			}
			if done++; progress != nil && (done%10_000 == 0 || done == of) {
				progress(done, of)
			}
		}
		return nil
	}
	var digest evidence.Digest
	err := each(func(line []byte) error {
		digest.Add(evidence.RecordDigest(line))
		return nil
	})
	if err != nil {
		return err
	}
	head, err := json.Marshal(map[string]export.Head{"securebase": {Format: export.Format, Version: digest.String(), Records: g.Len(),
		Licence: export.Licence}})
	if err != nil {
		return fmt.Errorf("encode the head: %w", err)
	}
	w := bufio.NewWriterSize(to, 1<<16)
	write := func(line []byte) error {
		if _, err := w.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("write the graph: %w", err)
		}
		return nil
	}
	if err := write(head); err != nil {
		return err
	}
	if err := each(write); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the graph: %w", err)
	}
	return nil
}
