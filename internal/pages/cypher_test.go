package pages_test

import (
	"slices"
	"testing"
)

func TestPagesShowTheirCypher(t *testing.T) {
	s := newSite(t)
	s.holds("/constructs/secure-base?tier=T1", "The same in Cypher", `:params {id: "secure-base", minTier: "T1"}`, "WHERE source.tier <= $minTier")
	s.holds("/lineage/secure-base?asof=1990&direction=ancestors&depth=3", "The same in Cypher", "asOf: 1990", "depth: 3", "step IN range(1, $depth)")
	s.holds("/paths?from=john-bowlby&to=circle-of-security", "The same in Cypher", `from: "john-bowlby"`, `paths: [["edge:`)
}

func TestPagesOfferWhatIsOnThemAsFiles(t *testing.T) {
	s := newSite(t)
	for address, file := range map[string]string{
		"/constructs/secure-base?tier=T1":                            "/export/jsonl?neighborhood=secure-base&tier=T1",
		"/lineage/secure-base?asof=1990&direction=ancestors&depth=3": "/export/cypher?lineage=secure-base&direction=ancestors&depth=3&asof=1990",
		"/paths?from=john-bowlby&to=circle-of-security":              "/export/csv?from=john-bowlby&to=circle-of-security&direction=any&hops=6",
	} {
		if links := attributes(s.page(address), ` href="`); !slices.Contains(links, file) {
			t.Errorf("%s does not lead to %s", address, file)
		}
	}
}
