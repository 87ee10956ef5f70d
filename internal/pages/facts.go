package pages

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// factsOf fills what a page says about its entity beside the claims.
func (e *edition) factsOf(entity evidence.Entity, b *topicBody) {
	add := func(name, words string) {
		if words != "" {
			b.Facts = append(b.Facts, fact{Name: name, Words: words})
		}
	}
	switch x := entity.(type) {
	case *evidence.Construct:
		if x.Discipline != "" {
			b.Kicker = append(b.Kicker, x.Discipline)
		}
		add("Introduced", yearWords(x.Introduced))
	case *evidence.Theorist:
		add("Born", dateWords(x.Born))
		add("Died", dateWords(x.Died))
		add("Fields", strings.Join(x.Fields, ", "))
		add("Affiliation", x.Affiliation)
		add("Country", x.Country)
	case *evidence.Intervention:
		e.evidenceStatus(x, b)
		if f := x.Format; f != nil {
			add("Mode", f.Mode)
			add("Dose", f.Dose)
			add("Setting", f.Setting)
		}
		add("Introduced", yearWords(x.Introduced))
	case *evidence.Population:
		e.broader("Part of", x.Broader, b)
	case *evidence.Problem:
		e.broader("Part of", x.Broader, b)
		for _, c := range x.Codes {
			f := fact{Name: "Code", Words: c.System + " " + c.Code + ", as seen in"}
			f.Links = append(f.Links, e.entity(c.CodeSource))
			b.Facts = append(b.Facts, f)
		}
	case *evidence.Source:
		e.sourceFacts(x, b)
	}
}

// mostStatusCites is how many numbers stand behind the evidence status; more are those of the summary, and named so.
const mostStatusCites = 6

// evidenceStatus is cited like the summary and obeys the lens with it.
func (e *edition) evidenceStatus(x *evidence.Intervention, b *topicBody) {
	if x.EvidenceStatus == "" {
		return
	}
	n, _ := e.ix.Entity(x.ID)
	if !e.view.SummaryVisible(n) {
		b.StatusGone = true
		return
	}
	b.Status = &sentence{ID: "evidence-status", Text: x.EvidenceStatus, LLM: len(x.Sources) == 0}
	cites := e.sourceCites("evidence-status", x.Sources)
	if b.StatusAsAbove = len(cites) > mostStatusCites; !b.StatusAsAbove {
		b.Status.Cites = cites
	}
}

func (e *edition) broader(name, id string, b *topicBody) {
	if id != "" {
		b.Facts = append(b.Facts, fact{Name: name, Links: []person{e.entity(id)}})
	}
}

func (e *edition) narrowerFact(n int32) []fact {
	f := fact{Name: "More narrowly"}
	for _, other := range e.ix.Narrower(n) {
		if e.view.EntityVisible(other) {
			f.Links = append(f.Links, e.entityNumber(other))
		}
	}
	if len(f.Links) == 0 {
		return nil
	}
	return []fact{f}
}

func (e *edition) sourceFacts(s *evidence.Source, b *topicBody) {
	r := refer(s)
	b.Reference, b.Tier, b.Checked = &r, s.Tier, s.Checked
	// The reference says the same in full.
	b.Summary.Text = ""
	var people []person
	for _, a := range append(slices.Clone(s.Author), s.Editor...) {
		if a.Person != "" {
			people = append(people, e.entity(a.Person))
		}
	}
	if len(people) > 0 {
		b.Facts = append(b.Facts, fact{Name: "In this graph by", Links: people})
	}
	if t := termLabel(e.ix.Vocabulary.Tiers, string(s.Tier)); t != "" {
		f := fact{Name: "Tier", Words: string(s.Tier) + ", " + strings.ToLower(t)}
		b.Facts = append(b.Facts, f)
	}
	add := func(name, words string) {
		if words != "" {
			b.Facts = append(b.Facts, fact{Name: name, Words: words})
		}
	}
	add("PubMed", s.PMID)
	add("PubMed Central", s.PMCID)
	add("ISBN", s.ISBN)
	switch s.Verified {
	case "full":
		add("Reference", "seen in full at one place")
	case "partial":
		add("Reference", "seen in part")
	}
	if s.OpenAccess != nil && *s.OpenAccess {
		add("Access", "open")
	}
}

func yearWords(year *int) string {
	if year == nil {
		return ""
	}
	return strconv.Itoa(*year)
}

// dateWords writes YYYY, YYYY-MM or YYYY-MM-DD as a reader does.
func dateWords(date string) string {
	parts := strings.Split(date, "-")
	months := []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
		"November", "December"}
	month := 0
	if len(parts) > 1 {
		month, _ = strconv.Atoi(parts[1])
	}
	if month < 1 || month > len(months) {
		return parts[0]
	}
	if len(parts) > 2 {
		return strings.TrimLeft(parts[2], "0") + " " + months[month-1] + " " + parts[0]
	}
	return months[month-1] + " " + parts[0]
}

// weigh counts a page's claims by the best tier that carries them.
type weigh struct {
	Claims, Sources string
	Parts           []weighPart
}

type weighPart struct {
	Class string
	X, W  string
	Words string
}

// weigh draws the tier bar: one rule parted by best tier, claims of a language model last.
func (e *edition) weigh(p *evidence.Page) weigh {
	counts := map[evidence.Tier]int{}
	struck := 0
	for _, c := range e.view.EntityClaims(p.Entity, evidence.RoleAny, nil) {
		if e.view.ClaimRetracted(c) {
			struck++
			continue
		}
		counts[e.view.BestTier(c)]++
	}
	w := weigh{Claims: plural(p.Claims, "claim", "claims"), Sources: plural(len(p.Sources), "source", "sources")}
	total := p.Claims - struck
	if total <= 0 {
		return w
	}
	x := 0.0
	for _, part := range []struct {
		tier  evidence.Tier
		class string
	}{{evidence.T1, "b1"}, {evidence.T2, "b2"}, {evidence.T3, "b3"}, {"", "bl"}} {
		n := counts[part.tier]
		if n == 0 {
			continue
		}
		width := 300 * float64(n) / float64(total)
		words := strconv.Itoa(n) + " at " + string(part.tier)
		if part.tier == "" {
			words = strconv.Itoa(n) + " LLM"
		}
		w.Parts = append(w.Parts, weighPart{part.class, fixed(x + 1), fixed(max(width-2, 1)), words})
		x += width
	}
	if struck > 0 {
		w.Parts = append(w.Parts, weighPart{Class: "", Words: strconv.Itoa(struck) + " retracted"})
	}
	return w
}

func fixed(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// Bar draws the parts.
func (w weigh) Bar() template.HTML {
	var b strings.Builder
	b.WriteString(`<svg class="tiers" viewBox="0 0 300 16" preserveAspectRatio="none" aria-hidden="true">`)
	for _, p := range w.Parts {
		if p.Class != "" {
			b.WriteString(`<rect class="` + p.Class + `" x="` + p.X + `" width="` + p.W + `" y="1" height="14"/>`)
		}
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) //nolint:gosec // numbers only
}
