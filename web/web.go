// Package web holds the script of the pages as npm run build leaves it.
package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Script is a built script: its entry, what the entry loads at once, and all files by name.
type Script struct {
	Entry   string
	Imports []string
	Files   map[string][]byte
}

// Load reads the built script. A program built without it has an empty one; its pages work without scripts.
func Load() (Script, error) {
	s := Script{Files: map[string][]byte{}}
	names, err := fs.Glob(dist, "dist/*.*")
	if err != nil {
		return s, fmt.Errorf("list the built script: %w", err)
	}
	for _, name := range names {
		body, err := dist.ReadFile(name)
		if err != nil {
			return s, fmt.Errorf("read the built script: %w", err)
		}
		s.Files[name[len("dist/"):]] = body
	}
	manifest, built := s.Files["manifest.json"]
	if !built {
		return s, nil
	}
	var chunks map[string]struct {
		File    string   `json:"file"`
		IsEntry bool     `json:"isEntry"`
		Name    string   `json:"name"`
		Imports []string `json:"imports"`
	}
	if err := json.Unmarshal(manifest, &chunks); err != nil {
		return s, fmt.Errorf("read the manifest of the built script: %w", err)
	}
	for _, c := range chunks {
		if !c.IsEntry || c.Name != "main" {
			continue
		}
		s.Entry = c.File
		for _, name := range c.Imports {
			s.Imports = append(s.Imports, chunks[name].File)
		}
	}
	return s, nil
}
