package pages

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// picture is a figure drawn twice: with years to the right for wide screens and paper, and with years running down for
// narrow screens. The style sheet shows one of them. A list on the page says the same.
type picture struct {
	Wide, Tall template.HTML
	Narrow     string // what the narrow picture leaves out
	Legend     []legendItem
	order      []int // nodes, as they are read
}

// legendItem explains one kind of mark that the picture uses.
type legendItem struct {
	Sample template.HTML
	Words  string
}

// picture draws a figure whose nodes come in the order of their weight; nil where there is nothing to draw.
func (f *figure) picture(title string) *picture {
	if len(f.nodes) < 2 {
		return nil
	}
	wide, small := f.wide(), f.tallest()
	p := &picture{Wide: f.draw(wide, "wide", title), Tall: small.draw(small.tall(), "tall", title+" Years run down."),
		Legend: f.legend(), order: wide.order}
	if n := len(f.nodes) - len(small.nodes); n > 0 {
		lines := len(f.edges) - len(small.edges)
		p.Narrow = "This narrow picture leaves out " + plural(n, "entry", "entries") + " and " + plural(lines, "line", "lines") + "; the list has them."
	}
	return p
}

// legend explains what the figure uses, and nothing else.
func (f *figure) legend() []legendItem {
	sample := func(width int, inner string) template.HTML {
		w := strconv.Itoa(width)
		return template.HTML(`<svg class="pic key" viewBox="0 0 ` + w + ` 16" width="` + w + `" height="16" aria-hidden="true">` + inner + `</svg>`) //nolint:gosec // words of this package
	}
	var items []legendItem
	add := func(use bool, width int, inner, words string) {
		if use {
			items = append(items, legendItem{sample(width, inner), words})
		}
	}
	node := func(is func(*figureNode) bool) bool {
		return slices.ContainsFunc(f.nodes, func(n figureNode) bool { return is(&n) })
	}
	edge := func(is func(*figureEdge) bool) bool {
		return slices.ContainsFunc(f.edges, func(e figureEdge) bool { return is(&e) })
	}
	add(node(func(n *figureNode) bool { return n.life }), 30, `<path class="life th" d="M1 3H29V13H1Z"/>`, "a life")
	add(node(func(n *figureNode) bool { return n.life && n.open }), 30, `<path class="life th" d="M29 3H1V13H29"/>`, "a life whose end is not known here")
	add(node(func(n *figureNode) bool { return n.bar && !n.life }), 30, `<path class="span co" d="M1 3H29V13H1Z"/>`, "an idea whose date is not settled")
	add(edge(func(e *figureEdge) bool { return !e.missing }), 74, `<path class="e e1" d="M0 8H15"/><path class="e e2" d="M19 8H34"/><path class="e e3" d="M38 8H53"/><path class="e e4" d="M57 8H74"/>`,
		"strength of the evidence: dashed under 0.25, thicker at 0.25, 0.50 and 0.75")
	add(edge(func(e *figureEdge) bool { return e.secondary }), 18, `<path class="aho" d="M4 3L15 8L4 13Z"/>`, "known only through popular or secondary texts")
	add(edge(func(e *figureEdge) bool { return e.disputed }), 46, `<path class="e two" d="M0 8H28"/><path class="e gap" d="M0 8H28"/><use class="di" href="#st-di" x="32" y="2" width="12" height="12"/>`, "in dispute")
	add(edge(func(e *figureEdge) bool { return e.llm }), 30, `<path class="e llmline" d="M0 8H30"/>`, "only a language model says so")
	add(edge(func(e *figureEdge) bool { return e.side != "" }), 18, `<circle class="tag" cx="9" cy="8" r="7"/><text class="tagt" x="9" y="12">A</text>`, "a side of a contested origin")
	add(edge(func(e *figureEdge) bool { return e.missing }), 44, `<path class="miss" d="M0 8H28"/><path class="cross" d="M33 4l8 8m0 -8l-8 8"/>`, "no line of descent")
	add(len(f.edges) > 0, 30, `<path class="lane" d="M0 8H30"/>`, "goes on as long as lines begin or end there")
	return items
}

// figureNode describes an entity for a picture.
func (e *edition) figureNode(n int32) figureNode {
	x := figureNode{who: e.entityNumber(n)}
	if person, ok := e.book.Entities[e.ix.EntityID(n)].(*evidence.Theorist); ok {
		x.setLife(person)
	} else if year, ok := e.view.YearOf(n); ok {
		x.dated, x.from, x.to = true, year, year
		x.year = strconv.Itoa(year)
		if e.ix.DatedBy(n) == evidence.DatedByClaim {
			x.year = "by " + x.year
		}
	}
	if strings.HasSuffix(x.who.Name, x.year) {
		x.year = "" // a work is called by its year
	}
	x.words = strings.ToLower(x.who.Word)
	switch {
	case !x.dated:
		x.words += ", without a date"
	case x.year != "":
		x.words += ", " + x.year
	}
	return x
}

// shortLife is how far a life is drawn at least whose end is not known.
const shortLife = 30

// setLife takes the years of a person. The first claim that names someone says nothing about the life.
func (x *figureNode) setLife(person *evidence.Theorist) {
	born, err := strconv.Atoi(yearOf(person.Born))
	if err != nil {
		return
	}
	x.dated, x.life, x.bar, x.from = true, true, true, born
	if died, err := strconv.Atoi(yearOf(person.Died)); err == nil && died > born {
		x.to, x.year = died, strconv.Itoa(born)+"–"+strconv.Itoa(died)
		return
	}
	x.open, x.to, x.year = true, born+shortLife, "born "+strconv.Itoa(born)
}

// figureEdge describes a line of descent; from and to are nodes of the figure.
func (e *edition) figureEdge(edge int32, from, to int) figureEdge {
	subject, _, _ := e.ix.EdgeEnds(edge)
	l := e.edge(edge, subject)
	x := figureEdge{from: from, to: to, url: l.URL, class: edgeClass(l), number: l.Strength.Text, disputed: l.Disputed, llm: l.LLMOnly,
		secondary: e.view.EdgeBestTier(edge) == evidence.T3, strength: l.Strength.Value}
	x.year, x.dated = e.view.EdgeYear(edge)
	x.words = l.From.Name + " " + l.Says + " " + l.To.Name + ", strength " + l.Strength.Text
	if x.disputed {
		x.words += ", in dispute"
	}
	if x.llm {
		x.words += ", written by a language model"
	}
	return x
}

// arrive lets a line arrive in the year of an idea, or within a life, where its claim was made later: a work of 2017 may
// tell what an idea of 2002 comes from. The list has the years of the claims.
func (f *figure) arrive() {
	for i := range f.edges {
		e := &f.edges[i]
		from, to := &f.nodes[e.from], &f.nodes[e.to]
		last := to.from
		if to.bar {
			last = to.to
		}
		if e.dated && to.dated && !to.open && e.year > last && (!from.dated || from.from <= last) {
			e.year = last
		}
	}
}

// openLives lets lives whose end is not known go on to the last line that they have in the figure.
func (f *figure) openLives() {
	for _, e := range f.edges {
		for _, i := range []int{e.from, e.to} {
			n, other := &f.nodes[i], &f.nodes[e.from+e.to-i]
			if !n.life || !n.open {
				continue
			}
			if e.dated {
				n.to = max(n.to, e.year)
			}
			if other.dated && i == e.from {
				n.to = max(n.to, other.from)
			}
		}
	}
}

// drawn are the paths of a leg that the drawing shows.
func drawn(l *evidence.Leg) []evidence.Path {
	switch {
	case l.Descent != nil:
		return []evidence.Path{*l.Descent}
	case l.Back != nil:
		return []evidence.Path{*l.Back}
	case len(l.Ancestors) > 0:
		return l.Ancestors[0].Branches
	}
	return nil
}

// trailFigure is the figure of a trail: its stops, what lies between them, and the lines that are missing.
func (e *edition) trailFigure(stops []int32, legs []evidence.Leg) *figure {
	f := &figure{}
	at := map[int32]int{}
	node := func(n int32) int {
		i, ok := at[n]
		if !ok {
			i = len(f.nodes)
			at[n] = i
			f.nodes = append(f.nodes, e.figureNode(n))
		}
		return i
	}
	for i, n := range stops {
		f.nodes[node(n)].stop = i + 1
	}
	done := map[int32]bool{}
	for i := range legs {
		for _, p := range drawn(&legs[i]) {
			for _, s := range p.Steps {
				if !done[s.Edge] {
					done[s.Edge] = true
					f.edges = append(f.edges, e.figureEdge(s.Edge, node(s.From), node(s.To)))
				}
			}
		}
		if l := &legs[i]; l.Descent == nil {
			from, to := node(l.From), node(l.To)
			f.edges = append(f.edges, figureEdge{from: from, to: to, missing: true,
				words: "No line of descent from " + f.nodes[from].who.Name + " to " + f.nodes[to].who.Name})
		}
	}
	f.arrive()
	f.openLives()
	return f
}
