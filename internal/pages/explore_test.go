package pages_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/store"
)

func TestExploreShowsLinesBySector(t *testing.T) {
	s := newSite(t)
	body := s.page("/explore/secure-base")
	for _, part := range []string{"Around Secure base", "Comes from", "Leads to", "Goes with", "Set against or tested", "Among these",
		`href="/edges/mary-ainsworth.originated.secure-base"`, "originated Secure base"} {
		if !strings.Contains(body, part) {
			t.Errorf("the page does not hold %q", part)
		}
	}
	more := regexp.MustCompile(`href="(/explore/secure-base\?with=[^"]+)">\+(\d+) more</a>`).FindStringSubmatch(body)
	if more == nil {
		t.Fatal("no relation offers more")
	}
	if rows := strings.Count(s.page(more[1]), "<tr><td>"); rows <= strings.Count(body, "<tr><td>") {
		t.Errorf("%s has %d rows, no more than before", more[1], rows)
	}
}

func TestExploreKeepsToItsAddress(t *testing.T) {
	s := newSite(t)
	for address, want := range map[string]struct{ has, hasNot string }{
		"/explore/secure-base?without=safe-haven":                             {"Around Secure base", "complements Secure base"},
		"/explore/secure-base?without=secure-base":                            {"originated Secure base", "Not shown"},
		"/explore/secure-base?with=william-blatz.4.8.l_no-such.1.2.r":         {"William", ">no-such<"},
		"/explore/secure-base?with=no-such":                                   {"no-such.", "William"},
		"/explore/secure-base?asof=1900":                                      {"that passes the lens", "Comes from"},
		"/explore/secure-base?tier=T1&with=william-blatz&without=safe-haven,": {"The lens hides", ">LLM</span></td>"},
	} {
		body := s.page(address)
		shown := body[strings.Index(body, "<main"):strings.Index(body, `<script type="application/json">`)]
		if !strings.Contains(shown, want.has) {
			t.Errorf("%s does not hold %q", address, want.has)
		}
		if strings.Contains(shown, want.hasNot) {
			t.Errorf("%s holds %q", address, want.hasNot)
		}
	}
}

func TestExploreSendsItsDataAlong(t *testing.T) {
	s := newSite(t)
	found := regexp.MustCompile(`(?s)<script type="application/json">(.*?)</script>`).FindStringSubmatch(s.page("/explore/john-bowlby"))
	if found == nil {
		t.Fatal("the page holds no data")
	}
	var data struct {
		Start []struct{ ID, Name, Sector string }
		Most  int
	}
	if err := json.Unmarshal([]byte(found[1]), &data); err != nil {
		t.Fatal(err)
	}
	if len(data.Start) < 2 || data.Start[0].ID != "john-bowlby" || data.Start[0].Sector != "" || data.Start[1].Sector == "" || data.Most != 200 {
		t.Errorf("the data is %+v", data)
	}
}

func TestExploreCostsTwoStatements(t *testing.T) {
	s := newSite(t)
	ctx, counter := store.WithCounter(t.Context())
	if r := s.askWith(ctx, http.MethodGet, "/explore/attachment-security?tier=T1"); r.StatusCode != http.StatusOK || counter.Count() > 2 {
		t.Errorf("the page gives %d and costs %v", r.StatusCode, counter.Names())
	}
}

func TestExploreBeforeAChoice(t *testing.T) {
	s := newSite(t)
	s.holds("/explore", "Explore", "Secure base")
	s.holds("/explore?of=zzzz", "Nothing here is called")
	if r := s.ask(http.MethodGet, "/explore?of=secure+base&tier=T1"); r.StatusCode != http.StatusMovedPermanently || r.Header.Get("Location") != "/explore/secure-base?tier=T1" {
		t.Errorf("a name leads with %d to %s", r.StatusCode, r.Header.Get("Location"))
	}
	if r := s.ask(http.MethodGet, "/explore/secure-bas"); r.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown entry gives %d", r.StatusCode)
	}
}
