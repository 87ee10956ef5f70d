// Package schema holds the GraphQL schema, one file a noun, as it is served at /schema.graphql.
package schema

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed *.graphqls
var files embed.FS

// Text is the whole schema in the order of file names.
func Text() (string, error) {
	names, err := fs.Glob(files, "*.graphqls")
	if err != nil {
		return "", fmt.Errorf("list the schema: %w", err)
	}
	var parts []string
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return "", fmt.Errorf("read the schema: %w", err)
		}
		parts = append(parts, strings.TrimSpace(string(text))+"\n")
	}
	return strings.Join(parts, "\n"), nil
}
