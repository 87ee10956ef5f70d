package export

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What a script makes, as a strict reader of the few forms of statements that scripts have finds it.
type (
	madeNode struct {
		labels []string
		shown  map[string]any
	}
	madeLink struct {
		kind, from, to string
		shown          map[string]any
	}
	made struct {
		schema []string
		nodes  []madeNode
		links  []madeLink
	}
)

var escapedSign = regexp.MustCompile(`\\u[0-9a-f]{4}`)

// readScript reads a script as Cypher does: the escapes of signs everywhere, then texts, then statements. A reader that
// looks for quotes first, as cypher-shell does, must find as many statements.
func readScript(script string) (all made, err error) {
	quick := 0
	inText, inComment := false, false
	for i, r := range script {
		switch {
		case inComment:
			inComment = r != '\n'
		case !inText && strings.HasPrefix(script[i:], "//"):
			inComment = true
		case r == '\'':
			inText = !inText
		case r == ';' && !inText && strings.HasPrefix(script[i+1:], "\n"):
			quick++
		case r == '\\' && !escapedSign.MatchString(script[i:min(i+6, len(script))]):
			return all, fmt.Errorf("a backslash is none of an escaped sign: %.40q", script[i:])
		}
	}
	p := &scriptReader{rest: escapedSign.ReplaceAllStringFunc(script, func(s string) string {
		n, _ := strconv.ParseUint(s[2:], 16, 16)
		return string(rune(n))
	})}
	defer func() {
		if wrong, ok := recover().(wrongScript); ok {
			err = fmt.Errorf("statement %d: %s", len(all.schema)+len(all.nodes)+len(all.links), string(wrong))
		}
	}()
	statements := 0
	for p.space(); p.rest != ""; p.space() {
		p.statement(&all)
		statements++
	}
	if statements != quick {
		return all, fmt.Errorf("%d statements, at first sight %d", statements, quick)
	}
	return all, nil
}

// wrongScript ends the reading of a script.
type wrongScript string

type scriptReader struct {
	rest string
	rows [][]string
}

func (p *scriptReader) fail(wanted string) {
	panic(wrongScript(fmt.Sprintf("%s at %.80q", wanted, p.rest)))
}

// space passes over spaces and comments.
func (p *scriptReader) space() {
	for {
		p.rest = strings.TrimLeft(p.rest, " \n")
		if !strings.HasPrefix(p.rest, "//") {
			return
		}
		_, p.rest, _ = strings.Cut(p.rest, "\n")
	}
}

// is passes over a word or sign if it comes next.
func (p *scriptReader) is(word string) bool {
	p.space()
	rest, ok := strings.CutPrefix(p.rest, word)
	if ok {
		p.rest = rest
	}
	return ok
}

func (p *scriptReader) want(words ...string) {
	for _, w := range words {
		if !p.is(w) {
			p.fail(w + " is missing")
		}
	}
}

func (p *scriptReader) name() string {
	p.space()
	if p.is("`") {
		var b strings.Builder
		for {
			part, rest, ok := strings.Cut(p.rest, "`")
			if !ok {
				p.fail("a name does not end")
			}
			b.WriteString(part)
			if p.rest, ok = strings.CutPrefix(rest, "`"); !ok {
				p.rest = rest
				return b.String()
			}
			b.WriteByte('`')
		}
	}
	found := regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*`).FindString(p.rest)
	if found == "" {
		p.fail("a name is missing")
	}
	p.rest = p.rest[len(found):]
	return found
}

// text reads a text in quotes, in which only a backslash and a quote are escaped.
func (p *scriptReader) text() string {
	p.want("'")
	var b strings.Builder
	for i := 0; i < len(p.rest); i++ {
		switch c := p.rest[i]; c {
		case '\'':
			p.rest = p.rest[i+1:]
			return b.String()
		case '\\':
			if i++; i == len(p.rest) || p.rest[i] != '\\' && p.rest[i] != '\'' {
				p.fail("an unknown escape")
			}
			b.WriteByte(p.rest[i])
		default:
			b.WriteByte(c)
		}
	}
	p.fail("a text does not end")
	return ""
}

func (p *scriptReader) statement(all *made) {
	if !p.is("WITH split(") {
		statement, rest, ok := strings.Cut(p.rest, ";\n")
		if !ok || !regexp.MustCompile(`^(CREATE|CALL) [^;]*$`).MatchString(statement) {
			p.fail("no known statement")
		}
		all.schema, p.rest = append(all.schema, statement+";"), rest
		return
	}
	text := p.text()
	p.want(",")
	rowEnd := p.text()
	p.want(")", "AS rows", "UNWIND rows AS line", "WITH split(line,")
	cellEnd := p.text()
	p.want(")", "AS row")
	p.rows = nil
	for line := range strings.SplitSeq(text, rowEnd) {
		p.rows = append(p.rows, strings.Split(line, cellEnd))
	}
	if p.is("MERGE (n:") {
		p.makeNodes(all)
	} else {
		p.makeLinks(all)
	}
	p.want(";")
}

func (p *scriptReader) makeNodes(all *made) {
	labels := []string{p.name()}
	keys := p.fields()
	p.want(")", "SET n =")
	shown := p.fields()
	for p.is(", n:") {
		labels = append(labels, p.name())
	}
	for i := range p.rows {
		all.nodes = append(all.nodes, madeNode{labels, chosen(p, keys, shown, i)})
	}
}

func (p *scriptReader) makeLinks(all *made) {
	p.want("MATCH (a:")
	from := p.name()
	p.want("{id: row[0]})", "MATCH (b:")
	to := p.name()
	p.want("{id: row[1]})", "MERGE (a)-[r:")
	kind := p.name()
	keys := p.fields()
	p.want("]->(b)", "SET r =")
	shown := p.fields()
	for i, row := range p.rows {
		all.links = append(all.links, madeLink{kind, from + " " + row[0], to + " " + row[1], chosen(p, keys, shown, i)})
	}
}

// chosen gives the properties of a row. Those that tell it from others must be among them and not be null.
func chosen(p *scriptReader, keys, shown []map[string]any, row int) map[string]any {
	for name, value := range keys[row] {
		if value == nil || shown[row][name] != value {
			p.fail("a key is null or differs: " + name)
		}
	}
	return shown[row]
}

// fields reads properties and gives their values for every row, without those that are null.
func (p *scriptReader) fields() []map[string]any {
	all := make([]map[string]any, len(p.rows))
	for i := range all {
		all[i] = map[string]any{}
	}
	p.want("{")
	for first := true; !p.is("}"); first = false {
		if !first {
			p.want(",")
		}
		name := p.name()
		p.want(":")
		for i, value := range p.value() {
			if value != nil {
				all[i][name] = value
			}
		}
	}
	return all
}

// value reads an expression and gives its value for every row.
func (p *scriptReader) value() []any {
	apply := func(function func(string) (any, error)) []any {
		values := p.value()
		for i, v := range values {
			if text, ok := v.(string); ok {
				value, err := function(text)
				if err != nil {
					p.fail(err.Error())
				}
				values[i] = value
			}
		}
		return values
	}
	var values []any
	switch {
	case p.is("row["):
		digits := regexp.MustCompile(`^\d+`).FindString(p.rest)
		p.rest = p.rest[len(digits):]
		column, err := strconv.Atoi(digits)
		for _, row := range p.rows {
			if err != nil || column >= len(row) {
				p.fail("a row has no such cell")
			}
			values = append(values, row[column])
		}
		p.want("]")
		return values
	case p.is("nullIf("):
		values = p.value()
		p.want(", '')")
		for i := range values {
			if values[i] == "" {
				values[i] = nil
			}
		}
		return values
	case p.is("split("):
		values = p.value()
		p.want(",")
		by := p.text()
		for i, v := range values {
			if text, ok := v.(string); ok {
				values[i] = strings.Split(text, by)
			}
		}
	case p.is("toInteger("):
		values = apply(func(s string) (any, error) { return number(s, strconv.ParseInt) })
	case p.is("toBoolean("):
		values = apply(func(s string) (any, error) {
			return number(s, func(s string, _, _ int) (bool, error) { return strconv.ParseBool(s) })
		})
	case p.is("toFloat("):
		values = apply(func(s string) (any, error) {
			return number(s, func(s string, _, _ int) (float64, error) { return strconv.ParseFloat(s, 64) })
		})
	case p.is("datetime("):
		values = apply(func(s string) (any, error) {
			return number(s, func(s string, _, _ int) (time.Time, error) { return time.Parse(time.RFC3339Nano, s) })
		})
	default:
		p.fail("no known expression")
	}
	p.want(")")
	return values
}

// number reads a cell; an empty one gives null, as the functions of Cypher do.
func number[T any](cell string, parse func(string, int, int) (T, error)) (any, error) {
	if cell == "" {
		return nil, nil //nolint:nilnil // null
	}
	return parse(cell, 10, 64)
}

// sorted puts things into an order of their text, so that two lists can be compared.
func sorted[T any](list []T) []string {
	var all []string
	for _, v := range list {
		all = append(all, fmt.Sprintf("%+q", fmt.Sprintf("%#v", v)))
	}
	slices.Sort(all)
	return all
}
