package pages

import (
	"context"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// disputesPerPage is the number of disputes on a page of their list.
const disputesPerPage = 20

// dispute is an edge with claims on both sides, set side by side.
type dispute struct {
	Link          link
	For, Against  []sentence
	MoreFor, More int
}

type disputesBody struct {
	Lead       string
	Disputes   []dispute
	Pages      pager
	Works      []*work
	Empty      bool
	Reliefs    []relief
	Everything string
}

// dispute sets up to most claims of each side, the others are counted.
func (e *edition) dispute(edge int32, most int) dispute {
	subject, _, _ := e.ix.EdgeEnds(edge)
	d := dispute{Link: e.edge(edge, subject)}
	for _, c := range e.view.EdgeClaims(edge) {
		if e.view.ClaimRetracted(c) {
			continue
		}
		stance := e.book.Claims[e.ix.ClaimID(c)].Stance
		side, more := &d.For, &d.MoreFor
		if stance == evidence.Null || stance == evidence.Disputes {
			side, more = &d.Against, &d.More
		}
		if len(*side) < most {
			*side = append(*side, e.claim(c))
		} else {
			*more++
		}
	}
	return d
}

// disputes lists every edge with claims on both sides, strongest dispute first.
func disputes(ctx context.Context, a *ask) (*view, error) {
	all := a.view.DisputedEdges()
	at := pageNumber(a.query.Get("page"), len(all), disputesPerPage)
	shown := all[min((at-1)*disputesPerPage, len(all)):min(at*disputesPerPage, len(all))]
	var want store.Want
	for _, edge := range shown {
		want.Claims = append(want.Claims, a.ix.ClaimIDs(a.view.EdgeClaims(edge))...)
	}
	book, err := a.read(ctx, want)
	if err != nil {
		return nil, err
	}
	e := newEdition(a, book)
	body := disputesBody{Empty: len(all) == 0, Everything: a.under(evidence.Lens{}), Pages: a.pager(at, len(all), disputesPerPage)}
	for _, edge := range shown {
		body.Disputes = append(body.Disputes, e.dispute(edge, disputesPerPage))
	}
	if len(all) == 1 {
		body.Lead = "There is one line for which one source says yes and another says no or found nothing."
	} else {
		body.Lead = "There are " + thousands(len(all)) + " lines for which one source says yes and another says no or found nothing. Strongest dispute first."
	}
	if body.Empty {
		body.Reliefs = a.reliefs(func(v *evidence.View) int { return len(v.DisputedEdges()) }, "disputed line", "disputed lines")
	}
	body.Works = e.apparatus()
	hidden := evidence.Hidden{Edges: max(0, len(a.ix.Full().DisputedEdges())-len(all))}
	v := &view{template: "disputes", body: body}
	v.page = page{Title: "In dispute", Nav: "disputes", Hidden: &hidden, Description: body.Lead}
	return v, nil
}
