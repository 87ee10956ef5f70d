// Package statement reads files of named statements, SQL or Cypher, so that no query stands in Go.
package statement

import (
	"fmt"
	"io/fs"
	"strings"
)

// Statement is one statement of a file.
type Statement struct {
	File    string
	Name    string
	Comment string // what it is for
	Text    string
}

// Language says how files of statements end and how their comments begin.
type Language struct{ Ending, Comment string }

// SQL files end in .sql and have comments after --.
func SQL() Language { return Language{".sql", "--"} }

// Cypher files end in .cypher and have comments after //.
func Cypher() Language { return Language{".cypher", "//"} }

// Load reads all files of a language in the root of files. A name may stand once.
func Load(files fs.FS, language Language) ([]Statement, error) {
	names, err := fs.Glob(files, "*"+language.Ending)
	if err != nil {
		return nil, fmt.Errorf("list the statement files: %w", err)
	}
	var all []Statement
	seen := map[string]string{}
	for _, file := range names {
		content, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, fmt.Errorf("read the statement file: %w", err)
		}
		parsed, err := language.Parse(file, string(content))
		if err != nil {
			return nil, err
		}
		for _, s := range parsed {
			if earlier, twice := seen[s.Name]; twice {
				return nil, fmt.Errorf("%s: the statement %q stands in %s too", file, s.Name, earlier)
			}
			seen[s.Name] = file
		}
		all = append(all, parsed...)
	}
	return all, nil
}

// Parse reads one file. Each statement begins with a line "-- name: x" (or "// name: x") and a comment that says what it
// is for, and ends where the next begins.
func (l Language) Parse(file, content string) ([]Statement, error) {
	mark := l.Comment + " name:"
	var all []Statement
	for number, line := range strings.Split(content, "\n") {
		if name, ok := strings.CutPrefix(line, mark); ok {
			all = append(all, Statement{File: file, Name: strings.TrimSpace(name)})
			continue
		}
		if len(all) == 0 {
			if strings.TrimSpace(line) == "" {
				continue
			}
			return nil, fmt.Errorf("%s:%d: a statement begins with %q", file, number+1, mark)
		}
		current := &all[len(all)-1]
		if comment, ok := strings.CutPrefix(line, l.Comment); ok && current.Text == "" {
			current.Comment = strings.TrimSpace(current.Comment + " " + strings.TrimSpace(comment))
			continue
		}
		if current.Text != "" || strings.TrimSpace(line) != "" {
			current.Text += line + "\n"
		}
	}
	for i := range all {
		all[i].Text = strings.TrimSpace(all[i].Text)
		if s := all[i]; s.Name == "" || s.Comment == "" || s.Text == "" {
			return nil, fmt.Errorf("%s: the statement %q needs a name, a comment and a text", file, s.Name)
		}
	}
	return all, nil
}

// Lint says what is wrong with statements: a comment that is no sentence, a text that is not one statement ending with
// a semicolon, a name that no Go file in the root of files quotes (tests aside) nor any of the statements.
func Lint(all []Statement, files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "*.go")
	if err != nil {
		return nil, fmt.Errorf("list the code: %w", err)
	}
	var code strings.Builder
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read the code: %w", err)
		}
		code.Write(content)
	}
	for _, s := range all {
		code.WriteString(s.Text)
	}
	var wrong []string
	for _, s := range all {
		if !strings.Contains(code.String(), fmt.Sprintf("%q", s.Name)) {
			wrong = append(wrong, fmt.Sprintf("%s: nothing runs the statement %s", s.File, s.Name))
		}
		if !strings.HasSuffix(s.Comment, ".") {
			wrong = append(wrong, fmt.Sprintf("%s: the comment of %s is no sentence: %q", s.File, s.Name, s.Comment))
		}
		if strings.Count(s.Text, ";") != 1 || !strings.HasSuffix(s.Text, ";") {
			wrong = append(wrong, fmt.Sprintf("%s: %s is not one statement that ends with a semicolon", s.File, s.Name))
		}
	}
	return wrong, nil
}
