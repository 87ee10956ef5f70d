package graph

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/securebase/securebase/internal/store"
)

// Limits of a query. Tokens are counted before it is validated.
const (
	maxTokens  = 1000
	maxDepth   = 15 // levels of fields, included; graphql-js introspection has exactly 15
	maxAliases = 100
	maxRows    = 25_000 // rows that the query could return, by the sizes it asks for
)

// Limits are the limits of a query as they are told to those who write one.
type Limits struct{ Tokens, Depth, Aliases, Rows, Page, UsualPage int }

// TellLimits gives the limits of a query.
func TellLimits() Limits {
	return Limits{maxTokens, maxDepth, maxAliases, maxRows, maxFirst, defaultFirst}
}

// limits refuses a query that is too deep, has too many aliases or could return too many rows.
type limits struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = limits{}

// ExtensionName names the extension to gqlgen.
func (limits) ExtensionName() string { return "Limits" }

// Validate accepts every schema.
func (limits) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext measures the operation before it runs.
func (limits) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	m := measure{vars: op.Variables}
	rows := m.rows(op.Operation.SelectionSet, 1)
	switch {
	case m.depth > maxDepth:
		return tooMuch("the query has %d levels; %d are allowed", m.depth, maxDepth)
	case m.aliases > maxAliases:
		return tooMuch("the query has %d aliases; %d are allowed", m.aliases, maxAliases)
	case rows > maxRows:
		return tooMuch("the query could return %d rows; %d are allowed: ask for smaller pages or fewer levels", rows, maxRows)
	}
	return nil
}

func tooMuch(format string, args ...any) *gqlerror.Error {
	e := gqlerror.Errorf(format, args...)
	e.Extensions = map[string]any{"code": PublicCode(store.LimitExceeded)}
	return e
}

type measure struct {
	vars    map[string]any
	depth   int
	aliases int
}

// rowCap keeps the count from overflowing.
const rowCap = 1 << 40

// rows counts the objects that a selection could return: a field that returns a list or a connection multiplies what
// is below it by its size.
func (m *measure) rows(set ast.SelectionSet, level int) int {
	total := 0
	for _, sel := range set {
		switch s := sel.(type) {
		case *ast.Field:
			m.depth = max(m.depth, level)
			if s.Alias != s.Name {
				m.aliases++
			}
			if len(s.SelectionSet) == 0 {
				continue
			}
			size := 1
			if !strings.HasPrefix(s.Name, "__") && s.Definition != nil {
				size = m.size(s)
			}
			total = min(rowCap, total+size+size*m.rows(s.SelectionSet, level+1))
		case *ast.InlineFragment:
			total = min(rowCap, total+m.rows(s.SelectionSet, level))
		case *ast.FragmentSpread:
			if s.Definition != nil {
				total = min(rowCap, total+m.rows(s.Definition.SelectionSet, level))
			}
		}
	}
	return total
}

// size is how many objects a field returns: what it asks for, or what is usual for it. The lists inside a connection
// are counted with the connection.
func (m *measure) size(f *ast.Field) int {
	if f.Definition.Type.Name() == "Subgraph" {
		return m.graphs(f)
	}
	for _, name := range []string{"first", "last", "limit"} {
		if arg := f.Arguments.ForName(name); arg != nil {
			if v, err := arg.Value.Value(m.vars); err == nil {
				if n, ok := v.(int64); ok && n >= 0 {
					return int(min(n, 1000)) + 1
				}
			}
		}
	}
	parent, isList := f.ObjectDefinition.Name, f.Definition.Type.Elem != nil
	switch {
	case strings.HasSuffix(f.Definition.Type.Name(), "Connection"):
		return defaultFirst
	case f.Name == "evidencePaths":
		return usualList
	case !isList, strings.HasSuffix(parent, "Connection"), parent == "EvidencePaths":
		return 1
	case parent == "Lineage" && f.Name != "contested", parent == "Subgraph", parent == "Vocabulary":
		return usualGraph
	case f.Arguments.ForName("ids") != nil:
		return maxFirst
	case f.Name == "sections":
		return usualPage
	case parent == "TrailLeg", parent == "SharedAncestor":
		return 2 // never more
	}
	return usualList
}

// graphs is how many graphs of the usual size have as many nodes as a field that returns one may have.
func (m *measure) graphs(f *ast.Field) int {
	nodes := usualGraph
	for _, name := range []string{"limit", "ids"} {
		arg := f.Arguments.ForName(name)
		if arg == nil {
			continue
		}
		switch v, _ := arg.Value.Value(m.vars); v := v.(type) {
		case int64:
			nodes = int(max(0, min(v, 1000)))
		case []any:
			nodes = len(v)
		}
	}
	return max(1, (nodes+usualGraph-1)/usualGraph)
}

// What is usual for lists that have no argument for their size: the nodes of a graph, the sections of a page, others.
const (
	usualGraph = 60
	usualPage  = 12
	usualList  = 5
)
