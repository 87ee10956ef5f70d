package content

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/securebase/securebase/internal/evidence"
)

// maxID bounds the length of an id; ids stand in addresses and in exports.
const maxID = 80

// Report is the outcome of a check: problems that have to be mended, and warnings, which are counted weaknesses.
type Report struct {
	Problems []Problem // sorted by file and line; those found while reading included
	Warnings []Warning
}

// Warning is a weakness that content may have: what it is, and the ids of the records that have it.
type Warning struct {
	What string
	IDs  []string
}

// String gives what is counted, the count, and the first ids.
func (w Warning) String() string {
	shown := w.IDs[:min(len(w.IDs), 3)]
	more := ""
	if rest := len(w.IDs) - len(shown); rest > 0 {
		more = fmt.Sprintf(" and %d more", rest)
	}
	return fmt.Sprintf("%s: %d (%s%s)", w.What, len(w.IDs), strings.Join(shown, ", "), more)
}

// Check examines everything that the data model promises. It reports all problems and changes nothing.
func Check(g *Graph) Report { return check(g, lastYearAt(time.Now())) }

// compiled is the year in which the knowledge that comes with the program was last compiled.
const compiled = 2026

// lastYearAt gives the last plausible year. A clock that has stepped back does not make the program's own knowledge
// implausible.
func lastYearAt(now time.Time) int { return max(now.Year(), compiled) + 1 }

// check takes the last plausible year, so that tests do not depend on the day.
func check(g *Graph, lastYear int) Report {
	c := &checker{
		graph:    g,
		lastYear: lastYear,
		entities: map[string]evidence.Entity{},
		ids:      map[string]any{},
		known:    map[string][]string{},
		patterns: newPatterns(),
		problems: slices.Clone(g.problems),
	}
	if g.Vocabulary == nil {
		c.vocabulary = new(evidence.Vocabulary)
		if !g.partial {
			c.problems = append(c.problems, Problem{c.anyFile(), 1, "vocabulary", "is missing",
				"a vocabulary; nothing was checked against one"})
		}
	} else {
		c.vocabulary = g.Vocabulary
		c.checkVocabulary(g.Vocabulary)
		c.strings(g.Vocabulary)
	}
	c.collectIDs()
	for _, e := range g.Entities {
		c.entity(e)
	}
	for _, claim := range g.Claims {
		c.claim(claim)
	}
	for _, item := range g.Practice {
		c.practice(item)
	}
	c.sameDOI()
	c.cycles()
	sortProblems(c.problems)
	return Report{Problems: c.problems, Warnings: warnings(g)}
}

// checker collects the problems of one graph.
type checker struct {
	graph      *Graph
	lastYear   int
	vocabulary *evidence.Vocabulary // empty if the graph has none
	entities   map[string]evidence.Entity
	ids        map[string]any      // entities and claims by id
	known      map[string][]string // see idsOf
	patterns   patterns
	problems   []Problem
}

// anyFile names a file for a problem that is about what is not there.
func (c *checker) anyFile() string {
	files := []string{}
	for _, p := range c.graph.places {
		files = append(files, p.file)
	}
	if len(files) == 0 {
		return "content"
	}
	return slices.Min(files)
}

// problem reports a field of a record, unless reading already did.
func (c *checker) problem(record any, field, wrong, right string) {
	at := c.graph.placeOf(record)
	if at.isBad(field) {
		return
	}
	c.problems = append(c.problems, Problem{at.file, at.at(field), fieldOf(record, field), wrong, right})
}

// placeOf gives where a record stands; a record that was put into the graph by hand stands nowhere.
func (g *Graph) placeOf(record any) *place {
	if at := g.places[record]; at != nil {
		return at
	}
	return &place{file: "content", line: 1}
}

// required reports an empty text.
func (c *checker) required(record any, field, value, right string) bool {
	if value == "" {
		c.problem(record, field, "is missing", right)
	}
	return value != ""
}

// oneOf reports a value that a closed list does not hold; an empty value is missing.
func (c *checker) oneOf(record any, field, value string, allowed []string) {
	right := "one of " + strings.Join(allowed, ", ")
	switch {
	case slices.Contains(allowed, value):
	case value == "":
		c.problem(record, field, "is missing", right)
	default:
		c.problem(record, field, "is "+quote(value), suggest(value, allowed, right))
	}
}

// twice says that a value is repeated in its list.
func twice(value string) string { return quote(value) + " stands in the list twice" }

// names gives typed values of the vocabulary as plain text.
func names[T ~string](values ...T) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return list
}

// collectIDs checks the ids of all records and makes the entities findable.
func (c *checker) collectIDs() {
	for _, e := range c.graph.Entities {
		id := e.Head().ID
		c.id(e, id, false)
		if c.unique(c.ids, e, id) {
			c.entities[id] = e
		}
	}
	for _, claim := range c.graph.Claims {
		c.id(claim, claim.ID, true)
		c.unique(c.ids, claim, claim.ID)
	}
	practice := map[string]any{}
	for _, item := range c.graph.Practice {
		c.id(item, item.ID, false)
		c.unique(practice, item, item.ID)
	}
}

func (c *checker) unique(seen map[string]any, record any, id string) bool {
	if first, taken := seen[id]; taken && id != "" {
		at := c.graph.placeOf(first)
		c.problem(record, "id", fmt.Sprintf("is taken by %s at %s:%d", label(first), at.file, at.at("id")),
			"an id of its own")
		return false
	}
	seen[id] = record
	return true
}

// id checks the form of an id. The prefixes of edges and practice items ("edge:", "practice:") are ruled out by it.
func (c *checker) id(record any, id string, dots bool) {
	right := "small letters, digits and hyphens between them, such as secure-base"
	if dots {
		right = "small letters, digits, and hyphens or dots between them, such as john-bowlby.originated.secure-base"
	}
	if !c.required(record, "id", id, right) {
		return
	}
	if !isSlug(id, dots) {
		c.problem(record, "id", "is "+quote(id), right)
	}
	if len(id) > maxID {
		c.problem(record, "id", fmt.Sprintf("has %d characters", len(id)), fmt.Sprintf("at most %d", maxID))
	}
}

// ref resolves an id to an entity of one of the kinds, any kind if none is named. An empty id is not looked up.
func (c *checker) ref(record any, field, id string, kinds ...evidence.Kind) evidence.Entity {
	if id == "" || c.graph.placeOf(record).isBad(field) {
		return nil
	}
	wanted := "an entity"
	if len(kinds) > 0 {
		wanted = article(joinOr(kinds))
	}
	entity := c.entities[id]
	switch {
	case entity == nil && c.graph.partial:
	case entity == nil:
		c.problem(record, field, fmt.Sprintf("no entity has the id %s", quote(id)),
			suggest(id, c.idsOf(kinds), "the id of "+wanted))
	case len(kinds) > 0 && !slices.Contains(kinds, entity.Head().Kind):
		c.problem(record, field, fmt.Sprintf("%s is %s", quote(id), article(string(entity.Head().Kind))), "the id of "+wanted)
	}
	return entity
}

func joinOr(kinds []evidence.Kind) string {
	words := names(kinds...)
	if last := len(words) - 1; last > 0 {
		return strings.Join(words[:last], ", ") + " or " + words[last]
	}
	return strings.Join(words, "")
}

// idsOf lists the ids of entities of the kinds, in the order of the files.
func (c *checker) idsOf(kinds []evidence.Kind) []string {
	key := fmt.Sprint(kinds)
	if ids, ok := c.known[key]; ok {
		return ids
	}
	ids := []string{}
	for _, e := range c.graph.Entities {
		if len(kinds) == 0 || slices.Contains(kinds, e.Head().Kind) {
			ids = append(ids, e.Head().ID)
		}
	}
	c.known[key] = ids
	return ids
}

// refs resolves a list of ids, each of which may stand in it once.
func (c *checker) refs(record any, field string, ids []string, kinds ...evidence.Kind) {
	for i, id := range ids {
		at := field + "[" + strconv.Itoa(i) + "]"
		c.ref(record, at, id, kinds...)
		if id != "" && slices.Contains(ids[:i], id) {
			c.problem(record, at, twice(id), "each id once")
		}
	}
}

// strings checks every text of a record: nothing blank, no signs that a reader does not see.
func (c *checker) strings(record any) {
	walkStrings(reflect.ValueOf(record).Elem(), "", func(field, text string) {
		switch bad := invisible(text); {
		case bad != 0:
			c.problem(record, field, fmt.Sprintf("holds the invisible character U+%04X", bad),
				"text of visible characters and single spaces")
		case strings.TrimSpace(text) == "":
			c.problem(record, field, "is blank", "text, or leave it out")
		case strings.TrimSpace(text) != text:
			c.problem(record, field, "begins or ends with a space", "text without it")
		}
	})
}

// walkStrings visits every non-empty text field, and every text of a list whether empty or not.
func walkStrings(v reflect.Value, field string, visit func(field, text string)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walkStrings(v.Elem(), field, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			f := v.Field(i)
			if name != "" && field != "" {
				name = field + "." + name
			} else if name == "" {
				name = field
			}
			if f.Kind() != reflect.String || f.Len() > 0 {
				walkStrings(f, name, visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			walkStrings(v.Index(i), field+"["+strconv.Itoa(i)+"]", visit)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			walkStrings(v.MapIndex(key), field+"."+key.String(), visit)
		}
	case reflect.String:
		visit(field, v.String())
	}
}
