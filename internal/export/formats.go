package export

import (
	"context"
	"io"
	"strings"

	"github.com/securebase/securebase/internal/store"
)

// Writer writes a content in one format and tells after each record that it was written.
type Writer func(ctx context.Context, c *Content, to io.Writer, progress func()) error

// File is a format as it is sent: who writes it, and what the file is called and of which media type it is.
type File struct {
	Write     Writer
	Extension string
	Media     string
}

// Formats lists the names of all formats.
func Formats() []string { return []string{"jsonl", "cypher", "csv"} }

// FormatOf finds a format by its name.
func FormatOf(field, name string) (File, error) {
	switch name {
	case "jsonl":
		return File{JSONL, "jsonl", "application/jsonl; charset=utf-8"}, nil
	case "cypher":
		return File{Cypher, "cypher", "text/plain; charset=utf-8"}, nil
	case "csv":
		return File{CSV, "zip", "application/zip"}, nil
	}
	return File{}, store.Errorf(store.Invalid, "%s: %.40q is no format; one of %s is right", field, name, strings.Join(Formats(), ", "))
}
