package server

import (
	"net"
	"net/netip"
	"strings"
)

// hosts are the names under which the server may be asked for. A page of another site can make its own name lead to
// this server's address (DNS rebinding), and would then read answers as its own; the header Host gives it away.
type hosts struct {
	any   bool
	names map[string]bool
}

// newHosts takes the names of a setting. Without any, a server that others can reach is asked for by every name, since
// it cannot know its own.
func newHosts(names []string, loopback bool) hosts {
	h := hosts{any: len(names) == 0 && !loopback, names: map[string]bool{"localhost": true}}
	for _, name := range names {
		h.names[strings.ToLower(name)] = true
	}
	return h
}

// allow says whether a Host header is one of the names. An address is always right, since rebinding needs a name; none
// at all is too, since every browser sends one.
func (h hosts) allow(host string) bool {
	if h.any || host == "" {
		return true
	}
	name := host
	if n, _, err := net.SplitHostPort(host); err == nil {
		name = n
	}
	name = strings.TrimSuffix(strings.ToLower(strings.Trim(name, "[]")), ".")
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	return h.names[name]
}
