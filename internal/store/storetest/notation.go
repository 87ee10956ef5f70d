package storetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// line is a line of a story with the lines that stand below it, one step deeper.
type line struct {
	number int
	text   string
	below  []*line
}

// parseLines reads indentation; two spaces are a step.
func parseLines(content string) ([]*line, error) {
	root := &line{}
	open := []*line{root}
	for i, raw := range strings.Split(content, "\n") {
		text := strings.TrimLeft(raw, " ")
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		indent := len(raw) - len(text)
		depth := indent / 2
		if indent%2 != 0 || depth >= len(open) {
			return nil, fmt.Errorf("line %d: indented by %d spaces, which belongs to nothing above", i+1, indent)
		}
		l := &line{number: i + 1, text: text}
		open = open[:depth+1]
		open[depth].below = append(open[depth].below, l)
		open = append(open, l)
	}
	return root.below, nil
}

// fields that are not text.
var (
	listFields   = []string{"aliases", "sources", "about", "fields", "items"}
	numberFields = []string{"year", "sampleSize", "introduced", "issued", "order"}
)

// parseRecord reads a record in the notation of testdata/README.md. The canonical line's parser makes the record of it,
// so that a misspelt field is an error.
func parseRecord(l *line) (any, error) {
	head, rest, _ := strings.Cut(l.text, ": ")
	rest = strings.TrimSpace(rest)
	sort, id, _ := strings.Cut(head, " ")
	fields := map[string]any{"id": id}
	key, err := parseHead(fields, sort, rest)
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", l.number, err)
	}
	var citations []any
	for _, below := range l.below {
		name, value, found := strings.Cut(below.text, ":")
		if !found {
			return nil, fmt.Errorf("line %d: a field is written as name: value", below.number)
		}
		value = strings.TrimSpace(value)
		if name == "cites" {
			citations = append(citations, parseCitation(value))
			continue
		}
		if fields[name], err = parseField(name, value); err != nil {
			return nil, fmt.Errorf("line %d: %w", below.number, err)
		}
	}
	if key == "claim" || key == "practice" {
		if citations != nil {
			fields["citations"] = citations
		}
		if _, given := fields["provenance"]; !given {
			fields["provenance"] = evidence.LLM
			if fields["citations"] != nil {
				fields["provenance"] = evidence.Sourced
			}
		}
	}
	encoded, err := json.Marshal(map[string]any{key: fields})
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", l.number, err)
	}
	record, err := evidence.ParseLine(encoded)
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", l.number, err)
	}
	return record, nil
}

// parseHead fills the fields that the first line of a record gives, and tells the sort of the record.
func parseHead(fields map[string]any, sort, rest string) (key string, err error) {
	var text any = rest
	if sort != "claim" && sort != "vocabulary" {
		if text, err = parseField("name", rest); err != nil {
			return "", err
		}
	}
	switch sort {
	case "vocabulary":
		var predicates []any
		for _, id := range splitList(rest) {
			predicates = append(predicates, map[string]any{"id": id, "label": strings.ReplaceAll(id, "-", " ")})
		}
		delete(fields, "id")
		fields["predicates"] = predicates
		return "vocabulary", nil
	case "source":
		fields["kind"], fields["title"], fields["tier"] = evidence.KindSource, text, evidence.T1
		return "entity", nil
	case "practice":
		fields["kind"] = text
		return "practice", nil
	case "claim":
		words := strings.SplitN(rest, " ", 3)
		if len(words) != 3 {
			return "", fmt.Errorf("a claim is written as subject predicate object, found %q", rest)
		}
		fields["subject"], fields["predicate"], fields["stance"] = words[0], words[1], evidence.Supports
		fields["object"] = words[2]
		if value, literal := strings.CutPrefix(words[2], "= "); literal {
			delete(fields, "object")
			fields["value"] = value
		}
		return "claim", nil
	}
	for _, kind := range evidence.Kinds() {
		if strings.EqualFold(string(kind), sort) {
			fields["kind"], fields["name"] = kind, text
			return "entity", nil
		}
	}
	return "", fmt.Errorf("%q is no sort of record", sort)
}

func parseField(name, value string) (any, error) {
	if value != "" && strings.ContainsRune(`"[{`, rune(value[0])) {
		var decoded any
		if err := json.Unmarshal([]byte(value), &decoded); err != nil {
			return nil, fmt.Errorf("%s: a value that begins with a quote or bracket is JSON: %w", name, err)
		}
		return decoded, nil
	}
	switch {
	case slices.Contains(listFields, name):
		return splitList(value), nil
	case slices.Contains(numberFields, name):
		number, err := strconv.Atoi(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %q is no number", name, value)
		}
		return number, nil
	case value == "true":
		return true, nil
	}
	return value, nil
}

// parseCitation reads "source, locator, in other source", the last two of which may be missing.
func parseCitation(value string) map[string]any {
	parts := splitList(value)
	citation := map[string]any{"source": parts[0]}
	for _, part := range parts[1:] {
		if through, found := strings.CutPrefix(part, "in "); found {
			citation["citedIn"] = through
		} else {
			citation["locator"] = part
		}
	}
	return citation
}

func splitList(value string) []string {
	parts := strings.Split(value, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}
