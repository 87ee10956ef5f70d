package graph

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
)

// plan is what a query selects of one object type, collected once: fragments are merged, directives applied. Equal
// selections share a plan.
type plan struct {
	fields []planned
}

// planned is one field of a plan.
type planned struct {
	key    string // `"alias":`, with a comma before it if it is not the first
	field  int    // its number within the object type; see fieldOf
	place  int    // its number within the query, under which context and arguments are kept
	object string
	source graphql.CollectedField
	below  []*plan // what is selected of each object that the value can be; see objectsOf
}

// typeName is the number of __typename.
const typeName = -1

// queryPlan is the plan of a whole operation.
type queryPlan struct {
	root   *plan // nil if the query has something that writers do not know: introspection, @defer
	places int   // fields in all
	// buffers are for the answers while they are written, of which nobody knows how long they get.
	buffers sync.Pool
}

func (q *queryPlan) buffer() []byte {
	if used, ok := q.buffers.Get().(*[]byte); ok {
		return (*used)[:0]
	}
	return nil
}

// Sizes of the memory for plans: operations, and for each the settings of its @skip and @include.
const (
	plannedOperations = 100
	plannedSettings   = 4
)

// planner keeps plans of operations by the text of the document and the name of the operation.
type planner struct {
	operations *lru.LRU[*operationPlans]
}

// operationPlans are the plans of one operation by the values of the variables that @skip and @include look at.
type operationPlans struct {
	variables []string
	mu        sync.Mutex
	plans     map[string]*queryPlan
}

func newPlanner() *planner { return &planner{lru.New[*operationPlans](plannedOperations)} }

// plan gives the plan of a query.
func (p *planner) plan(ctx context.Context, op *graphql.OperationContext) *queryPlan {
	key := op.OperationName + "\n" + op.RawQuery
	kept, ok := p.operations.Get(ctx, key)
	if !ok {
		kept = &operationPlans{variables: conditions(op), plans: map[string]*queryPlan{}}
		p.operations.Add(ctx, key, kept)
	}
	var setting strings.Builder
	for _, name := range kept.variables {
		fmt.Fprintf(&setting, "%v,", op.Variables[name])
	}
	kept.mu.Lock()
	defer kept.mu.Unlock()
	q, ok := kept.plans[setting.String()]
	if !ok {
		q = collect(op)
		if len(kept.plans) < plannedSettings {
			kept.plans[setting.String()] = q
		}
	}
	return q
}

// conditions lists the variables of @skip and @include, and of @defer, anywhere in the document.
func conditions(op *graphql.OperationContext) []string {
	names := map[string]bool{}
	var walk func(ast.SelectionSet)
	note := func(directives ast.DirectiveList) {
		for _, d := range directives {
			for _, arg := range d.Arguments {
				if arg.Value.Kind == ast.Variable {
					names[arg.Value.Raw] = true
				}
			}
		}
	}
	walk = func(set ast.SelectionSet) {
		for _, sel := range set {
			switch s := sel.(type) {
			case *ast.Field:
				note(s.Directives)
				walk(s.SelectionSet)
			case *ast.InlineFragment:
				note(s.Directives)
				walk(s.SelectionSet)
			case *ast.FragmentSpread:
				note(s.Directives)
			}
		}
	}
	walk(op.Operation.SelectionSet)
	for _, f := range op.Doc.Fragments {
		walk(f.SelectionSet)
	}
	list := make([]string, 0, len(names))
	for name := range names {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// collector makes the plans of one operation.
type collector struct {
	op     *graphql.OperationContext
	made   map[string]*plan
	places int
	exact  bool
}

func collect(op *graphql.OperationContext) *queryPlan {
	c := &collector{op: op, made: map[string]*plan{}, exact: true}
	root := c.plan("Query", op.Operation.SelectionSet)
	if !c.exact {
		root = nil
	}
	return &queryPlan{root: root, places: c.places}
}

func (c *collector) plan(object string, set ast.SelectionSet) *plan {
	key := object + selectionKey(set)
	if p, ok := c.made[key]; ok {
		return p
	}
	p := &plan{}
	c.made[key] = p
	for i, f := range graphql.CollectFields(c.op, set, typesOf(object)) {
		if !c.exact {
			break
		}
		out := planned{key: strconv.Quote(f.Alias) + ":", field: fieldOf(object, f.Name), place: c.places, object: object, source: f}
		if i > 0 {
			out.key = "," + out.key
		}
		c.places++
		if f.Name == "__typename" {
			out.field = typeName
		}
		if out.field == 0 || f.IsDeferred() {
			c.exact = false
			break
		}
		if len(f.Selections) > 0 {
			for _, of := range objectsOf(f.Definition.Type.Name()) {
				out.below = append(out.below, c.plan(of, f.Selections))
			}
		}
		p.fields = append(p.fields, out)
	}
	return p
}

// selectionKey tells selections apart by what they consist of: those that were merged from the same parts are equal.
func selectionKey(set ast.SelectionSet) string {
	var key strings.Builder
	for _, sel := range set {
		fmt.Fprintf(&key, " %p", sel)
	}
	return key.String()
}
