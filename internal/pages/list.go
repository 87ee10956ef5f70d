package pages

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// perPage is the number of entries on a page of a list.
const perPage = 60

type listBody struct {
	Mark, Word, Plural string
	Lead               string
	Types              []tab
	Letters            []tab
	Groups             []letterGroup
	Pages              pager
	Works              []*work
	Empty              bool
	Reliefs            []relief
	Everything         string
}

// tab is one of several addresses of a page, of which one may be current.
type tab struct {
	Words string
	URL   string
	Count string
	On    bool
}

type letterGroup struct {
	Letter  string
	Entries []entry
}

// entry is an entity in a list, with its summary and where that stands.
type entry struct {
	person
	ID      string
	Meta    string
	Summary summary
	By      []byline
}

// byline is a source named in short below a text.
type byline struct {
	person
	Tier evidence.Tier
}

type pager struct {
	Page, Pages    int
	Earlier, Later string
	Words          string
}

// list shows the entities of a kind by name, a page at a time.
func list(ctx context.Context, a *ask, k kindWords) (*view, error) {
	typ := a.query.Get("type")
	all := a.view.EntityList([]evidence.Kind{k.Kind}, typ, evidence.OrderName)
	at := pageNumber(a.query.Get("page"), len(all), perPage)
	shown := all[min((at-1)*perPage, len(all)):min(at*perPage, len(all))]
	book, err := a.read(ctx, store.Want{Entities: a.ix.EntityIDs(shown)})
	if err != nil {
		return nil, err
	}
	letters, err := a.site.lettersOfList(ctx, a, k.Kind)
	if err != nil {
		return nil, err
	}
	e := newEdition(a, book)
	body := listBody{Mark: k.Mark, Word: k.Word, Plural: k.Plural, Empty: len(all) == 0, Everything: a.under(evidence.Lens{})}
	for _, n := range shown {
		letter := letters[n]
		if len(body.Groups) == 0 || body.Groups[len(body.Groups)-1].Letter != letter {
			body.Groups = append(body.Groups, letterGroup{Letter: letter})
		}
		g := &body.Groups[len(body.Groups)-1]
		g.Entries = append(g.Entries, e.entry(n))
	}
	body.Letters = a.letterTabs(all, letters, shown)
	body.Types = a.typeTabs(k, typ)
	body.Pages = a.pager(at, len(all), perPage)
	body.Lead = plural(len(all), strings.ToLower(k.Word), strings.ToLower(k.Plural))
	if typ != "" {
		body.Lead += " of the type “" + strings.ReplaceAll(clip(typ, 40), "-", " ") + "”"
	}
	body.Lead += ", by name."
	if body.Empty {
		body.Reliefs = a.reliefs(func(v *evidence.View) int { return len(v.EntityList([]evidence.Kind{k.Kind}, typ, evidence.OrderName)) },
			strings.ToLower(k.Word), strings.ToLower(k.Plural))
	}
	title := k.Plural
	if at > 1 {
		title += ", page " + strconv.Itoa(at)
	}
	v := &view{template: "list", body: body}
	v.page = page{Title: title, Nav: k.Path, Hidden: a.hiddenInList(k, typ, len(all)),
		Description: k.Plural + " of attachment theory, each with its claims and sources."}
	return v, nil
}

func (a *ask) hiddenInList(k kindWords, typ string, seen int) *evidence.Hidden {
	full := len(a.ix.Full().EntityList([]evidence.Kind{k.Kind}, typ, evidence.OrderName))
	return &evidence.Hidden{Entities: full - seen}
}

// entry sets an entity for a list. Its sources are named in short, not numbered.
func (e *edition) entry(n int32) entry {
	id := e.ix.EntityID(n)
	head := e.book.Entities[id].Head()
	x := entry{person: e.entity(id), ID: id}
	x.Summary.sentence = sentence{Text: head.Summary, LLM: len(head.Sources) == 0 && head.Kind != evidence.KindSource}
	if !e.view.SummaryVisible(n) {
		x.Summary.Hidden, x.Summary.Text = head.Summary != "", ""
	} else {
		for _, s := range head.Sources {
			source, ok := e.book.Entities[s].(*evidence.Source)
			if at, known := e.ix.Entity(s); ok && known && e.view.EntityVisible(at) {
				x.By = append(x.By, byline{e.entity(s), source.Tier})
			}
		}
	}
	const named = 3
	if len(x.By) > named {
		x.By = x.By[:named]
	}
	var meta []string
	switch s := e.book.Entities[id].(type) {
	case *evidence.Source:
		meta = append(meta, string(s.Tier))
		if s.Retracted {
			meta = append(meta, "retracted")
		}
		if c := len(e.view.EntityClaims(n, evidence.RoleCited, nil)); c > 0 {
			meta = append(meta, "carries "+plural(c, "claim", "claims"))
		}
	case *evidence.Theorist:
		if s.Born != "" || s.Died != "" {
			meta = append(meta, yearOf(s.Born)+"–"+yearOf(s.Died))
		}
	default:
		if head.Type != "" {
			meta = append(meta, strings.ReplaceAll(head.Type, "-", " "))
		}
		if year, ok := e.introduced(e.book.Entities[id]); ok {
			meta = append(meta, year)
		}
	}
	x.Meta = strings.Join(meta, " · ")
	return x
}

func yearOf(date string) string {
	year, _, _ := strings.Cut(date, "-")
	return year
}

func (e *edition) introduced(entity evidence.Entity) (string, bool) {
	switch x := entity.(type) {
	case *evidence.Construct:
		return yearWords(x.Introduced), x.Introduced != nil
	case *evidence.Intervention:
		return yearWords(x.Introduced), x.Introduced != nil
	}
	return "", false
}

// pageNumber reads a page's number; whatever is out of range is the nearest page.
func pageNumber(typed string, total, size int) int {
	n, err := strconv.Atoi(typed)
	if err != nil {
		return 1
	}
	return min(max(n, 1), max(1, (total+size-1)/size))
}

func (a *ask) pager(page, total, size int) pager {
	p := pager{Page: page, Pages: (total + size - 1) / size}
	if p.Pages < 2 {
		return p
	}
	if page > 1 {
		p.Earlier = a.self("page", strconv.Itoa(page-1))
	}
	if page < p.Pages {
		p.Later = a.self("page", strconv.Itoa(page+1))
	}
	p.Words = "Page " + strconv.Itoa(page) + " of " + strconv.Itoa(p.Pages)
	return p
}

// letterTabs leads to the page on which each letter begins.
func (a *ask) letterTabs(all []int32, letters letters, shown []int32) []tab {
	var tabs []tab
	for i, n := range all {
		letter := letters[n]
		if len(tabs) > 0 && tabs[len(tabs)-1].Words == letter {
			continue
		}
		page := strconv.Itoa(i/perPage + 1)
		tabs = append(tabs, tab{Words: letter, URL: a.self("page", page) + "#letter-" + letter, On: slices.Contains(shown, n)})
	}
	return tabs
}

// typeTabs narrows a list to the types of its kind that occur.
func (a *ask) typeTabs(k kindWords, current string) []tab {
	var types []string
	for _, t := range a.ix.Vocabulary.Kinds {
		if t.ID == k.Kind {
			types = t.Types
		}
	}
	if len(types) == 0 {
		return nil
	}
	path := "/" + k.Path
	tabs := []tab{{Words: "All", URL: a.links.To(path), On: current == ""}}
	for _, t := range types {
		if n := len(a.view.EntityList([]evidence.Kind{k.Kind}, t, evidence.OrderName)); n > 0 {
			tabs = append(tabs, tab{Words: strings.ReplaceAll(t, "-", " "), URL: a.links.To(path, "type", t), Count: thousands(n), On: current == t})
		}
	}
	return tabs
}

// letters are the first letters of the names of a list, by entity.
type letters map[int32]string

// lettersOfList gives the first letters of a list's names. Names are contents, which the index does not hold, so they
// are read once for every list and graph version and kept.
func (s *site) lettersOfList(ctx context.Context, a *ask, kind evidence.Kind) (letters, error) {
	s.lettersLock.Lock()
	if s.lettersOf != a.ix.Version {
		s.letters, s.lettersOf = map[string]letters{}, a.ix.Version
	}
	found, ok := s.letters[string(kind)]
	s.lettersLock.Unlock()
	if ok {
		return found, nil
	}
	all := a.ix.Full().EntityList([]evidence.Kind{kind}, "", evidence.OrderName)
	entities, err := s.live.Entities(ctx, a.ix.EntityIDs(all))
	if err != nil {
		return nil, err
	}
	found = make(letters, len(all))
	for _, entity := range entities {
		if n, ok := a.ix.Entity(entity.Head().ID); ok {
			found[n] = firstLetter(entity.Head().Name)
		}
	}
	s.lettersLock.Lock()
	defer s.lettersLock.Unlock()
	if s.lettersOf == a.ix.Version {
		s.letters[string(kind)] = found
	}
	return found, nil
}

func firstLetter(name string) string {
	if words := evidence.Words(name); len(words) > 0 && words[0][0] >= 'a' && words[0][0] <= 'z' {
		return strings.ToUpper(words[0][:1])
	}
	return "0-9"
}
