package pages_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// crawler follows every link of the pages it is shown, each once.
type crawler struct {
	*site
	most  int    // pages
	only  string // addresses must hold it, so that an offer to widen the lens is not taken
	check func(address, body string)

	mu    sync.Mutex
	seen  map[string]bool
	queue []string
}

// endless are links whose number has no end or grows with every setting; some of them are enough.
func endless(address string) bool {
	if strings.HasPrefix(address, "/lineage/") && (strings.Contains(address, "depth=") || strings.Contains(address, "direction=")) {
		return !regexp.MustCompile(`^/lineage/(secure-base|attachment-theory|john-bowlby|protest-despair-detachment)\?`).MatchString(address)
	}
	if strings.HasPrefix(address, "/explore/") && strings.Contains(address, "with=") {
		return true
	}
	if strings.HasPrefix(address, "/graphiql?") || strings.HasPrefix(address, "/exports?") {
		return true
	}
	return strings.HasPrefix(address, "/paths?") && strings.Contains(address, "to=") || strings.HasPrefix(address, "/export/") || address == "/schema.graphql"
}

func (c *crawler) add(address string) {
	if at := strings.IndexByte(address, '#'); at >= 0 {
		address = address[:at]
	}
	if address == "" || !strings.Contains(address, c.only) || c.seen[address] || endless(address) || len(c.seen) >= c.most {
		return
	}
	c.seen[address] = true
	c.queue = append(c.queue, address)
}

func (c *crawler) next() (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.queue) == 0 {
		return "", false
	}
	address := c.queue[0]
	c.queue = c.queue[1:]
	return address, true
}

// run crawls until nothing new is found. Workers end with the queue; a wave that finds more starts another.
func (c *crawler) run(start ...string) int {
	c.seen = map[string]bool{}
	for _, address := range start {
		c.add(address)
	}
	for len(c.queue) > 0 {
		var wave sync.WaitGroup
		for range 4 {
			wave.Go(func() {
				for address, ok := c.next(); ok; address, ok = c.next() {
					c.visit(address)
				}
			})
		}
		wave.Wait()
	}
	return len(c.seen)
}

func (c *crawler) visit(address string) {
	response := c.ask(http.MethodGet, address)
	body := read(c.t, response)
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusMovedPermanently:
		c.mu.Lock()
		c.add(response.Header.Get("Location"))
		c.mu.Unlock()
		return
	default:
		c.t.Errorf("%s gives %d", address, response.StatusCode)
		return
	}
	if !strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
		return
	}
	found := links(body)
	c.mu.Lock()
	for _, link := range found {
		c.add(link)
	}
	c.mu.Unlock()
	c.check(address, body)
}

func links(body string) []string {
	return slices.DeleteFunc(attributes(body, ` href="`), func(link string) bool { return !strings.HasPrefix(link, "/") })
}

// anchorsResolve checks that every link within the page leads to something on it, and that ids stand once.
func anchorsResolve(t *testing.T, address, body string) {
	ids := map[string]bool{}
	for _, id := range attributes(body, ` id="`) {
		if ids[id] {
			t.Errorf("%s has the id %q twice", address, id)
		}
		ids[id] = true
	}
	for _, link := range attributes(body, ` href="`) {
		path, fragment, has := strings.Cut(link, "#")
		if !has || path != "" && path != address {
			continue
		}
		if id, err := url.PathUnescape(fragment); err != nil || !ids[id] {
			t.Errorf("%s leads to its own #%s, which is not on it", address, fragment)
		}
	}
}

// attributes gives the values that follow the beginning of an attribute.
func attributes(body, begin string) []string {
	var values []string
	for {
		_, rest, ok := strings.Cut(body, begin)
		if !ok {
			return values
		}
		value, rest, _ := strings.Cut(rest, `"`)
		values, body = append(values, html.UnescapeString(value)), rest
	}
}

// TestEveryPage walks the whole site with what a language model wrote hidden: no page may fail, no link or number may
// lead nowhere, no page may be too large, and no sentence of a language model may stand anywhere.
func TestEveryPage(t *testing.T) {
	s := newSite(t)
	hidden := s.llmSentences()
	if len(hidden) < 40 {
		t.Fatalf("only %d sentences of a language model are in the graph", len(hidden))
	}
	const largest = 400 << 10
	c := &crawler{site: s, most: 20_000, only: "llm=off"}
	c.check = func(address, body string) {
		anchorsResolve(t, address, body)
		if len(body) > largest {
			t.Errorf("%s has %d bytes", address, len(body))
		}
		text := textOf(body)
		for _, sentence := range hidden {
			if strings.Contains(text, sentence) {
				t.Errorf("%s shows %q", address, sentence)
			}
		}
	}
	entities, _, edges, _ := s.live.Index().Counts()
	if n := c.run("/?llm=off"); n < 2*entities || n < edges {
		t.Errorf("only %d pages were reached", n)
	}
}

// TestEveryPageUnderEveryLens walks a part of the site under lenses from narrow to empty.
func TestEveryPageUnderEveryLens(t *testing.T) {
	s := newSite(t)
	for _, lens := range []string{"", "tier=T1", "tier=T2", "tier=T3", "asof=1990", "asof=1900", "stance=null", "stance=disputes&stance=qualifies",
		"design=rct", "tier=T1&llm=off&asof=2010&design=meta-analysis", "population=foster-children", "tier=T1&asof=1900&stance=null"} {
		t.Run(lens, func(t *testing.T) {
			c := &crawler{site: &site{t, s.handler, s.live, s.change}, most: 150, only: lens}
			c.check = func(address, body string) {
				anchorsResolve(t, address, body)
				if lens == "" {
					return
				}
				for _, link := range links(body) {
					bare, _, _ := strings.Cut(link, "#")
					if path, query, _ := strings.Cut(bare, "?"); strings.HasPrefix(path, "/assets/") || path == "/robots.txt" || query == lens || strings.HasSuffix(query, "&"+lens) {
						continue
					} else if strings.Contains(body, `href="`+html.EscapeString(link)+`" download`) {
						continue // the citation of a work is the same under every lens
					} else if !strings.Contains(body, `href="`+html.EscapeString(link)+`">Show everything`) && !isRelief(body, link) {
						t.Errorf("%s drops the lens in %s", address, link)
					}
				}
			}
			with := func(path string) string {
				if lens == "" {
					return path
				}
				if strings.Contains(path, "?") {
					return path + "&" + lens
				}
				return path + "?" + lens
			}
			c.run(with("/"), with("/about"), with("/builders"), with("/exports"), with("/graphiql"), with("/disputes"), with("/search?q=attachment"), with("/constructs/secure-base"),
				with("/constructs/attachment-security"), with("/interventions/circle-of-security-parenting"), with("/theorists/john-bowlby"),
				with("/populations/foster-children"), with("/problems/relationship-distress"), with("/sources/cassidy-2017"),
				with("/lineage/john-bowlby?depth=3"), with("/edges/mary-ainsworth.originated.secure-base"), with("/sources?page=7"),
				with("/constructs/secure-base?all=core-principles"))
			for _, path := range []string{"/paths?from=john-bowlby&to=emotionally-focused-therapy", "/paths?from=circle-of-security-parenting&to=attachment-security",
				"/paths?from=john-bowlby&to=circle-of-security&direction=flow"} {
				(&site{t, s.handler, s.live, s.change}).page(with(path))
			}
		})
	}
}

// isRelief says whether a link is an offer to widen the lens.
func isRelief(body, link string) bool {
	return strings.Contains(body, `href="`+html.EscapeString(link)+`">Without`) || strings.Contains(body, `href="`+html.EscapeString(link)+`">There is one`)
}
