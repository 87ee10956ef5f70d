package pages

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// picture draws a trail on years: lives are bars, everything else sits at its year, lines run the way ideas flow. The
// list beside it says the same.
type picture struct {
	SVG     template.HTML
	Caption string
}

// Measures of the drawing, in its own units.
const (
	picWidth  = 1208
	picRow    = 62
	picTop    = 30
	picLeft   = 24
	picRight  = 385 // room for the last names
	picRadius = 17
	// missingGap is the room for a line that is not there, in rows.
	missingGap = 0.75
)

// spot is an entity in the drawing.
type spot struct {
	entity   int32
	who      person
	stop     int // its number in the trail, 0 for those between
	person   bool
	from, to int // years; to is 0 but for a life
	row      float64
	year     string
	x, y     float64
}

// picture gives nil where something cannot be put on years.
func (e *edition) picture(stops []int32, legs []evidence.Leg) *picture {
	spots, ok := e.spots(stops, legs)
	if !ok || len(spots) < 2 {
		return nil
	}
	first, last := 9999, 0
	for _, s := range spots {
		first, last = min(first, s.from), max(last, s.from, s.to)
	}
	first, last = first/10*10, (last/10+1)*10
	scale := float64(picWidth-picLeft-picRight) / float64(last-first)
	at := func(year int) float64 { return picLeft + float64(year-first)*scale }
	for i := range spots {
		s := &spots[i]
		s.x, s.y = at(s.from), picTop+picRow*s.row+picRow/2
		if s.person {
			s.x += picRadius
		}
	}
	height := picTop + int(picRow*(spots[len(spots)-1].row+1)) + 34
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="pic" viewBox="0 0 %d %d" role="img" aria-label="The trail on a scale of years. The list below says the same.">`, picWidth, height)
	for year := first; year < last; year += 10 {
		if year/10%2 == 0 {
			fmt.Fprintf(&b, `<rect class="dec" x="%s" y="0" width="%s" height="%d"/>`, fixed(at(year)), fixed(10*scale), height-26)
		}
		fmt.Fprintf(&b, `<text class="ax" x="%s" y="%d">%d</text>`, fixed(at(year)+5), height-8, year)
	}
	for i := range spots {
		if s := &spots[i]; s.person {
			fmt.Fprintf(&b, `<path class="life" d="M%s %sH%sV%sH%sZ"/>`, fixed(at(s.from)), fixed(s.y-15), fixed(at(s.to)), fixed(s.y+15), fixed(at(s.from)))
		}
	}
	e.drawLines(&b, spots, legs, at)
	for i := range spots {
		drawSpot(&b, &spots[i])
	}
	b.WriteString(`</svg>`)
	caption := "Lives are bars; ideas and programmes stand at the year in which they were introduced, or first dated here."
	if slices.ContainsFunc(legs, func(l evidence.Leg) bool { return l.Descent == nil }) {
		caption += " A dotted, crossed line marks stops of which one did not come from the other."
	}
	return &picture{template.HTML(b.String()), caption} //nolint:gosec // numbers, and names that were escaped
}

// spots places the entities of a trail: people first, then everything else by year. It fails where a year is missing,
// or a life's end.
func (e *edition) spots(stops []int32, legs []evidence.Leg) ([]spot, bool) {
	var all []int32
	add := func(n int32) {
		if !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	for _, n := range stops {
		add(n)
	}
	for i := range legs {
		for _, p := range drawn(&legs[i]) {
			for _, n := range p.Entities {
				add(n)
			}
		}
	}
	var spots []spot
	for _, n := range all {
		s := spot{entity: n, who: e.entityNumber(n), stop: slices.Index(stops, n) + 1}
		if x, ok := e.book.Entities[e.ix.EntityID(n)].(*evidence.Theorist); ok {
			born, err1 := strconv.Atoi(yearOf(x.Born))
			died, err2 := strconv.Atoi(yearOf(x.Died))
			if err1 != nil || err2 != nil {
				return nil, false
			}
			s.person, s.from, s.to = true, born, died
			s.year = strconv.Itoa(born) + "–" + strconv.Itoa(died)
		} else {
			year, ok := e.view.YearOf(n)
			if !ok {
				return nil, false
			}
			s.from, s.year = year, strconv.Itoa(year)
			if e.ix.DatedBy(n) == evidence.DatedByClaim {
				s.year = "by " + s.year
			}
		}
		spots = append(spots, s)
	}
	slices.SortStableFunc(spots, func(a, b spot) int {
		if a.person != b.person {
			if a.person {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.from, b.from), e.ix.CompareNames(a.entity, b.entity))
	})
	row := 0.0
	for i := range spots {
		if i > 0 && slices.ContainsFunc(legs, func(l evidence.Leg) bool {
			return l.Descent == nil && min(l.From, l.To) == min(spots[i-1].entity, spots[i].entity) && max(l.From, l.To) == max(spots[i-1].entity, spots[i].entity)
		}) {
			row += missingGap
		}
		spots[i].row = row
		row++
	}
	return spots, true
}

// drawn are the paths of a leg that the drawing shows.
func drawn(l *evidence.Leg) []evidence.Path {
	if l.Descent != nil {
		return []evidence.Path{*l.Descent}
	}
	if len(l.Ancestors) > 0 {
		return l.Ancestors[0].Branches
	}
	return nil
}

func (e *edition) drawLines(b *strings.Builder, spots []spot, legs []evidence.Leg, at func(int) float64) {
	find := func(n int32) *spot {
		for i := range spots {
			if spots[i].entity == n {
				return &spots[i]
			}
		}
		return nil
	}
	done := map[int32]bool{}
	lanes := map[int]int{}
	for i := range legs {
		for _, p := range drawn(&legs[i]) {
			for _, s := range p.Steps {
				from, to := find(s.From), find(s.To)
				if done[s.Edge] || from == nil || to == nil {
					continue
				}
				done[s.Edge] = true
				drawLine(b, from, to, at, e.edge(s.Edge, s.From), lanes)
			}
		}
		if from, to := find(legs[i].From), find(legs[i].To); legs[i].Descent == nil && from != nil && to != nil {
			drawMissing(b, from, to)
		}
	}
}

// drawLine leaves a life at the year of what it leads to, and anything else below its mark.
func drawLine(b *strings.Builder, from, to *spot, at func(int) float64, l link, lanes map[int]int) {
	start := from.x
	if from.person {
		start = min(max(float64(to.x), at(from.from)+2*picRadius), at(from.to)-4)
		if to.person {
			start = at(min(max(from.from, to.from)+40, from.to-4, to.to-4))
		}
	}
	y := from.y + 15
	if !from.person {
		y = from.y + picRadius
	}
	lane := lanes[int(start)]
	lanes[int(start)]++
	start += float64(lane * 12)
	class := edgeClass(l)
	label := func(x, y float64, anchor string) {
		fmt.Fprintf(b, `<text class="sv" x="%s" y="%s" text-anchor="%s">%s</text>`, fixed(x), fixed(y), anchor, l.Strength.Text)
	}
	if to.person { // straight down or up onto the other life
		end, tip := to.y-15, 9.0
		if to.y < from.y {
			y, end, tip = from.y-15, to.y+15, -9
			if !from.person {
				y = from.y - picRadius
			}
		}
		fmt.Fprintf(b, `<path class="cas" d="M%s %sV%s"/><path class="e %s" d="M%s %sV%s"/><path class="ah" d="M%s %sl-5.5 %sh11Z"/>`,
			fixed(start), fixed(y), fixed(end-tip), class, fixed(start), fixed(y), fixed(end-tip), fixed(start), fixed(end), fixed(-tip))
		label(start+8, (y+end)/2+4, "start")
		return
	}
	tip := to.x - picRadius - 3
	if start > tip-14 { // straight down onto the mark
		x := to.x
		end := to.y - picRadius - 2
		fmt.Fprintf(b, `<path class="cas" d="M%s %sV%s"/><path class="e %s" d="M%s %sV%s"/><path class="ah" d="M%s %sl-5.5 -9h11Z"/>`,
			fixed(x), fixed(y), fixed(end-9), class, fixed(x), fixed(y), fixed(end-9), fixed(x), fixed(end))
		label(x-8, end-12, "end")
		return
	}
	fmt.Fprintf(b, `<path class="cas" d="M%s %sV%sq0 10 10 10H%s"/><path class="e %s" d="M%s %sV%sq0 10 10 10H%s"/><path class="ah" d="M%s %sl-9 -5.5v11Z"/>`,
		fixed(start), fixed(y), fixed(to.y-10), fixed(tip-9), class, fixed(start), fixed(y), fixed(to.y-10), fixed(tip-9), fixed(tip), fixed(to.y))
	label(tip-14, to.y-7, "end")
}

// drawMissing draws the line that is not there.
func drawMissing(b *strings.Builder, from, to *spot) {
	x := max(from.x, to.x)
	y1, y2 := min(from.y, to.y)+picRadius+4, max(from.y, to.y)-picRadius-22.0
	mid := (y1 + y2) / 2
	fmt.Fprintf(b, `<path class="miss" d="M%s %sV%s"/><path class="cross" d="M%s %sl10 10m0 -10l-10 10"/><text class="mt" x="%s" y="%s">no line of descent</text>`,
		fixed(x), fixed(y1), fixed(y2), fixed(x-5), fixed(mid-5), fixed(x+12), fixed(mid+4))
}

func drawSpot(b *strings.Builder, s *spot) {
	fmt.Fprintf(b, `<svg class="k %s" x="%s" y="%s" width="%d" height="%d"><use href="#k-%s"/></svg>`, s.who.Mark,
		fixed(s.x-picRadius), fixed(s.y-picRadius), 2*picRadius, 2*picRadius, s.who.Mark)
	fmt.Fprintf(b, `<text class="nms halo" x="%s" y="%s">%s <tspan class="mt">%s</tspan></text>`, fixed(s.x+picRadius+7),
		fixed(s.y+6), template.HTMLEscapeString(clip(s.who.Name, 46)), s.year)
	if s.stop > 0 {
		fmt.Fprintf(b, `<circle class="stop" cx="%s" cy="%s" r="10.5"/><text class="tagt" x="%s" y="%s">%d</text>`,
			fixed(s.x-4), fixed(s.y-picRadius-6), fixed(s.x-4), fixed(s.y-picRadius-1.5), s.stop)
	}
}
