package pages

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// randomFigure draws people, ideas and programmes with and without dates, and lines among them.
func randomFigure(r *rand.Rand, nodes, edges int) *figure {
	f := &figure{}
	words := []string{"Attachment", "theory", "of", "secure", "bases", "W.", "Ainsworth", "(intensive, 20-week group)", "Éva", "Ⅷ"}
	for i := range nodes {
		n := figureNode{who: person{Mark: "co", Word: "Construct", URL: "/constructs/" + strconv.Itoa(i)}}
		for range 1 + r.IntN(5) {
			n.who.Name += " " + words[r.IntN(len(words))]
		}
		switch r.IntN(5) {
		case 0:
		case 1:
			n.dated, n.life, n.bar, n.open = true, true, true, r.IntN(3) == 0
			n.from = 1880 + r.IntN(90)
			n.to = n.from + 20 + r.IntN(70)
			n.year = strconv.Itoa(n.from) + "–" + strconv.Itoa(n.to)
		case 2:
			n.dated, n.bar, n.from = true, true, 1900+r.IntN(100)
			n.to = n.from + 1 + r.IntN(20)
			n.year, n.note = "between then and then", "origin contested"
		default:
			n.dated, n.from = true, 1930+r.IntN(95)
			n.year = "by " + strconv.Itoa(n.from)
		}
		if r.IntN(12) == 0 {
			n.stop = 1 + r.IntN(6)
		}
		f.nodes = append(f.nodes, n)
	}
	for range edges {
		e := figureEdge{from: r.IntN(nodes), to: r.IntN(nodes), number: fmt.Sprintf("0.%02d", r.IntN(100)), strength: r.Float64(),
			dated: r.IntN(2) == 0, year: 1900 + r.IntN(126), disputed: r.IntN(9) == 0, llm: r.IntN(9) == 0, missing: r.IntN(20) == 0}
		if r.IntN(8) == 0 {
			e.side = "B"
		}
		if e.from != e.to {
			f.edges = append(f.edges, e)
		}
	}
	f.arrive()
	f.openLives()
	return f
}

// flaws lists what is wrong with a layout.
func flaws(f *figure, l *layout) []string {
	var found []string
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	seen := make([]bool, len(f.nodes))
	for _, n := range l.order {
		if seen[n] {
			say("node %d is set twice", n)
		}
		seen[n] = true
	}
	if len(l.order) != len(f.nodes) || len(l.nodes) != len(f.nodes) || len(l.edges) != len(f.edges) {
		say("%d of %d nodes and %d of %d edges are set", len(l.order), len(f.nodes), len(l.edges), len(f.edges))
	}
	type label struct {
		box
		of string
	}
	var labels []label
	for i := range l.nodes {
		p := &l.nodes[i]
		for _, b := range p.boxes {
			labels = append(labels, label{b, fmt.Sprintf("node %d", i)})
		}
		if len(p.boxes) == 0 || p.r == 0 {
			say("node %d has no mark or no name", i)
		}
	}
	for i := range l.edges {
		p := &l.edges[i]
		if len(p.path) < 2 || p.box.empty() {
			say("edge %d has no line or no number", i)
			continue
		}
		labels = append(labels, label{p.box, fmt.Sprintf("edge %d", i)})
		for k := 1; k < len(p.path); k++ {
			if a, b := p.path[k-1], p.path[k]; a.x != b.x && a.y != b.y {
				say("edge %d runs aslant", i)
			}
		}
	}
	for i, a := range labels {
		if a.x0 < -1 || a.x1 > l.width+1 || a.y0 < -1 || a.y1 > l.height+1 {
			say("the writing of %s leaves the picture: %v", a.of, a.box)
		}
		for _, b := range labels[:i] {
			if a.of != b.of && a.meets(b.box) {
				say("the writing of %s lies on that of %s", a.of, b.of)
			}
		}
		for n := range l.nodes {
			p := &l.nodes[n]
			own := a.of == fmt.Sprintf("node %d", n)
			if !own && (box{p.mark.x - p.r + 1, p.mark.y - p.r + 1, p.mark.x + p.r - 1, p.mark.y + p.r - 1}).meets(a.box) {
				say("the writing of %s lies on the mark of node %d", a.of, n)
			}
			if !own && !p.bar.empty() && p.bar.meets(a.box) {
				say("the writing of %s lies on the bar of node %d", a.of, n)
			}
		}
	}
	return found
}

// crossings counts the names that lines run through.
func crossings(f *figure, l *layout) int {
	count := 0
	for i := range l.edges {
		path := l.edges[i].path
		for k := 1; k < len(path); k++ {
			line := box{math.Min(path[k-1].x, path[k].x) - 0.5, math.Min(path[k-1].y, path[k].y) - 0.5,
				math.Max(path[k-1].x, path[k].x) + 0.5, math.Max(path[k-1].y, path[k].y) + 0.5}
			for n := range l.nodes {
				for _, b := range l.nodes[n].boxes {
					if n != f.edges[i].from && n != f.edges[i].to && b.meets(line) {
						count++
					}
				}
			}
		}
	}
	return count
}

func TestPicturesOfRandomGraphs(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	for range 150 {
		nodes := 2 + r.IntN(59)
		f := randomFigure(r, nodes, r.IntN(nodes*3/2+2))
		name := fmt.Sprintf("%d nodes, %d edges", len(f.nodes), len(f.edges))
		wide := f.wide()
		for _, flaw := range flaws(f, wide) {
			t.Errorf("%s, wide: %s", name, flaw)
		}
		if n := crossings(f, wide); n > 0 {
			t.Errorf("%s, wide: lines run through %d names", name, n)
		}
		small := f.tallest()
		for _, flaw := range flaws(small, small.tall()) {
			t.Errorf("%s, tall: %s", name, flaw)
		}
		monotone(t, f, wide, func(p point) float64 { return p.x })
		monotone(t, small, small.tall(), func(p point) float64 { return p.y })
		if t.Failed() {
			return
		}
	}
}

// monotone checks that who has a later year stands further along.
func monotone(t *testing.T, f *figure, l *layout, along func(point) float64) {
	t.Helper()
	begins := func(i int) float64 {
		p := &l.nodes[i]
		if !p.bar.empty() && !l.upright {
			return p.bar.x0
		}
		return along(p.mark)
	}
	for i := range f.nodes {
		for k := range f.nodes {
			if a, b := &f.nodes[i], &f.nodes[k]; a.dated && b.dated && a.from < b.from && begins(i) >= begins(k) {
				t.Errorf("%d stands at %.0f, %d at %.0f", a.from, begins(i), b.from, begins(k))
				return
			}
		}
	}
}

func TestTextIsWrapped(t *testing.T) {
	for _, s := range []string{"", "secure base", "Video-feedback Intervention to promote Positive Parenting and Sensitive Discipline", "Donaudampfschifffahrtsgesellschaft", "ÉÉÉÉÉÉÉÉ ÉÉ"} {
		joined := ""
		for _, line := range wrapped(s, nameSize, 90) {
			if textWidth(line, nameSize) > 90 {
				t.Errorf("%q is too wide", line)
			}
			joined += line
		}
		want := ""
		for _, r := range s {
			if r != ' ' {
				want += string(r)
			}
		}
		got := ""
		for _, r := range joined {
			if r != ' ' {
				got += string(r)
			}
		}
		if got != want {
			t.Errorf("%q became %q", s, joined)
		}
	}
}

func TestALineArrivesWhenTheIdeaIsThere(t *testing.T) {
	idea := func(year int) figureNode { return figureNode{dated: true, from: year, to: year} }
	life := func(from, to int) figureNode {
		return figureNode{dated: true, life: true, bar: true, from: from, to: to}
	}
	for _, c := range []struct {
		name     string
		from, to figureNode
		year     int
		want     int
	}{
		{"told later than the idea came up", idea(1988), idea(2002), 2017, 2002},
		{"told earlier", idea(1958), idea(2002), 1990, 1990},
		{"told after a life", idea(1958), life(1913, 1999), 2015, 1999},
		{"an idea that is later than what it is said to have led to", idea(2010), idea(2002), 2017, 2017},
		{"to something without a date", idea(1958), figureNode{}, 2015, 2015},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := &figure{nodes: []figureNode{c.from, c.to}, edges: []figureEdge{{from: 0, to: 1, year: c.year, dated: true}}}
			f.arrive()
			if got := f.edges[0].year; got != c.want {
				t.Errorf("the line arrives in %d, want %d", got, c.want)
			}
		})
	}
}
