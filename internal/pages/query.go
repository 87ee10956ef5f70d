package pages

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

//go:embed topic.graphql lineage.graphql paths.graphql
var queryFiles embed.FS

// query is what answers the same question as a page over GraphQL, with the reader's lens among its variables.
type query struct {
	Text      string
	Variables string // JSON
	Run       string // where it stands ready to be run
}

// queryFor makes it of the fields of an export's address, which name what the page shows.
func (a *ask) queryFor(part map[string]string) (query, error) {
	name, variables := "topic", map[string]any{"id": part["neighborhood"]}
	switch {
	case part["lineage"] != "":
		name = "lineage"
		variables = map[string]any{"id": part["lineage"], "direction": strings.ToUpper(part["direction"]), "depth": number(part["depth"])}
	case part["from"] != "":
		name = "paths"
		variables = map[string]any{"from": part["from"], "to": part["to"], "direction": strings.ToUpper(part["direction"]),
			"maxHops": number(part["hops"]), "slack": 1, "first": pathsShown}
	}
	if lens := lensVariables(a.view.Lens); lens != nil {
		variables["lens"] = lens
	}
	text, err := queryFiles.ReadFile(name + ".graphql")
	if err != nil {
		return query{}, fmt.Errorf("read the query of a page: %w", err)
	}
	shown, err := json.MarshalIndent(variables, "", "  ")
	if err != nil {
		return query{}, fmt.Errorf("write the variables of a query: %w", err)
	}
	short, err := json.Marshal(variables)
	if err != nil {
		return query{}, fmt.Errorf("write the variables of a query: %w", err)
	}
	return query{string(text), string(shown), a.queryAddress(string(text), string(short))}, nil
}

// number reads a number that the page itself wrote.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
