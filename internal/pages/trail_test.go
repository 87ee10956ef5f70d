package pages_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/store"
)

// part gives what stands between two marks of a page.
func part(t *testing.T, body, begin, end string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, begin)
	if !ok {
		t.Fatalf("the page holds no %s", begin)
	}
	found, _, _ := strings.Cut(rest, end)
	return found
}

// TestThePictureAndItsListAreEqual compares the lines of the picture, in their order, with the table.
func TestThePictureAndItsListAreEqual(t *testing.T) {
	s := newSite(t)
	edges := regexp.MustCompile(`href="(/edges/[^"]+)"`)
	for _, address := range []string{"/lineage/secure-base", "/lineage/john-bowlby?depth=1", "/lineage/attachment-theory?depth=4&tier=T1",
		"/lineage/emotionally-focused-therapy?depth=8&direction=ancestors"} {
		body := s.page(address)
		wide := part(t, body, `<svg class="pic wide"`, "</svg><svg")
		tall := part(t, body, `<svg class="pic tall"`, "</figure>")
		var drawn, listed []string
		for _, m := range edges.FindAllStringSubmatch(wide, -1) {
			drawn = append(drawn, m[1])
		}
		for _, m := range edges.FindAllStringSubmatch(part(t, body, `id="same"`, "</table>"), -1) {
			listed = append(listed, m[1])
		}
		if len(drawn) == 0 || !slices.Equal(drawn, listed) {
			t.Errorf("%s draws %d lines and lists %d, or in another order", address, len(drawn), len(listed))
		}
		for _, m := range edges.FindAllStringSubmatch(tall, -1) {
			if !slices.Contains(drawn, m[1]) {
				t.Errorf("%s has %s in the narrow picture only", address, m[1])
			}
		}
		if n := strings.Count(wide, "<a "); n != strings.Count(wide, "aria-label=") {
			t.Errorf("%s: not every link of the picture has a name", address)
		}
	}
	s.holds("/lineage/secure-base?depth=1", "John Bowlby originated (side B) ", "(side A)", "origin contested, between 1939 and 1988",
		"an idea whose date is not settled", "Side A", "The same, as a list", "Claims : John Bowlby originated Secure base")
	s.holds("/lineage/emotionally-focused-therapy?depth=4", "Where there is no line", "No claim here says what", "Control systems theory")
	s.holds("/lineage/john-bowlby", "The picture holds the ", "entries that are nearest and best supported", "are only in the list of sentences")
}

func TestTrail(t *testing.T) {
	s := newSite(t)
	address := "/trail?stops=john-bowlby,mary-ainsworth,circle-of-security,emotionally-focused-therapy"
	s.holds(address, "A trail from John Bowlby to Emotionally Focused Couple Therapy", "There is no line of descent on one of 3 legs",
		"No line of descent", "Both come down from", "Sources")
	body := s.page(address)
	anchorsResolve(t, address, body)
	if n := strings.Count(part(t, body, `<svg class="pic wide"`, "</svg><svg"), `class="stop"`); n != 4 {
		t.Errorf("the picture has %d stops", n)
	}
	s.holds("/trail", "Make a trail", "From Bowlby to EFT")
	s.holds("/trail?stops=secure-base", "name a second one")
	s.holds("/trail?stops=circle&stops=zzzzzz", "Stop 1, “circle”, may be:", "Circle of Security Parenting", "Stop 2: nothing here is called “zzzzzz”.")
	s.holds("/", "Make your own trail")
	for _, lens := range []string{"&asof=1900", "&tier=T1&asof=1900&stance=null"} {
		anchorsResolve(t, address+lens, s.page(address+lens))
		s.holds(address+lens, "No line of descent runs along this trail", "Under this lens no claim says")
		for _, link := range links(s.page(address + lens)) {
			if strings.HasPrefix(link, "/theorists/") && !strings.Contains(link, "asof=1900") {
				t.Errorf("%s drops the lens in %s", address+lens, link)
			}
		}
	}
}

func TestTrailAddressesAndErrors(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct {
		address string
		status  int
		says    string
	}{
		{"/trail?stops=John+Bowlby&stops=Protest,+despair,+detachment&stops=&tier=T1", http.StatusMovedPermanently, "/trail?stops=john-bowlby%2Cprotest-despair-detachment&tier=T1"},
		{"/trail?stops=john-bowlby,secure-base", http.StatusOK, "A trail from John Bowlby to Secure base"},
		{"/trail?stops=john-bowlby,secure-base,john-bowlby", http.StatusBadRequest, "is no value for stops"},
		{"/trail?stops=a,b,c,d,e,f,g", http.StatusBadRequest, "is no value for stops; it takes up to 6"},
		{"/trail?stops=john-bowlby,secure-base&tier=T9", http.StatusBadRequest, "for tier"},
		{"/trail?stops=%3Cscript%3E,%22%3E", http.StatusOK, "may be:"},
	} {
		response := s.ask(http.MethodGet, c.address)
		said := textOf(read(t, response)) + " " + response.Header.Get("Location")
		if response.StatusCode != c.status || !strings.Contains(said, c.says) {
			t.Errorf("%s gives %d, want %d saying %q; it says %q", c.address, response.StatusCode, c.status, c.says, said)
		}
	}
	ctx, counter := store.WithCounter(t.Context())
	s.askWith(ctx, http.MethodGet, "/trail?stops=john-bowlby,mary-ainsworth,circle-of-security,emotionally-focused-therapy")
	if counter.Count() > 4 {
		t.Errorf("a trail costs %d statements: %v", counter.Count(), counter.Names())
	}
}
