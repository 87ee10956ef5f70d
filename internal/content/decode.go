package content

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/securebase/securebase/internal/evidence"
)

// shape is what a Go struct accepts in YAML: the JSON names of its fields, in order, and where they stand in it.
type shape struct {
	names []string
	index map[string][]int
}

func (r *reader) shapeOf(t reflect.Type) shape {
	if s, ok := r.shapes[t]; ok {
		return s
	}
	s := shape{index: map[string][]int{}}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" {
			s.names = append(s.names, name)
			s.index[name] = f.Index
		}
	}
	r.shapes[t] = s
	return s
}

// bad reports a field of the record that is being read and remembers not to complain of it again.
func (r *reader) bad(line int, field, wrong, right string) {
	r.place.bad = append(r.place.bad, field)
	r.problem(line, fieldOf(r.record, field), wrong, right)
}

// fields fills a struct. Every entry that does not fit is reported, the others are taken.
func (r *reader) fields(into reflect.Value, path string, entries []entry) {
	s := r.shapeOf(into.Type())
	for _, entry := range entries {
		name, line := entry.name(), entry.line()
		field := name
		if path != "" {
			field = path + "." + name
		}
		index, ok := s.index[name]
		if !ok {
			r.bad(line, field, "is no field "+r.holder(path), r.betterField(path, name, s.names))
			continue
		}
		if first, ok := r.place.lines[field]; ok {
			r.bad(line, field, fmt.Sprintf("is given twice, first on line %d", first), "one of the two is to go")
			continue
		}
		r.place.lines[field] = line
		if entry.value.Tag == tagNull && name == "rdf" {
			continue // how a predicate says that RDF has no equivalent
		}
		r.value(into.FieldByIndex(index), field, entry.value)
	}
}

// holder names what a field would be part of.
func (r *reader) holder(path string) string {
	if path != "" {
		return "of " + path
	}
	switch record := r.record.(type) {
	case evidence.Entity:
		return "of " + article(string(kindOf(record)))
	case *evidence.Claim:
		return "of a claim"
	case *evidence.PracticeItem:
		return "of a practice item"
	}
	return "of the vocabulary and no list of records"
}

// betterField says what could be meant by an unknown field.
func (r *reader) betterField(path, name string, known []string) string {
	entity, ok := r.record.(evidence.Entity)
	if ok && path == "" {
		for _, kind := range evidence.Kinds() {
			if kind == kindOf(entity) {
				continue
			}
			other := r.shapeOf(reflect.TypeOf(evidence.NewEntity(kind)).Elem())
			if slices.Contains(other.names, name) {
				return fmt.Sprintf("leave it out, it is a field of %s", article(string(kind)))
			}
		}
	}
	if path == "" && label(r.record) == "" {
		known = append([]string{"claims", "practice"}, known...)
		for _, kind := range evidence.Kinds() {
			known = append(known, keyOf(kind))
		}
	}
	return suggest(name, known, "one of "+strings.Join(known, ", "))
}

// value fills one value of any type that the records have.
func (r *reader) value(into reflect.Value, field string, node *yaml.Node) {
	line := node.Line
	wrong := func(right string) { r.bad(line, field, "is "+describe(node), right) }
	switch into.Kind() {
	case reflect.Pointer:
		elem := reflect.New(into.Type().Elem())
		before := len(r.place.bad)
		r.value(elem.Elem(), field, node)
		if len(r.place.bad) == before || elem.Elem().Kind() == reflect.Struct {
			into.Set(elem)
		}
	case reflect.Struct:
		if entries, ok := entriesOf(node); ok {
			r.fields(into, field, entries)
		} else {
			wrong("a group of fields")
		}
	case reflect.Slice:
		if node.Kind != yaml.SequenceNode {
			wrong("a list")
			return
		}
		into.Set(reflect.MakeSlice(into.Type(), len(node.Content), len(node.Content)))
		for i, item := range node.Content {
			at := field + "[" + strconv.Itoa(i) + "]"
			r.place.lines[at] = item.Line
			r.value(into.Index(i), at, item)
		}
	case reflect.Map:
		r.mapping(into, field, node)
	case reflect.String:
		text, ok := textOf(node, isNumeric(field))
		switch {
		case !ok:
			wrong("text; quote it if it is meant as text")
		case text == "":
			r.bad(line, field, "is empty", "leave the field out or fill it")
		default:
			into.SetString(text)
		}
	case reflect.Int:
		n, ok := wholeOf(node)
		if !ok {
			wrong("a whole number")
			return
		}
		into.SetInt(n)
	case reflect.Float64:
		f, ok := numberOf(node)
		if !ok {
			wrong("a number")
			return
		}
		into.SetFloat(f)
	case reflect.Bool:
		if node.Tag != tagBool {
			wrong("true or false")
			return
		}
		into.SetBool(strings.EqualFold(node.Value, "true"))
	default:
		wrong("left out: records of this program have no such value")
	}
}

// mapping fills the two maps that the records have: numbers by tier, and the free detail of a practice item.
func (r *reader) mapping(into reflect.Value, field string, node *yaml.Node) {
	entries, ok := entriesOf(node)
	if !ok {
		r.bad(node.Line, field, "is "+describe(node), "a group of fields")
		return
	}
	into.Set(reflect.MakeMap(into.Type()))
	for _, entry := range entries {
		name, line := entry.name(), entry.line()
		at := field + "." + name
		if first, ok := r.place.lines[at]; ok {
			r.bad(line, at, fmt.Sprintf("is given twice, first on line %d", first), "one of the two is to go")
			continue
		}
		r.place.lines[at] = line
		value := reflect.New(into.Type().Elem()).Elem()
		if value.Kind() == reflect.Interface {
			free, ok := freeValue(entry.value)
			if !ok {
				r.bad(entry.value.Line, at, "is "+describe(entry.value), freeValues)
				continue
			}
			value.Set(reflect.ValueOf(free))
		} else {
			r.value(value, at, entry.value)
		}
		into.SetMapIndex(reflect.ValueOf(name).Convert(into.Type().Key()), value)
	}
}

// freeValue gives the value that JSON would have given, so that both forms of a record are equal.
func freeValue(node *yaml.Node) (any, bool) {
	switch {
	case node.Tag == tagBool:
		return strings.EqualFold(node.Value, "true"), true
	case node.Kind == yaml.SequenceNode:
		list := make([]any, 0, len(node.Content))
		for _, item := range node.Content {
			if item.Kind == yaml.SequenceNode {
				return nil, false
			}
			value, ok := freeValue(item)
			if !ok {
				return nil, false
			}
			list = append(list, value)
		}
		return list, true
	}
	if f, ok := numberOf(node); ok {
		return f, true
	}
	text, ok := textOf(node, false)
	return text, ok && text != ""
}

// entry is a key of a mapping with its value.
type entry struct{ key, value *yaml.Node }

func (e entry) name() string { return e.key.Value }
func (e entry) line() int    { return e.key.Line }

func entriesOf(node *yaml.Node) ([]entry, bool) {
	if node.Kind != yaml.MappingNode {
		return nil, false
	}
	var all []entry
	for i := 0; i+1 < len(node.Content); i += 2 {
		all = append(all, entry{node.Content[i], node.Content[i+1]})
	}
	return all, true
}

// isNumeric says whether a text field may be written as a bare whole number, as volumes and years are.
func isNumeric(field string) bool {
	switch field {
	case "volume", "issue", "page", "number", "PMID", "ISBN", "born", "died":
		return true
	}
	return false
}

// The tags that the parser gives to scalars. What is quoted or stands in a block is text.
const (
	tagText  = "!!str"
	tagDay   = "!!timestamp" // text to us, such as 2026-11-21
	tagWhole = "!!int"
	tagFloat = "!!float"
	tagBool  = "!!bool"
	tagNull  = "!!null"
)

// textOf gives the text of a scalar; a number is taken as it is written.
func textOf(node *yaml.Node, numeric bool) (string, bool) {
	return node.Value, node.Tag == tagText || node.Tag == tagDay || numeric && node.Tag == tagWhole
}

// wholeOf reads a decimal whole number that fits an int on any machine.
func wholeOf(node *yaml.Node) (int64, bool) {
	if node.Tag != tagWhole {
		return 0, false
	}
	value, err := strconv.ParseInt(node.Value, 10, 32)
	return value, err == nil
}

func numberOf(node *yaml.Node) (float64, bool) {
	if node.Tag != tagWhole && node.Tag != tagFloat {
		return 0, false
	}
	f, err := strconv.ParseFloat(node.Value, 64)
	return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
}

// describe says what stands in the file in place of what is wanted.
func describe(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.MappingNode:
		return "a group of fields"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return "a block of text"
	}
	switch node.Tag {
	case tagNull:
		return "nothing (null)"
	case tagText, tagDay:
		return "the text " + quote(node.Value)
	case tagBool:
		return "the truth value " + node.Value
	}
	if _, ok := numberOf(node); ok || node.Tag == tagWhole {
		return "the number " + node.Value
	}
	return "the value " + quote(node.Value)
}

// quote quotes what was written, shortened where it would fill the line.
func quote(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return strconv.Quote(s)
}
