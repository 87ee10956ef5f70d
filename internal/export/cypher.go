package export

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store/neo4j"
)

// Cypher writes a script that fills an empty Neo4j, for cypher-shell and Neo4j Browser: the names and indexes, then the
// content in batches of MERGE statements without parameters. Every statement ends with a semicolon at the end of a
// line, and no text can end one early. What comes of it is the graph that an import of the same content gives, with
// everything the program needs to serve it; running the script twice changes nothing. The last statements name the
// version, so that a script that was cut short does not pass for a graph.
func Cypher(ctx context.Context, c *Content, to io.Writer, progress func()) error {
	s := &script{to: bufio.NewWriterSize(to, 1<<16), groups: map[string]*group{}}
	s.head(c)
	if err := s.schema(); err != nil {
		return err
	}
	shape := neo4j.NewShape()
	err := c.each(ctx, func(record any) error {
		nodes, relationships, err := shape.Record(record)
		if err != nil {
			return err
		}
		s.nodes(nodes)
		if _, entity := record.(evidence.Entity); entity {
			s.later = append(s.later, relationships...) // they may lead to entities that come later
		} else {
			s.catchUp()
			s.relationships(relationships)
		}
		progress()
		return s.err
	})
	if err != nil {
		return err
	}
	s.catchUp()
	s.relationships(shape.Edges())
	s.flush()
	s.nodes(shape.Version(c.version, c.whole()))
	s.flush()
	if s.err == nil {
		s.err = s.to.Flush()
	}
	if s.err != nil {
		return fmt.Errorf("write the export: %w", s.err)
	}
	return nil
}

// batch is the number of rows of one statement.
const batch = 500

// script is a script as it is written.
type script struct {
	to     *bufio.Writer
	groups map[string]*group // rows that wait for a statement, by its form
	order  []*group          // nodes before relationships
	later  []neo4j.Relationship
	err    error
}

// group is the rows of one form of statement.
type group struct {
	node    *neo4j.Node
	link    *neo4j.Relationship
	columns map[string]any // of the rows, each with one of its values
	rows    []row
}

// row is one row: what identifies it, and its properties.
type row struct {
	from, to   string
	properties map[string]any
}

func (s *script) put(text string) {
	if s.err == nil {
		_, s.err = s.to.WriteString(text)
	}
}

func (s *script) head(c *Content) {
	s.put("// Secure Base: attachment theory as a graph of sourced claims\n")
	for _, line := range c.lines() {
		s.put("// " + escaped(line) + "\n") // an escaped line end would end a comment too
	}
	s.put("// Load it into an empty Neo4j 5.26 or later: cypher-shell -f FILE, or paste it into Neo4j Browser.\n\n")
}

// lines say what an export is, for its head.
func (c *Content) lines() []string {
	lines := []string{"graph version: " + c.Version}
	if c.Part != "" {
		lines = append(lines, "part: "+oneLine(c.Part))
	}
	if c.Lens != "" {
		lines = append(lines, "lens: "+oneLine(c.Lens))
	}
	return append(lines, fmt.Sprintf("records: %d", c.Records), "licence of the wording: "+Licence+", see the citations for the sources")
}

// oneLine keeps a text from ending a line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func (s *script) schema() error {
	statements, done, err := neo4j.Schema()
	if err != nil {
		return err
	}
	for _, statement := range statements {
		s.put(statement + "\n")
	}
	s.nodes(done)
	return s.err
}

func (s *script) nodes(nodes []neo4j.Node) {
	for _, n := range nodes {
		g := s.group("node "+strings.Join(n.Labels, " "), func() *group { return &group{node: &n} })
		s.add(g, row{properties: n.Properties})
	}
}

func (s *script) relationships(all []neo4j.Relationship) {
	for _, r := range all {
		form := strings.Join(append([]string{"relationship", r.Type, r.From.Label, r.To.Label}, r.Keys...), " ")
		g := s.group(form, func() *group { return &group{link: &r} })
		s.add(g, row{r.From.ID, r.To.ID, r.Properties})
	}
}

// catchUp writes the relationships that waited for the entities.
func (s *script) catchUp() {
	if len(s.later) > 0 {
		s.relationships(s.later)
		s.later = nil
	}
}

func (s *script) group(form string, begin func() *group) *group {
	g, ok := s.groups[form]
	if !ok {
		g = begin()
		g.columns = map[string]any{}
		s.groups[form] = g
		s.order = append(s.order, g)
	}
	return g
}

func (s *script) add(g *group, r row) {
	maps.Copy(g.columns, r.properties)
	g.rows = append(g.rows, r)
	if len(g.rows) < batch {
		return
	}
	if g.link != nil {
		s.flushNodes()
	}
	s.statement(g)
}

// flushNodes writes the nodes that wait, so that relationships find them.
func (s *script) flushNodes() {
	for _, g := range s.order {
		if g.node != nil {
			s.statement(g)
		}
	}
}

func (s *script) flush() {
	s.flushNodes()
	for _, g := range s.order {
		s.statement(g)
	}
}

// statement writes the rows of a group and begins it anew. All rows are one text, which the statement takes apart: the
// server takes seconds to plan a statement with thousands of literals, and plans one with a long text in WITH only once
// for all texts.
func (s *script) statement(g *group) {
	if len(g.rows) == 0 || s.err != nil {
		return
	}
	s.put("WITH split('")
	for i, r := range g.rows {
		if i > 0 {
			s.put(escaped(rowEnd) + "\n")
		}
		s.put(escaped(strings.Join(g.cells(r), cellEnd)))
	}
	s.put(fmt.Sprintf("', '%s\n') AS rows\nUNWIND rows AS line\nWITH split(line, %s) AS row\n%s;\n", escaped(rowEnd), literal(cellEnd), g.merge()))
	g.rows = nil // its columns stay, so that the server plans the next statement of this form no more
}

// The separators of rows, of the cells of a row, and of the texts of a list: signs of ASCII made for this. A text that
// holds one is shown with a space in its place; the record from which the program reads keeps it.
const (
	rowEnd  = "\x1e"
	cellEnd = "\x1f"
	partEnd = "\x1d"
)

// cells writes a row. A value that is missing is an empty text.
func (g *group) cells(r row) []string {
	var all []string
	if g.link != nil {
		all = append(all, cell(r.from), cell(r.to))
	}
	for _, column := range slices.Sorted(maps.Keys(g.columns)) {
		all = append(all, cell(r.properties[column]))
	}
	return all
}

// cell writes a value as a text.
func cell(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return bare(v)
	case []string:
		parts := make([]string, len(v))
		for i, part := range v {
			parts[i] = bare(part)
		}
		return strings.Join(parts, partEnd)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprint(value) // a whole number, true or false
}

// bare is a text without separators.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x1d && r <= 0x1f {
			return ' '
		}
		return r
	}, text)
}

// typed writes how the value of a cell is read, by the type of the values of its column.
func typed(cell string, sample any) string {
	switch sample.(type) {
	case []string:
		return fmt.Sprintf("split(nullIf(%s, ''), %s)", cell, literal(partEnd))
	case bool:
		return "toBoolean(" + cell + ")"
	case int, int64:
		return "toInteger(" + cell + ")"
	case float64:
		return "toFloat(" + cell + ")"
	case time.Time:
		return "datetime(" + cell + ")"
	}
	return fmt.Sprintf("nullIf(%s, '')", cell)
}

// merge writes what is done with a row.
func (g *group) merge() string {
	ends := 0
	if g.link != nil {
		ends = 2
	}
	columns := slices.Sorted(maps.Keys(g.columns))
	fields := func(some []string) string {
		var all []string
		for i, column := range columns {
			if slices.Contains(some, column) {
				all = append(all, name(column)+": "+typed(fmt.Sprintf("row[%d]", ends+i), g.columns[column]))
			}
		}
		return "{" + strings.Join(all, ", ") + "}"
	}
	if n := g.node; n != nil {
		text := fmt.Sprintf("MERGE (n:%s %s)\nSET n = %s", name(n.Labels[0]), fields([]string{n.Key}), fields(columns))
		for _, label := range n.Labels[1:] {
			text += ", n:" + name(label)
		}
		return text
	}
	return fmt.Sprintf("MATCH (a:%s {id: row[0]})\nMATCH (b:%s {id: row[1]})\nMERGE (a)-[r:%s %s]->(b)\nSET r = %s",
		name(g.link.From.Label), name(g.link.To.Label), name(g.link.Type), fields(g.link.Keys), fields(columns))
}

// plainName is a name that needs no quotes.
var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// name writes the name of a label, type or property.
func name(text string) string {
	if plainName.MatchString(text) {
		return text
	}
	return "`" + strings.ReplaceAll(text, "`", "``") + "`"
}

// literal writes a text as Cypher.
func literal(text string) string { return "'" + escaped(text) + "'" }

// escaped writes a text so that it can stand in single quotes. Cypher reads \uXXXX anywhere in a statement before it
// reads quotes, so a backslash of the text must not come to stand before a u: it is written as such an escape itself,
// twice, which is read as the escape of a backslash. Quotes and control signs are written the same way, so that a text
// is one line and a reader that knows only half of these rules cannot take its end for somewhere else.
func escaped(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\\':
			b.WriteString(`\u005c\u005c`)
		case r == '\'':
			b.WriteString(`\u005c\u0027`)
		case r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
