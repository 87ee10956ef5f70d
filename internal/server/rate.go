package server

import (
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// What a request costs, in fifths of a page or query.
const (
	costFile   = 1 // a style, a script, the schema, health
	costPage   = 5
	costExport = 50
)

// burstSeconds is how long a client may save up what it does not ask for.
const burstSeconds = 4

// manyClients bounds how many clients are remembered. Of more, those that have asked for nothing the longest are
// forgotten, which is to their advantage.
const manyClients = 10_000

// rates limits how much each client may ask for.
type rates struct {
	perSecond int // costs
	clients   *lru.Cache[netip.Prefix, *rate.Limiter]
}

// newRates allows so many pages or queries per second to each client.
func newRates(perSecond int) (*rates, error) {
	clients, err := lru.New[netip.Prefix, *rate.Limiter](manyClients)
	if err != nil {
		return nil, fmt.Errorf("make room for clients: %w", err)
	}
	return &rates{perSecond * costPage, clients}, nil
}

// take lets a client have something of this cost, or says how long it must wait for it.
func (r *rates) take(client netip.Addr, cost int, now time.Time) (wait time.Duration) {
	limiter := r.of(network(client))
	reserved := limiter.ReserveN(now, min(cost, limiter.Burst()))
	if wait = reserved.DelayFrom(now); wait > 0 {
		reserved.CancelAt(now)
	}
	return wait
}

func (r *rates) of(client netip.Prefix) *rate.Limiter {
	if l, ok := r.clients.Get(client); ok {
		return l
	}
	fresh := rate.NewLimiter(rate.Limit(r.perSecond), r.perSecond*burstSeconds)
	if l, ok, _ := r.clients.PeekOrAdd(client, fresh); ok {
		return l
	}
	return fresh
}

// network is what counts as one client: an address, or the 64 bits that one line of IPv6 has for itself.
func network(client netip.Addr) netip.Prefix {
	bits := client.BitLen()
	if client.Is6() {
		bits = 64
	}
	p, _ := client.Prefix(bits) // the zero prefix for a client without an address
	return p
}

func costOf(r *http.Request) int {
	path := r.URL.Path
	switch {
	case strings.HasPrefix(path, exportPath):
		return costExport
	case strings.HasPrefix(path, "/assets/"), path == "/schema.graphql", path == "/robots.txt", path == "/readyz", path == "/metrics":
		return costFile
	}
	return costPage
}

// seconds is a time in whole seconds, as Retry-After has it, and never 0.
func seconds(d time.Duration) int { return max(1, int(math.Ceil(d.Seconds()))) }
