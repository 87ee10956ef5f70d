package content

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/securebase/securebase/internal/evidence"
)

// format is the version of the JSONL export that this program reads.
const format = 1

// ReadJSONL reads records in the form of the JSONL export, one a line, in any order. A first line
// {"securebase":{"format":1}} is checked and may be absent. The name stands in messages.
func ReadJSONL(name string, from io.Reader) (*Graph, []Problem) {
	r := newReader()
	r.file, r.keys = name, lineKeys()
	in := bufio.NewReaderSize(from, 1<<16)
	lines := 0
	for number := 1; ; number++ {
		line, err := in.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if !r.line(number, line) {
				lines++
			}
		}
		if err != nil {
			if err != io.EOF {
				r.broken(number, fmt.Sprintf("cannot be read: %v", err), "a file that this user may read")
			}
			r.complete(lines)
			return r.done()
		}
	}
}

// line takes one line and says whether it was the head.
func (r *reader) line(number int, line []byte) (head bool) {
	if !utf8.Valid(line) {
		r.broken(number, "holds bytes that are no UTF-8", "the file saved as UTF-8")
		return false
	}
	if number == 1 && bytes.HasPrefix(line, []byte(`{"securebase"`)) {
		r.head(line)
		return true
	}
	if wrong, right := irregular(line, r.keys); wrong != "" {
		r.problem(number, "record", wrong, right)
		return false
	}
	record, err := evidence.ParseLine(line)
	if err != nil {
		field, wrong, right := splitError(err)
		r.problem(number, field, wrong, right)
		return false
	}
	if r.graph.Vocabulary != nil {
		if _, again := record.(*evidence.Vocabulary); again {
			r.problem(number, "vocabulary", fmt.Sprintf("is given twice, first on line %d",
				r.graph.places[r.graph.Vocabulary].line), "one line with the whole vocabulary")
			return false
		}
	}
	r.graph.add(record, &place{file: r.file, line: number})
	return false
}

// head checks the first line of an export. Further keys in it tell where the export came from and are passed over.
func (r *reader) head(line []byte) {
	var head struct {
		Securebase struct {
			Format  *int `json:"format"`
			Records *int `json:"records"`
		} `json:"securebase"`
	}
	right := fmt.Sprintf(`{"securebase":{"format":%d}}`, format)
	switch err := json.Unmarshal(line, &head); {
	case err != nil:
		r.problem(1, "securebase", fmt.Sprintf("is no head line: %v", err), right)
	case head.Securebase.Format == nil:
		r.problem(1, "securebase.format", "is missing", right)
	case *head.Securebase.Format != format:
		r.problem(1, "securebase.format", fmt.Sprintf("is %d, which this program does not read", *head.Securebase.Format),
			fmt.Sprintf("%d, or a newer program", format))
	}
	r.follow = head.Securebase.Records
}

// complete compares the lines read with the number that the head line gives, so that a file cut at a line end is noticed.
func (r *reader) complete(lines int) {
	if r.follow != nil && lines != *r.follow {
		r.problem(1, "securebase.records", fmt.Sprintf("is %d, but %d follow", *r.follow, lines), "the whole export")
	}
}

// splitError takes an error of evidence.ParseLine apart into the field it is about, what is wrong and what would be
// right.
func splitError(err error) (field, wrong, right string) {
	right = "one record as the JSONL export writes it"
	field, wrong, ok := strings.Cut(err.Error(), ": ")
	if !ok || strings.Contains(field, " ") {
		field, wrong = "record", err.Error()
	}
	wrong = strings.TrimPrefix(wrong, "json: ")
	if before, after, ok := strings.Cut(wrong, "; "); ok {
		wrong, right = before, after
	}
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) {
		if mismatch.Field != "" {
			field += "." + mismatch.Field
		}
		wrong, right = "is "+article(mismatch.Value), goWords(mismatch.Type.Kind().String())
	}
	return field, wrong, right
}

func goWords(kind string) string {
	switch kind {
	case "string":
		return "text"
	case "int":
		return "a whole number"
	case "float64":
		return "a number"
	case "bool":
		return "true or false"
	case "slice":
		return "a list"
	}
	return "an object"
}

// surrogate is the escape of half a pair.
var surrogate = regexp.MustCompile(`\\u[dD][89a-fA-F]`)

// irregular finds what encoding/json would take without a word: a key that stands twice in one object or is written in
// other letters than here, null, and half of a pair of surrogates, for which it gives another sign. It stops at a syntax
// error, which is reported elsewhere.
func irregular(line []byte, known *keys) (wrong, right string) {
	type level struct {
		seen   map[string]bool // nil for an array
		value  bool            // the next token is the value of a key
		keys   *keys           // that the object may have
		within *keys           // of the value
	}
	var stack []level
	dec := json.NewDecoder(bytes.NewReader(line))
	for {
		tk, err := dec.Token()
		if err != nil {
			return "", ""
		}
		if tk == nil {
			return "holds null", "leave out what has no value"
		}
		if tk == json.Delim('}') || tk == json.Delim(']') {
			stack = stack[:len(stack)-1]
			continue
		}
		if text, ok := tk.(string); ok && strings.ContainsRune(text, utf8.RuneError) && surrogate.Match(line) {
			return "holds half of a pair of surrogates, which is no sign", "both halves, or the sign itself"
		}
		within := known
		if n := len(stack); n > 0 {
			top := &stack[n-1]
			if key, ok := tk.(string); ok && top.seen != nil && !top.value {
				if top.seen[key] {
					return fmt.Sprintf("has the key %q twice in one object", key), "one of the two is to go"
				}
				if top.within, right = top.keys.within(key); right != "" {
					return fmt.Sprintf("has the key %q", key), right
				}
				top.seen[key], top.value = true, true
				continue
			}
			within, top.value = top.within, false
		}
		switch tk {
		case json.Delim('{'):
			stack = append(stack, level{seen: map[string]bool{}, keys: within})
		case json.Delim('['):
			stack = append(stack, level{within: within})
		}
	}
}
