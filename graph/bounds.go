package graph

import (
	"strings"

	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Bounds of a document. They are looked at before the library validates it, because the work of its rules grows faster
// than the document: fields of one name are compared pair by pair, through all fragments.
const (
	maxText          = 32 << 10 // bytes
	maxName          = 64       // bytes of a name
	maxLiteral       = 4 << 10  // bytes of a text or number, here or in a variable
	maxValueLevels   = 10       // lists and objects within each other, here or in a variable, and lists in a type
	maxVariables     = 50       // of an operation
	maxArguments     = 20       // of a field or directive
	maxDirectives    = 100
	maxDirectivesOne = 4 // at one place
	maxFragments     = 50
	maxSpreads       = 200
	maxChain         = 8     // fragments within each other without a field between
	maxSelections    = 5_000 // fields and fragments once every fragment stands where it is spread
	maxPairs         = 5_000 // of fields at one place in the answer
)

// checkDocument refuses a document that is over one of the bounds, or whose fragments spread themselves.
func checkDocument(doc *ast.QueryDocument) *gqlerror.Error {
	b := &bounds{fragments: make(map[string]*ast.FragmentDefinition, len(doc.Fragments))}
	b.atMost(len(doc.Fragments), maxFragments, "fragments")
	for _, f := range doc.Fragments {
		if b.fragments[f.Name] == nil { // the library takes the first one of a name, and then says that there are two
			b.fragments[f.Name] = f
		}
		b.name(f.Name)
		b.name(f.TypeCondition)
		b.variables(f.VariableDefinition)
		b.directivesOf(f.Directives)
		b.written(f.SelectionSet)
	}
	for _, op := range doc.Operations {
		b.name(op.Name)
		b.variables(op.VariableDefinitions)
		b.directivesOf(op.Directives)
		b.written(op.SelectionSet)
	}
	b.atMost(b.directives, maxDirectives, "directives")
	b.atMost(b.spreads, maxSpreads, "spreads of fragments")
	if b.err == nil {
		b.cycles(doc.Fragments)
	}
	for _, op := range doc.Operations {
		b.expand(op.SelectionSet)
	}
	for _, f := range doc.Fragments { // the library looks at each by itself too, used or not
		b.expand(f.SelectionSet)
	}
	return b.err
}

// bounds measures a document. The first thing over a bound stays in err, and ends the measuring.
type bounds struct {
	fragments  map[string]*ast.FragmentDefinition
	directives int
	spreads    int
	selections int
	pairs      int
	depth      int // of the operation or fragment that is being put together
	aliases    int
	err        *gqlerror.Error
}

func (b *bounds) atMost(n, allowed int, what string) {
	if n > allowed && b.err == nil {
		b.err = tooMuch("the query has %d %s; %d are allowed", n, what, allowed)
	}
}

func (b *bounds) name(name string) {
	if len(name) > maxName && b.err == nil {
		b.err = tooMuch("the name %s… is %d bytes long; %d are allowed", name[:20], len(name), maxName)
	}
}

// written measures a selection as it is written.
func (b *bounds) written(set ast.SelectionSet) {
	for _, sel := range set {
		switch s := sel.(type) {
		case *ast.Field:
			b.name(s.Name)
			b.name(s.Alias)
			b.arguments(s.Arguments)
			b.directivesOf(s.Directives)
			b.written(s.SelectionSet)
		case *ast.InlineFragment:
			b.name(s.TypeCondition)
			b.directivesOf(s.Directives)
			b.written(s.SelectionSet)
		case *ast.FragmentSpread:
			b.spreads++
			b.name(s.Name)
			b.directivesOf(s.Directives)
		}
	}
}

func (b *bounds) variables(all ast.VariableDefinitionList) {
	b.atMost(len(all), maxVariables, "variables in an operation")
	for _, v := range all {
		b.name(v.Variable)
		levels := 0
		for t := v.Type; t != nil; t = t.Elem {
			b.name(t.NamedType)
			levels++
		}
		b.atMost(levels-1, maxValueLevels, "lists within each other")
		b.value(v.DefaultValue, 0)
		b.directivesOf(v.Directives)
	}
}

func (b *bounds) directivesOf(all ast.DirectiveList) {
	b.directives += len(all)
	b.atMost(len(all), maxDirectivesOne, "directives at one place")
	for _, d := range all {
		b.name(d.Name)
		b.arguments(d.Arguments)
	}
}

func (b *bounds) arguments(all ast.ArgumentList) {
	b.atMost(len(all), maxArguments, "arguments at one place")
	for _, a := range all {
		b.name(a.Name)
		b.value(a.Value, 0)
	}
}

func (b *bounds) value(v *ast.Value, level int) {
	if v == nil {
		return
	}
	if len(v.Raw) > maxLiteral && b.err == nil {
		b.err = tooMuch("the query has a value of %d bytes; %d are allowed", len(v.Raw), maxLiteral)
	}
	if v.Kind == ast.ListValue || v.Kind == ast.ObjectValue {
		level++
		b.atMost(level, maxValueLevels, "lists and objects within each other")
	}
	for _, child := range v.Children {
		b.name(child.Name)
		b.value(child.Value, level)
	}
}

// cycles finds a fragment that spreads itself, directly or through others.
func (b *bounds) cycles(fragments ast.FragmentDefinitionList) {
	const underWay, done = 1, 2
	state := map[string]int{}
	var path []string
	var visit func(set ast.SelectionSet)
	visit = func(set ast.SelectionSet) {
		for _, sel := range set {
			switch s := sel.(type) {
			case *ast.Field:
				visit(s.SelectionSet)
			case *ast.InlineFragment:
				visit(s.SelectionSet)
			case *ast.FragmentSpread:
				f := b.fragments[s.Name]
				switch {
				case f == nil || state[s.Name] == done || b.err != nil:
				case state[s.Name] == underWay:
					b.err = cycle(s, path)
				default:
					state[s.Name] = underWay
					path = append(path, s.Name)
					visit(f.SelectionSet)
					path = path[:len(path)-1]
					state[s.Name] = done
				}
			}
		}
	}
	for _, f := range fragments {
		visit(ast.SelectionSet{&ast.FragmentSpread{Name: f.Name, Position: f.Position}})
	}
}

func cycle(s *ast.FragmentSpread, path []string) *gqlerror.Error {
	through := ""
	for i, name := range path {
		if name == s.Name && i+1 < len(path) {
			through = ` through "` + strings.Join(path[i+1:], `", "`) + `"`
		}
	}
	err := gqlerror.ErrorPosf(s.Position, `the fragment "%s" spreads itself%s`, s.Name, through)
	errcode.Set(err, errcode.ValidationFailed)
	return err
}

// expand measures an operation or fragment with every fragment in its place.
func (b *bounds) expand(set ast.SelectionSet) {
	if b.err != nil {
		return
	}
	b.depth, b.aliases = 0, 0
	b.place(set, &place{}, 1, 0)
	b.atMost(b.depth, maxDepth, "levels")
	b.atMost(b.aliases, maxAliases, "aliases")
	if b.pairs > maxPairs && b.err == nil {
		b.err = tooMuch("the query has %d pairs of fields with the same name at the same place; %d are allowed: name each field once", b.pairs, maxPairs)
	}
}

// place is a place in the answer, and how many fields of the query stand there.
type place struct {
	fields int
	under  map[string]*place
}

// place adds a selection to a place in the answer. Two fields at one place are a pair that the library compares, in
// the innermost selection that holds both.
func (b *bounds) place(set ast.SelectionSet, at *place, level, chain int) {
	for _, sel := range set {
		if b.selections++; b.selections > maxSelections || chain > maxChain {
			b.tooWide(chain)
			return
		}
		switch s := sel.(type) {
		case *ast.Field:
			b.depth = max(b.depth, level)
			if s.Alias != s.Name {
				b.aliases++
			}
			here := at.under[s.Alias] // the parser gives a field without an alias its name for one
			if here == nil {
				if at.under == nil {
					at.under = map[string]*place{}
				}
				here = &place{}
				at.under[s.Alias] = here
			}
			b.pairs += here.fields
			here.fields++
			b.place(s.SelectionSet, here, level+1, 0)
		case *ast.InlineFragment:
			b.place(s.SelectionSet, at, level, chain+1)
		case *ast.FragmentSpread:
			if f := b.fragments[s.Name]; f != nil {
				b.place(f.SelectionSet, at, level, chain+1)
			}
		}
	}
}

func (b *bounds) tooWide(chain int) {
	switch {
	case b.err != nil:
	case chain > maxChain:
		b.err = tooMuch("the query has more than %d fragments within each other without a field between; %d are allowed", maxChain, maxChain)
	default:
		b.err = tooMuch("the query has more than %d fields and fragments once every fragment stands where it is spread; %d are allowed", maxSelections, maxSelections)
	}
}
