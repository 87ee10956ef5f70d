package pages

import (
	"context"
	"strings"

	"github.com/securebase/securebase/web"
)

type graphiqlBody struct {
	Script   script
	Examples []web.Example // for the script
	Queries  []exampleQuery
}

// exampleQuery is an example as a page shows it.
type exampleQuery struct {
	web.Example
	Run    string // where it can be run
	Curl   string // the same from a shell
	Answer string // cut short, where it is shown
}

// graphiql is the page with the editor for GraphQL. It is a document of its own, since it has a policy of its own.
func graphiql(_ context.Context, a *ask) (*view, error) {
	body := graphiqlBody{Script: a.script("graphiql"), Examples: a.site.examples, Queries: a.exampleQueries()}
	v := &view{template: "graphiql", document: "graphiql.html", policy: editorPolicy(nonce(a.r.Context())), body: body}
	v.page = page{Title: "GraphiQL", Nav: "graphiql", NoIndex: a.query.Has("query"), Description: "Ask the graph of attachment theory in GraphQL, with twelve questions to begin with."}
	return v, nil
}

func (a *ask) exampleQueries() []exampleQuery {
	var all []exampleQuery
	for _, e := range a.site.examples {
		all = append(all, exampleQuery{Example: e, Run: a.queryAddress("# "+e.Title+"\n"+e.Query, ""),
			Curl: "curl -sG " + a.origin() + "/graphql --data-urlencode 'query=" + strings.TrimSpace(e.Query) + "'"})
	}
	return all
}

// queryAddress is where a query stands ready to be run. Variables are JSON, or nothing.
func (a *ask) queryAddress(query, variables string) string {
	return a.links.To("/graphiql", "query", query, "variables", variables)
}
