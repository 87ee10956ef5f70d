package pages

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/export"
	"github.com/securebase/securebase/internal/store"
)

type exportsBody struct {
	What    string // the part in words
	Lens    string // the lens in words
	Counts  string
	Files   []exportFile
	Problem string // why there is no such part
	Choices []act  // what a name may mean
	Fields  map[string]string
	Whole   string // address of the whole graph, if a part was chosen
	Keep    lensBar
	Depths  []int
	Hops    []int
}

// exportFormat is a format as readers choose it.
type exportFormat struct {
	Name, Label, For string
	ending           string
	load             string // the command that loads FILE
}

func exportFormats() []exportFormat {
	return []exportFormat{
		{"cypher", "Cypher script", "Fills an empty Neo4j; can be run twice, or pasted into Neo4j Browser.", "cypher",
			"cypher-shell -a bolt://127.0.0.1:7687 -u neo4j -f FILE"},
		{"csv", "CSV for neo4j-admin", "A ZIP of tables, one for each kind of node and relationship, which spreadsheets and R read too. README.txt in it has the command that loads them.", "zip",
			"unzip FILE -d graph   # then, in graph, the neo4j-admin command of README.txt"},
		{"jsonl", "JSON Lines", "One record a line, for Python, R or jq. Of the whole graph without a lens it loses nothing.", "jsonl",
			"securebase import FILE --db sqlite:mine.db"},
	}
}

// exportFile is a file that can be had, by address and by command.
type exportFile struct {
	exportFormat
	URL      string
	Commands string
}

// exports says what a file will hold, and how it is had and loaded.
func exports(ctx context.Context, a *ask) (*view, error) {
	body := exportsBody{Lens: a.lensWords(), Fields: map[string]string{}, Depths: []int{1, 2, 3}, Hops: []int{2, 3, 4, 5, 6, 7, 8},
		Keep: a.lensBar(evidence.Hidden{}, false)}
	fields := url.Values{}
	for _, name := range export.Fields() {
		if typed := strings.TrimSpace(a.query.Get(name)); typed != "" {
			fields.Set(name, typed)
			body.Fields[name] = clip(typed, 120)
		}
	}
	e, err := a.exportEnds(ctx, &body, fields)
	if err != nil {
		return nil, err
	}
	v := &view{template: "exports"}
	if body.Problem == "" && len(body.Choices) == 0 {
		content, err := export.Take(ctx, a.site.live, a.view, fields)
		var own *store.Error
		switch {
		case errors.As(err, &own) && own.Code == store.Invalid:
			body.Problem = own.Message
		case err != nil:
			return nil, err
		default:
			body.What, body.Counts, body.Files = e.partWords(fields), countWords(content.Counts), a.exportFiles(fields)
		}
	}
	if body.Problem != "" {
		v.status = http.StatusBadRequest
	}
	if len(fields) > 0 {
		body.Whole = a.links.To("/exports")
	}
	v.body = body
	v.page = page{Title: "Exports", Nav: "exports", NoIndex: len(fields) > 0,
		Description: "The graph, or the part of it around an entry, in a lineage or on paths, as Cypher, CSV or JSON Lines, under any lens."}
	return v, nil
}

// exportEnds takes what was typed for an entry, which may be its name, for the id; or offers what may be meant.
func (a *ask) exportEnds(ctx context.Context, body *exportsBody, fields url.Values) (*edition, error) {
	var all, open []int32
	openField := ""
	for _, name := range []string{"neighborhood", "lineage", "from", "to"} {
		typed := fields.Get(name)
		if typed == "" {
			continue
		}
		found := a.resolve(typed)
		switch all = append(all, found...); len(found) {
		case 0:
			body.Problem = "Nothing here is called “" + clip(typed, 60) + "”."
		case 1:
			fields.Set(name, a.ix.EntityID(found[0]))
		default:
			open, openField = found, name
		}
	}
	book, err := a.read(ctx, store.Want{Entities: a.ix.EntityIDs(all)})
	if err != nil {
		return nil, err
	}
	e := newEdition(a, book)
	for _, name := range []string{"neighborhood", "lineage", "from", "to"} {
		if n, ok := a.ix.Entity(fields.Get(name)); ok {
			body.Fields[name] = e.entityNumber(n).Name
		}
	}
	for _, n := range slices.Compact(open) {
		p := e.entityNumber(n)
		body.Choices = append(body.Choices, act{p.Name + " (" + strings.ToLower(p.Word) + ")", a.self(openField, a.ix.EntityID(n))})
	}
	return e, nil
}

// partWords says in words which part of the graph the fields name.
func (e *edition) partWords(fields url.Values) string {
	name := func(field string) string {
		n, _ := e.ix.Entity(fields.Get(field))
		return e.entityNumber(n).Name
	}
	steps := func(field, otherwise string) string {
		n := number(cmp.Or(fields.Get(field), otherwise))
		return "up to " + plural(n, "step", "steps")
	}
	switch {
	case fields.Get("neighborhood") != "":
		return "Around " + name("neighborhood") + ", " + steps("depth", "1")
	case fields.Get("lineage") != "":
		way := map[string]string{"ancestors": "where it comes from", "descendants": "what came of it"}[strings.ToLower(fields.Get("direction"))]
		return "Lineage of " + name("lineage") + ": " + cmp.Or(way, "both ways") + ", " + steps("depth", "4")
	case fields.Get("from") != "":
		return "Evidence paths from " + name("from") + " to " + name("to") + ", " + steps("hops", "6")
	}
	return "The whole graph"
}

func countWords(n export.Counts) string {
	words := []string{plural(n.Claims, "claim", "claims"), plural(n.Entities, "entry", "entries") + " with the sources among them"}
	if n.Practice > 0 {
		words = append(words, plural(n.Practice, "practice item", "practice items"))
	}
	return joined(words)
}

// exportFiles gives the part that the fields name in every format.
func (a *ask) exportFiles(fields url.Values) []exportFile {
	var pairs []string
	for _, name := range export.Fields() {
		pairs = append(pairs, name, fields.Get(name))
	}
	var files []exportFile
	for _, f := range exportFormats() {
		file := exportFile{exportFormat: f, URL: a.links.To("/export/"+f.Name, pairs...)}
		name := export.FileName(fields) + "." + f.ending
		file.Commands = strings.Join([]string{"curl -OJ '" + a.origin() + file.URL + "'",
			"securebase export --format " + f.Name + exportFlags(fields) + lensFlags(a.view.Lens) + " > " + name,
			strings.ReplaceAll(f.load, "FILE", name)}, "\n")
		files = append(files, file)
	}
	return files
}

// exportFlags writes the fields of a part as the command line takes them.
func exportFlags(fields url.Values) string {
	var b strings.Builder
	for _, name := range export.Fields() {
		if v := fields.Get(name); v != "" {
			b.WriteString(" --" + export.FlagOf(name) + " " + v)
		}
	}
	return b.String()
}

// lensFlags writes a lens as the command line takes it.
func lensFlags(l evidence.Lens) string {
	var b strings.Builder
	if l.MinTier != "" {
		b.WriteString(" --min-tier " + string(l.MinTier))
	}
	if l.HideLLM {
		b.WriteString(" --no-llm")
	}
	if l.AsOf != nil {
		b.WriteString(" --as-of " + strconv.Itoa(*l.AsOf))
	}
	list := func(flag string, values []string) {
		if len(values) > 0 {
			b.WriteString(" --" + flag + " " + strings.Join(values, ","))
		}
	}
	var stances []string
	for _, s := range l.Stances {
		stances = append(stances, string(s))
	}
	list("stance", stances)
	list("design", l.Designs)
	list("population", l.Populations)
	return b.String()
}
