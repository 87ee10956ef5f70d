package graph

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/securebase/securebase/internal/store"
)

// Limits of a query. All but the rows are looked at before it is validated, with the bounds of bounds.go.
const (
	maxTokens  = 1000
	maxDepth   = 15 // levels of fields, included; graphql-js introspection has exactly 15
	maxAliases = 100
	maxRows    = 25_000 // rows that the query could return, by the sizes it asks for
)

// Limits are the limits of a query as they are told to those who write one.
type Limits struct {
	Tokens, Text, Depth, Aliases, Selections, Pairs, Values, Rows int // see bounds.go; Text in bytes
	Page, UsualPage                                               int
}

// TellLimits gives the limits of a query.
func TellLimits() Limits {
	return Limits{maxTokens, maxText, maxDepth, maxAliases, maxSelections, maxPairs, maxValues, maxRows, maxFirst, defaultFirst}
}

// limits refuses a query that is over a limit: what can be told from its text before it is validated, the rows before
// it runs. Of the errors in one it tells the first few.
type limits struct {
	parsed graphql.Cache[*ast.QueryDocument] // what the executor keeps has been measured
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
	graphql.OperationContextMutator
	graphql.ResponseInterceptor
} = limits{}

// ExtensionName names the extension to gqlgen.
func (limits) ExtensionName() string { return "Limits" }

// Validate accepts every schema.
func (limits) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters measures the variables, and the document unless it is known.
func (l limits) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	if err := checkVariables(params.Variables); err != nil {
		return err
	}
	if len(params.Query) > maxText {
		return tooMuch("the query is %d bytes long; %d are allowed", len(params.Query), maxText)
	}
	if _, known := l.parsed.Get(ctx, params.Query); known {
		return nil
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: params.Query}, maxTokens)
	if err != nil {
		return nil // the executor parses it again and says what is wrong
	}
	return checkDocument(doc)
}

// MutateOperationContext measures the operation before it runs.
func (limits) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	for _, v := range op.Operation.VariableDefinitions {
		if err := checkEnums(v.Variable, v.Type, op.Variables[v.Variable]); err != nil {
			return err
		}
	}
	m := measure{vars: op.Variables}
	if rows := m.rows(op.Operation.SelectionSet); rows > maxRows {
		return tooMuch("the query could return %d rows; %d are allowed: ask for smaller pages or fewer levels", rows, maxRows)
	}
	return nil
}

func tooMuch(format string, args ...any) *gqlerror.Error {
	e := gqlerror.Errorf(format, args...)
	e.Extensions = map[string]any{"code": PublicCode(store.LimitExceeded)}
	return e
}

type measure struct{ vars map[string]any }

// rowCap keeps the count from overflowing.
const rowCap = 1 << 40

// rows counts the objects that a selection could return: a field that returns a list or a connection multiplies what
// is below it by its size.
func (m *measure) rows(set ast.SelectionSet) int {
	total := 0
	for _, sel := range set {
		switch s := sel.(type) {
		case *ast.Field:
			if len(s.SelectionSet) == 0 {
				continue
			}
			size := 1
			if !strings.HasPrefix(s.Name, "__") && s.Definition != nil {
				size = m.size(s)
			}
			total = min(rowCap, total+size+size*m.rows(s.SelectionSet))
		case *ast.InlineFragment:
			total = min(rowCap, total+m.rows(s.SelectionSet))
		case *ast.FragmentSpread:
			if s.Definition != nil {
				total = min(rowCap, total+m.rows(s.Definition.SelectionSet))
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
			if n, ok := m.number(arg.Value); ok && n >= 0 {
				return int(min(n, 1000)) + 1
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

// number reads a value as the resolvers will: a variable may hold a number as text.
func (m *measure) number(v *ast.Value) (int64, bool) {
	given, err := v.Value(m.vars)
	if err != nil || given == nil {
		return 0, false
	}
	n, err := graphql.UnmarshalInt64(given)
	return n, err == nil
}

// graphs is how many graphs of the usual size have as many nodes as a field that returns one may have.
func (m *measure) graphs(f *ast.Field) int {
	nodes := usualGraph
	for _, name := range []string{"limit", "ids"} {
		arg := f.Arguments.ForName(name)
		if arg == nil {
			continue
		}
		given, _ := arg.Value.Value(m.vars)
		if list, ok := given.([]any); ok {
			nodes = len(list)
		} else if n, ok := m.number(arg.Value); ok {
			nodes = int(max(0, min(n, 1000)))
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
