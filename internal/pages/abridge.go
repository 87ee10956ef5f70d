package pages

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Bounds of an answer that is shown to give its shape.
const (
	lineLength = 90 // of an object that stands on one line
	textLength = 70 // of a text
)

// abridge writes JSON so that its shape can be read: of each list the first item and how many more there are, of a long
// text its beginning.
func abridge(raw json.RawMessage) (string, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	text, err := abridged(d)
	if err != nil {
		return "", fmt.Errorf("shorten an answer: %w", err)
	}
	return text, nil
}

func abridged(d *json.Decoder) (string, error) {
	token, err := d.Token()
	if err != nil {
		return "", err
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return abridgedObject(d)
		}
		return abridgedList(d)
	case string:
		return quoted(clip(t, textLength))
	case nil:
		return "null", nil
	}
	return fmt.Sprint(token), nil
}

func abridgedObject(d *json.Decoder) (string, error) {
	var members []string
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return "", err
		}
		value, err := abridged(d)
		if err != nil {
			return "", err
		}
		members = append(members, fmt.Sprintf("%q: %s", name, value))
	}
	if _, err := d.Token(); err != nil {
		return "", err
	}
	if line := "{ " + strings.Join(members, ", ") + " }"; len(line) <= lineLength && !strings.Contains(line, "\n") {
		return line, nil
	}
	return "{\n" + indent(strings.Join(members, ",\n")) + "\n}", nil
}

func abridgedList(d *json.Decoder) (string, error) {
	var first string
	more := -1
	for ; d.More(); more++ {
		if more >= 0 {
			if err := d.Decode(new(json.RawMessage)); err != nil {
				return "", err
			}
			continue
		}
		var err error
		if first, err = abridged(d); err != nil {
			return "", err
		}
	}
	if _, err := d.Token(); err != nil {
		return "", err
	}
	switch {
	case more < 0:
		return "[]", nil
	case more == 0 && !strings.Contains(first, "\n"):
		return "[" + first + "]", nil
	case more > 0:
		first += fmt.Sprintf("\n… and %d more", more)
	}
	return "[\n" + indent(first) + "\n]", nil
}

func indent(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }

// quoted writes a text as JSON does, without its care for HTML.
func quoted(text string) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		return "", err
	}
	return strings.TrimSpace(b.String()), nil
}
