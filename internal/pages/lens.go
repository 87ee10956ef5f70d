package pages

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/securebase/securebase/internal/evidence"
)

// lastYear bounds the years a lens may name.
const lastYear = 9999

// LensFields lists the fields of an address that make up a lens.
func LensFields() []string {
	return []string{"tier", "llm", "asof", "stance", "design", "population"}
}

// ParseLens reads the lens from an address. A value that means nothing gives an error that names the field.
func ParseLens(ix *evidence.Index, q url.Values) (evidence.Lens, error) {
	var lens evidence.Lens
	switch tier := evidence.Tier(strings.ToUpper(q.Get("tier"))); tier {
	case "", evidence.T1, evidence.T2, evidence.T3:
		lens.MinTier = tier
	default:
		return lens, badField("tier", q.Get("tier"), "T1, T2 or T3")
	}
	switch q.Get("llm") {
	case "", "on":
	case "off":
		lens.HideLLM = true
	default:
		return lens, badField("llm", q.Get("llm"), "on or off")
	}
	if typed := strings.TrimSpace(q.Get("asof")); typed != "" {
		year, err := strconv.Atoi(typed)
		if err != nil || year < 1 || year > lastYear {
			return lens, badField("asof", typed, "a year, such as 1990")
		}
		lens.AsOf = &year
	}
	for _, typed := range values(q["stance"]) {
		if !hasTerm(ix.Vocabulary.Stances, typed) {
			return lens, badField("stance", typed, "one of "+termIDs(ix.Vocabulary.Stances))
		}
		lens.Stances = append(lens.Stances, evidence.Stance(typed))
	}
	for _, typed := range values(q["design"]) {
		if !hasTerm(ix.Vocabulary.Designs, typed) {
			return lens, badField("design", typed, "one of "+termIDs(ix.Vocabulary.Designs))
		}
		lens.Designs = append(lens.Designs, typed)
	}
	for _, typed := range values(q["population"]) {
		id, ok := populationCalled(ix, typed)
		if !ok {
			right := "a population’s name, or the last part of its address, such as foster-children"
			if near := ix.Near(typed, levenshtein.ComputeDistance); len(near) > 0 {
				right += "; close by: " + strings.Join(near, ", ")
			}
			return lens, badField("population", typed, right)
		}
		if !slices.Contains(lens.Populations, id) {
			lens.Populations = append(lens.Populations, id)
		}
	}
	return lens, nil
}

// populationCalled gives the id of the population that has this id, or alone has this name.
func populationCalled(ix *evidence.Index, typed string) (string, bool) {
	if n, ok := ix.Entity(typed); ok {
		return typed, ix.KindOf(n) == evidence.KindPopulation
	}
	named := slices.DeleteFunc(ix.Named(evidence.ParseTextQuery(typed)), func(n int32) bool { return ix.KindOf(n) != evidence.KindPopulation })
	if len(named) != 1 {
		return "", false
	}
	return ix.EntityID(named[0]), true
}

// values takes a parameter that may stand several times or hold a list with commas.
func values(given []string) []string {
	var all []string
	for _, v := range given {
		for part := range strings.SplitSeq(v, ",") {
			if part = strings.TrimSpace(part); part != "" && !slices.Contains(all, part) {
				all = append(all, part)
			}
		}
	}
	return all
}

func hasTerm(terms []evidence.Term, id string) bool {
	return slices.ContainsFunc(terms, func(t evidence.Term) bool { return t.ID == id })
}

func termIDs(terms []evidence.Term) string {
	ids := make([]string, len(terms))
	for i, t := range terms {
		ids[i] = t.ID
	}
	return strings.Join(ids, ", ")
}

func termLabel(terms []evidence.Term, id string) string {
	for _, t := range terms {
		if t.ID == id {
			return t.Label
		}
	}
	return id
}

// encodeLens writes a lens as the part of an address, in a fixed order.
func encodeLens(l evidence.Lens) string {
	var parts []string
	add := func(name, value string) { parts = append(parts, name+"="+url.QueryEscape(value)) }
	if l.MinTier != "" {
		add("tier", string(l.MinTier))
	}
	if l.HideLLM {
		add("llm", "off")
	}
	if l.AsOf != nil {
		add("asof", strconv.Itoa(*l.AsOf))
	}
	for _, s := range l.Stances {
		add("stance", string(s))
	}
	for _, d := range l.Designs {
		add("design", d)
	}
	for _, p := range l.Populations {
		add("population", p)
	}
	return strings.Join(parts, "&")
}

// lensBar is the sentence below the head that says what is read, and the form behind it.
type lensBar struct {
	On         bool
	Parts      []lensPart
	Hides      string // what the lens hides in this answer
	Everything string // address without the lens
	Action     string
	Keep       []field // the page's own parameters
	Tiers      []option
	LLMOff     bool
	AsOf       string
	Stances    []option
	Designs    []option
	Population string
}

// lensPart is a piece of the sentence, and the field of an address that changes it; restField stands for all other fields.
type lensPart struct{ Field, Words string }

const restField = "rest"

type field struct{ Name, Value string }

type option struct {
	Value, Label string
	On           bool
}

// tierWords says what each setting of the tier lets through.
func tierWords(t evidence.Tier) string {
	switch t {
	case evidence.T1:
		return "scholarly sources only (T1)"
	case evidence.T2:
		return "scholarly and official sources (T1, T2)"
	case evidence.T3:
		return "any source, but a source"
	}
	return "every tier"
}

// addressField is how an address calls a part of a lens.
func addressField(f evidence.LensField) string {
	switch f {
	case evidence.FieldMinTier:
		return "tier"
	case evidence.FieldIncludeLLM:
		return "llm"
	case evidence.FieldAsOf:
		return "asof"
	case evidence.FieldStances:
		return "stance"
	case evidence.FieldDesigns:
		return "design"
	case evidence.FieldPopulations:
		return "population"
	}
	return restField
}

// fieldWords says one part of a lens in words.
func (a *ask) fieldWords(l evidence.Lens, f evidence.LensField) string {
	labels := func(terms []evidence.Term, ids []string) string {
		var words []string
		for _, id := range ids {
			words = append(words, strings.ToLower(termLabel(terms, id)))
		}
		return strings.Join(words, " or ")
	}
	switch f {
	case evidence.FieldMinTier:
		return tierWords(l.MinTier)
	case evidence.FieldIncludeLLM:
		return "no LLM text"
	case evidence.FieldAsOf:
		return "up to " + strconv.Itoa(*l.AsOf)
	case evidence.FieldStances:
		var ids []string
		for _, s := range l.Stances {
			ids = append(ids, stanceWord(s))
		}
		return "only what " + strings.Join(ids, " or ")
	case evidence.FieldDesigns:
		return "only: " + labels(a.ix.Vocabulary.Designs, l.Designs)
	case evidence.FieldPopulations:
		return "only on " + strings.ReplaceAll(strings.Join(l.Populations, " or "), "-", " ")
	}
	return string(f)
}

// lensBar makes the bar for the page asked for; hidden is what the lens takes from it, page whether that is counted
// for the page or the whole graph.
func (a *ask) lensBar(hidden evidence.Hidden, onPage bool) lensBar {
	l := a.view.Lens
	bar := lensBar{On: !l.IsZero(), Action: a.r.URL.Path, Everything: a.under(evidence.Lens{})}
	if bar.On {
		for _, f := range l.Set() {
			bar.Parts = append(bar.Parts, lensPart{addressField(f), a.fieldWords(l, f)})
		}
		if len(bar.Parts) < len(LensFields()) {
			bar.Parts = append(bar.Parts, lensPart{restField, "other settings"})
		}
		bar.Hides = hidesWords(hidden, onPage)
	} else {
		bar.Parts = []lensPart{{"tier", "every tier"}, {"llm", "LLM text, labelled"}, {"asof", "all years"}, {restField, "every stance, design and population"}}
	}
	own := a.own()
	for _, name := range ownParameters() {
		if v := own.Get(name); v != "" && name != "page" {
			bar.Keep = append(bar.Keep, field{name, v})
		}
	}
	for _, t := range []evidence.Tier{"", evidence.T3, evidence.T2, evidence.T1} {
		bar.Tiers = append(bar.Tiers, option{string(t), tierWords(t), l.MinTier == t})
	}
	bar.LLMOff = l.HideLLM
	if l.AsOf != nil {
		bar.AsOf = strconv.Itoa(*l.AsOf)
	}
	for _, t := range a.ix.Vocabulary.Stances {
		s := evidence.Stance(t.ID)
		bar.Stances = append(bar.Stances, option{t.ID, stanceWord(s), slices.Contains(l.Stances, s)})
	}
	for _, t := range a.ix.Vocabulary.Designs {
		bar.Designs = append(bar.Designs, option{t.ID, t.Label, slices.Contains(l.Designs, t.ID)})
	}
	bar.Population = strings.Join(l.Populations, ",")
	return bar
}

func hidesWords(h evidence.Hidden, onPage bool) string {
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, plural(n, one, many))
		}
	}
	add(h.Claims, "claim", "claims")
	add(h.Practice, "practice item", "practice items")
	if len(parts) == 0 {
		add(h.Entities, "entry", "entries")
		add(h.Edges, "line", "lines")
	}
	where := " of the whole graph"
	if onPage {
		where = " here"
	}
	if len(parts) == 0 {
		return "Hides nothing" + strings.TrimSuffix(where, " of the whole graph")
	}
	return "Hides " + strings.Join(parts, " and ") + where
}

// relief is the smallest change of the lens that would show something.
type relief struct {
	Words string // "without “up to 1990”"
	Shows string // "3 claims"
	URL   string
}

// reliefs tries each part of the lens alone; shows counts what the page would have under another view.
func (a *ask) reliefs(shows func(*evidence.View) int, one, many string) []relief {
	var found []relief
	for _, f := range a.view.Lens.Set() {
		wider := a.view.Lens.Without(f)
		if n := shows(a.ix.View(wider)); n > 0 {
			found = append(found, relief{"Without “" + a.fieldWords(a.view.Lens, f) + "”", plural(n, one, many), a.under(wider)})
		}
	}
	if n := shows(a.ix.Full()); n > 0 && !a.view.Lens.IsZero() && len(found) == 0 {
		found = append(found, relief{"Without the lens", plural(n, one, many), a.under(evidence.Lens{})})
	}
	return found
}

func badField(name, value, right string) *fault {
	return &fault{status: http.StatusBadRequest, title: "The lens cannot be set so",
		text:  fmt.Sprintf("“%s” is no value for %s; it takes %s.", clip(value, 60), name, right),
		field: name}
}
