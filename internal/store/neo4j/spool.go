package neo4j

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
)

// spool holds the records of a stream until it is known that they are of one version. A graph of 200,000 claims is
// some 150 MB of JSON, a fifth of it compressed; a small one is not compressed at all.
type spool struct {
	blocks [][]byte // compressed
	block  []byte   // the one that grows
	packer *flate.Writer
}

const spoolBlock = 1 << 20

// add appends a record.
func (s *spool) add(sort, kind, record string) error {
	for _, part := range []string{sort, kind, record} {
		s.block = binary.AppendUvarint(s.block, uint64(len(part)))
		s.block = append(s.block, part...)
	}
	if len(s.block) < spoolBlock {
		return nil
	}
	var packed bytes.Buffer
	if s.packer == nil {
		var err error
		if s.packer, err = flate.NewWriter(&packed, flate.BestSpeed); err != nil {
			return fmt.Errorf("compress records: %w", err)
		}
	} else {
		s.packer.Reset(&packed)
	}
	if _, err := s.packer.Write(s.block); err != nil {
		return fmt.Errorf("compress records: %w", err)
	}
	if err := s.packer.Close(); err != nil {
		return fmt.Errorf("compress records: %w", err)
	}
	s.blocks = append(s.blocks, bytes.Clone(packed.Bytes()))
	s.block = s.block[:0]
	return nil
}

// each gives the records back, once.
func (s *spool) each(yield func(sort, kind, record string) error) error {
	for i, packed := range s.blocks {
		s.blocks[i] = nil
		block, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
		if err != nil {
			return fmt.Errorf("decompress records: %w", err)
		}
		if err := eachOf(block, yield); err != nil {
			return err
		}
	}
	return eachOf(s.block, yield)
}

func eachOf(block []byte, yield func(sort, kind, record string) error) error {
	for len(block) > 0 {
		var parts [3]string
		for i := range parts {
			length, n := binary.Uvarint(block)
			end := n + int(length)
			parts[i] = string(block[n:end])
			block = block[end:]
		}
		if err := yield(parts[0], parts[1], parts[2]); err != nil {
			return err
		}
	}
	return nil
}
