package evidence

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// orderClaims puts the claims into the reading order and the mentions after them.
func (b *Builder) orderClaims() error {
	ix := b.ix
	rank := func(n int32) uint64 {
		if n == none {
			return math.MaxInt32
		}
		return uint64(ix.nameRank[n])
	}
	type key struct {
		subject, object uint64 // after the predicate, and before the year
		claim           int32
	}
	keys := make([]key, len(ix.claims))
	for i := range ix.claims {
		c := &ix.claims[i]
		keys[i] = key{uint64(c.predicate)<<32 | rank(c.subject), rank(c.object)<<32 | uint64(uint32(c.year)^1<<31), int32(i)}
	}
	slices.SortFunc(keys, func(x, y key) int {
		if x.subject != y.subject {
			return cmp.Compare(x.subject, y.subject)
		}
		if x.object != y.object {
			return cmp.Compare(x.object, y.object)
		}
		return strings.Compare(ix.claims[x.claim].id, ix.claims[y.claim].id)
	})
	rows, place := make([]claimRow, len(keys)), make([]int32, len(keys))
	for to, k := range keys {
		rows[to], place[k.claim] = ix.claims[k.claim], int32(to)
	}
	ix.claims = rows
	ix.claimsByID = slices.Clone(place) // in order already if they came so
	slices.SortFunc(ix.claimsByID, func(x, y int32) int { return strings.Compare(rows[x].id, rows[y].id) })
	for i := 1; i < len(rows); i++ {
		if id := rows[ix.claimsByID[i]].id; id == rows[ix.claimsByID[i-1]].id {
			return fmt.Errorf("claim %s is there twice", id)
		}
	}
	mentions := make([]pair[mention], 0, len(b.mentions))
	b.mentioned = append(b.mentioned, int32(len(b.mentions)))
	for to, k := range keys {
		for _, m := range b.mentions[b.mentioned[k.claim]:b.mentioned[k.claim+1]] {
			m.item.claim = int32(to)
			mentions = append(mentions, m)
		}
	}
	ix.mentions = newCSR(len(ix.entities), mentions)
	b.mentions, b.mentioned = nil, nil
	return nil
}

// bundleEdges groups the claims by subject, predicate and object, numbers the groups by edge id, and finds the teams.
func (b *Builder) bundleEdges() {
	ix := b.ix
	groups := map[edgeRow][]int32{}
	for n := range ix.claims {
		c := &ix.claims[n]
		if c.object == none {
			continue
		}
		key := edgeRow{subject: c.subject, predicate: c.predicate, object: c.object}
		if ix.predicates[c.predicate].term.Symmetric && key.subject > key.object {
			key.subject, key.object = key.object, key.subject
		}
		groups[key] = append(groups[key], int32(n))
	}
	type named struct {
		id  string
		row edgeRow
	}
	list := make([]named, 0, len(groups))
	for key := range groups {
		list = append(list, named{ix.edgeID(key), key})
	}
	slices.SortFunc(list, func(x, y named) int { return strings.Compare(x.id, y.id) })
	ix.edges = make([]edgeRow, len(list))
	var ends []pair[link]
	for n, item := range list {
		row := item.row
		row.from = int32(len(ix.edgeClaims))
		ix.edgeClaims = append(ix.edgeClaims, groups[item.row]...)
		row.to = int32(len(ix.edgeClaims))
		for _, c := range ix.edgeClaims[row.from:row.to] {
			ix.claims[c].edge = int32(n)
		}
		row.teams = ix.findTeams(ix.edgeClaims[row.from:row.to], &b.bylines)
		ix.edges[n] = row
		ix.entities[row.subject].degree++
		if row.subject != row.object {
			ix.entities[row.object].degree++
			ends = append(ends, pair[link]{row.subject, link{row.object, int32(n)}}, pair[link]{row.object, link{row.subject, int32(n)}})
		}
	}
	slices.SortFunc(ends, func(x, y pair[link]) int {
		return cmp.Or(cmp.Compare(x.item.other, y.item.other), cmp.Compare(x.item.edge, y.item.edge))
	})
	ix.links = newCSR(len(ix.entities), ends)
	b.bylines = bylines{}
}

func (b *Builder) orderPractice() {
	ix := b.ix
	slices.SortFunc(ix.practice, func(x, y practiceRow) int { return strings.Compare(x.id, y.id) })
	var about []pair[int32]
	for n, p := range ix.practice {
		for _, e := range p.about {
			about = append(about, pair[int32]{e, int32(n)})
		}
	}
	slices.SortStableFunc(about, func(x, y pair[int32]) int {
		a, c := &ix.practice[x.item], &ix.practice[y.item]
		return cmp.Or(cmp.Compare(a.kind, c.kind), cmp.Compare(a.order, c.order), strings.Compare(a.id, c.id))
	})
	ix.practiceOf = newCSR(len(ix.entities), about)
}
