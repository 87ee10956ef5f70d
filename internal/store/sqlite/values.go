package sqlite

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// jsonText is a value that is written as JSON, or as NULL when it is empty.
type jsonText struct{ value any }

// orNull is the text, or NULL for "".
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// numberOrNull is the number, or NULL for nil.
func numberOrNull(number *int) any {
	if number == nil {
		return nil
	}
	return int64(*number)
}

// listOrNull is the list as JSON, or NULL for an empty one.
func listOrNull[T any](list []T) any {
	if len(list) == 0 {
		return nil
	}
	return jsonText{list}
}

// mapOrNull is the object as JSON, or NULL for an empty one.
func mapOrNull[T any](object map[string]T) any {
	if len(object) == 0 {
		return nil
	}
	return jsonText{object}
}

// encodeArguments replaces what is to be written as JSON by its text.
func encodeArguments(args []any) error {
	for i, arg := range args {
		if j, ok := arg.(jsonText); ok {
			encoded, err := encode(j.value)
			if err != nil {
				return fmt.Errorf("argument %d: %w", i+1, err)
			}
			args[i] = encoded
		}
	}
	return nil
}

// encode gives a value as one line of JSON in which "<" stays "<", for those who read the tables.
func encode(value any) (string, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return "", fmt.Errorf("encode as JSON: %w", err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
