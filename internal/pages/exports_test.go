package pages_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestExportsSayWhatAFileHolds(t *testing.T) {
	s := newSite(t)
	s.holds("/exports", "The whole graph", "3,041 claims, 2,062 entries with the sources among them and 130 practice items; without a lens",
		"securebase export --format cypher > secure-base.cypher", "curl -OJ 'https://example.org/export/csv'")
	s.holds("/exports?tier=T1&llm=off&asof=1990&stance=null&stance=disputes&design=rct&population=foster-children", "under your lens: scholarly sources only (T1)",
		"--min-tier T1 --no-llm --as-of 1990 --stance null,disputes --design rct --population foster-children > secure-base.cypher")
	s.holds("/exports?lineage=circle+of+security&direction=ancestors&depth=3&tier=T1", "Lineage of Circle of Security", "where it comes from, up to 3 steps",
		"securebase export --format csv --lineage circle-of-security --depth 3 --direction ancestors --min-tier T1 > secure-base-lineage-of-circle-of-security.zip")
	s.holds("/exports?from=john-bowlby&to=emotionally-focused-therapy&hops=4", "Evidence paths from John Bowlby to Emotionally", "up to 4 steps", "--from john-bowlby --to emotionally-focused-therapy --hops 4")
	s.holds("/exports?neighborhood=secure-base", "Around Secure base, up to 1 step", "cypher-shell -a bolt://127.0.0.1:7687 -u neo4j -f secure-base-neighborhood-of-secure-base.cypher")
}

func TestExportsLeadToTheirFiles(t *testing.T) {
	s := newSite(t)
	for address, file := range map[string]string{
		"/exports": "/export/jsonl",
		"/exports?lineage=circle+of+security&direction=ancestors&depth=3&tier=T1": "/export/cypher?lineage=circle-of-security&depth=3&direction=ancestors&tier=T1",
		"/exports?from=john-bowlby&to=EFT&llm=off":                                "/export/csv?from=john-bowlby&to=emotionally-focused-therapy&llm=off",
	} {
		if links := attributes(s.page(address), ` href="`); !slices.Contains(links, file) {
			t.Errorf("%s does not lead to %s", address, file)
		}
	}
}

func TestExportsOfNothingSayWhy(t *testing.T) {
	s := newSite(t)
	for path, says := range map[string]string{
		"/exports?lineage=zzzzzz":                      "Nothing here is called “zzzzzz”.",
		"/exports?lineage=secure-base&depth=99":        "depth: \"99\" is out of range; 0 to 12 is right",
		"/exports?from=secure-base&to=secure-base":     "to: is the same as from",
		"/exports?from=secure-base":                    "to: is missing",
		"/exports?neighborhood=secure-base&lineage=x'": "Nothing here is called “x'”.",
		"/exports?neighborhood=secure-base&hops=3":     "hops: says nothing about what is asked for",
	} {
		response := s.ask(http.MethodGet, path)
		if text := textOf(read(t, response)); response.StatusCode != http.StatusBadRequest || !strings.Contains(text, says) {
			t.Errorf("%s gives %d and does not say %q", path, response.StatusCode, says)
		}
	}
}
