package server

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/securebase/securebase/internal/store"
)

// Rules say who may come in.
type Rules struct {
	Loopback bool     // whether only this machine can reach the server
	Hosts    []string // names under which it may be asked for, besides localhost and addresses; see newHosts
	Rate     int      // pages or queries per second and client; 0 for no limit
}

// Door stands before everything that a server answers, /metrics included: it turns away requests that come under a
// foreign name, from pages of other sites, too often, or when too many are inside. Clients must stand before it.
func Door(rules Rules, log *slog.Logger, next http.Handler) (http.Handler, error) {
	d := &door{hosts: newHosts(rules.Hosts, rules.Loopback), crowd: newCrowd(), origins: http.NewCrossOriginProtection(), next: next}
	for _, name := range rules.Hosts {
		for _, scheme := range []string{"http://", "https://"} {
			if err := d.origins.AddTrustedOrigin(scheme + name); err != nil {
				return nil, store.Errorf(store.Invalid, "hosts: %q is no name of a host", name)
			}
		}
	}
	if rules.Rate > 0 {
		var err error
		if d.rates, err = newRates(rules.Rate); err != nil {
			return nil, err
		}
	}
	return (&server{log: log}).guard(d), nil
}

type door struct {
	hosts   hosts
	origins *http.CrossOriginProtection
	rates   *rates // nil for no limit
	crowd   *crowd
	next    http.Handler
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if isSecure(r.Context()) {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if len(r.TransferEncoding) > 0 {
		h.Set("Connection", "close") // if a proxy sees another end of this body, what follows is not to be taken for a request
	}
	if strings.Contains(r.Header.Get("Range"), ",") {
		r.Header.Del("Range") // thousands of ranges of one file; a server may send the whole instead
	}
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodPost && r.Method != http.MethodOptions:
		h.Set("Allow", "GET, HEAD, POST, OPTIONS")
		turnAway(w, r, http.StatusMethodNotAllowed, store.Invalid, "method: "+clip(r.Method)+" is not served here; GET and POST are")
	case r.URL.Path == "/healthz": // whoever looks after the server must get through
		d.next.ServeHTTP(w, r)
	case !d.hosts.allow(r.Host) && r.URL.Path != "/readyz":
		turnAway(w, r, http.StatusMisdirectedRequest, store.Forbidden,
			fmt.Sprintf("Host: %s is not served here; a name other than localhost must be listed in --hosts (SECUREBASE_HOSTS)", clip(r.Host)))
	case d.origins.Check(r) != nil:
		turnAway(w, r, http.StatusForbidden, store.Forbidden, "Origin: pages of other sites may not send this")
	default:
		d.let(w, r)
	}
}

// let lets a request in when it is its turn. Requests of this machine are its user's own and not counted.
func (d *door) let(w http.ResponseWriter, r *http.Request) {
	if client := clientOf(r); d.rates != nil && !client.IsLoopback() {
		if wait := d.rates.take(client, costOf(r), time.Now()); wait > 0 {
			w.Header().Set("Retry-After", fmt.Sprint(seconds(wait)))
			turnAway(w, r, http.StatusTooManyRequests, store.LimitExceeded,
				fmt.Sprintf("too many requests from this address; ask again in %d s", seconds(wait)))
			return
		}
	}
	if r.URL.Path == "/readyz" || r.URL.Path == "/metrics" {
		d.next.ServeHTTP(w, r)
		return
	}
	leave := d.crowd.enter(r.Context())
	if leave == nil {
		w.Header().Set("Retry-After", "2")
		turnAway(w, r, http.StatusServiceUnavailable, store.Unavailable, "too many requests are under way; ask again in a moment")
		return
	}
	defer leave()
	d.next.ServeHTTP(&leaving{w, leave}, r)
}

// turnAway refuses a request in the form of GraphQL if it is for that, and in a line of text for a reader.
func turnAway(w http.ResponseWriter, r *http.Request, status int, code store.Code, message string) {
	if strings.HasPrefix(r.URL.Path, "/graphql") {
		refuse(w, r, status, code, message)
		return
	}
	plain(w, status, message)
}
