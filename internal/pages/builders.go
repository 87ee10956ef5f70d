package pages

import (
	"context"
	"strconv"
	"strings"
	"sync"

	"github.com/securebase/securebase/graph"
)

type buildersBody struct {
	Links    links
	Origin   string
	First    string // a first question as a line for the shell
	Queries  []exampleQuery
	Limits   []field
	Codes    []field
	Practice []string // kinds of practice item
	Page     int      // items of a page of a list, at most
	Usual    int      // and without first
	Formats  []exportFormat
	Version  string
}

// builders tells those who build courses or programs what GraphQL offers here.
func builders(ctx context.Context, a *ask) (*view, error) {
	limits := graph.TellLimits()
	body := buildersBody{Links: a.links, Origin: a.origin(), Page: limits.Page, Usual: limits.UsualPage,
		Limits: a.queryLimits(limits), Codes: errorCodes(), Queries: a.exampleQueries(), Formats: exportFormats(), Version: a.ix.Version}
	body.First = "curl -sG " + body.Origin + "/graphql --data-urlencode 'query={ entity(id: \"secure-base\") { name summary { text } } }'"
	answers, err := a.site.answers.of(ctx, a)
	if err != nil {
		return nil, err
	}
	for i := range answers {
		body.Queries[i].Answer = answers[i]
	}
	for _, k := range a.ix.Vocabulary.PracticeKinds {
		body.Practice = append(body.Practice, k.ID)
	}
	v := &view{template: "builders", body: body}
	v.page = page{Title: "For curriculum builders", Nav: "builders",
		Description: "The graph over GraphQL: what can be asked, how much at once, what an error says, and twelve questions with their answers."}
	return v, nil
}

func (a *ask) queryLimits(q graph.Limits) []field {
	all := []field{{"Levels of fields", thousands(q.Depth)}, {"Aliases", thousands(q.Aliases)}, {"Words and signs (tokens)", thousands(q.Tokens)},
		{"Length of a query", kibibytes(q.Text)}, {"Fields, with every fragment where it is spread", thousands(q.Selections)},
		{"Pairs of fields at the same place in the answer", thousands(q.Pairs)}, {"Values in variables", thousands(q.Values)},
		{"Objects that the query could return, by the sizes it asks for", thousands(q.Rows)}, {"Items on a page of a list", thousands(q.Page)}}
	if http := a.site.options.Limits; http.Body > 0 {
		all = append(all, field{"Length of a request, by POST", kibibytes(http.Body)}, field{"Length of an address, by GET", kibibytes(http.Address)},
			field{"Time for an answer", strconv.Itoa(int(http.Answer.Seconds())) + " s"})
	}
	return all
}

func kibibytes(n int) string { return strconv.Itoa(n>>10) + " KiB" }

// errorCodes are those that a reader of the graph can meet, under extensions.code of an error.
func errorCodes() []field {
	return []field{
		{"NOT_FOUND", "An id that is the input of a computation is not in the graph. The message names it, with ids spelt like it. A plain look-up of an unknown id is null, without an error."},
		{"BAD_INPUT", "The query does not fit the schema, or a value means nothing. The message names the argument and what is right."},
		{"LIMIT_EXCEEDED", "It asks for more than the limits allow. The message says by how much."},
		{"TIMEOUT", "The answer took too long. Ask for less."},
		{"UNAVAILABLE", "The database does not answer just now. Ask again."},
		{"INTERNAL", "A fault of the server. It is logged under the request id that stands beside the code."},
	}
}

// exampleAnswers keeps the answers to the examples, which are the same until the graph changes.
type exampleAnswers struct {
	lock    sync.Mutex
	version string
	texts   []string
}

// of gives the answers in the order of the examples; none if the site cannot ask.
func (k *exampleAnswers) of(ctx context.Context, a *ask) ([]string, error) {
	if a.site.options.Query == nil {
		return nil, nil
	}
	k.lock.Lock()
	defer k.lock.Unlock()
	if k.version == a.ix.Version {
		return k.texts, nil
	}
	var texts []string
	for _, e := range a.site.examples {
		answer, err := a.site.options.Query(ctx, e.Query, nil)
		if err != nil {
			return nil, err
		}
		text, err := abridge(answer)
		if err != nil {
			return nil, err
		}
		texts = append(texts, strings.TrimSpace(text))
	}
	k.version, k.texts = a.ix.Version, texts
	return texts, nil
}
