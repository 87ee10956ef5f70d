package graph

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/securebase/securebase/internal/observe"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Times of a stream.
const (
	pulse       = 12 * time.Second // between two signs of life
	eventWithin = 10 * time.Second // for what one event tells, and for a client to take it
)

// stream answers with events, in the distinct connections mode of the GraphQL over Server-Sent Events protocol: a query
// with one event `next`, a subscription with one for every version of the graph, and `complete` at the end. What is
// wrong with a query is told in an event too, since a browser's EventSource shows nothing else. It ends when the
// request's context does. The response must not be kept back or compressed.
func (h *Handler) stream(w http.ResponseWriter, r *http.Request, request Request, wrong *problem) {
	ctx := r.Context()
	e := &events{to: w, control: http.NewResponseController(w)}
	_ = e.control.SetReadDeadline(time.Time{}) // the request is read; not every writer has deadlines
	w.Header().Set("Content-Type", mediaEvents+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no") // proxies must pass events on at once
	if r.Method == http.MethodHead {
		return
	}
	e.send(":\n\n") // some clients take the answer for begun only then
	defer e.complete()
	if wrong != nil {
		observe.Of(ctx).Code(PublicCode(wrong.code))
		e.next(wrong.body(h.requestID(ctx)))
		return
	}
	request.Events = true
	alive := time.NewTicker(h.pulse)
	defer alive.Stop()
	for {
		answer := h.event(ctx, request)
		if ctx.Err() != nil || !e.next(answer.Body) || !answer.Continues || !h.changed(ctx, e, answer.Version, alive.C) {
			return
		}
	}
}

// checkSubscription refuses a subscription that was not asked as one, or that has not one field at the top, which the
// library lets pass if there are two of one name.
func checkSubscription(op *graphql.OperationContext, events bool) gqlerror.List {
	switch {
	case op.Operation.Operation != ast.Subscription:
	case !events:
		return gqlerror.List{gqlerror.Errorf("a subscription is answered with a stream of events; send Accept: %s", mediaEvents)}
	case len(graphql.CollectFields(op, op.Operation.SelectionSet, subscriptionImplementors)) != 1:
		return gqlerror.List{gqlerror.ErrorPosf(op.Operation.Position, "a subscription selects one top level field")}
	}
	return nil
}

// event answers a request once.
func (h *Handler) event(ctx context.Context, request Request) (answer Answer) {
	ctx, cancel := context.WithTimeout(ctx, eventWithin)
	defer cancel()
	h.live.Steadily(ctx, func(ctx context.Context) { answer = h.Answer(ctx, request) })
	return answer
}

// changed waits for another version of the graph, and says whether there is one.
func (h *Handler) changed(ctx context.Context, e *events, version string, alive <-chan time.Time) bool {
	replaced := h.live.Replaced(version)
	for {
		select {
		case <-ctx.Done():
			return false
		case <-replaced:
			return true
		case <-alive:
			if !e.send(":\n\n") {
				return false
			}
		}
	}
}

// events writes a stream. Its methods say whether the client took what they sent.
type events struct {
	to      http.ResponseWriter
	control *http.ResponseController
}

// next sends an event with a response of GraphQL, which is one line of JSON.
func (e *events) next(body []byte) bool { return e.send("event: next\ndata: " + string(body) + "\n\n") }

// complete ends the stream.
func (e *events) complete() { e.send("event: complete\ndata:\n\n") }

func (e *events) send(text string) bool {
	_ = e.control.SetWriteDeadline(time.Now().Add(eventWithin)) // a client that takes nothing is let go
	_, err := io.WriteString(e.to, text)
	return err == nil && e.control.Flush() == nil
}
