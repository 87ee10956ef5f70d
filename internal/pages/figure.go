package pages

import (
	"cmp"
	"slices"
)

// figure is what a picture of descent shows, before anything has a place.
type figure struct {
	nodes []figureNode
	edges []figureEdge
}

// figureNode is an entity. A node without a year is set below one that has it.
type figureNode struct {
	who   person
	words string // for those who hear the picture: "Theorist, 1907–1990"
	year  string // beside the name: "1907–1990", "by 1988"
	note  string // "origin contested"
	dated bool
	from  int
	to    int  // end of a life, or of the years in which an idea came up
	bar   bool // it takes years, not one year
	life  bool
	open  bool // how long it goes on is not known
	here  bool
	stop  int // its number in a trail, 0 for none
}

// figureEdge is a line of descent, from where the idea comes to where it arrives. A missing line is one that a reader
// may expect and that nobody asserts.
type figureEdge struct {
	from, to  int
	year      int
	dated     bool
	url       string
	words     string
	class     string
	number    string
	side      string // of a contested origin: "A"
	secondary bool   // only popular or secondary sources
	disputed  bool
	llm       bool
	missing   bool
	strength  float64
}

// subset keeps some of the nodes, in their order, with the edges among them.
func (f *figure) subset(keep func(int) bool) *figure {
	small := &figure{}
	at := make([]int, len(f.nodes))
	for i := range f.nodes {
		at[i] = -1
		if keep(i) {
			at[i] = len(small.nodes)
			small.nodes = append(small.nodes, f.nodes[i])
		}
	}
	for _, e := range f.edges {
		if at[e.from] >= 0 && at[e.to] >= 0 {
			e.from, e.to = at[e.from], at[e.to]
			small.edges = append(small.edges, e)
		}
	}
	return small
}

// block is a node with a year, or the first of those that no line joins to a year, and the nodes set below it.
type block struct {
	host   int
	guests []int
}

// seating says below which node each node without a year is set. tie holds, for each of them, the edge that joins it
// to its host, or -1 where it hangs on another guest.
type seating struct {
	blocks []block
	tie    map[int]int
}

// seat sets nodes without a year below the one they are joined to by the strongest line, ideas before people.
func (f *figure) seat() seating {
	s := seating{tie: map[int]int{}}
	blockOf := make([]int, len(f.nodes))
	depth := make([]int, len(f.nodes))
	for i := range f.nodes {
		blockOf[i] = -1
		if f.nodes[i].dated {
			blockOf[i] = len(s.blocks)
			s.blocks = append(s.blocks, block{host: i})
		}
	}
	for {
		for f.seatRound(&s, blockOf, depth) {
		}
		first := f.unseated(blockOf)
		if first < 0 {
			break
		}
		blockOf[first] = len(s.blocks)
		s.blocks = append(s.blocks, block{host: first})
	}
	return s
}

// seatRound seats those that are joined to a node already seated; false if there was none.
func (f *figure) seatRound(s *seating, blockOf, depth []int) bool {
	type choice struct{ edge, at int }
	best := map[int]choice{}
	for i, e := range f.edges {
		for _, ends := range [][2]int{{e.from, e.to}, {e.to, e.from}} {
			guest, at := ends[0], ends[1]
			if e.missing || guest == at || blockOf[guest] >= 0 || blockOf[at] < 0 {
				continue
			}
			if old, ok := best[guest]; !ok || f.better(i, at, old.edge, old.at, depth) {
				best[guest] = choice{i, at}
			}
		}
	}
	for guest := range f.nodes {
		c, ok := best[guest]
		if !ok {
			continue
		}
		b := blockOf[c.at]
		blockOf[guest], depth[guest] = b, depth[c.at]+1
		s.blocks[b].guests = append(s.blocks[b].guests, guest)
		s.tie[guest] = -1
		if s.blocks[b].host == c.at {
			s.tie[guest] = c.edge
		}
	}
	return len(best) > 0
}

// better says whether a guest should rather sit at one node than at another.
func (f *figure) better(edge, at, oldEdge, oldAt int, depth []int) bool {
	people := func(n int) int {
		if f.nodes[n].life {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(depth[at], depth[oldAt]), cmp.Compare(people(at), people(oldAt)),
		cmp.Compare(f.edges[oldEdge].strength, f.edges[edge].strength)) < 0
}

// unseated is the node that others without a year gather around: the page's own, else the one with most lines.
func (f *figure) unseated(blockOf []int) int {
	lines := make([]int, len(f.nodes))
	for _, e := range f.edges {
		lines[e.from]++
		lines[e.to]++
	}
	best := -1
	for i := range f.nodes {
		if blockOf[i] >= 0 {
			continue
		}
		if best < 0 || f.nodes[i].here && !f.nodes[best].here || f.nodes[i].here == f.nodes[best].here && lines[i] > lines[best] {
			best = i
		}
	}
	return best
}

// years are the first and the last year of the figure, as whole decades; false if nothing has a year.
func (f *figure) years() (first, last int, ok bool) {
	for _, n := range f.nodes {
		if !n.dated {
			continue
		}
		if !ok {
			first, last, ok = n.from, n.from, true
		}
		first, last = min(first, n.from), max(last, n.from)
		if n.bar {
			last = max(last, n.to)
		}
	}
	if !ok {
		return 0, 0, false
	}
	for _, e := range f.edges {
		if e.dated && f.nodes[e.from].dated && f.nodes[e.to].dated {
			last = max(last, e.year)
		}
	}
	const room = 4 // years at least for lines that drop beside what comes last
	return first / 10 * 10, (last+room)/10*10 + 10, true
}

// byYear orders blocks: people, then everything else, then those without a year; each by year.
func (f *figure) byYear(blocks []block) {
	group := func(n figureNode) int {
		switch {
		case !n.dated:
			return 2
		case n.life:
			return 0
		}
		return 1
	}
	slices.SortStableFunc(blocks, func(a, b block) int {
		p, q := f.nodes[a.host], f.nodes[b.host]
		return cmp.Or(cmp.Compare(group(p), group(q)), cmp.Compare(p.from, q.from))
	})
}
