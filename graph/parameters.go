package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"strings"
	"unicode/utf8"
)

// parameters are those of a GraphQL-over-HTTP request, and the id of a persisted document. Each is nil if it was not
// given; what stands under other names is passed over.
type parameters struct {
	query         *string
	documentID    *string
	operationName *string
	variables     map[string]any
	extensions    map[string]any
	automatic     bool // the id stands where the clients of Apollo and urql put it
}

// missing says whether neither a document nor its id was given.
func (p *parameters) missing() bool {
	persisted, _ := p.extensions["persistedQuery"].(map[string]any)
	if hash, ok := persisted["sha256Hash"].(string); ok && p.documentID == nil {
		id := documentPrefix + hash
		p.documentID, p.automatic = &id, true
	}
	return p.query == nil && p.documentID == nil
}

// named is a parameter of one type under its name.
type named[T any] struct {
	name string
	into *T
}

func (p *parameters) texts() []named[*string] {
	return []named[*string]{{"query", &p.query}, {"documentId", &p.documentID}, {"operationName", &p.operationName}}
}

func (p *parameters) maps() []named[map[string]any] {
	return []named[map[string]any]{{"variables", &p.variables}, {"extensions", &p.extensions}}
}

// readAddress reads the parameters of a GET. One that is empty is not given.
func readAddress(raw string) (parameters, *problem) {
	var p parameters
	fields, err := url.ParseQuery(strings.ReplaceAll(raw, ";", "%3B")) // which is no separator for URLSearchParams
	if err != nil {
		return p, unclear("the address: is not encoded as the fields of a form are")
	}
	for _, f := range p.texts() {
		v := fields.Get(f.name)
		if !utf8.ValidString(v) {
			return p, unclear("%s: is not encoded in UTF-8", f.name)
		}
		if v != "" {
			*f.into = &v
		}
	}
	for _, f := range p.maps() {
		if v := fields.Get(f.name); v != "" && !decode([]byte(v), f.into) {
			return p, bad("%s: is no JSON object", f.name)
		}
	}
	if p.missing() {
		return p, bad("query: is missing; GET /graphql?query={graph{version}} is right")
	}
	return p, nil
}

// readBody reads the parameters of a POST. One that is null is not given. Their names are matched to the letter.
func readBody(body []byte) (parameters, *problem) {
	const right = `{"query": "{graph{version}}"} is right`
	var p parameters
	body = bytes.TrimPrefix(body, []byte("\uFEFF"))
	if !utf8.Valid(body) {
		return p, unclear("the body is not encoded in UTF-8")
	}
	var value any
	if !decode(body, &value) {
		return p, unclear("the body is no JSON object; %s", right)
	}
	fields, ok := value.(map[string]any)
	if !ok {
		return p, bad("the body is no JSON object; %s", right)
	}
	for _, f := range p.texts() {
		switch v := fields[f.name].(type) {
		case nil:
		case string:
			*f.into = &v
		default:
			return p, bad("%s: is no text", f.name)
		}
	}
	for _, f := range p.maps() {
		switch v := fields[f.name].(type) {
		case nil:
		case map[string]any:
			*f.into = v
		default:
			return p, bad("%s: is no JSON object", f.name)
		}
	}
	if p.missing() {
		return p, bad("query: is missing; %s", right)
	}
	return p, nil
}

// decode reads one JSON value. Numbers keep their digits.
func decode(raw []byte, into any) bool {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(into) != nil {
		return false
	}
	_, err := d.Token()
	return errors.Is(err, io.EOF) // nothing follows
}
