package neo4j

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// stamp says which commit wrote a record, with which commit the record first came, and the hash of its line. It is one
// property, so that a reader gets the parts of one commit. A record that is to go has no hash.
type stamp struct {
	commit, born int64
	hash         evidence.Digest
	gone         bool
}

const goneMark = "gone"

func (s stamp) String() string {
	what := goneMark
	if !s.gone {
		what = s.hash.String()
	}
	return fmt.Sprintf("%d %d %s", s.commit, s.born, what)
}

func parseStamp(text string) (s stamp, err error) {
	parts := strings.Split(text, " ")
	if len(parts) != 3 {
		return s, fmt.Errorf("%q is no stamp of a record", text)
	}
	if s.commit, err = strconv.ParseInt(parts[0], 10, 64); err != nil {
		return s, fmt.Errorf("read the stamp of a record: %w", err)
	}
	if s.born, err = strconv.ParseInt(parts[1], 10, 64); err != nil {
		return s, fmt.Errorf("read the stamp of a record: %w", err)
	}
	if s.gone = parts[2] == goneMark; s.gone {
		return s, nil
	}
	if s.hash, err = parseDigest(parts[2]); err != nil {
		return s, fmt.Errorf("read the stamp of a record: %w", err)
	}
	return s, nil
}

func parseDigest(text string) (d evidence.Digest, err error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(d) {
		return d, fmt.Errorf("%q is no digest", text)
	}
	copy(d[:], raw)
	return d, nil
}

// The sorts of records, as the keys of their lines.
const (
	sortVocabulary = "vocabulary"
	sortEntity     = "entity"
	sortClaim      = "claim"
	sortPractice   = "practice"
)

// sealed is a record as it is kept: the JSON of its line without the key, and the hash of the line.
type sealed struct {
	record string
	hash   evidence.Digest
}

// seal brings a record into the form that is kept.
func seal(sort string, record any) (sealed, error) {
	line, err := evidence.Line(record)
	if err != nil {
		return sealed{}, err
	}
	inner, found := bytes.CutPrefix(line, []byte(`{"`+sort+`":`))
	if !found {
		return sealed{}, fmt.Errorf("the record is of another sort than %s", sort)
	}
	return sealed{string(bytes.TrimSuffix(inner, []byte("}"))), evidence.RecordDigest(line)}, nil
}

// hashOf is the hash of the line of a record as it is kept.
func hashOf(sort, record string) evidence.Digest {
	line := make([]byte, 0, len(sort)+len(record)+5)
	line = append(line, `{"`...)
	line = append(line, sort...)
	line = append(line, `":`...)
	line = append(line, record...)
	return evidence.RecordDigest(append(line, '}'))
}

func decodeEntity(kind, record string) (evidence.Entity, error) {
	entity := evidence.NewEntity(evidence.Kind(kind))
	if entity == nil {
		return nil, fmt.Errorf("read an entity: %q is no kind", kind)
	}
	if err := json.Unmarshal([]byte(record), entity); err != nil {
		return nil, fmt.Errorf("read an entity: %w", err)
	}
	if source, ok := entity.(*evidence.Source); ok {
		source.Derive()
	}
	return entity, nil
}

func decodeClaim(_, record string) (*evidence.Claim, error) {
	claim := new(evidence.Claim)
	if err := json.Unmarshal([]byte(record), claim); err != nil {
		return nil, fmt.Errorf("read a claim: %w", err)
	}
	return claim, nil
}

func decodePractice(_, record string) (*evidence.PracticeItem, error) {
	item := new(evidence.PracticeItem)
	if err := json.Unmarshal([]byte(record), item); err != nil {
		return nil, fmt.Errorf("read a practice item: %w", err)
	}
	return item, nil
}

func decodeVocabulary(_, record string) (*evidence.Vocabulary, error) {
	vocabulary := new(evidence.Vocabulary)
	if err := json.Unmarshal([]byte(record), vocabulary); err != nil {
		return nil, fmt.Errorf("read the vocabulary: %w", err)
	}
	return vocabulary, nil
}
