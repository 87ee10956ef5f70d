package pages_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/pages"
)

// pageTime is how long a page may take, many times what the slowest does.
const pageTime = 10 * time.Second

// FuzzAddress asks for pages by addresses of any signs. The answer is a page, a way to one of this site, or a page that
// says what is wrong; it comes in time, is whole, and holds nothing of the address as HTML. Nothing of it is an error to
// be logged.
func FuzzAddress(f *testing.F) {
	for _, address := range []string{"/", "/constructs", "/constructs/secure-base", "/constructs/secure-base?tier=T1&llm=off&asof=1990", "/theorists/secure-base",
		"/constructs?page=2&type=construct", "/sources?page=-1", "/sources?page=99999999999999999999", "/lineage/circle-of-security?direction=ancestors&depth=12",
		"/lineage/circle-of-security?direction=both&depth=0&stance=disputes", "/paths?from=mary-ainsworth&to=circle-of-security&hops=6", "/paths?from=mary-ainsworth&to=circle-of-security&hops=-6&direction=flow",
		"/paths?from=x", "/paths?from=secure-base&to=secure-base", "/trail?stops=john-bowlby,mary-ainsworth", "/trail?stops=,,,&stops=<b>", "/explore/secure-base?with=originated,extended&without=x",
		"/explore/secure-base?all=originated&type=x&of=y", "/edges/edge:mary-ainsworth.originated.secure-base", "/edges/%00", "/disputes?page=2", "/search?q=<script>alert(1)</script>",
		"/search?q=ainswerth&kind=Theorist", "/search?q=%ff%fe", "/about", "/exports?lineage=secure-base&depth=3", "/exports?neighborhood=%22%3E%3Cb%3E", "/builders", "/graphiql?query={graph{version}}", "//evil.example/constructs",
		"/constructs/Secure-Base", "/constructs/../../etc/passwd", "/assets/../pages.go", "/lineage?q=secure", "/explore?q=%22onload=x", "/robots.txt", "/constructs/secure-base/", "/constructs//secure-base"} {
		path, query, _ := strings.Cut(address, "?")
		f.Add(path, query)
	}
	logged := &lines{}
	s := newSite(f)
	handler, err := pages.New(s.live, pages.Options{Log: slog.New(slog.NewTextHandler(logged, nil))})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path, query string) {
		path, query = strings.NewReplacer("<", "<zq", `"`, `"zq=`).Replace(path), marked.Replace(query)
		address := (&url.URL{Path: path, RawQuery: query}).RequestURI()
		parsed, err := url.ParseRequestURI(address)
		if err != nil || !strings.HasPrefix(address, "/") || len(address) > 16<<10 {
			return // no server would let it come here
		}
		r := (&http.Request{Method: http.MethodGet, URL: parsed, Header: http.Header{}, Host: "127.0.0.1:8080", RequestURI: address}).
			WithContext(pages.WithNonce(t.Context(), "w0rd"))
		w := httptest.NewRecorder()
		begun := time.Now()
		handler.ServeHTTP(w, r)
		if took := time.Since(begun); took > pageTime {
			t.Fatalf("the page took %v", took)
		}
		if line := logged.take(); line != "" {
			t.Fatalf("logged: %s", line)
		}
		body := w.Body.String()
		switch status := w.Code; {
		case status >= 300 && status < 400:
			if to := w.Header().Get("Location"); !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`) || strings.ContainsAny(to, "\r\n\t") {
				t.Fatalf("it leads to %q", to)
			}
			return
		case status != http.StatusOK && status != http.StatusBadRequest && status != http.StatusNotFound:
			t.Fatalf("the status is %d: %s", status, textOf(body))
		}
		if length := w.Header().Get("Content-Length"); length != "" && length != strconv.Itoa(len(body)) {
			t.Fatalf("%d bytes are sent, %s are announced", len(body), length)
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			return
		}
		if !strings.HasSuffix(strings.TrimSpace(body), "</html>") {
			t.Fatalf("the page is not whole: %.200s", body)
		}
		if typed := markup.FindString(body); typed != "" {
			t.Fatalf("the page holds %q as it was typed", typed)
		}
	})
}

// marked puts a mark behind every sign of an address that would end a text or an attribute in HTML.
var marked = strings.NewReplacer("<", "%3Czq", "%3C", "%3Czq", "%3c", "%3Czq", `"`, "%22zq=", "%22", "%22zq=")

// markup is such a mark where it is markup. Within a text of JSON a quote stands behind a backslash.
var markup = regexp.MustCompile(`<zq|[^\\]"zq=`)

// lines keeps what was logged.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *lines) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.text.Reset()
	return l.text.String()
}
