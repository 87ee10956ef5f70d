package pages_test

import "testing"

func TestPagesShowTheirCypher(t *testing.T) {
	s := newSite(t)
	s.holds("/constructs/secure-base?tier=T1", "The same in Cypher", `:params {id: "secure-base", minTier: "T1"}`, "WHERE source.tier <= $minTier")
	s.holds("/lineage/secure-base?asof=1990&direction=ancestors&depth=3", "The same in Cypher", "asOf: 1990", "depth: 3", "step IN range(1, $depth)")
	s.holds("/paths?from=john-bowlby&to=circle-of-security", "The same in Cypher", `from: "john-bowlby"`, `paths: [["edge:`)
}
