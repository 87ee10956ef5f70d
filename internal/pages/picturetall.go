package pages

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// Measures of the tall picture, in its own units.
const (
	tallWidth  = 312.0
	tallAxis   = 31.0
	tallMark   = 9.5
	lifeTrack  = 15.0
	ideaTrack  = 9.0
	leastName  = 100.0 // room for a name
	tallMost   = 24    // nodes
	slotHeight = 16.0
	tallName   = 13.0
	emptyBand  = 16.0
)

func decade(year int) string { return strconv.Itoa(year) }

// tall lays a figure out with years running down, for narrow screens. Every node has a row, with its name to the right
// of its mark; from whatever others came of, a line runs down or up on a track of its own, and each line of descent
// branches off it into a slot at its end, with its number.
func (f *figure) tall() *layout {
	t := f.newTall()
	t.settle()
	t.setNodes()
	t.setLines()
	return &t.layout
}

func (f *figure) newTall() *tall {
	t := &tall{f: f, seating: f.seat()}
	t.upright, t.width = true, tallWidth
	t.nodes, t.edges = make([]placedNode, len(f.nodes)), make([]placedEdge, len(f.edges))
	t.setOrder()
	t.setSlots()
	return t
}

// settle finds columns and rows: how wide the tracks are depends on the heights of rows, and these on the room that
// the tracks leave for names.
func (t *tall) settle() {
	for range 3 {
		t.setColumns()
		t.setRows()
		t.setTracks()
	}
	t.setColumns()
	t.setRows()
}

// tallest keeps of a figure, whose nodes come in the order of their weight, as many nodes as a narrow picture holds:
// every stop of a trail, and whatever else leaves room for names.
func (f *figure) tallest() *figure {
	kept := make([]bool, len(f.nodes))
	small, count := f, 0
	for i := range f.nodes {
		if kept[i] = f.nodes[i].stop > 0; kept[i] {
			count++
		}
	}
	for i := range f.nodes {
		if kept[i] || count == tallMost {
			continue
		}
		kept[i] = true
		if small = f.subset(func(n int) bool { return kept[n] }); small.narrowNames() < leastName {
			kept[i] = false
			continue
		}
		count++
	}
	return f.subset(func(n int) bool { return kept[n] })
}

// narrowNames is the room that is left for names in a narrow picture of a figure.
func (f *figure) narrowNames() float64 {
	t := f.newTall()
	t.settle()
	return t.names
}

type tall struct {
	layout
	f       *figure
	seating seating
	row     []int     // of each node
	slots   [][]int   // the edges that arrive at each node, from above first
	track   []float64 // middle of each node's track, 0 for none
	tracks  float64   // room of all tracks
	numbers float64   // room of the widest number
	names   float64   // room of a name
	markX   float64
	heights []float64 // of each row
	middle  []float64 // of each row
}

// setOrder orders rows by year; who has none comes after the host.
func (t *tall) setOrder() {
	blocks := t.seating.blocks
	slices.SortStableFunc(blocks, func(a, b block) int {
		p, q := t.f.nodes[a.host], t.f.nodes[b.host]
		return cmp.Or(cmp.Compare(boolInt(!p.dated), boolInt(!q.dated)), cmp.Compare(p.from, q.from))
	})
	t.row = make([]int, len(t.f.nodes))
	for _, b := range blocks {
		for _, n := range append([]int{b.host}, b.guests...) {
			t.row[n] = len(t.order)
			t.order = append(t.order, n)
			t.nodes[n].guest = n != b.host
		}
	}
}

func boolInt(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (t *tall) setSlots() {
	t.slots = make([][]int, len(t.f.nodes))
	t.track = make([]float64, len(t.f.nodes))
	for i, e := range t.f.edges {
		t.slots[e.to] = append(t.slots[e.to], i)
		t.numbers = max(t.numbers, e.labelWidth(true))
	}
	for n := range t.slots {
		slices.SortStableFunc(t.slots[n], func(a, b int) int {
			return cmp.Compare(t.row[t.f.edges[a].from], t.row[t.f.edges[b].from])
		})
	}
}

// hasTrack says whether something runs along a node's track.
func (t *tall) hasTrack(n int) bool {
	return t.f.nodes[n].bar || slices.ContainsFunc(t.f.edges, func(e figureEdge) bool { return e.from == n })
}

func (t *tall) setColumns() {
	t.markX = tallAxis + t.tracks + t.numbers + arrow + 9 + tallMark
	t.names = tallWidth - t.markX - tallMark - 5
}

func (t *tall) label(n int) []writing {
	x := &t.f.nodes[n]
	class := "nm"
	if t.nodes[n].guest {
		class = "gs"
	}
	if x.here {
		class += " hr"
	}
	names := t.names
	if x.stop > 0 {
		names -= 24
	}
	var lines []writing
	for _, words := range wrapped(x.who.Name, tallName, names) {
		lines = append(lines, writing{words: words, class: class, anchor: "start"})
	}
	for _, quiet := range []string{x.note, x.year} {
		for _, words := range wrapped(quiet, smallSize, names) {
			lines = append(lines, writing{words: words, class: "mt", anchor: "start"})
		}
	}
	return lines
}

// slotCount is how many lines end at a node, with the one that joins it to its own track.
func (t *tall) slotCount(n int) int { return len(t.slots[n]) + boolInt(t.hasTrack(n)) }

// setRows gives rows their heights, and decades theirs.
func (t *tall) setRows() {
	t.heights, t.middle, t.bands, t.heads = make([]float64, len(t.order)), make([]float64, len(t.order)), nil, nil
	first, last, dated := t.f.years()
	y, at := 4.0, 0
	put := func(n int) {
		h := max(2*tallMark+8, float64(len(t.label(n)))*lineHeight+6, float64(t.slotCount(n))*slotHeight+8)
		t.heights[at], t.middle[at] = h, y+h/2
		y += h
		at++
	}
	if dated {
		for year := first; year < last; year += 10 {
			top := y
			for at < len(t.order) && t.yearAt(at) < year+10 {
				put(t.order[at])
			}
			y = max(y, top+emptyBand)
			t.bands = append(t.bands, band{box: box{0, top, tallWidth, y}, shaded: year/10%2 == 1,
				label: writing{at: point{2, top + 13}, words: decade(year), class: "ax", anchor: "start"}})
		}
	}
	if at < len(t.order) {
		y += 8
		if dated {
			t.heads = append(t.heads, writing{at: point{2, y + 12}, words: "Without a date", class: "bd", anchor: "start"})
			y += headRow
		}
	}
	for at < len(t.order) {
		put(t.order[at])
	}
	t.height = y + 6
}

// yearAt is the year of a row: its own or its host's; beyond all decades if there is none.
func (t *tall) yearAt(row int) int {
	for ; row >= 0; row-- {
		if n := t.order[row]; !t.nodes[n].guest {
			if !t.f.nodes[n].dated {
				return math.MaxInt
			}
			return t.f.nodes[n].from
		}
	}
	return math.MaxInt
}

// depth is how far down a year is.
func (t *tall) depth(year int) float64 {
	first, last, _ := t.f.years()
	if year >= last {
		return t.height - 6
	}
	b := t.bands[(year-first)/10]
	return b.y0 + (b.y1-b.y0)*float64(year%10)/10
}

// extent is what a node's track covers.
func (t *tall) extent(n int) span {
	rowSpan := func(n int) span {
		half := t.heights[t.row[n]] / 2
		return span{t.middle[t.row[n]] - half, t.middle[t.row[n]] + half}
	}
	s := rowSpan(n)
	if x := &t.f.nodes[n]; x.bar {
		s.high = max(s.high, t.depth(x.to))
	}
	for _, e := range t.f.edges {
		if e.from == n {
			to := rowSpan(e.to)
			s.low, s.high = min(s.low, to.low), max(s.high, to.high)
		}
	}
	return s
}

// setTracks gives every node that others came of a track; lives to the left.
func (t *tall) setTracks() {
	left := tallAxis
	for _, life := range []bool{true, false} {
		var ends [][]span
		width := ideaTrack
		if life {
			width = lifeTrack
		}
		for _, n := range t.order {
			if t.f.nodes[n].bar != life || !t.hasTrack(n) {
				continue
			}
			s := t.extent(n)
			k := slices.IndexFunc(ends, func(on []span) bool { return !slices.ContainsFunc(on, s.meets) })
			if k < 0 {
				k = len(ends)
				ends = append(ends, nil)
			}
			ends[k] = append(ends[k], s)
			t.track[n] = left + float64(k)*width + width/2
		}
		left += float64(len(ends)) * width
	}
	t.tracks = left - tallAxis
}

func (t *tall) setNodes() {
	for _, n := range t.order {
		x, p := &t.f.nodes[n], &t.nodes[n]
		y := t.middle[t.row[n]]
		p.mark, p.r = point{t.markX, y}, tallMark
		if p.guest {
			p.r = guestMark + 1
		}
		p.label = t.label(n)
		left := t.markX + tallMark + 5
		if x.stop > 0 {
			p.stop = point{left + 9, y}
			p.boxes = append(p.boxes, box{left - 1, y - 10, left + 20, y + 10})
			left += 24
		}
		for k := range p.label {
			p.label[k].at = point{left, y + 5 + (float64(k)-float64(len(p.label)-1)/2)*lineHeight}
			size := tallName
			if p.label[k].class == "mt" {
				size = smallSize
			}
			p.boxes = append(p.boxes, p.label[k].around(size))
		}
		if !t.hasTrack(n) {
			continue
		}
		if x.bar {
			p.bar = box{t.track[n] - lifeTrack/2 + 1.5, y - 8, t.track[n] + lifeTrack/2 - 1.5, max(t.depth(x.to), y+12)}
		}
		p.lane = [2]point{{t.track[n], y}, {t.track[n], y}}
	}
}

// slot is the height at which a line arrives at a node; the last one joins the node to its own track.
func (t *tall) slot(n, k int) float64 {
	return t.middle[t.row[n]] + (float64(k)-float64(t.slotCount(n)-1)/2)*slotHeight
}

func (t *tall) setLines() {
	gate := t.markX - tallMark - 3
	for n := range t.slots {
		p := &t.nodes[n]
		count := t.slotCount(n)
		if count == 0 {
			continue
		}
		p.gate = [2]point{{gate, t.slot(n, 0)}, {gate, t.slot(n, count-1)}}
		for k, i := range t.slots[n] {
			y := t.slot(n, k)
			from := t.f.edges[i].from
			source := &t.nodes[from]
			start := t.track[from]
			if !source.bar.empty() && y > source.bar.y0 && y < source.bar.y1 {
				start = source.bar.x1
			}
			source.lane[0].y, source.lane[1].y = min(source.lane[0].y, y), max(source.lane[1].y, y)
			e := &t.edges[i]
			e.path = []point{{start, y}, {gate - 1, y}}
			right := gate - arrow - 3
			width := t.f.edges[i].labelWidth(true)
			e.label = point{right - width, y}
			e.box = box{right - width, y - labelHeight/2, right, y + labelHeight/2}
		}
	}
	for n := range t.nodes {
		if p := &t.nodes[n]; t.hasTrack(n) {
			own := t.slot(n, t.slotCount(n)-1)
			p.lane[0].y, p.lane[1].y = min(p.lane[0].y, own), max(p.lane[1].y, own)
			p.stem = [2]point{{t.track[n], own}, {gate, own}}
		}
	}
}
