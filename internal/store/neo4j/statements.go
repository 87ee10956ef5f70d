package neo4j

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed *.cypher
var statementFiles embed.FS

// statement is one named statement of a file.
type statement struct {
	file, name, comment, text string
}

// parseStatements reads a file of statements. Each begins with a line "// name: x" and a comment that says what it
// is for, and ends where the next begins.
func parseStatements(file, content string) ([]statement, error) {
	const mark = "// name:"
	var all []statement
	for number, line := range strings.Split(content, "\n") {
		if name, ok := strings.CutPrefix(line, mark); ok {
			all = append(all, statement{file: file, name: strings.TrimSpace(name)})
			continue
		}
		if len(all) == 0 {
			if strings.TrimSpace(line) == "" {
				continue
			}
			return nil, fmt.Errorf("%s:%d: a statement begins with %q", file, number+1, mark)
		}
		current := &all[len(all)-1]
		if comment, ok := strings.CutPrefix(line, "//"); ok && current.text == "" {
			current.comment = strings.TrimSpace(current.comment + " " + strings.TrimSpace(comment))
			continue
		}
		if current.text != "" || strings.TrimSpace(line) != "" {
			current.text += line + "\n"
		}
	}
	for i := range all {
		all[i].text = strings.TrimSpace(all[i].text)
		if s := all[i]; s.name == "" || s.comment == "" || s.text == "" {
			return nil, fmt.Errorf("%s: the statement %q needs a name, a comment and a text", file, s.name)
		}
	}
	return all, nil
}

// loadStatements reads all statement files.
func loadStatements(files fs.FS) ([]statement, error) {
	names, err := fs.Glob(files, "*.cypher")
	if err != nil {
		return nil, fmt.Errorf("list the statement files: %w", err)
	}
	var all []statement
	seen := map[string]string{}
	for _, file := range names {
		content, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, fmt.Errorf("read the statement file: %w", err)
		}
		parsed, err := parseStatements(file, string(content))
		if err != nil {
			return nil, err
		}
		for _, s := range parsed {
			if earlier, twice := seen[s.name]; twice {
				return nil, fmt.Errorf("%s: the statement %q stands in %s too", file, s.name, earlier)
			}
			seen[s.name] = file
		}
		all = append(all, parsed...)
	}
	return all, nil
}
