package pages

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"
)

// drawing writes a layout as SVG. It sets classes only; colours and faces stand in the style sheet.
type drawing struct {
	strings.Builder
	f    *figure
	l    *layout
	kind string // "wide" or "tall"
}

// draw writes the picture; name makes its ids, title says what it shows.
func (f *figure) draw(l *layout, kind, title string) template.HTML {
	d := &drawing{f: f, l: l, kind: kind}
	fmt.Fprintf(d, `<svg class="pic %s" viewBox="0 0 %s %s" role="group" aria-labelledby="pic-%s"><title id="pic-%s">%s</title>`,
		kind, coord(l.width), coord(l.height), kind, kind, template.HTMLEscapeString(title))
	d.ground()
	into := make([][]int, len(f.nodes))
	for i, e := range f.edges {
		into[e.to] = append(into[e.to], i)
	}
	for _, n := range l.order {
		d.lane(n)
	}
	for _, i := range f.byStrength() {
		d.line(i)
	}
	for _, n := range l.order {
		d.node(n)
		for _, i := range into[n] {
			d.edge(i)
		}
	}
	d.WriteString(`</svg>`)
	return template.HTML(d.String()) //nolint:gosec // numbers, words of this package, and names that were escaped
}

// byStrength orders edges so that the stronger is drawn over the weaker where they share a stem.
func (f *figure) byStrength() []int {
	order := make([]int, len(f.edges))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(f.edges[a].strength, f.edges[b].strength) })
	return order
}

func (d *drawing) ground() {
	for _, b := range d.l.bands {
		if b.shaded {
			d.rect("dec", b.box)
		}
		d.text(&b.label)
	}
	for i := range d.l.heads {
		d.text(&d.l.heads[i])
	}
}

func (d *drawing) rect(class string, b box) {
	fmt.Fprintf(d, `<path class="%s" d="M%s %sH%sV%sH%sZ"/>`, class, coord(b.x0), coord(b.y0), coord(b.x1), coord(b.y1), coord(b.x0))
}

func (d *drawing) text(w *writing) {
	anchor := ""
	if w.anchor != "start" {
		anchor = ` text-anchor="` + w.anchor + `"`
	}
	fmt.Fprintf(d, `<text class="%s" x="%s" y="%s"%s>%s`, w.class, coord(w.at.x), coord(w.at.y), anchor, template.HTMLEscapeString(w.words))
	if w.quiet != "" {
		fmt.Fprintf(d, ` <tspan class="mt">%s</tspan>`, template.HTMLEscapeString(w.quiet))
	}
	d.WriteString(`</text>`)
}

// lane draws what lies below the lines: the bar of a life or span, and the thin line of a node.
func (d *drawing) lane(n int) {
	p, x := &d.l.nodes[n], &d.f.nodes[n]
	for _, line := range [][2]point{p.lane, p.stem, p.gate} {
		if line[0] != line[1] {
			fmt.Fprintf(d, `<path class="lane" d="M%s %sL%s %s"/>`, coord(line[0].x), coord(line[0].y), coord(line[1].x), coord(line[1].y))
		}
	}
	if p.bar.empty() {
		return
	}
	class := "span"
	if x.life {
		class = "life"
	}
	class += " " + x.who.Mark
	b := p.bar
	switch {
	case !x.open:
		d.rect(class, b)
	case d.l.upright:
		fmt.Fprintf(d, `<path class="%s" d="M%s %sV%sH%sV%s"/>`, class, coord(b.x0), coord(b.y1), coord(b.y0), coord(b.x1), coord(b.y1))
	default:
		fmt.Fprintf(d, `<path class="%s" d="M%s %sH%sV%sH%s"/>`, class, coord(b.x1), coord(b.y0), coord(b.x0), coord(b.y1), coord(b.x1))
	}
}

func (d *drawing) node(n int) {
	p, x := &d.l.nodes[n], &d.f.nodes[n]
	words := x.who.Name
	if x.words != "" {
		words += ", " + x.words
	}
	fmt.Fprintf(d, `<a class="nd" href="%s" aria-label="%s">`, template.HTMLEscapeString(x.who.URL), template.HTMLEscapeString(words))
	if x.here {
		fmt.Fprintf(d, `<circle class="on" cx="%s" cy="%s" r="%s"/>`, coord(p.mark.x), coord(p.mark.y), coord(p.r+2))
	}
	if x.who.Mark != "" {
		fmt.Fprintf(d, `<use class="m %s" href="#k-%s" x="%s" y="%s" width="%s" height="%s"/>`, x.who.Mark, x.who.Mark,
			coord(p.mark.x-p.r), coord(p.mark.y-p.r), coord(2*p.r), coord(2*p.r))
	}
	for i := range p.label {
		d.text(&p.label[i])
	}
	d.WriteString(`</a>`)
	if x.stop > 0 {
		fmt.Fprintf(d, `<circle class="stop" cx="%s" cy="%s" r="9.5"/><text class="tagt lit" x="%s" y="%s">%d</text>`,
			coord(p.stop.x), coord(p.stop.y), coord(p.stop.x), coord(p.stop.y+4.3), x.stop)
	}
}

// line draws a line of descent; numbers are written when all lines are drawn.
func (d *drawing) line(i int) {
	e, p := &d.f.edges[i], &d.l.edges[i]
	if e.missing {
		fmt.Fprintf(d, `<path class="miss" d="%s"/>`, pathOf(p.path, 0))
		return
	}
	path := pathOf(p.path, arrow-1)
	fmt.Fprintf(d, `<path class="cas" d="%s"/>`, path)
	if e.class == "dis" { // two thin lines: a wide one, and one of the ground's colour within it
		fmt.Fprintf(d, `<path class="e two" d="%s"/><path class="e gap" d="%s"/>`, path, path)
	} else {
		fmt.Fprintf(d, `<path class="e %s" d="%s"/>`, e.class, path)
	}
	d.head(e, p.path)
}

// edge writes the number of a line; number and line lead to the claims.
func (d *drawing) edge(i int) {
	e, p := &d.f.edges[i], &d.l.edges[i]
	words := template.HTMLEscapeString(e.words)
	if e.missing {
		fmt.Fprintf(d, `<g role="img" aria-label="%s">`, words)
		d.edgeLabel(e, p)
		d.WriteString(`</g>`)
		return
	}
	fmt.Fprintf(d, `<a class="ed" href="%s" aria-label="%s"><path class="hit" d="%s"/>`, template.HTMLEscapeString(e.url), words, pathOf(p.path, 0))
	d.edgeLabel(e, p)
	d.WriteString(`</a>`)
}

// coord writes a coordinate with one digit at most.
func coord(x float64) string { return strings.TrimSuffix(fixed(x), ".0") }

// pathOf writes a path that ends short of its last point, by the length of the arrow's head. Its pieces run along the
// axes.
func pathOf(path []point, short float64) string {
	var b strings.Builder
	for i, q := range path {
		if i == 0 {
			b.WriteString("M" + coord(q.x) + " " + coord(q.y))
			continue
		}
		if i == len(path)-1 {
			q = shortOf(path[i-1], q, short)
		}
		if q.x == path[i-1].x {
			b.WriteString("V" + coord(q.y))
		} else {
			b.WriteString("H" + coord(q.x))
		}
	}
	return b.String()
}

// shortOf moves the end of a piece, which runs along one of the axes, towards its beginning.
func shortOf(from, to point, by float64) point {
	switch {
	case to.x > from.x:
		to.x -= by
	case to.x < from.x:
		to.x += by
	case to.y > from.y:
		to.y -= by
	default:
		to.y += by
	}
	return to
}

// head draws the arrow; it is open where only popular or secondary sources know of the line.
func (d *drawing) head(e *figureEdge, path []point) {
	tip := path[len(path)-1]
	foot := shortOf(path[len(path)-2], tip, arrow)
	class := "ah"
	if e.secondary {
		class = "aho"
	}
	const half = 4.5
	a, b := point{foot.x - half, foot.y}, point{foot.x + half, foot.y}
	if foot.y == tip.y {
		a, b = point{foot.x, foot.y - half}, point{foot.x, foot.y + half}
	}
	fmt.Fprintf(d, `<path class="%s" d="M%s %sL%s %sL%s %sZ"/>`, class, coord(tip.x), coord(tip.y), coord(a.x), coord(a.y), coord(b.x), coord(b.y))
}

// edgeLabel writes the number of a line with what stands beside it.
func (d *drawing) edgeLabel(e *figureEdge, p *placedEdge) {
	x, y := p.label.x, p.label.y
	if e.missing {
		fmt.Fprintf(d, `<path class="cross" d="M%s %sl8 8m0 -8l-8 8"/>`, coord(x+1), coord(y-4))
		words := missingWords
		if d.l.upright {
			words = "no line"
		}
		fmt.Fprintf(d, `<text class="mt halo" x="%s" y="%s">%s</text>`, coord(x+crossWidth), coord(y+4.3), words)
		return
	}
	if e.side != "" {
		fmt.Fprintf(d, `<circle class="tag" cx="%s" cy="%s" r="7.5"/><text class="tagt" x="%s" y="%s">%s</text>`,
			coord(x+8.5), coord(y), coord(x+8.5), coord(y+4), e.side)
		x += sideWidth
	}
	if e.disputed {
		fmt.Fprintf(d, `<use class="di" href="#st-di" x="%s" y="%s" width="12" height="12"/>`, coord(x), coord(y-6))
		x += disputeWidth
	}
	if e.llm {
		fmt.Fprintf(d, `<path class="lt" d="M%s %sh24v13h-24Z"/><text class="ltt" x="%s" y="%s">LLM</text>`, coord(x), coord(y-6.5), coord(x+12), coord(y+3.6))
		x += tagWidth
	}
	fmt.Fprintf(d, `<text class="sv" x="%s" y="%s">%s</text>`, coord(x+1), coord(y+4.3), template.HTMLEscapeString(e.number))
}
