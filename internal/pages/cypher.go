package pages

import "github.com/securebase/securebase/internal/cypher"

// forBrowser is a statement as it is pasted into Neo4j Browser.
func forBrowser(statement *cypher.Statement, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return statement.Browser()
}
