package pages

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// page is what every page has around its own contents.
type page struct {
	Title       string
	Description string
	Canonical   string
	NoIndex     bool
	Nav         string // path of the current part
	Links       links
	Kinds       []kindWords
	Lens        lensBar
	Hidden      *evidence.Hidden // what the lens hides on this page; nil to name what it hides in the graph
	Typed       string           // in the search box
	NoSeek      bool             // the page has a search box of its own
	Version     string
	Claims      string
	Sources     string
	Script      script
}

// script is what makes a page live: the address of the script and the word by which the page allows it to run.
type script struct {
	Entry  string
	Ahead  []string // what it loads at once
	Styles []string
	Nonce  string
}

type framed struct {
	page
	Body any
}

func (v *view) frame() framed { return framed{v.page, v.body} }

// descriptionLength bounds what a search engine is told.
const descriptionLength = 200

// frame fills what surrounds a page's own contents.
func (a *ask) frame(v *view) {
	p := &v.page
	p.Script = a.script("main")
	p.Links, p.Kinds = a.links, kinds()
	p.Description = clip(p.Description, descriptionLength)
	if p.Hidden != nil {
		p.Lens = a.lensBar(*p.Hidden, true)
	} else {
		p.Lens = a.lensBar(a.view.Hidden(), false)
	}
	// One page has one address for search engines: without a lens and without parameters.
	p.Canonical = a.origin() + a.r.URL.EscapedPath()
	p.NoIndex = p.NoIndex || !a.view.Lens.IsZero()
	p.Version = clip(a.ix.Version, 12)
	p.Version = strings.TrimSuffix(p.Version, "…")
	tally := a.ix.Full().Tally()
	p.Claims, p.Sources = plural(tally.Claims, "claim", "claims"), plural(tally.Kinds[evidence.KindSource], "source", "sources")
}

// script gives a script of the site, allowed on the page asked for.
func (a *ask) script(name string) script {
	s := a.site.assets.scripts[name]
	s.Nonce = nonce(a.r.Context())
	return s
}

func parseTemplates(files *assets) (map[string]*template.Template, error) {
	functions := template.FuncMap{
		"asset": func(name string) string { return files.paths[name] },
		"bar":   bar,
		"mark":  mark,
		"st":    stance,
		"tier":  tierBadge,
		"low":   strings.ToLower,
		"count": thousands,
		"inc":   func(i int) int { return i + 1 },
	}
	shared, err := template.New("frame.html").Funcs(functions).ParseFS(templateFiles, "frame.html", "parts.html", "picture.html")
	if err != nil {
		return nil, fmt.Errorf("read the shared templates: %w", err)
	}
	all := map[string]*template.Template{}
	for _, name := range []string{"start", "topic", "list", "lineage", "paths", "trail", "explore", "edge", "disputes", "search", "about", "builders", "exports", "graphiql", "fault"} {
		t, err := shared.Clone()
		if err == nil {
			t, err = t.ParseFS(templateFiles, name+".html")
		}
		if err != nil {
			return nil, fmt.Errorf("read the template %s: %w", name, err)
		}
		all[name] = t
	}
	return all, nil
}

// bar draws a strength on a rule of fixed length.
func bar(x float64) template.HTML {
	const length = 72
	width := strconv.FormatFloat(min(max(x, 0), 1)*length, 'f', 1, 64)
	return template.HTML(`<svg class="bar" viewBox="0 0 72 12" aria-hidden="true"><use href="#bar"/><rect width="` + //nolint:gosec // numbers only
		width + `" y="3.5" height="5"/></svg>`)
}

// mark draws the mark of a kind; the word says it to those who cannot see it.
func mark(class, word string) template.HTML {
	if class == "" {
		return ""
	}
	return template.HTML(`<svg class="k ` + class + `" role="img" aria-label="` + word + `"><use href="#k-` + class + `"/></svg>`) //nolint:gosec // words of this package
}

// stance draws the mark of a stance.
func stance(class string) template.HTML {
	return template.HTML(`<svg viewBox="0 0 12 12" aria-hidden="true"><use href="#st-` + class + `"/></svg>`) //nolint:gosec // words of this package
}

func tierBadge(t evidence.Tier) template.HTML {
	switch t {
	case evidence.T1:
		return `<span class="tier t1">T1</span>`
	case evidence.T2:
		return `<span class="tier t2">T2</span>`
	case evidence.T3:
		return `<span class="tier t3">T3</span>`
	}
	return `<span class="llm">LLM</span>`
}
