package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// writing writes the data of one answer straight as JSON, resolver by resolver, in place of gqlgen's executor, which
// makes a tree of closures first. It knows answers without errors only: at the first error, or null where the schema
// has none, it gives up, and the query is carried out by gqlgen's executor, whose bytes are the same otherwise. The
// functions for the object types are in writers_gen.go.
type writing struct {
	ec     *executionContext
	ctx    context.Context
	places []resolving
	out    []byte
}

// resolving is what all objects share for which one field of the query is resolved.
type resolving struct {
	ctx context.Context
	fc  *graphql.FieldContext
}

// gaveUp is the panic with which a writing ends before its time.
type gaveUp struct{}

// writeAnswer gives the answer to a query, or false if gqlgen's executor must give it.
func writeAnswer(ctx context.Context, ec *executionContext, q *queryPlan, version string) (body []byte, ok bool) {
	if q.root == nil {
		return nil, false
	}
	x := &writing{ec: ec, ctx: ctx, places: make([]resolving, q.places), out: q.buffer()}
	defer func() {
		if r := recover(); r != nil {
			body, ok = nil, false // a true panic comes again, and is told of, in gqlgen's executor
		}
	}()
	x.out = append(x.out, `{"data":`...)
	x.writeQuery(q.root)
	x.out = append(x.out, `,"extensions":{"graphVersion":`...)
	x.out = append(appendText(x.out, version), "}}"...)
	body = bytes.Clone(x.out)
	q.buffers.Put(&x.out)
	return body, ctx.Err() == nil
}

type readArguments func(*executionContext, context.Context, map[string]any) (map[string]any, error)

// at gives the context in which a field is resolved, with its arguments. Both are made when the first object asks.
func (x *writing) at(f *planned, arguments readArguments) (context.Context, *graphql.FieldContext) {
	p := &x.places[f.place]
	if p.ctx == nil {
		p.fc = &graphql.FieldContext{Object: f.object, Field: f.source, IsMethod: true}
		ctx := graphql.WithFieldContext(x.ctx, p.fc)
		if arguments != nil {
			args, err := arguments(x.ec, ctx, f.source.ArgumentMap(x.ec.Variables))
			x.check(err)
			p.fc.Args = args
		}
		p.ctx = ctx
	}
	return p.ctx, p.fc
}

func (*writing) fail() { panic(gaveUp{}) }

func (x *writing) check(err error) {
	if err != nil {
		x.fail()
	}
}

func (x *writing) null(required bool) {
	if required {
		x.fail()
	}
	x.out = append(x.out, "null"...)
}

// text writes a text or id; an empty one is null, as MarshalString has it.
func (x *writing) text(s string, required bool) {
	if s == "" {
		x.null(required)
		return
	}
	x.out = appendText(x.out, s)
}

// name writes the name of a type or enum value.
func (x *writing) name(s string) {
	x.out = append(x.out, '"')
	x.out = append(x.out, s...)
	x.out = append(x.out, '"')
}

func (x *writing) int(n int64) { x.out = strconv.AppendInt(x.out, n, 10) }

func (x *writing) bool(b bool) { x.out = strconv.AppendBool(x.out, b) }

func (x *writing) float(f float64) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		x.fail()
	}
	x.out = strconv.AppendFloat(x.out, f, 'g', -1, 64)
}

// other writes what gqlgen marshals.
func (x *writing) other(m graphql.Marshaler, required bool) {
	if m == graphql.Null {
		x.null(required)
		return
	}
	var raw, compact bytes.Buffer
	m.MarshalGQL(&raw)
	x.check(json.Compact(&compact, raw.Bytes()))
	raw.Reset()
	json.HTMLEscape(&raw, compact.Bytes())
	x.out = append(x.out, raw.Bytes()...)
}

// Digits of the escapes: gqlgen's are capital, those of encoding/json small.
const (
	capitalHex = "0123456789ABCDEF"
	smallHex   = "0123456789abcdef"
)

// appendText writes a JSON string as gqlgen does and encoding/json passes it on: control characters with capital hex
// digits, and what HTML takes for markup, and U+2028 and U+2029, as \u escapes.
func appendText(out []byte, s string) []byte {
	out = append(out, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			if c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2]&^1 == 0xA8 {
				out = append(out, s[start:i]...)
				out = append(out, `\u202`...)
				out = append(out, "89"[s[i+2]&1])
				i += 3
				start = i
				continue
			}
			i++
			continue
		}
		if c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' {
			i++
			continue
		}
		out = append(out, s[start:i]...)
		switch c {
		case '"', '\\':
			out = append(out, '\\', c)
		case '\n':
			out = append(out, '\\', 'n')
		case '\r':
			out = append(out, '\\', 'r')
		case '\t':
			out = append(out, '\\', 't')
		case '<', '>', '&':
			out = append(out, `\u00`...)
			out = append(out, smallHex[c>>4], smallHex[c&0xf])
		default:
			out = append(out, '\\', 'u', '0', '0', capitalHex[c>>4], capitalHex[c&0xf])
		}
		i++
		start = i
	}
	out = append(out, s[start:]...)
	return append(out, '"')
}
