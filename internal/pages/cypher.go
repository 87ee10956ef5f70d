package pages

import (
	"strings"

	"github.com/securebase/securebase/internal/cypher"
)

// takeaway is what a reader takes elsewhere: the answer on the page as Cypher and as GraphQL, the part of the graph that
// it shows as files, and where it stands.
type takeaway struct {
	Cypher  string // as it is pasted into Neo4j Browser
	Query   query
	Files   []act
	Exports string // the page on exports, with this part chosen
	Lens    string // in words
	Address string
	Version string
	Citing  bool // the page says how to cite it
}

// takeaway makes it of a statement and of the fields of an export's address.
func (a *ask) takeaway(statement *cypher.Statement, err error, part ...string) (t takeaway, _ error) {
	if err != nil {
		return t, err
	}
	for _, format := range exportFormats() {
		t.Files = append(t.Files, act{format.Label, a.links.To("/export/"+format.Name, part...)})
	}
	t.Exports = a.links.To("/exports", part...)
	t.Lens, t.Address, t.Version = a.lensWords(), a.origin()+a.self(), a.ix.Version
	fields := map[string]string{}
	for i := 0; i+1 < len(part); i += 2 {
		fields[part[i]] = part[i+1]
	}
	t.Citing = fields["neighborhood"] != ""
	if t.Query, err = a.queryFor(fields); err != nil {
		return t, err
	}
	t.Cypher, err = statement.Browser()
	return t, err
}

// lensWords says in words what a file holds under the reader's lens.
func (a *ask) lensWords() string {
	l := a.view.Lens
	if l.IsZero() {
		return "without a lens: every tier, language-model text included and labelled, all years"
	}
	var parts []string
	for _, f := range l.Set() {
		parts = append(parts, a.fieldWords(l, f))
	}
	return "under your lens: " + strings.Join(parts, ", ")
}
