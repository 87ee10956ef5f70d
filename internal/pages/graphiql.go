package pages

import (
	"context"
	"net/url"
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
	Run  string // where it can be run
	Curl string // the same from a shell
}

// graphiql is the page with the editor for GraphQL. It is a document of its own, since it has a policy of its own.
func graphiql(_ context.Context, a *ask) (*view, error) {
	body := graphiqlBody{Script: a.script("graphiql"), Examples: a.site.examples, Queries: a.exampleQueries()}
	v := &view{template: "graphiql", document: "graphiql.html", policy: editorPolicy(nonce(a.r.Context())), body: body}
	v.page = page{Title: "GraphiQL", Nav: "graphiql", Description: "Ask the graph of attachment theory in GraphQL, with twelve questions to begin with."}
	return v, nil
}

func (a *ask) exampleQueries() []exampleQuery {
	var all []exampleQuery
	for _, e := range a.site.examples {
		all = append(all, exampleQuery{e, queryAddress("# "+e.Title+"\n"+e.Query, ""),
			"curl -sG " + a.origin() + "/graphql --data-urlencode 'query=" + strings.TrimSpace(e.Query) + "'"})
	}
	return all
}

// queryAddress is where a query stands ready to be run. Variables are JSON, or nothing.
func queryAddress(query, variables string) string {
	given := url.Values{"query": {query}}
	if variables != "" {
		given.Set("variables", variables)
	}
	return "/graphiql?" + given.Encode()
}
