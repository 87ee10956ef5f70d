package neo4j_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"golang.org/x/text/unicode/norm"

	"github.com/securebase/securebase/internal/evidence"
)

// field is a field of a query as it was asked, so that the answer can be walked beside the query, and a list be asked
// for its next page.
type field struct {
	of         string // the type whose field it is
	definition *ast.FieldDefinition
	alias      string // set inside a fragment on the type: what several types have may differ there
	arguments  []argument
	nested     bool // whether its values have fields themselves
	below      []*field
}

type argument struct{ name, value string }

// key is the field's name in the answer.
func (f *field) key() string {
	if f.alias != "" {
		return f.alias
	}
	return f.definition.Name
}

// writeFields writes a selection; with nothing in it, it asks for the type's name.
func writeFields(b *strings.Builder, fields []*field) {
	b.WriteString("{ ")
	if len(fields) == 0 {
		b.WriteString("__typename ")
	}
	fragment := ""
	for _, f := range fields {
		if f.alias != "" && fragment != f.of {
			b.WriteString(strings.Repeat("} ", min(1, len(fragment))) + "... on " + f.of + " { ")
			fragment = f.of
		}
		f.write(b)
	}
	b.WriteString(strings.Repeat("} ", 1+min(1, len(fragment))))
}

func (f *field) write(b *strings.Builder) {
	if f.alias != "" {
		b.WriteString(f.alias + ": ")
	}
	b.WriteString(f.definition.Name)
	if len(f.arguments) > 0 {
		parts := make([]string, len(f.arguments))
		for i, a := range f.arguments {
			parts[i] = a.name + ": " + a.value
		}
		b.WriteString("(" + strings.Join(parts, ", ") + ")")
	}
	b.WriteByte(' ')
	if f.nested {
		writeFields(b, f.below)
	}
}

// asker draws questions about a graph from the schema, so that a field that is added to the schema is asked for without
// a change here.
type asker struct {
	*rand.Rand
	schema  *ast.Schema
	graph   *randomGraph
	given   map[string]bool // arguments and fields of inputs so far, as Type.field(argument) and Input.field
	times   map[string]int  // how often a field with fields, or a kind, was asked for; see seldom
	aliases int
	faulty  bool // whether the question may hold values that are refused
}

// Bounds of a question: fields in all, and levels. The program's own limits are a little above.
const (
	mostFields = 70
	mostLevels = 12
)

// question draws one field of Query, seldom two, and what is asked of it.
func (a *asker) question() []*field {
	a.faulty, a.aliases = a.IntN(8) == 0, 0
	var roots []*field
	for _, d := range a.seldom(a.schema.Query)[:1+a.IntN(6)/5] {
		roots = append(roots, a.field(a.schema.Query, d, 5+a.IntN(mostFields), 1))
	}
	return roots
}

// seldom lists the fields of a type that have fields themselves, by chance, but those first that were asked for least,
// so that few questions go far.
func (a *asker) seldom(of *ast.Definition) []*ast.FieldDefinition {
	var nested []*ast.FieldDefinition
	for _, i := range a.Perm(len(of.Fields)) {
		if d := of.Fields[i]; !strings.HasPrefix(d.Name, "__") && a.schema.Types[d.Type.Name()].IsCompositeType() {
			nested = append(nested, d)
		}
	}
	times := func(d *ast.FieldDefinition) int { return a.times[of.Name+"."+d.Name] }
	slices.SortStableFunc(nested, func(x, y *ast.FieldDefinition) int { return times(x) - times(y) })
	return nested
}

// field draws the arguments of a field, and what is asked of its type with at most so many fields.
func (a *asker) field(of *ast.Definition, d *ast.FieldDefinition, budget, level int) *field {
	f := &field{of: of.Name, definition: d, arguments: a.arguments(of.Name+"."+d.Name, d.Arguments)}
	if t := a.schema.Types[d.Type.Name()]; t.IsCompositeType() {
		f.nested = true
		a.times[of.Name+"."+d.Name]++
		f.below = a.selection(t, budget, level+1)
	}
	return f
}

// selection draws fields of a type: of plain ones few, half or most, and up to three that have fields themselves.
func (a *asker) selection(of *ast.Definition, budget, level int) []*field {
	var chosen []*field
	share := pick(a.Rand, []float64{0.1, 0.5, 0.9})
	if of.Name == "PageInfo" {
		share = 1 // for the next page
	}
	for _, d := range of.Fields {
		if !a.schema.Types[d.Type.Name()].IsCompositeType() && a.Float64() < share {
			chosen = append(chosen, a.field(of, d, 0, level))
		}
	}
	if budget -= len(chosen); budget <= 0 || level == mostLevels {
		return chosen
	}
	nested, kinds := a.seldom(of), a.kinds(of)
	branches := min(len(nested), 1+a.IntN(3))
	each := budget / max(1, branches+len(kinds))
	for i, d := range nested {
		if i < branches || d.Name == "pageInfo" {
			chosen = append(chosen, a.field(of, d, each, level))
		}
	}
	for _, kind := range kinds {
		for _, f := range a.selection(kind, each, level) {
			a.aliases++
			f.alias = fmt.Sprintf("a%d", a.aliases)
			chosen = append(chosen, f)
		}
	}
	return chosen
}

// kinds draws up to two of the types that an interface stands for, those first that were asked for least.
func (a *asker) kinds(of *ast.Definition) []*ast.Definition {
	if !of.IsAbstractType() {
		return nil
	}
	all := slices.Clone(a.schema.GetPossibleTypes(of))
	a.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	slices.SortStableFunc(all, func(x, y *ast.Definition) int { return a.times[x.Name] - a.times[y.Name] })
	all = all[:a.IntN(3)]
	for _, kind := range all {
		a.times[kind.Name]++
	}
	return all
}

func (a *asker) arguments(field string, list ast.ArgumentDefinitionList) []argument {
	var all []argument
	for _, d := range list {
		needed := d.Type.NonNull && d.DefaultValue == nil
		wanted := a.IntN(3) == 0
		switch d.Name {
		case "after", "before": // taken from answers, see turn
			if !a.faulty || a.IntN(8) > 0 {
				continue
			}
		case "first":
			wanted = a.IntN(4) > 0
		case "lens", "filter":
			wanted = a.IntN(2) == 0
		case "last":
			if slices.ContainsFunc(all, func(a argument) bool { return a.name == "first" }) && !a.faulty {
				continue
			}
		}
		if needed || wanted {
			a.given[field+"("+d.Name+")"] = true
			all = append(all, argument{d.Name, a.value(field, d.Name, d.Type)})
		}
	}
	return all
}

// value draws a value of a type, as it is written in a query.
func (a *asker) value(of, name string, t *ast.Type) string {
	if t.Elem != nil {
		length, unique := a.IntN(4), of == "Query.subgraph" && !a.faulty
		if unique {
			length = 1 + a.IntN(12) // of few entities hardly any are joined by an edge
		}
		var all []string
		for range length {
			if v := a.value(of, name, t.Elem); !unique || !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
		return "[" + strings.Join(all, ", ") + "]"
	}
	definition := a.schema.Types[t.NamedType]
	switch definition.Kind {
	case ast.Enum:
		return pick(a.Rand, definition.EnumValues).Name
	case ast.InputObject:
		var parts []string
		for _, i := range a.Perm(len(definition.Fields))[:a.IntN(4)] {
			d := definition.Fields[i]
			a.given[definition.Name+"."+d.Name] = true
			parts = append(parts, d.Name+": "+a.value(definition.Name, d.Name, d.Type))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	faulty := a.faulty && a.IntN(3) == 0
	switch t.NamedType {
	case "Boolean":
		return strconv.FormatBool(a.IntN(2) == 0)
	case "Int":
		return strconv.Itoa(a.number(name, faulty))
	case "ID":
		return quoted(a.id(of, name, faulty))
	}
	return quoted(a.text(name, faulty))
}

// quoted writes a text as GraphQL does, which is as JSON does.
func quoted(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func (a *asker) number(name string, faulty bool) int {
	if faulty {
		return pick(a.Rand, []int{-1, 0, 13, 101, 10_000})
	}
	switch name {
	case "asOf", "from", "to":
		return 1900 + a.IntN(130)
	case "depth", "slack":
		return a.IntN(4)
	case "maxHops":
		return 1 + a.IntN(6)
	case "limit":
		return 1 + a.IntN(60)
	}
	return a.IntN(12)
}

// id draws an id of the sort that stands there, or one that is not in the graph.
func (a *asker) id(of, name string, faulty bool) string {
	g := a.graph
	var from []string
	switch {
	case name == "predicates":
		for _, p := range g.vocabulary.Predicates {
			from = append(from, p.ID)
		}
	case name == "designs":
		from = []string{"rct", "cohort", "meta-analysis", "qualitative"}
	case name == "kinds":
		for _, k := range g.vocabulary.PracticeKinds {
			from = append(from, k.ID)
		}
	case name == "populations":
		from = g.entities[evidence.KindPopulation]
	case name == "source":
		from = g.entities[evidence.KindSource]
	case of == "Query.claim":
		from = g.claims
	case of == "Query.node", of == "Query.nodes":
		from = g.ids()
		if p := pick(a.Rand, g.pairs); a.IntN(4) == 0 {
			from = []string{"edge:" + strings.Join(p[:], ".")}
		}
	default:
		from = []string{g.end(a.Rand)}
	}
	id := pick(a.Rand, from)
	if faulty {
		id = pick(a.Rand, []string{"", "nobody", a.misspelt(id), a.misspelt(a.misspelt(id)), pick(a.Rand, g.texts)})
	}
	return id
}

// text draws what someone types: words of the texts, whole or begun, with or without their accents, or misspelt.
func (a *asker) text(name string, faulty bool) string {
	if faulty {
		return pick(a.Rand, []string{"", " ", "???", strings.Repeat("base ", 101), pick(a.Rand, pieces()), "bjpub2JvZHk", "YzpjLTE"})
	}
	if name == "type" {
		term := pick(a.Rand, a.graph.vocabulary.Kinds)
		return pick(a.Rand, append(term.Types, "book", "none"))
	}
	words := strings.Fields(pick(a.Rand, a.graph.texts))
	if len(words) == 0 {
		return "base"
	}
	from := a.IntN(len(words))
	typed := strings.Join(words[from:min(len(words), from+1+a.IntN(3))], " ")
	switch a.IntN(8) {
	case 0:
		typed = a.misspelt(typed)
	case 1:
		typed = strings.ToUpper(typed)
	case 2:
		typed = evidence.Fold(typed)
	case 3:
		typed = norm.NFD.String(typed)
	case 4:
		typed += " "
	case 5:
		runes := []rune(typed)
		typed = string(runes[:1+a.IntN(len(runes))])
	}
	return typed
}

// misspelt leaves out a sign, or puts another in its place.
func (a *asker) misspelt(text string) string {
	runes := []rune(text)
	if len(runes) == 0 {
		return "x"
	}
	i := a.IntN(len(runes))
	other := pick(a.Rand, []rune{utf8.RuneError, 'x', 'é', '\''})
	if a.IntN(2) == 0 {
		return string(append(runes[:i:i], runes[i+1:]...))
	}
	runes[i] = other
	return string(runes)
}

// look walks an answer beside its question and tells of every field that was answered, with its value.
func look(fields []*field, answer map[string]any, told func(f *field, value any)) {
	for _, f := range fields {
		value, asked := answer[f.key()]
		if !asked {
			continue // inside a fragment on another type
		}
		told(f, value)
		list, isList := value.([]any)
		if !isList {
			list = []any{value}
		}
		for _, element := range list {
			if object, ok := element.(map[string]any); ok {
				look(f.below, object, told)
			}
		}
	}
}

// further is a list of which an answer holds only a part, with the arguments that ask for more of it.
type further struct {
	list      *field
	direction []argument
}

// furtherPages finds the lists of an answer that go on, either way.
func (a *asker) furtherPages(fields []*field, answer map[string]any) []further {
	var all []further
	look(fields, answer, func(f *field, value any) {
		object, _ := value.(map[string]any)
		info, _ := object["pageInfo"].(map[string]any)
		size := strconv.Itoa(1 + a.IntN(8))
		end, _ := info["endCursor"].(string)
		if info["hasNextPage"] == true && end != "" && f.definition.Arguments.ForName("after") != nil {
			all = append(all, further{f, []argument{{"first", size}, {"after", quoted(end)}}})
		}
		start, _ := info["startCursor"].(string)
		if info["hasPreviousPage"] == true && start != "" && f.definition.Arguments.ForName("before") != nil {
			all = append(all, further{f, []argument{{"last", size}, {"before", quoted(start)}}})
		}
	})
	return all
}

// turn makes the question ask for the other page of the list.
func (a *asker) turn(p further) {
	p.list.arguments = slices.DeleteFunc(p.list.arguments, func(a argument) bool {
		return slices.Contains([]string{"first", "last", "after", "before"}, a.name)
	})
	p.list.arguments = append(p.list.arguments, p.direction...)
	for _, arg := range p.direction {
		a.given[p.list.of+"."+p.list.definition.Name+"("+arg.name+")"] = true
	}
}
