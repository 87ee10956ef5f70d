package pages

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/securebase/securebase/internal/evidence"
)

// What the picture of a lineage holds at most.
const (
	drawnNodes = 60
	drawnEdges = 80
)

// lineagePicture is the picture of a lineage with its equal list.
type lineagePicture struct {
	*picture
	Rows []lineageRow
	Left string // what is only in the list of sentences
}

// lineageRow is a line of descent in the equal list.
type lineageRow struct {
	Year  string
	Link  link
	Side  string
	Teams string
}

// lineagePicture draws a lineage; nil where there are no lines.
func (e *edition) lineagePicture(found *evidence.Lineage, sides map[int32]string) *lineagePicture {
	f, edges := e.lineageFigure(found, sides)
	p := f.picture("Lineage of " + e.entityNumber(found.Root).Name + ", on years. The same stands below as a list.")
	if p == nil {
		return nil
	}
	x := &lineagePicture{picture: p}
	for _, i := range f.reading(p.order) {
		x.Rows = append(x.Rows, e.lineageRow(edges[i], sides[edges[i]]))
	}
	left, lines := len(found.Nodes)-len(f.nodes), len(found.Edges)-len(edges)
	switch {
	case left > 0:
		x.Left = "The picture holds the " + thousands(len(f.nodes)) + " entries that are nearest and best supported; " +
			plural(left, "more entry", "more entries") + " and " + plural(lines, "line", "lines") + " are only in the list of sentences."
	case lines > 0:
		x.Left = plural(lines, "line leads", "lines lead") + " from an entry to itself and " + isAre(lines) + " not drawn."
	}
	return x
}

// lineageFigure is the figure of a lineage, its nodes in the order of their weight, and the edge behind each of its
// lines.
func (e *edition) lineageFigure(found *evidence.Lineage, sides map[int32]string) (f *figure, edges []int32) {
	f = &figure{}
	at := map[int32]int{}
	for _, n := range e.weightiest(found) {
		at[n.Entity] = len(f.nodes)
		x := e.figureNode(n.Entity)
		x.here = n.Entity == found.Root
		f.nodes = append(f.nodes, x)
	}
	for _, edge := range found.Edges {
		subject, _, object := e.ix.EdgeEnds(edge)
		to := e.flowsTo(edge)
		from, okFrom := at[subject+object-to]
		into, okTo := at[to]
		if !okFrom || !okTo || from == into {
			continue
		}
		x := e.figureEdge(edge, from, into)
		if x.side = sides[edge]; x.side != "" {
			x.words += ", side " + x.side
		}
		f.edges = append(f.edges, x)
		edges = append(edges, edge)
	}
	for _, c := range found.Contested {
		if i, ok := at[c.Entity]; ok {
			e.unsettle(f, i, c)
		}
	}
	f.arrive()
	f.openLives()
	return f, edges
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// weightiest are the nodes that are drawn, the nearest to the root first, of equals those with the strongest line.
func (e *edition) weightiest(found *evidence.Lineage) []evidence.LineageNode {
	strongest := map[int32]float64{}
	for _, edge := range found.Edges {
		subject, _, object := e.ix.EdgeEnds(edge)
		s := e.view.StrengthOf(edge)
		strongest[subject], strongest[object] = max(strongest[subject], s), max(strongest[object], s)
	}
	nodes := slices.Clone(found.Nodes)
	slices.SortStableFunc(nodes, func(a, b evidence.LineageNode) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(strongest[b.Entity], strongest[a.Entity]))
	})
	return nodes[:e.drawable(nodes, found.Edges)]
}

// drawable is how many of the nodes, taken from the first, a picture holds with the lines among them.
func (e *edition) drawable(nodes []evidence.LineageNode, edges []int32) int {
	rank := map[int32]int{}
	for i, n := range nodes {
		rank[n.Entity] = i
	}
	lines := make([]int, len(nodes)) // that come with each node
	for _, edge := range edges {
		subject, _, object := e.ix.EdgeEnds(edge)
		lines[max(rank[subject], rank[object])]++
	}
	sum := 0
	for i := range nodes {
		if sum += lines[i]; i == drawnNodes || sum > drawnEdges && i > 1 {
			return i
		}
	}
	return len(nodes)
}

// unsettle makes a span of an idea whose origin is contested: it came up between the year of the first idea that it is
// said to come from and the last year in which someone is named for it.
func (e *edition) unsettle(f *figure, i int, c evidence.Contest) {
	n := &f.nodes[i]
	n.note = "origin contested"
	if !n.dated || n.life || e.ix.DatedBy(c.Entity) != evidence.DatedByClaim {
		return
	}
	first, last := n.from, n.from
	for _, s := range c.Sides {
		if year, ok := e.view.EdgeYear(s.Edge); ok {
			first, last = min(first, year), max(last, year)
		}
	}
	for _, x := range f.edges {
		if from := &f.nodes[x.from]; x.to == i && from.dated && !from.life {
			first = min(first, from.from)
		}
	}
	if first < last {
		n.bar, n.from, n.to = true, first, last
		n.year = "between " + strconv.Itoa(first) + " and " + strconv.Itoa(last)
		n.words = "construct, first dated " + n.year
	}
}

// reading is the order in which the edges of a figure are read: with the node at which they end.
func (f *figure) reading(nodes []int) []int {
	var order []int
	for _, n := range nodes {
		for i, e := range f.edges {
			if e.to == n {
				order = append(order, i)
			}
		}
	}
	return order
}

func (e *edition) lineageRow(edge int32, side string) lineageRow {
	subject, _, _ := e.ix.EdgeEnds(edge)
	row := lineageRow{Link: e.edge(edge, subject), Side: side, Year: "undated", Teams: e.teamWords(edge)}
	if year, ok := e.view.EdgeYear(edge); ok {
		row.Year = strconv.Itoa(year)
	}
	return row
}

// sideLetters names the sides of contested origins by the edge: A, B, C, the strongest first.
func sideLetters(contests []evidence.Contest) map[int32]string {
	letters := map[int32]string{}
	for _, c := range contests {
		for i, s := range c.Sides {
			if i < 26 {
				letters[s.Edge] = string(rune('A' + i))
			}
		}
	}
	return letters
}
