package pages_test

import (
	"context"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/pages"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
	"github.com/securebase/securebase/seed"
)

// site is the pages over a graph, with what was put into it.
type site struct {
	t       testing.TB
	handler http.Handler
	live    *store.Live
	change  store.ChangeSet
}

// newSite serves the knowledge that comes with the program, changed by the functions.
func newSite(t testing.TB, changes ...func(*store.ChangeSet)) *site {
	t.Helper()
	graph, problems := content.ReadYAML(seed.FS)
	if len(problems) > 0 {
		t.Fatalf("the seed has problems, first %v", problems[0])
	}
	change := graph.ChangeSet()
	for _, f := range changes {
		f(&change)
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "pages.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	live, err := store.NewLive(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := pages.New(live, pages.Options{Origin: "https://example.org", Log: slog.New(slog.NewTextHandler(&testLog{t}, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return &site{t, handler, live, change}
}

// testLog makes every internal error a failure of the test.
type testLog struct{ t testing.TB }

func (l *testLog) Write(line []byte) (int, error) {
	l.t.Errorf("logged: %s", line)
	return len(line), nil
}

func (s *site) ask(method, address string) *http.Response {
	return s.askWith(s.t.Context(), method, address)
}

func (s *site) askWith(ctx context.Context, method, address string) *http.Response {
	s.t.Helper()
	w := httptest.NewRecorder()
	w.Header().Set("X-Request-Id", "request-7f3a")
	s.handler.ServeHTTP(w, httptest.NewRequestWithContext(pages.WithNonce(ctx, "w0rd"), method, address, nil))
	return w.Result()
}

// withoutScript takes the site's own script from a page: one element, and only with the nonce of the answer.
func withoutScript(body string) string {
	own := regexp.MustCompile(`<script type="module" src="/assets/main-[\w-]+\.js" fetchpriority="low" nonce="w0rd"></script>`).FindString(body)
	if own == "" {
		return body
	}
	return strings.Replace(body, own, "", 1)
}

// page gives the body of a page that must be there.
func (s *site) page(address string) string {
	s.t.Helper()
	response := s.ask(http.MethodGet, address)
	body := read(s.t, response)
	if response.StatusCode != http.StatusOK {
		s.t.Fatalf("%s gives %d:\n%s", address, response.StatusCode, textOf(body))
	}
	return body
}

func read(t testing.TB, r *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// textOf gives what a reader reads of a page.
func textOf(body string) string {
	var b strings.Builder
	for body != "" {
		text, rest, _ := strings.Cut(body, "<")
		b.WriteString(text)
		_, body, _ = strings.Cut(rest, ">")
		b.WriteByte(' ')
	}
	return strings.Join(strings.Fields(html.UnescapeString(b.String())), " ")
}

// llmSentences are those that a language model wrote, wherever they stand.
func (s *site) llmSentences() []string {
	var all []string
	add := func(text string) {
		if text != "" {
			all = append(all, strings.Join(strings.Fields(text), " "))
		}
	}
	for _, c := range s.change.Claims {
		if c.Provenance == evidence.LLM {
			add(c.Text)
		}
	}
	for _, p := range s.change.Practice {
		if p.Provenance == evidence.LLM {
			add(p.Text)
		}
	}
	for _, e := range s.change.Entities {
		if head := e.Head(); head.Kind != evidence.KindSource && len(head.Sources) == 0 {
			add(head.Summary)
			if x, ok := e.(*evidence.Intervention); ok {
				add(x.EvidenceStatus)
			}
		}
	}
	return all
}

// holds fails the test where the text lacks one of the parts.
func (s *site) holds(address string, parts ...string) {
	s.t.Helper()
	text := textOf(s.page(address))
	for _, part := range parts {
		if !strings.Contains(text, part) {
			s.t.Errorf("%s does not say %q", address, part)
		}
	}
}

func TestStart(t *testing.T) {
	s := newSite(t)
	s.holds("/", "Follow an idea through attachment theory.", "One trail: John Bowlby, Mary D. Salter Ainsworth, Circle of Security",
		"did not come from", "No line of descent", "Both come down from", "Attachment theory", "In dispute", "Not clinical advice",
		"3,041 claims", "1,216 sources")
}

func TestNullTrialsStandBesidePositiveOnes(t *testing.T) {
	s := newSite(t)
	body := s.page("/interventions/circle-of-security-parenting")
	text := textOf(body)
	for _, part := range []string{
		"In the first randomized trial of COS-P, with Head Start mothers, assignment to the ten-week programme made no overall difference",
		"In the Copenhagen trial of COS-P infant attachment in the Strange Situation did not differ between the groups.",
		"Cassidy et al. 2017", "Stuart et al. 2025", "the two largest randomized trials",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("the page does not say %q", part)
		}
	}
	// One edge, one list: what was found and what was not stand under the same lemma.
	bundle := regexp.MustCompile(`(?s)<li class="bundle">.*?</ul></li>`)
	beside := false
	for _, b := range bundle.FindAllString(body, -1) {
		if strings.Contains(b, `claim-circle-of-security-parenting.improves.reflective-functioning.2"`) {
			beside = strings.Contains(b, "supports") && strings.Contains(b, "found nothing")
		}
	}
	if !beside {
		t.Error("on reflective functioning the trial that found nothing does not stand beside those that found something")
	}
	s.holds("/edges/circle-of-security-parenting.improves.reflective-functioning", "For it", "Against it", "found nothing", "strength = S · (1 − D)")
	s.holds("/paths?from=circle-of-security-parenting&to=attachment-security", "has evidence against it. Read it before any path.")
}

func TestTheSecureBaseIsContested(t *testing.T) {
	s := newSite(t)
	parts := []string{"Contested origin, 2 sides", "Mary D. Salter Ainsworth originated it", "John Bowlby originated it", "0.87", "0.08",
		"Bowlby's own dedication names Ainsworth as the originator of the secure base concept.",
		"The Therapy Aligned page credits the construct, base and haven together, to Bowlby rather than to Ainsworth.",
		"Bretherton 1992", "Bowlby 1988"}
	s.holds("/constructs/secure-base", parts...)
	s.holds("/lineage/secure-base", "Contested", "2 people are named for it")
	s.holds("/constructs/secure-base?asof=1970", "hidden by the lens")
}

func TestKindsAddressesAndErrors(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct {
		method, address string
		status          int
		says            string
	}{
		{http.MethodGet, "/constructs/secure-bas", http.StatusNotFound, "Secure base"},
		{http.MethodGet, "/no/such/page", http.StatusNotFound, "Nothing stands at this address."},
		{http.MethodGet, "/constructs/john-bowlby?tier=T1", http.StatusMovedPermanently, "/theorists/john-bowlby?tier=T1"},
		{http.MethodGet, "/constructs/", http.StatusMovedPermanently, "/constructs"},
		{http.MethodGet, "/edges/secure-base.complements.safe-haven", http.StatusMovedPermanently, "/edges/safe-haven.complements.secure-base"},
		{http.MethodGet, "/edges/nobody.originated.nothing", http.StatusNotFound, "subject.predicate.object"},
		{http.MethodPost, "/constructs", http.StatusMethodNotAllowed, "only be read"},
		{http.MethodGet, "/?tier=T9", http.StatusBadRequest, "“T9” is no value for tier"},
		{http.MethodGet, "/?llm=maybe", http.StatusBadRequest, "for llm"},
		{http.MethodGet, "/about?asof=soon", http.StatusBadRequest, "for asof"},
		{http.MethodGet, "/about?stance=loud", http.StatusBadRequest, "for stance"},
		{http.MethodGet, "/about?design=guess", http.StatusBadRequest, "for design"},
		{http.MethodGet, "/about?population=foster-childrn", http.StatusBadRequest, "foster-children"},
		{http.MethodGet, "/paths?direction=up", http.StatusBadRequest, "for direction"},
		{http.MethodGet, "/paths?hops=99", http.StatusBadRequest, "for hops"},
		{http.MethodGet, "/lineage/secure-base?depth=many", http.StatusBadRequest, "for depth"},
		{http.MethodGet, "/lineage?of=secure%20base", http.StatusMovedPermanently, "/lineage/secure-base"},
	} {
		response := s.ask(c.method, c.address)
		said := textOf(read(t, response)) + " " + response.Header.Get("Location")
		if response.StatusCode != c.status || !strings.Contains(said, c.says) {
			t.Errorf("%s %s gives %d, want %d saying %q; it says %q", c.method, c.address, response.StatusCode, c.status, c.says, said)
		}
	}
}

func TestHead(t *testing.T) {
	s := newSite(t)
	response := s.ask(http.MethodHead, "/constructs/secure-base")
	if body := read(t, response); response.StatusCode != http.StatusOK || body != "" || response.Header.Get("Content-Length") == "" {
		t.Errorf("HEAD gives %d, %d bytes, length %q", response.StatusCode, len(body), response.Header.Get("Content-Length"))
	}
	body := s.page("/constructs/secure-base?llm=off")
	for _, part := range []string{`<html lang="en">`, `<title>Secure base · Secure Base</title>`, `<meta name="description" content="`,
		`<link rel="canonical" href="https://example.org/constructs/secure-base">`, `<meta name="robots" content="noindex, follow">`} {
		if !strings.Contains(body, part) {
			t.Errorf("the head lacks %s", part)
		}
	}
	if strings.Contains(s.page("/constructs/secure-base"), "noindex") {
		t.Error("a page without a lens keeps search engines away")
	}
}

func TestNothingNeedsMoreThanThePolicy(t *testing.T) {
	s := newSite(t)
	forbidden := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|<iframe|<object|src="(?:https?:)?//|<base\b`)
	for _, address := range []string{"/", "/constructs/secure-base", "/paths?from=john-bowlby&to=EFT", "/lineage/secure-base",
		"/search?q=base", "/about", "/disputes", "/edges/mary-ainsworth.originated.secure-base", "/sources/cassidy-2017"} {
		if found := forbidden.FindString(withoutScript(s.page(address))); found != "" {
			t.Errorf("%s holds %q", address, found)
		}
	}
}

func TestPlacesOnComputedPagesAreThere(t *testing.T) {
	s := newSite(t)
	for _, address := range []string{"/", "/paths?from=john-bowlby&to=emotionally-focused-therapy&direction=flow",
		"/paths?from=circle-of-security-parenting&to=attachment-security", "/lineage/secure-base",
		"/trail?stops=john-bowlby,attachment-theory,mary-ainsworth,secure-base"} {
		body := s.page(address)
		places := regexp.MustCompile(`<a [^>]*href="#([^"]+)"`).FindAllStringSubmatch(body, -1)
		for _, place := range places {
			if !strings.Contains(body, ` id="`+place[1]+`"`) {
				t.Errorf("%s leads to #%s, which is not on the page", address, place[1])
			}
		}
	}
}

func TestAssetsMayBeKept(t *testing.T) {
	s := newSite(t)
	body := s.page("/")
	for _, address := range regexp.MustCompile(`/assets/[^"]+`).FindAllString(body, -1) {
		response := s.ask(http.MethodGet, address)
		text := read(t, response)
		if response.StatusCode != http.StatusOK || !strings.Contains(response.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s gives %d, %q", address, response.StatusCode, response.Header.Get("Cache-Control"))
		}
		for _, font := range regexp.MustCompile(`url\(([^)]+)\)`).FindAllStringSubmatch(text, -1) {
			if strings.HasPrefix(font[1], "#") {
				continue
			}
			if r := s.ask(http.MethodGet, font[1]); r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "font/woff2" {
				t.Errorf("%s, named in %s, gives %d %s", font[1], address, r.StatusCode, r.Header.Get("Content-Type"))
			}
		}
	}
}

func TestErrorsLeakNothing(t *testing.T) {
	s := newSite(t)
	var log strings.Builder
	var err error
	if s.handler, err = pages.New(s.live, pages.Options{Log: slog.New(slog.NewTextHandler(&log, nil))}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	response := s.askWith(ctx, http.MethodGet, "/constructs/secure-base")
	said := textOf(read(t, response))
	if response.StatusCode < 500 || !strings.Contains(said, "request-7f3a") || !strings.Contains(said, "Try again") {
		t.Errorf("a request that ended gives %d: %s", response.StatusCode, said)
	}
	if !strings.Contains(log.String(), "request-7f3a") {
		t.Errorf("the log does not name the request: %s", log.String())
	}
	for _, word := range []string{"sqlite", "SELECT", ".go", "context canceled"} {
		if strings.Contains(said, word) {
			t.Errorf("the error page says %q", word)
		}
	}
}

func TestWhateverANameHolds(t *testing.T) {
	name := `<script>alert("x")</script> ' & שלום`
	s := newSite(t, func(c *store.ChangeSet) {
		for _, e := range c.Entities {
			switch e.Head().ID {
			case "secure-base", "circle-of-security":
				e.Head().Name = name
				e.Head().Aliases = []string{`"><img src=x onerror=alert(1)>`}
				e.Head().Summary = name
			}
		}
		for _, claim := range c.Claims {
			if claim.Subject == "secure-base" || claim.Object == "secure-base" {
				claim.Text = name
			}
		}
	})
	for _, address := range []string{"/", "/constructs/secure-base", "/constructs?page=5", "/lineage/secure-base", "/search?q=alert",
		"/paths?from=secure-base&to=circle-of-security", "/edges/mary-ainsworth.originated.secure-base",
		"/search?q=" + "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/paths?from=%22%3E%3Cscript%3E&to=%27", "/lineage?of=%3Cscript%3E"} {
		body := withoutScript(s.page(address))
		if strings.Contains(body, "<script") || strings.Contains(body, "<img") {
			t.Errorf("%s lets a name become an element", address)
		}
	}
	if !strings.Contains(textOf(s.page("/constructs/secure-base")), name) {
		t.Error("the name is not shown as it is")
	}
}

func TestARetractedWorkIsStruck(t *testing.T) {
	s := newSite(t, func(c *store.ChangeSet) {
		for _, e := range c.Entities {
			if source, ok := e.(*evidence.Source); ok && source.ID == "cassidy-2017" {
				source.Retracted = true
			}
		}
	})
	body := s.page("/edges/circle-of-security-parenting.improves.attachment-security")
	if !strings.Contains(body, "<del>In the first randomized trial of COS-P") || !strings.Contains(textOf(body), "Retracted.") {
		t.Error("the claim of a retracted trial is not struck with the notice")
	}
}

func TestSearch(t *testing.T) {
	s := newSite(t)
	s.holds("/search?q=secure+bas", "Secure base", "By name", "in the name")
	s.holds("/search?q=zzzzzz", "Nothing here holds all of these words", "Try fewer words")
	s.holds("/search?q=head+start+trial", "In claims")
	s.holds("/search", "Names and their other spellings")
	s.holds("/search?q=bowlbi", "in the name, close to “bowlbi”")
	if !strings.Contains(s.page("/search?q=secure+bas"), "<mark>Secure</mark> <mark>base</mark>") {
		t.Error("what was looked for is not marked")
	}
}

func TestPaths(t *testing.T) {
	s := newSite(t)
	s.holds("/paths?from=John+Bowlby&to=EFT&direction=flow", "Paths", "weakest", "The weakest step is “John Bowlby originated Attachment theory”",
		"S = 1 − (1 − 0.6) = 0.6", "follows the flow of ideas", "No claim here speaks of the two together.")
	s.holds("/paths?from=circle-of-security&to=emotionally-focused-therapy&direction=flow", "One did not come from the other", "Walk edges either way")
	s.holds("/paths?from=attachment&to=secure-base&tier=T1&asof=1950", "Attachment")
	s.holds("/paths?from=circle&to=secure-base", "may be:")
	s.holds("/paths?from=secure-base&to=secure-base", "The two ends are the same")
	s.holds("/paths?from=john-bowlby&to=emotionally-focused-therapy&asof=1960", "No path from John Bowlby", "There is one without “up to 1960”",
		"The lens takes every path away. Without it the best holds at 0.60", "hidden by the lens")
	s.holds("/paths?from=john-bowlby&to=emotionally-focused-therapy", "From John Bowlby to Emotionally Focused Couple Therapy the best path takes two steps, by way of")
	s.holds("/paths?from=circle-of-security-parenting&to=attachment-security", "has evidence against it: of 2 claims on it 2 found nothing.")
	swapped := s.ask(http.MethodGet, "/paths?from=secure-base&to=EFT&tier=T1&swap=1").Header.Get("Location")
	if swapped != "/paths?from=EFT&to=secure-base&tier=T1" {
		t.Errorf("the ends are swapped to %s", swapped)
	}
}

func TestThePopulationOfALensMayBeNamed(t *testing.T) {
	s := newSite(t)
	s.holds("/constructs/attachment-security?population=children+in+Foster+or+kinship+care", "only on foster children")
	if r := s.ask(http.MethodGet, "/about?population=children+in+foster+or+kinship+car"); r.StatusCode != http.StatusBadRequest {
		t.Errorf("a name with a slip is taken for a population: %d", r.StatusCode)
	}
	if r := s.ask(http.MethodGet, "/about?population=secure+base"); r.StatusCode != http.StatusBadRequest {
		t.Errorf("a construct is taken for a population: %d", r.StatusCode)
	}
}

// TestStatementsDoNotGrow asks pages small and large: none may cost a statement for each thing it shows.
func TestStatementsDoNotGrow(t *testing.T) {
	s := newSite(t)
	s.page("/constructs") // reads the letters of the list once for all
	s.page("/sources")
	for address, most := range map[string]int{
		"/": 3, "/about": 0, "/constructs": 2, "/sources?page=9": 2, "/disputes": 3, "/search?q=attachment": 5,
		"/constructs/attachment-security": 6, "/constructs/secure-base?all=core-principles": 6, "/theorists/john-bowlby": 6,
		"/problems/relationship-distress": 6, "/sources/psychepedia-attachment-security": 6,
		"/lineage/attachment-theory?depth=4": 3, "/edges/mary-ainsworth.originated.secure-base": 3,
		"/paths?from=john-bowlby&to=emotionally-focused-therapy": 4,
	} {
		ctx, counter := store.WithCounter(t.Context())
		if r := s.askWith(ctx, http.MethodGet, address); r.StatusCode != http.StatusOK {
			t.Fatalf("%s gives %d", address, r.StatusCode)
		}
		if n := counter.Count(); n > most {
			t.Errorf("%s costs %d statements, at most %d are expected: %v", address, n, most, counter.Names())
		}
	}
}
