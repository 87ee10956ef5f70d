package pages_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestCiteAWork(t *testing.T) {
	s := newSite(t)
	body := s.page("/sources/bretherton-1992?tier=T1")
	said := textOf(body)
	for _, part := range []string{"Cite this work", "Bretherton, I. (1992). The Origins of Attachment Theory: John Bowlby and Mary Ainsworth. Developmental Psychology, 28(5), 759–775.",
		"@article{bretherton-1992,", "TY - JOUR", `"id": "bretherton-1992"`} {
		if !strings.Contains(said, part) {
			t.Errorf("the page of a source lacks %q", part)
		}
	}
	for _, c := range []struct{ ending, mediaType, begins string }{
		{".bib", "application/x-bibtex; charset=utf-8", "@article{bretherton-1992,\n"},
		{".ris", "application/x-research-info-systems; charset=utf-8", "TY  - JOUR\r\n"},
		{".json", "application/vnd.citationstyles.csl+json; charset=utf-8", "{\n  \"id\": \"bretherton-1992\",\n"},
	} {
		address := "/sources/bretherton-1992" + c.ending
		if !strings.Contains(body, `href="`+address+`"`) {
			t.Errorf("the page does not lead to %s", address)
		}
		response := s.ask(http.MethodGet, address)
		text := read(t, response)
		if got := response.Header.Get("Content-Type"); response.StatusCode != http.StatusOK || got != c.mediaType || !strings.HasPrefix(text, c.begins) {
			t.Errorf("%s gives %d, %s:\n%s", address, response.StatusCode, got, text)
		}
		if got := response.Header.Get("Content-Disposition"); got != "attachment; filename=bretherton-1992"+c.ending {
			t.Errorf("%s is to be kept as %q", address, got)
		}
		if head := read(t, s.ask(http.MethodHead, address)); head != "" {
			t.Errorf("HEAD %s gives a body", address)
		}
	}
	for _, address := range []string{"/sources/nothing.bib", "/sources/secure-base.bib", "/sources/bretherton-1992.pdf", "/constructs/secure-base.bib", "/sources/.bib"} {
		if response := s.ask(http.MethodGet, address); response.StatusCode != http.StatusNotFound || !strings.Contains(read(t, response), "There is no such") {
			t.Errorf("%s gives %d and not the page of what is not there", address, response.StatusCode)
		}
	}
}

func TestCiteAPage(t *testing.T) {
	s := newSite(t)
	version := s.live.Index().Version[:12]
	said := textOf(s.page("/constructs/secure-base?tier=T1&all=x"))
	want := "Secure base (graph version " + version + "). (n.d.). Secure Base. https://example.org/constructs/secure-base?tier=T1"
	if !strings.Contains(said, "Cite this page") || !strings.Contains(said, want+" ") {
		t.Errorf("the page does not say %q", want)
	}
}
