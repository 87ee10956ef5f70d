// Package cypher turns answers of the index into Cypher that gives the same nodes and relationships in Neo4j: the lens,
// the walk and the filter are computed there a second time, from the claims, their citations and the works. Only what
// hangs on the strength of edges, which the graph does not hold, comes in as a parameter of chosen ids.
//
// The texts stand in the .cypher files, one a noun, as templates whose parts are named as statements are; what differs
// between answers is which parts are there and which types of relationships are named. Values are always parameters.
package cypher

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"

	"github.com/securebase/securebase/internal/store/statement"
)

//go:embed *.cypher
var files embed.FS

// Statement is a Cypher statement with its parameters.
type Statement struct {
	Text       string
	Parameters map[string]any // texts, whole numbers, lists of texts, lists of lists of texts
}

// Browser is the statement as it is pasted into Neo4j Browser: a line that sets the parameters, then the text.
func (s *Statement) Browser() (string, error) {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(s.Parameters)) {
		// What JSON writes of texts, numbers and lists is Cypher too.
		var value strings.Builder
		encoder := json.NewEncoder(&value)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(s.Parameters[name]); err != nil {
			return "", fmt.Errorf("write the parameter %s: %w", name, err)
		}
		pairs = append(pairs, name+": "+strings.TrimSpace(value.String()))
	}
	return ":params {" + strings.Join(pairs, ", ") + "}\n\n" + s.Text + ";\n", nil
}

// Statements writes statements. It is safe for concurrent use.
type Statements struct{ templates *template.Template }

// Load reads the statement files.
func Load() (*Statements, error) {
	all, err := statement.Load(files, statement.Cypher())
	if err != nil {
		return nil, err
	}
	templates := template.New("")
	for _, s := range all {
		if _, err := templates.New(s.Name).Parse(strings.TrimSuffix(s.Text, ";")); err != nil {
			return nil, fmt.Errorf("read the statement %s of %s: %w", s.Name, s.File, err)
		}
	}
	return &Statements{templates}, nil
}

// write fills the named template.
func (s *Statements) write(name string, parts any, parameters map[string]any) (*Statement, error) {
	var text strings.Builder
	if err := s.templates.ExecuteTemplate(&text, name, parts); err != nil {
		return nil, fmt.Errorf("write the statement %s: %w", name, err)
	}
	return &Statement{Text: tidy(text.String()), Parameters: parameters}, nil
}
