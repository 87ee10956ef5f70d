package neo4j

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/securebase/securebase/internal/cypher"
	"github.com/securebase/securebase/internal/evidence"
)

// properties gives what Cypher sees of a record: its plain fields under their own names, one level of what is nested
// (effectValue), lists of texts as lists, and everything else as JSON.
func properties(record any, kept sealed, s stamp) (map[string]any, error) {
	var fields map[string]any
	decoder := json.NewDecoder(strings.NewReader(kept.record))
	decoder.UseNumber()
	if err := decoder.Decode(&fields); err != nil {
		return nil, fmt.Errorf("take a record apart: %w", err)
	}
	shown := map[string]any{}
	switch r := record.(type) {
	case *evidence.Claim:
		leaveOut(fields, "citations", "about", "population", "foundIn") // they are relationships
		if words := evidence.ClaimText(r); words != "" {
			shown["words"] = words
		}
	case *evidence.PracticeItem:
		leaveOut(fields, "citations", "about", "foundIn")
	case evidence.Entity:
		leaveOut(fields, "sources", "broader")
		if words := evidence.EntityText(r); words != "" {
			shown["words"] = words
		}
		if source, ok := r.(*evidence.Source); ok {
			derived := *source
			derived.Derive()
			shown["name"], shown["summary"] = valid(derived.Name), valid(derived.Summary)
			showNames(shown, "authors", source.Author)
			showNames(shown, "editors", source.Editor)
			leaveOut(fields, "author", "editor")
		}
	}
	for name, value := range fields {
		if err := show(shown, camel(name), value, name == "effect"); err != nil {
			return nil, err
		}
	}
	shown["record"], shown["stamp"] = kept.record, s.String()
	return shown, nil
}

func leaveOut(fields map[string]any, names ...string) {
	for _, name := range names {
		delete(fields, name)
	}
}

// show puts one field among the properties. Numbers of an effect are measured and stay fractions even when whole, so
// that a property has one type throughout the graph.
func show(shown map[string]any, name string, value any, measured bool) error {
	switch v := value.(type) {
	case nil:
	case string:
		if v != "" {
			shown[name] = v
		}
	case bool:
		shown[name] = v
	case json.Number:
		if whole, err := v.Int64(); err == nil && !measured {
			shown[name] = whole
			return nil
		}
		fraction, err := v.Float64()
		if err != nil {
			return fmt.Errorf("read the number %s: %w", v, err)
		}
		shown[name] = fraction
	case []any:
		texts := make([]string, 0, len(v))
		for _, element := range v {
			if text, ok := element.(string); ok {
				texts = append(texts, text)
			}
		}
		if len(texts) == len(v) {
			shown[name] = texts
			return nil
		}
		return showJSON(shown, name, v)
	case map[string]any:
		if name == "detail" { // its fields have the names that an editor gave them
			return showJSON(shown, name, v)
		}
		for field, inner := range v {
			if err := show(shown, name+capital(field), inner, measured); err != nil {
				return err
			}
		}
	}
	return nil
}

func showJSON(shown map[string]any, name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write %s as JSON: %w", name, err)
	}
	shown[name] = string(text)
	return nil
}

func showNames(shown map[string]any, name string, authors []evidence.Author) {
	names := make([]string, len(authors))
	for i, a := range authors {
		switch {
		case a.Literal != "":
			names[i] = valid(a.Literal)
		case a.Given != "":
			names[i] = valid(a.Family + ", " + a.Given)
		default:
			names[i] = valid(a.Family)
		}
	}
	if len(names) > 0 {
		shown[name] = names
	}
}

// camel writes container-title as containerTitle.
func camel(name string) string {
	parts := strings.Split(name, "-")
	for i := range parts[1:] {
		parts[i+1] = capital(parts[i+1])
	}
	return strings.Join(parts, "")
}

func capital(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + word[size:]
}

// valid is text that the database takes.
func valid(text string) string { return strings.ToValidUTF8(text, "\ufffd") }

func validAll(texts []string) []string {
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = valid(text)
	}
	return all
}

// terms gives the vocabulary's terms as nodes: what they are called and their readable properties.
func terms(vocabulary *evidence.Vocabulary) ([]any, error) {
	var rows []any
	add := func(label string, term any) error {
		encoded, err := json.Marshal(term)
		if err != nil {
			return fmt.Errorf("write a term: %w", err)
		}
		var fields map[string]any
		decoder := json.NewDecoder(strings.NewReader(string(encoded)))
		decoder.UseNumber()
		if err := decoder.Decode(&fields); err != nil {
			return fmt.Errorf("take a term apart: %w", err)
		}
		shown := map[string]any{}
		for name, value := range fields {
			if err := show(shown, name, value, false); err != nil {
				return err
			}
		}
		rows = append(rows, map[string]any{"label": label, "properties": shown})
		return nil
	}
	for _, list := range []struct {
		label string
		terms []evidence.Term
	}{{"Tier", vocabulary.Tiers}, {"Provenance", vocabulary.Provenances}, {"Stance", vocabulary.Stances}, {"Design", vocabulary.Designs}} {
		for _, term := range list.terms {
			if err := add(list.label, term); err != nil {
				return nil, err
			}
		}
	}
	for _, term := range vocabulary.Kinds {
		if err := add("Kind", term); err != nil {
			return nil, err
		}
	}
	for _, term := range vocabulary.Predicates {
		if term == nil {
			continue
		}
		if err := add("Predicate", term); err != nil {
			return nil, err
		}
		row := rows[len(rows)-1].(map[string]any)["properties"].(map[string]any)
		row["type"] = cypher.RelationType(term.ID)
	}
	for _, term := range vocabulary.Sections {
		if err := add("Section", term); err != nil {
			return nil, err
		}
	}
	for _, term := range vocabulary.PracticeKinds {
		if term == nil {
			continue
		}
		if err := add("PracticeKind", term); err != nil {
			return nil, err
		}
	}
	return rows, nil
}
