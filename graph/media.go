package graph

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/store"
)

// Media types of answers.
const (
	mediaGraphQL = "application/graphql-response+json"
	mediaJSON    = "application/json"
	mediaEvents  = "text/event-stream"
)

// TakesEvents says whether a request is to be answered with a stream of events.
func TakesEvents(r *http.Request) bool { return mediaFor(r.Header.Values("Accept")) == mediaEvents }

// wish is how much a client wants a media type.
type wish struct {
	q        float64
	exact    int // of the part of Accept that speaks of it: 3 names it, 2 its kind, 1 everything
	position int
}

func (w wish) before(other wish) bool {
	switch {
	case w.q != other.q:
		return w.q > other.q
	case w.exact != other.exact:
		return w.exact > other.exact
	}
	return w.position < other.position
}

// mediaFor chooses the media type of an answer by the header Accept: the one with the greatest q, then one that is named,
// then the first. It is "" if none that is served is taken. A client that does not say what it takes, or takes
// everything, gets application/json, which all know; a stream goes to those only that name it.
func mediaFor(accept []string) string {
	line := strings.TrimSpace(strings.Join(accept, ","))
	if line == "" {
		return mediaJSON
	}
	wishes := map[string]wish{}
	position := 0
	for part := range strings.SplitSeq(line, ",") {
		kind, q, ok := parsePart(part)
		if !ok {
			continue
		}
		position++
		says := map[string]int{kind: 3}
		switch kind {
		case "application/*":
			says = map[string]int{mediaJSON: 2, mediaGraphQL: 2}
		case "*/*":
			says = map[string]int{mediaJSON: 1, mediaGraphQL: 1}
		}
		for media, exact := range says {
			if exact > wishes[media].exact {
				wishes[media] = wish{q, exact, position}
			}
		}
	}
	best := ""
	for _, media := range []string{mediaJSON, mediaGraphQL, mediaEvents} {
		if w := wishes[media]; w.q > 0 && (best == "" || w.before(wishes[best])) {
			best = media
		}
	}
	return best
}

// parsePart reads one part of Accept. What is no media type or in another encoding than UTF-8 is passed over.
func parsePart(part string) (kind string, q float64, ok bool) {
	kind, params, err := mime.ParseMediaType(part)
	if err != nil || !isUTF8(params) {
		return "", 0, false
	}
	given, has := params["q"]
	if !has {
		return kind, 1, true
	}
	q, err = strconv.ParseFloat(given, 64)
	return kind, q, err == nil && q >= 0 && q <= 1
}

func isUTF8(params map[string]string) bool {
	return params["charset"] == "" || strings.EqualFold(params["charset"], "utf-8")
}

// checkBody looks at what a POST says of its body.
func checkBody(h http.Header) *problem {
	unsupported := func(message string) *problem {
		return &problem{http.StatusUnsupportedMediaType, store.Invalid, message}
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	switch {
	case err != nil, kind != mediaJSON:
		return unsupported("Content-Type: application/json is right for a query")
	case !isUTF8(params):
		return unsupported("Content-Type: charset=utf-8 is right for a query, or none")
	}
	for _, encoding := range h.Values("Content-Encoding") {
		if !strings.EqualFold(strings.TrimSpace(encoding), "identity") {
			return unsupported("Content-Encoding: a query is sent as it is, without one")
		}
	}
	return nil
}
