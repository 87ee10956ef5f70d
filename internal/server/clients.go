package server

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

type secureKey struct{}

// Clients gives every request the address of the client that made it. X-Forwarded-For and X-Forwarded-Proto are
// believed only of a peer among the proxies, since anybody can write them.
func Clients(proxies []netip.Prefix, next http.Handler) http.Handler {
	trusted := func(a netip.Addr) bool {
		return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure := r.TLS != nil
		if trusted(clientOf(r)) {
			r.RemoteAddr = net.JoinHostPort(forwardedFor(r, trusted).String(), "0")
			protos := strings.Split(r.Header.Get("X-Forwarded-Proto"), ",")
			secure = strings.TrimSpace(protos[len(protos)-1]) == "https"
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), secureKey{}, secure)))
	})
}

// clientOf gives the address of a request's client; the zero address if it has none.
func clientOf(r *http.Request) netip.Addr {
	at, _ := netip.ParseAddrPort(r.RemoteAddr)
	return at.Addr().Unmap().WithZone("")
}

// forwardedFor goes back along the proxies, from the nearest, to the first address that is not one of them. What stands
// before that was written by the client.
func forwardedFor(r *http.Request, trusted func(netip.Addr) bool) netip.Addr {
	client := clientOf(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		hop = strings.TrimSpace(hop)
		addr, err := netip.ParseAddr(strings.Trim(hop, "[]"))
		if err != nil { // some proxies add the port
			at, err := netip.ParseAddrPort(hop)
			if err != nil {
				return client
			}
			addr = at.Addr()
		}
		if client = addr.Unmap().WithZone(""); !trusted(client) {
			return client
		}
	}
	return client
}

// isSecure says whether the client's connection is encrypted, as far as the server can know.
func isSecure(ctx context.Context) bool {
	secure, _ := ctx.Value(secureKey{}).(bool)
	return secure
}
