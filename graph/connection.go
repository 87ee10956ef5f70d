package graph

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Sizes of a page of a list.
const (
	defaultFirst = 20
	maxFirst     = 100
)

// Page is one page of a list: what all connections share.
type Page struct {
	TotalCount int
	Hidden     evidence.Hidden
	items      []int32
	kind       listKind
	next       bool // whether there is more
	previous   bool // whether there is something before
}

// PageInfo tells where the page stands. Its cursors are made for those who ask.
func (p *Page) PageInfo() *PageInfo {
	info := &PageInfo{HasNextPage: p.next, HasPreviousPage: p.previous}
	if last := len(p.items) - 1; last >= 0 {
		start, end := p.cursor(0), p.cursor(last)
		info.StartCursor, info.EndCursor = &start, &end
	}
	return info
}

// cursor gives the cursor of the item at a place of the page.
func (p *Page) cursor(i int) string { return p.kind.cursor(p.items[i]) }

// Span is the part of a list that a query asks for.
type Span struct {
	First  *int
	After  *string
	Last   *int
	Before *string
}

// listKind tells one sort of cursor from another. A cursor is the last item's id: its place follows from the order
// of the list, so it stays good when items come, go or are hidden before it.
type listKind struct {
	prefix string
	id     func(int32) string
	number func(string) (int32, bool)
	order  func(a, b int32) int
}

func byNumber(a, b int32) int { return int(a - b) }

func entityList(ix *evidence.Index, order evidence.EntityOrder) listKind {
	return listKind{"n:", ix.EntityID, ix.Entity, ix.CompareEntities(order)}
}

func claimList(ix *evidence.Index) listKind { return listKind{"c:", ix.ClaimID, ix.Claim, byNumber} }

func edgeList(ix *evidence.Index) listKind {
	return listKind{"e:", ix.EdgeID, ix.Edge, ix.CompareEdges}
}

// cut takes a page out of a list that is in the order of its kind.
func cut(list []int32, span Span, kind listKind) (*Page, error) {
	lo, hi := 0, len(list)
	for _, c := range []struct {
		field string
		value *string
	}{{"after", span.After}, {"before", span.Before}} {
		if c.value == nil {
			continue
		}
		n, err := kind.parse(c.field, *c.value)
		if err != nil {
			return nil, err
		}
		at, found := slices.BinarySearchFunc(list, n, kind.order)
		if c.field == "before" {
			hi = min(hi, at)
			continue
		}
		if found {
			at++
		}
		lo = max(lo, at)
	}
	hi = max(lo, hi)
	from, to, err := span.bounds(lo, hi)
	if err != nil {
		return nil, err
	}
	p := &Page{TotalCount: len(list), items: list[from:to], kind: kind, next: to < len(list), previous: from > 0}
	if span.First != nil { // of what stands before the cursor, which the client can ask for with first
		p.next = hi-lo > *span.First
	}
	if span.Last != nil {
		p.previous = hi-lo > *span.Last
	}
	return p, nil
}

// bounds narrows a range by first, then by last.
func (s Span) bounds(lo, hi int) (from, to int, err error) {
	for _, c := range []struct {
		field string
		value *int
	}{{"first", s.First}, {"last", s.Last}} {
		if c.value == nil {
			continue
		}
		if *c.value < 0 {
			return 0, 0, store.Errorf(store.Invalid, "%s: %d is negative; 0 to %d is right", c.field, *c.value, maxFirst)
		}
		if *c.value > maxFirst {
			return 0, 0, store.Errorf(store.LimitExceeded, "%s: %d is too many; 0 to %d is right, then go on with the cursor", c.field, *c.value, maxFirst)
		}
	}
	from, to = lo, hi
	if s.First != nil || s.Last == nil {
		to = min(hi, lo+orElse(s.First, defaultFirst))
	}
	if s.Last != nil {
		from = max(lo, to-*s.Last)
	}
	return from, to, nil
}

func (k listKind) cursor(n int32) string {
	return base64.RawURLEncoding.EncodeToString([]byte(k.prefix + k.id(n)))
}

func (k listKind) parse(field, cursor string) (int32, error) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	id, ok := strings.CutPrefix(string(raw), k.prefix)
	if err != nil || !ok {
		return 0, store.Errorf(store.Invalid, "%s: %q is no cursor of this list; take one from its pageInfo", field, clip(cursor))
	}
	n, ok := k.number(id)
	if !ok {
		return 0, store.Errorf(store.Invalid, "%s: what the cursor stands on is no longer in the graph; start again without it", field)
	}
	return n, nil
}
