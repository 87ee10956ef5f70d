// Package web holds the scripts of the pages as npm run build leaves them, and the example queries they show.
package web

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed all:dist
var dist embed.FS

//go:embed src/graphiql/examples/*.graphql
var examples embed.FS

// Script is what was built: its entries by name, and all files. These are several megabytes, most of them of GraphiQL, and
// are best served where they stand in the program.
type Script struct {
	Entries map[string]Entry
	Files   fs.FS
}

// Entry is a script that a page begins with: its file, what it loads at once, and its styles.
type Entry struct {
	File    string
	Imports []string
	Styles  []string
}

// chunk is a file as the manifest of the build describes it.
type chunk struct {
	File    string   `json:"file"`
	IsEntry bool     `json:"isEntry"`
	Name    string   `json:"name"`
	Imports []string `json:"imports"`
	CSS     []string `json:"css"`
}

// Load reads the built script. A program built without it has an empty one; its pages work without scripts.
func Load() (Script, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return Script{}, fmt.Errorf("find the built script: %w", err)
	}
	s := Script{Entries: map[string]Entry{}, Files: files}
	manifest, err := fs.ReadFile(files, "manifest.json")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, nil
	case err != nil:
		return s, fmt.Errorf("read the manifest of the built script: %w", err)
	}
	var chunks map[string]chunk
	if err := json.Unmarshal(manifest, &chunks); err != nil {
		return s, fmt.Errorf("read the manifest of the built script: %w", err)
	}
	for _, c := range chunks {
		if c.IsEntry {
			entry := Entry{File: c.File}
			entry.take(chunks, c)
			s.Entries[c.Name] = entry
		}
	}
	return s, nil
}

// take notes what a chunk needs, and what that needs.
func (e *Entry) take(chunks map[string]chunk, c chunk) {
	e.Styles = append(e.Styles, c.CSS...)
	for _, name := range c.Imports {
		needed := chunks[name]
		if needed.File == e.File || slices.Contains(e.Imports, needed.File) {
			continue
		}
		e.Imports = append(e.Imports, needed.File)
		e.take(chunks, needed)
	}
}

// Example is a query that shows what can be asked of the graph.
type Example struct {
	Name  string `json:"name"`
	Title string `json:"title"` // the question in words
	Query string `json:"query"` // without the line that holds the title
}

// Examples lists the example queries in their order; the first line of each file is its title.
func Examples() ([]Example, error) {
	names, err := fs.Glob(examples, "src/graphiql/examples/*")
	if err != nil {
		return nil, fmt.Errorf("list the example queries: %w", err)
	}
	var all []Example
	for _, name := range names {
		text, err := examples.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the example queries: %w", err)
		}
		title, query, _ := strings.Cut(string(text), "\n")
		_, stem, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".graphql"), "-")
		all = append(all, Example{stem, strings.TrimPrefix(title, "# "), query})
	}
	return all, nil
}
