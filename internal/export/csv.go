package export

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/securebase/securebase/internal/store/neo4j"
)

// CSV writes a ZIP archive of the files that neo4j-admin database import takes: nodes by their labels, relationships by
// the nodes that they join, each with a header that names and types the columns. README.txt in it has the command, and
// schema.cypher the names and indexes to be set up thereafter (the program does so by itself). Lists in a cell are
// parted by the unit separator, U+001D, which stands in no text.
func CSV(ctx context.Context, c *Content, to io.Writer, progress func()) error {
	folder, err := os.MkdirTemp("", "securebase-export-")
	if err != nil {
		return fmt.Errorf("make a folder for the export: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	columns := &tables{files: map[string]*table{}}
	if err := columns.fill(ctx, c, func() {}); err != nil {
		return err
	}
	files := &tables{folder: folder, files: columns.files}
	defer files.close()
	if err := files.fill(ctx, c, progress); err != nil {
		return err
	}
	return files.pack(c, to)
}

// tables are the files of an export. Without a folder they only learn their columns, which come first in a file.
type tables struct {
	folder string
	files  map[string]*table // by name
}

// table is one file: the columns beside those that name nodes and types, and their types.
type table struct {
	nodes   string // label of the nodes, or "" for relationships
	key     string
	from    string // labels of the two ends
	to      string
	columns map[string]string
	file    *os.File
	csv     *csv.Writer
}

// fill goes through a content once.
func (t *tables) fill(ctx context.Context, c *Content, progress func()) error {
	shape := neo4j.NewShape()
	err := c.each(ctx, func(record any) error {
		nodes, relationships, err := shape.Record(record)
		if err != nil {
			return err
		}
		progress()
		return t.add(nodes, relationships, "")
	})
	if err == nil {
		err = t.add(nil, shape.Edges(), "edges")
	}
	if err == nil {
		err = t.add(shape.Version(c.version, c.whole()), nil, "")
	}
	return err
}

func (t *tables) add(nodes []neo4j.Node, relationships []neo4j.Relationship, file string) error {
	for _, n := range nodes {
		id := fmt.Sprint(n.Properties[n.Key])
		to := t.table("nodes-"+strings.ToLower(n.Labels[len(n.Labels)-1]), table{nodes: n.Labels[0], key: n.Key})
		if err := t.row(to, n.Properties, id, strings.Join(n.Labels, partEnd)); err != nil {
			return err
		}
	}
	for _, r := range relationships {
		name := file
		if name == "" {
			name = strings.ToLower(r.From.Label + "-" + r.To.Label)
		}
		to := t.table("relationships-"+name, table{from: r.From.Label, to: r.To.Label})
		if err := t.row(to, r.Properties, r.From.ID, r.To.ID, r.Type); err != nil {
			return err
		}
	}
	return nil
}

func (t *tables) table(name string, begun table) *table {
	if _, there := t.files[name]; !there {
		begun.columns = map[string]string{}
		t.files[name] = &begun
	}
	return t.files[name]
}

// row learns or writes a row; the cells that name nodes and types come first.
func (t *tables) row(to *table, properties map[string]any, first ...string) error {
	if t.folder == "" {
		for name, value := range properties {
			if name != to.key {
				to.columns[name] = columnType(value)
			}
		}
		return nil
	}
	if to.csv == nil {
		if err := t.begin(to); err != nil {
			return err
		}
	}
	for _, name := range to.names() {
		first = append(first, cell(properties[name]))
	}
	if err := to.csv.Write(first); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

func (t *tables) begin(to *table) (err error) {
	if to.file, err = os.CreateTemp(t.folder, "*.csv"); err != nil {
		return fmt.Errorf("make a file for the export: %w", err)
	}
	to.csv = csv.NewWriter(to.file)
	header := []string{fmt.Sprintf("%s:ID(%s)", to.key, to.nodes), ":LABEL"}
	if to.nodes == "" {
		header = []string{fmt.Sprintf(":START_ID(%s)", to.from), fmt.Sprintf(":END_ID(%s)", to.to), ":TYPE"}
	}
	for _, name := range to.names() {
		header = append(header, name+":"+to.columns[name])
	}
	if err := to.csv.Write(header); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

func (t *table) names() []string { return slices.Sorted(maps.Keys(t.columns)) }

func (t *tables) close() {
	for _, to := range t.files {
		if to.file != nil {
			_ = to.file.Close() // it goes with its folder, and what counts was read from it
		}
	}
}

// pack puts the files into the archive.
func (t *tables) pack(c *Content, to io.Writer) error {
	archive := zip.NewWriter(to)
	put := func(name string, from io.Reader) error {
		entry, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: c.version.At})
		if err == nil {
			_, err = io.Copy(entry, from)
		}
		if err != nil {
			return fmt.Errorf("write the export: %w", err)
		}
		return nil
	}
	names := slices.Sorted(maps.Keys(t.files))
	if err := put("README.txt", strings.NewReader(c.manual(names))); err != nil {
		return err
	}
	statements, _, err := neo4j.Schema()
	if err != nil {
		return err
	}
	if err := put("schema.cypher", strings.NewReader(strings.Join(statements, "\n")+"\n")); err != nil {
		return err
	}
	for _, name := range names {
		from := t.files[name]
		from.csv.Flush()
		if err := from.csv.Error(); err != nil {
			return fmt.Errorf("write the export: %w", err)
		}
		if _, err := from.file.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("read the export again: %w", err)
		}
		if err := put(name+".csv", from.file); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

// manual says what the archive is and how it is loaded.
func (c *Content) manual(names []string) string {
	command := []string{"neo4j-admin database import full neo4j", "--array-delimiter=U+001D", "--multiline-fields=true"}
	for _, name := range names {
		kind, _, _ := strings.Cut(name, "-")
		command = append(command, "--"+kind+"="+name+".csv")
	}
	return "Secure Base: attachment theory as a graph of sourced claims\n" + strings.Join(c.lines(), "\n") +
		"\n\nLoad it into an empty Neo4j 5.26 or later that is not running:\n\n  " + strings.Join(command, " \\\n    ") +
		"\n\nThen start it and set up names and indexes:\n\n  cypher-shell -f schema.cypher\n"
}

// columnType names the type of a column as neo4j-admin does.
func columnType(value any) string {
	switch value.(type) {
	case []string:
		return "string[]"
	case bool:
		return "boolean"
	case int, int64:
		return "long"
	case float64:
		return "double"
	case time.Time:
		return "datetime"
	}
	return "string"
}
