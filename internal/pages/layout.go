package pages

import "math"

// layout is a figure with a place for everything. Nodes and edges stand in the order of the figure's.
type layout struct {
	width, height float64
	upright       bool // years run down
	bands         []band
	heads         []writing
	nodes         []placedNode
	edges         []placedEdge
	order         []int // nodes, as they are read
}

// band is a decade.
type band struct {
	box
	label  writing
	shaded bool
}

type placedNode struct {
	mark  point
	r     float64
	bar   box      // of a life or a span; empty for what has one year
	lane  [2]point // the thin line on which lines of descent begin and end; empty if there is none
	stop  point    // of the number in a trail
	label []writing
	boxes []box // what the writing takes
	guest bool
	gate  [2]point // where several lines arrive side by side
	stem  [2]point // joins a node to its track
}

type placedEdge struct {
	path  []point // the last point is the tip of the arrow
	label point   // left end of the number's line
	box   box
}

type point struct{ x, y float64 }

// box is a rectangle with its sides along the axes.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) meets(c box) bool { return b.x0 < c.x1 && c.x0 < b.x1 && b.y0 < c.y1 && c.y0 < b.y1 }

func (b box) empty() bool { return b.x1 <= b.x0 || b.y1 <= b.y0 }

// writing is one line of text; quiet is its second part, set smaller.
type writing struct {
	at     point
	anchor string
	words  string
	quiet  string
	class  string
}

// around is the room that a line of text of one size takes.
func (w *writing) around(size float64) box {
	width := textWidth(w.words, size)
	if w.quiet != "" {
		width += textWidth(" "+w.quiet, smallSize)
	}
	x := w.at.x
	switch w.anchor {
	case "end":
		x -= width
	case "middle":
		x -= width / 2
	}
	return box{x, w.at.y - 0.82*size, x + width, w.at.y + 0.3*size}
}

// Parts of the label of an edge, in their order: the side of a contest, the sign of a dispute, the number, the tag of
// a language model, or the words for a line that is not there.
const (
	sideWidth    = 20.0
	disputeWidth = 15.0
	tagWidth     = 27.0
	crossWidth   = 15.0
	labelHeight  = 14.0
)

// missingWords stand at a line that is not there.
const missingWords = "no line of descent"

// labelWidth is the room that the number of an edge takes with what stands beside it.
func (e *figureEdge) labelWidth(brief bool) float64 {
	if e.missing {
		if brief {
			return crossWidth + textWidth("no line", smallSize)
		}
		return crossWidth + textWidth(missingWords, smallSize)
	}
	width := textWidth(e.number, smallSize)
	if e.side != "" {
		width += sideWidth
	}
	if e.disputed {
		width += disputeWidth
	}
	if e.llm {
		width += tagWidth
	}
	return width
}

// arrow is the length of an arrow's head.
const arrow = 8.0

// span is an interval.
type span struct{ low, high float64 }

func (s span) meets(t span) bool { return s.low < t.high && t.low < s.high }

func between(a, b float64) span { return span{math.Min(a, b), math.Max(a, b)} }
