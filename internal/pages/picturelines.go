package pages

import (
	"cmp"
	"math"
	"slices"
)

// setStems keeps lines away from the stems of guests.
func (w *wide) setStems() {
	for _, b := range w.seating.blocks {
		if len(b.guests) == 0 {
			continue
		}
		x := w.stem(b.host)
		last := w.nodes[b.guests[len(b.guests)-1]].mark.y
		w.solid = append(w.solid, solid{box{x - 4, w.nodes[b.host].mark.y + wideMark, x + 4, last + 4}, -1})
	}
}

// free is where the line to the right of a node begins.
func (w *wide) free(i int) float64 {
	p := &w.nodes[i]
	switch {
	case p.guest && w.rightward(w.host[i]):
		return p.boxes[len(p.boxes)-1].x1 + 8
	case p.guest:
		return w.stem(w.host[i]) + 9
	case !p.bar.empty():
		return p.bar.x0 + 2*wideMark + 6
	}
	return p.mark.x
}

// setLines gives every line of descent that is no tie its place. First come those that can drop straight on the mark at
// which they end, one for each mark, then the others by year.
func (w *wide) setLines() {
	ties, set := map[int]bool{}, map[int]bool{}
	for _, t := range w.seating.tie {
		ties[t] = true
	}
	var wishes []wish
	for i := range w.f.edges {
		if !ties[i] {
			wishes = append(wishes, w.wish(i))
		}
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.rows, b.rows)) })
	hit := map[int]bool{}
	for _, x := range wishes {
		lower := w.lower(x.edge)
		if p := &w.nodes[lower]; !hit[lower] && !p.guest && p.bar.empty() && x.x == p.mark.x && w.clear(x.edge, x.x, x.y, tight) {
			hit[lower], set[x.edge] = true, true
			w.dropLine(x.edge, x.x)
		}
	}
	for _, x := range wishes {
		if !set[x.edge] {
			w.setLine(x)
		}
	}
}

// wish is where a line would rather be.
type wish struct {
	edge int
	x    float64
	y    span
	rows int
}

// wish wants a line at its year or, if nobody dates it, where the later of its ends begins.
func (w *wide) wish(edge int) wish {
	e := &w.f.edges[edge]
	x := wish{edge: edge, x: max(w.free(e.from), w.free(e.to)), rows: abs(w.row[e.from] - w.row[e.to])}
	x.y = between(w.nodes[e.from].mark.y, w.nodes[e.to].mark.y)
	if e.dated && w.dated && w.f.nodes[w.host[e.from]].dated && w.f.nodes[w.host[e.to]].dated {
		x.x = max(x.x, w.at(e.year))
	}
	return x
}

// lower is the end of a line that is further down.
func (w *wide) lower(edge int) int {
	e := &w.f.edges[edge]
	if w.nodes[e.from].mark.y > w.nodes[e.to].mark.y {
		return e.from
	}
	return e.to
}

func abs(n int) int { return max(n, -n) }

// setLine finds the place nearest to the wish at which a line crosses no name and runs beside no other.
func (w *wide) setLine(wish wish) {
	e := &w.f.edges[wish.edge]
	low := max(w.free(e.from), w.free(e.to))
	for _, gap := range []float64{apart, 9, tight, 2, 0} {
		for step := 0.0; step <= wideWidth; step += 2 {
			for _, x := range []float64{wish.x + step, wish.x - step} {
				if x >= low && x <= wideWidth-6 && w.clear(wish.edge, x, wish.y, gap) {
					w.dropLine(wish.edge, x)
					return
				}
			}
		}
	}
	w.dropLine(wish.edge, min(max(wish.x, low), wideWidth-6))
}

// clear says whether a line may drop at a place.
func (w *wide) clear(edge int, x float64, y span, gap float64) bool {
	e := &w.f.edges[edge]
	for _, end := range []int{e.from, e.to} {
		if p := &w.nodes[end]; !p.guest && p.bar.empty() && x != p.mark.x && x < w.outer(end)+5 {
			return false
		}
	}
	lane := box{x - 4, y.low, x + 4, y.high}
	for _, s := range w.solid {
		if gap > 0 && s.node != e.from && s.node != e.to && s.meets(lane) {
			return false
		}
	}
	drop := w.drop(edge, x)
	return !slices.ContainsFunc(w.verts, func(v vertical) bool { return drop.beside(v, gap) })
}

func (w *wide) dropLine(edge int, x float64) {
	e := &w.f.edges[edge]
	from, to := w.edgeOf(e.from, e.to, x), w.edgeOf(e.to, e.from, x)
	w.edges[edge].path = []point{{x, from}, {x, to}}
	w.verts = append(w.verts, w.drop(edge, x))
	for _, end := range []int{e.from, e.to} {
		p := &w.nodes[end]
		if x > w.outer(end) {
			p.lane = [2]point{{w.outer(end), p.mark.y}, {max(x, p.lane[1].x), p.mark.y}}
		}
	}
}

// outer is the right side of what is drawn of a node, where its thin line begins.
func (w *wide) outer(i int) float64 {
	p := &w.nodes[i]
	switch {
	case p.guest:
		return w.free(i) - 6
	case !p.bar.empty():
		return p.bar.x1
	case p.stop.x > p.mark.x:
		return p.stop.x + 10
	}
	return p.mark.x + p.r
}

// edgeOf is the height at which a line leaves or reaches a node.
func (w *wide) edgeOf(i, other int, x float64) float64 {
	p := &w.nodes[i]
	half := 0.0
	switch {
	case p.guest:
	case !p.bar.empty() && x <= p.bar.x1:
		half = barHalf
	case p.bar.empty() && x <= p.mark.x+p.r:
		half = p.r + 1
	}
	if w.nodes[other].mark.y < p.mark.y {
		half = -half
	}
	return p.mark.y + half
}

// setNumbers sets the numbers beside their lines. It returns the lower ends of lines where there was no room.
func (w *wide) setNumbers() []int {
	var tight []int
	for i := range w.f.edges {
		if !w.edges[i].box.empty() {
			continue
		}
		if !w.setNumber(i) {
			tight = append(tight, w.lower(i))
		}
	}
	return tight
}

func (w *wide) setNumber(edge int) bool {
	e := &w.edges[edge]
	width := w.f.edges[edge].labelWidth(false)
	x, from, to := e.path[0].x, e.path[0].y, e.path[1].y
	way := 1.0
	if to < from {
		way = -1
	}
	at := func(left, step float64) box {
		left = max(0, min(left, wideWidth-width))
		y := to - way*step
		return box{left, y - labelHeight/2, left + width, y + labelHeight/2}
	}
	near, far := arrow+3+labelHeight/2, math.Abs(to-from)-labelHeight/2-2
	best, bestCost := at(x+6, near), math.Inf(1)
	for step := near; step <= max(near, far); step += 4 {
		for k, left := range []float64{x + 6, x - 6 - width, x - width/2} {
			b := at(left, step)
			if w.taken(b) {
				continue
			}
			if cost := w.crossed(b, edge) + 0.4*float64(k/2) + step/4000; cost < bestCost {
				best, bestCost = b, cost
			}
		}
	}
	e.box, e.label = best, point{best.x0, (best.y0 + best.y1) / 2}
	w.labelled = append(w.labelled, best)
	return !math.IsInf(bestCost, 1)
}

// taken says whether something that must stay readable is there.
func (w *wide) taken(b box) bool {
	return slices.ContainsFunc(w.solid, func(s solid) bool { return s.meets(b) }) || slices.ContainsFunc(w.labelled, b.meets) ||
		slices.ContainsFunc(w.nodes, func(p placedNode) bool { return !p.bar.empty() && p.bar.meets(b) })
}

// crossed weighs the lines that a box would cover: one of descent, for whose number it could be taken, more than a
// thin one.
func (w *wide) crossed(b box, edge int) float64 {
	cost := 0.0
	for i := range w.edges {
		if p := w.edges[i].path; i != edge && len(p) == 2 && (box{p[0].x - 2, min(p[0].y, p[1].y), p[0].x + 2, max(p[0].y, p[1].y)}).meets(b) {
			cost += 3
		}
	}
	for i := range w.nodes {
		p := &w.nodes[i]
		if (box{p.lane[0].x, p.lane[0].y - 1, p.lane[1].x, p.lane[0].y + 1}).meets(b) {
			cost++
		}
	}
	return cost
}

// setLanes ends a thin line no sooner than its last line of descent.
func (w *wide) setLanes() {
	for i := range w.nodes {
		if p := &w.nodes[i]; p.lane[1].x <= p.lane[0].x {
			p.lane = [2]point{}
		}
	}
}
