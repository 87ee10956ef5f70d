package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// Digest identifies content: the sum, modulo 2^256, of the SHA-256 of every record's canonical line. It does not
// depend on order, and a change of one record moves it without reading the others. The zero Digest is that of no
// content.
type Digest [sha256.Size]byte

// RecordDigest is the Digest of one record: SHA-256 of its line without the line end.
func RecordDigest(line []byte) Digest { return sha256.Sum256(line) }

// Add puts a record's digest into the content's.
func (d *Digest) Add(other Digest) {
	carry := 0
	for i := len(d) - 1; i >= 0; i-- {
		carry += int(d[i]) + int(other[i])
		d[i] = byte(carry)
		carry >>= 8
	}
}

// Remove takes a record's digest out of the content's.
func (d *Digest) Remove(other Digest) {
	borrow := 0
	for i := len(d) - 1; i >= 0; i-- {
		diff := int(d[i]) - int(other[i]) - borrow
		borrow = 0
		if diff < 0 {
			diff += 256
			borrow = 1
		}
		d[i] = byte(diff)
	}
}

// String is the digest in 64 hexadecimal digits; its first 12 are what readers see.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Line is a record's canonical form, one line of JSON without the line end: {"claim":{…}}, the key naming the sort of
// record and the fields in the order of the Go types. Derived fields are left out. It is what exports hold and what
// Digest is taken of. A record with bytes that are no UTF-8 has none: JSON would hold other texts than the record.
func Line(record any) ([]byte, error) {
	var key string
	switch r := record.(type) {
	case *Vocabulary:
		key = "vocabulary"
	case *Source:
		key = "entity"
		bare := *r
		bare.Name, bare.Summary = "", ""
		record = &bare
	case Entity:
		key = "entity"
	case *Claim:
		key = "claim"
	case *PracticeItem:
		key = "practice"
	default:
		return nil, fmt.Errorf("no record: %T", record)
	}
	var b bytes.Buffer
	b.WriteString(`{"` + key + `":`)
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(record); err != nil {
		return nil, fmt.Errorf("encode a record: %w", err)
	}
	line := append(bytes.TrimSuffix(b.Bytes(), []byte("\n")), '}')
	if replaces(line) {
		return nil, errors.New("it holds bytes that are no UTF-8")
	}
	return line, nil
}

// replaces tells whether the encoder replaced bytes that are no UTF-8. It writes \ufffd for them, and for nothing else; in
// a text those signs themselves have one more backslash before them.
func replaces(line []byte) bool {
	for {
		i := bytes.Index(line, []byte(`\ufffd`))
		if i < 0 {
			return false
		}
		before := line[:i]
		if (len(before)-len(bytes.TrimRight(before, `\`)))%2 == 0 {
			return true
		}
		line = line[i+1:]
	}
}

// ParseLine reads a record's canonical form; it is the inverse of Line. A field that no record has is an error.
func ParseLine(line []byte) (any, error) {
	var keyed map[string]json.RawMessage
	if err := json.Unmarshal(line, &keyed); err != nil {
		return nil, fmt.Errorf("not a JSON object: %w", err)
	}
	if len(keyed) != 1 {
		return nil, fmt.Errorf("has %d keys; one of vocabulary, entity, claim, practice is wanted", len(keyed))
	}
	for key, raw := range keyed {
		if string(raw) == "null" {
			return nil, fmt.Errorf("%s: is null", key)
		}
		var record any
		switch key {
		case "vocabulary":
			record = new(Vocabulary)
		case "claim":
			record = new(Claim)
		case "practice":
			record = new(PracticeItem)
		case "entity":
			var head struct {
				Kind Kind `json:"kind"`
			}
			if err := json.Unmarshal(raw, &head); err != nil {
				return nil, fmt.Errorf("%s: %w", key, err)
			}
			entity := NewEntity(head.Kind)
			if entity == nil {
				return nil, fmt.Errorf("kind: %q is no kind; one of %v is wanted", head.Kind, Kinds())
			}
			record = entity
		default:
			return nil, fmt.Errorf("%q is no sort of record; one of vocabulary, entity, claim, practice is wanted", key)
		}
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		if err := dec.Decode(record); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		if s, ok := record.(*Source); ok {
			s.Derive()
		}
		return record, nil
	}
	return nil, nil // not reached: keyed has one key
}
