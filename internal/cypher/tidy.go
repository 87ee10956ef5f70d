package cypher

import "strings"

// block is brackets that a line opened and left open, and how far that line was indented.
type block struct{ brackets, indent int }

// tidy sets what the templates leave: no empty lines, two spaces for every open bracket and before AND. A WHERE alone on
// its line takes the condition that follows after AND; without one it goes.
func tidy(text string) string {
	var lines []string
	var open []block
	where := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if line == "WHERE" {
			where = true
			continue
		}
		if condition, ok := strings.CutPrefix(line, "AND "); ok && where {
			line = "WHERE " + condition
		}
		where = false
		indent := 0
		if len(open) > 0 {
			indent = open[len(open)-1].indent + 2
			if strings.ContainsRune(")}]", rune(line[0])) {
				indent -= 2
			}
		}
		if strings.HasPrefix(line, "AND ") {
			indent += 2
		}
		lines = append(lines, strings.Repeat(" ", indent)+line)
		open = brackets(line, indent, open)
	}
	return strings.Join(lines, "\n")
}

// brackets counts the brackets of a line: what it closes, and what it leaves open.
func brackets(line string, indent int, open []block) []block {
	own := 0
	for _, sign := range line {
		switch {
		case strings.ContainsRune("({[", sign):
			own++
		case strings.ContainsRune(")}]", sign) && own > 0:
			own--
		case strings.ContainsRune(")}]", sign) && len(open) > 0:
			last := &open[len(open)-1]
			if last.brackets--; last.brackets == 0 {
				open = open[:len(open)-1]
			}
		}
	}
	if own > 0 {
		open = append(open, block{own, indent})
	}
	return open
}
