package pages

import (
	"context"
	"net/http"
	"net/url"

	"github.com/agnivade/levenshtein"

	"github.com/securebase/securebase/internal/store"
)

// fault is an error that a reader sees as a page.
type fault struct {
	status int
	title  string
	text   string
	field  string // of the address that is to be mended
	near   []string
	typed  string
}

func (f *fault) Error() string { return f.text }

type faultBody struct {
	Status  int
	Title   string
	Text    string
	Field   string
	Request string
	Again   string
	Typed   string
	Near    []person
	Links   links
}

// fault makes the page of an error.
func (a *ask) fault(status int, text, request string) *view {
	title := "This page could not be shown"
	if status == http.StatusMethodNotAllowed {
		title = "Only reading here"
	}
	v := &view{template: "fault", status: status}
	v.page.Title, v.page.NoIndex = title, true
	v.body = faultBody{Status: status, Title: title, Text: text, Request: request, Again: a.r.URL.RequestURI()}
	a.frame(v)
	return v
}

func (a *ask) faultView(f *fault) *view {
	v := &view{template: "fault", status: f.status}
	v.page.Title, v.page.NoIndex, v.page.NoSeek = f.title, true, true
	body := faultBody{Status: f.status, Title: f.title, Text: f.text, Field: f.field, Typed: f.typed}
	if len(f.near) > 0 {
		// Near spellings are a courtesy; without the store the page still says what it has to.
		if book, err := store.Read(a.r.Context(), a.store(), store.Want{Entities: f.near}); err == nil {
			e := newEdition(a, book)
			for _, id := range f.near {
				body.Near = append(body.Near, e.entity(id))
			}
		}
	}
	v.body = body
	a.frame(v)
	return v
}

// notFound says that there is no such entry, and offers what is spelt like it.
func (a *ask) notFound(what, id string) *fault {
	return &fault{status: http.StatusNotFound, title: "There is no such " + what,
		text: "Nothing here has the name “" + clip(id, 80) + "”.", typed: clip(id, 80), near: a.ix.Near(id, levenshtein.ComputeDistance)}
}

// unknownAddress answers whatever no page answers.
func unknownAddress(_ context.Context, a *ask) (*view, error) {
	if path := a.r.URL.Path; len(path) > 1 && path[len(path)-1] == '/' {
		u := url.URL{Path: path[:len(path)-1], RawQuery: a.r.URL.RawQuery}
		if len(u.Path) > 1 && u.Path[1] != '/' {
			return &view{moved: u.String()}, nil
		}
	}
	return nil, &fault{status: http.StatusNotFound, title: "There is no such page", text: "Nothing stands at this address."}
}
