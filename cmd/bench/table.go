package main

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// table is printed as Markdown with its columns in line, to be read as it is or rendered.
type table struct {
	title string
	head  []string
	rows  [][]string
	notes []string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) print(to io.Writer) {
	if len(t.rows) == 0 {
		return
	}
	widths := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	line := func(cells []string) {
		for i, cell := range cells {
			fmt.Fprint(to, "| ", cell, strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+1))
		}
		fmt.Fprintln(to, "|")
	}
	fmt.Fprintf(to, "\n### %s\n\n", t.title)
	line(t.head)
	for _, w := range widths {
		fmt.Fprint(to, "|", strings.Repeat("-", w+2))
	}
	fmt.Fprintln(to, "|")
	for _, row := range t.rows {
		line(row)
	}
	for _, note := range t.notes {
		fmt.Fprintf(to, "\n%s\n", note)
	}
}

// goal is a figure that is to be reached: so much at most, or at least.
type goal struct {
	words string // as the table has it
	met   func(float64) bool
}

func atMost(limit float64, words string) goal {
	return goal{"≤ " + words, func(x float64) bool { return x <= limit }}
}

func atLeast(limit float64, words string) goal {
	return goal{"≥ " + words, func(x float64) bool { return x >= limit }}
}

// judge gives the two cells of a goal.
func (g goal) judge(x float64) (target, verdict string) {
	switch {
	case g.met == nil:
		return "", ""
	case g.met(x):
		return g.words, "met"
	}
	return g.words, "missed"
}

// judgeRatio says also whether the verdict could have been the other one.
func (g goal) judgeRatio(r ratio) (target, verdict string) {
	target, verdict = g.judge(r.middle)
	if g.met != nil && g.met(r.low) != g.met(r.high) {
		verdict += " (close)"
	}
	return target, verdict
}

// within is a goal for a time.
func within(limit time.Duration) goal { return atMost(float64(limit), figure(limit)) }

// figure gives a time with three digits.
func figure(d time.Duration) string {
	switch s := d.Seconds(); {
	case s == 0:
		return "0"
	case s < 1e-3:
		return digits(s*1e6) + " µs"
	case s < 1:
		return digits(s*1e3) + " ms"
	default:
		return digits(s) + " s"
	}
}

// size gives a number of bytes with three digits.
func size(bytes float64) string {
	switch {
	case bytes < 1e3:
		return digits(bytes) + " B"
	case bytes < 1e6:
		return digits(bytes/1e3) + " kB"
	case bytes < 1e9:
		return digits(bytes/1e6) + " MB"
	}
	return digits(bytes/1e9) + " GB"
}

// digits writes a number with three digits that count.
func digits(x float64) string {
	switch {
	case x >= 100:
		return fmt.Sprintf("%.0f", x)
	case x >= 10:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

// thousands writes a whole number with commas.
func thousands(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func (r ratio) String() string { return fmt.Sprintf("%.2f (%.2f–%.2f)", r.middle, r.low, r.high) }
