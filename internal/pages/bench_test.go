package pages_test

import (
	"net/http"
	"testing"
)

func BenchmarkPages(b *testing.B) {
	s := newSite(b)
	for _, address := range []string{"/", "/constructs/secure-base", "/constructs/attachment-security", "/lineage/attachment-theory?depth=4"} {
		b.Run(address, func(b *testing.B) {
			for b.Loop() {
				if r := s.ask(http.MethodGet, address); r.StatusCode != http.StatusOK {
					b.Fatal(r.Status)
				}
			}
		})
	}
}
