package pages

import "slices"

// Measures of the wide picture, in its own units.
const (
	wideWidth   = 1100.0
	wideTop     = 26.0 // the scale of years
	wideRight   = 34.0
	mostRight   = 110.0
	wideMark    = 12.0
	guestMark   = 7.0
	barHalf     = 13.0
	hostRow     = 34.0
	guestRow    = 19.0
	headRow     = 26.0
	widestLabel = 215.0
	tieLength   = 20.0
	apart       = 12.0 // between lines that run side by side
	tight       = 6.0
	mostPasses  = 30
)

// wide lays a figure out with years running to the right. Every node has a row of its own, in the order of years, with
// its name to the left of its mark or within its bar, and a thin line to the right of it. A line of descent drops at
// its year from one thin line to the other: whatever lies between the two rows began earlier and has its name further
// left, so that lines keep clear of names.
func (f *figure) wide() *layout {
	extra := make([]float64, len(f.nodes))
	for pass := 0; ; pass++ {
		w := newWide(f, extra)
		tight := w.place()
		if len(tight) == 0 || pass == mostPasses {
			return &w.layout
		}
		// A number found no room: the row at which its line ends moves down.
		for _, n := range tight {
			extra[n] += labelHeight + 3
		}
	}
}

type wide struct {
	layout
	f        *figure
	seating  seating
	extra    []float64
	first    int
	last     int
	dated    bool
	left     float64
	scale    float64
	host     []int // of each node
	row      []int // of each node
	solid    []solid
	verts    []vertical
	labelled []box
}

// solid is what no line may cross: a mark, a name, the stem of a group of guests.
type solid struct {
	box
	node int // whose mark or name it is, -1 for a stem
}

// vertical is a line of descent as it drops; right is the room that its label needs beside it.
type vertical struct {
	x     float64
	y     span
	right float64
}

// beside says whether two lines run too close to each other; a narrow gap leaves no room for labels.
func (v vertical) beside(other vertical, gap float64) bool {
	if !v.y.meets(other.y) {
		return false
	}
	right, otherRight := gap, gap
	if gap >= apart {
		right, otherRight = max(gap, v.right), max(gap, other.right)
	}
	return v.x <= other.x && other.x-v.x < right || v.x > other.x && v.x-other.x < otherRight
}

// drop is a line at a place.
func (w *wide) drop(edge int, x float64) vertical {
	e := &w.f.edges[edge]
	v := vertical{x: x, y: between(w.nodes[e.from].mark.y, w.nodes[e.to].mark.y)}
	if e.side != "" || e.llm { // a number alone may stand elsewhere; a letter must not be taken for another line's
		v.right = e.labelWidth(false) + 10
	}
	return v
}

func newWide(f *figure, extra []float64) *wide {
	w := &wide{f: f, extra: extra, host: make([]int, len(f.nodes)), row: make([]int, len(f.nodes))}
	w.nodes, w.edges = make([]placedNode, len(f.nodes)), make([]placedEdge, len(f.edges))
	w.seating = f.seat()
	f.byYear(w.seating.blocks)
	for _, b := range w.seating.blocks {
		w.host[b.host] = b.host
		for _, g := range b.guests {
			w.host[g] = b.host
		}
	}
	return w
}

// place gives everything its place; it returns the nodes above which numbers found no room.
func (w *wide) place() []int {
	w.setScale()
	w.setRows()
	w.setBands()
	for i := range w.f.nodes {
		w.setNode(i)
	}
	w.setStems()
	w.setLines()
	tight := w.setNumbers()
	w.setLanes()
	return tight
}

// at is the place of a year.
func (w *wide) at(year int) float64 { return w.left + float64(year-w.first)*w.scale }

// setScale finds the left margin that holds every name that begins left of the first decade.
func (w *wide) setScale() {
	w.width, w.left = wideWidth, 24
	w.first, w.last, w.dated = w.f.years()
	for range 3 {
		if w.dated {
			w.scale = (wideWidth - w.right() - w.left) / float64(w.last-w.first)
		}
		need := 24.0
		for i := range w.f.nodes {
			if over := w.reach(i) - (w.startOf(w.host[i]) - w.left); over > need {
				need = over
			}
		}
		w.left = need
	}
}

// right is the room beyond the last decade, into which lines give way where many of them drop in the last years.
func (w *wide) right() float64 {
	return min(wideRight+1.5*float64(max(0, len(w.f.edges)-30)), mostRight)
}

// startOf is where a node's line begins.
func (w *wide) startOf(i int) float64 {
	if n := &w.f.nodes[i]; n.dated {
		return w.at(n.from)
	}
	return w.left
}

// reach is how far the writing of a node reaches to the left of where its host begins.
func (w *wide) reach(i int) float64 {
	n := &w.f.nodes[i]
	host := w.host[i]
	switch {
	case host != i && w.rightward(host):
		return 0
	case host != i:
		return w.guestWidth(i) + tieLength + 4
	case n.bar && w.inside(i):
		if n.stop > 0 {
			return 30
		}
		return 8
	}
	width := 0.0
	for _, l := range w.labelLines(i) {
		b := l.around(nameSize)
		width = max(width, b.x1-b.x0)
	}
	return width + wideMark + 12
}

// guestName is a name on one line.
func guestName(n *figureNode) string { return clip(n.who.Name, 48) }

func (w *wide) guestWidth(i int) float64 {
	width := textWidth(guestName(&w.f.nodes[i]), smallSize) + 2*guestMark + 8
	if tie := w.seating.tie[i]; tie >= 0 {
		width += w.f.edges[tie].labelWidth(false) + 6
	}
	if w.f.nodes[i].stop > 0 {
		width += 26
	}
	return width
}

// labelLines are the lines of a host's name, not yet placed.
func (w *wide) labelLines(i int) []writing {
	n := &w.f.nodes[i]
	class := "nm"
	if n.here {
		class = "nm hr"
	}
	quiet := n.year
	if n.note != "" {
		quiet = n.note + ", " + n.year
	}
	if n.bar && w.inside(i) {
		return []writing{{words: n.who.Name, quiet: quiet, class: class, anchor: "start"}}
	}
	var lines []writing
	for _, words := range wrapped(n.who.Name, nameSize, widestLabel) {
		lines = append(lines, writing{words: words, class: class, anchor: "end"})
	}
	last := &lines[len(lines)-1]
	if textWidth(last.words, nameSize)+textWidth(" "+quiet, smallSize) <= widestLabel+20 {
		last.quiet = quiet
		return lines
	}
	return append(lines, writing{words: quiet, class: "mt", anchor: "end"})
}

// inside says whether a bar holds its name.
func (w *wide) inside(i int) bool {
	n := &w.f.nodes[i]
	room := float64(n.to-n.from) * w.scale
	quiet := n.year
	if n.note != "" {
		quiet = n.note + ", " + n.year
	}
	return room >= 2*wideMark+24+textWidth(n.who.Name, nameSize)+textWidth(" "+quiet, smallSize)
}

// setRows gives every node its height.
func (w *wide) setRows() {
	y := wideTop
	if !w.dated {
		y = 4
	}
	group, row := "", 0
	for _, b := range w.seating.blocks {
		n := &w.f.nodes[b.host]
		head := "Ideas and programmes"
		switch {
		case !n.dated:
			head = "Without a date"
		case n.life:
			head = "People"
		}
		if head != group {
			group = head
			w.heads = append(w.heads, writing{at: point{8, y + 18}, words: head, class: "bd", anchor: "start"})
			y += headRow
		}
		height := max(hostRow, float64(len(w.labelLines(b.host)))*lineHeight+8)
		y += w.extra[b.host] + height/2
		w.nodes[b.host].mark = point{w.startOf(b.host), y}
		y += height / 2
		w.row[b.host] = row
		row++
		w.order = append(w.order, b.host)
		for _, g := range b.guests {
			y += w.extra[g] + guestRow/2
			w.nodes[g].mark.y = y
			y += guestRow / 2
			w.row[g] = row
			row++
			w.order = append(w.order, g)
		}
		if len(b.guests) > 0 {
			y += 6
		}
	}
	w.height = y + 8
}

// setBands draws the decades, down to where nodes without a year begin.
func (w *wide) setBands() {
	if !w.dated {
		return
	}
	end := w.height
	for _, h := range w.heads {
		if h.words == "Without a date" {
			end = h.at.y - 18
		}
	}
	for year := w.first; year < w.last; year += 10 {
		b := band{box: box{w.at(year), wideTop - 4, w.at(year + 10), end}, shaded: year/10%2 == 1}
		b.label = writing{at: point{w.at(year) + 4, wideTop - 10}, words: decade(year), class: "ax", anchor: "start"}
		w.bands = append(w.bands, b)
	}
}

func (w *wide) setNode(i int) {
	if w.host[i] != i {
		w.setGuest(i)
		return
	}
	n, p := &w.f.nodes[i], &w.nodes[i]
	p.r = wideMark
	lines := w.labelLines(i)
	x := p.mark.x - wideMark - 7
	if n.bar {
		p.bar = box{w.at(n.from), p.mark.y - barHalf, max(w.at(n.to), w.at(n.from)+2*wideMark+4), p.mark.y + barHalf}
		p.mark.x += wideMark + 1
		if w.inside(i) {
			x = p.mark.x + wideMark + 6
		}
	}
	y := p.mark.y + 5 - float64(len(lines)-1)*lineHeight/2
	for k := range lines {
		lines[k].at = point{x, y + float64(k)*lineHeight}
		p.boxes = append(p.boxes, lines[k].around(nameSize))
	}
	p.label = lines
	if n.stop > 0 {
		p.stop = point{p.mark.x + wideMark + 13, p.mark.y}
		if n.bar {
			p.stop.x = p.bar.x0 - 15
		}
		p.boxes = append(p.boxes, box{p.stop.x - 11, p.stop.y - 11, p.stop.x + 11, p.stop.y + 11})
	}
	w.addSolid(i)
}

func (w *wide) addSolid(i int) {
	p := &w.nodes[i]
	w.solid = append(w.solid, solid{box{p.mark.x - p.r, p.mark.y - p.r, p.mark.x + p.r, p.mark.y + p.r}, i})
	for _, b := range p.boxes {
		w.solid = append(w.solid, solid{b, i})
	}
}

// setGuest sets a node below its host: to the left of the host's stem or, below a bar, to the right.
func (w *wide) setGuest(i int) {
	n, p := &w.f.nodes[i], &w.nodes[i]
	p.r, p.guest = guestMark, true
	tie := w.seating.tie[i]
	number := 0.0
	if tie >= 0 {
		number = w.f.edges[tie].labelWidth(false)
	}
	name := textWidth(guestName(n), smallSize)
	class := "gs"
	if n.here {
		class = "gs hr"
	}
	label := writing{words: guestName(n), class: class, anchor: "start"}
	stem := w.stem(w.host[i])
	x := stem + tieLength
	if !w.rightward(w.host[i]) {
		x = stem - tieLength - w.guestWidth(i)
	}
	if n.stop > 0 {
		p.stop = point{x + 11, p.mark.y}
		p.boxes = append(p.boxes, box{x, p.mark.y - 10, x + 22, p.mark.y + 10})
		x += 26
	}
	numberAt := 0.0
	if w.rightward(w.host[i]) {
		numberAt = x
		if number > 0 {
			x += number + 6
		}
		p.mark.x = x + guestMark
		label.at = point{x + 2*guestMark + 5, p.mark.y + 4.5}
	} else {
		p.mark.x = x + guestMark
		label.at = point{x + 2*guestMark + 5, p.mark.y + 4.5}
		numberAt = stem - tieLength - number
	}
	p.label = []writing{label}
	p.boxes = append(p.boxes, box{label.at.x, p.mark.y - 8, label.at.x + name, p.mark.y + 7})
	w.addSolid(i)
	if tie >= 0 {
		w.setTie(i, tie, stem, point{numberAt, p.mark.y}, number)
	}
}

// stem is where the line runs that joins guests to a host.
func (w *wide) stem(host int) float64 {
	if w.f.nodes[host].bar {
		return w.startOf(host) + 8
	}
	return w.startOf(host)
}

// rightward says whether a host's guests are set to the right of its stem: below a life that begins early they are,
// whose first years few lines cross.
func (w *wide) rightward(host int) bool {
	n := &w.f.nodes[host]
	return n.life && 2*n.from < w.first+w.last
}

// setTie draws the line between a guest and its host.
func (w *wide) setTie(guest, edge int, stem float64, number point, width float64) {
	p, e := &w.nodes[guest], &w.edges[edge]
	host := w.host[guest]
	foot := w.nodes[host].mark.y + wideMark + 1
	if w.f.nodes[host].bar {
		foot = w.nodes[host].mark.y + barHalf
	}
	end := point{stem - tieLength + 3, p.mark.y}
	if w.rightward(host) {
		end.x = stem + tieLength - 3
	}
	e.path = []point{end, {stem, p.mark.y}, {stem, foot}}
	if w.f.edges[edge].to == guest {
		slices.Reverse(e.path)
	}
	e.label = number
	e.box = box{number.x, number.y - labelHeight/2, number.x + width, number.y + labelHeight/2}
	w.labelled = append(w.labelled, e.box)
	w.solid = append(w.solid, solid{e.box, guest})
}
