package evidence

import (
	"slices"
	"strings"
	"unicode"
)

// fragmentLength bounds a fragment, in code points.
const fragmentLength = 160

// Fragment is the part of a text that a search matched.
type Fragment struct {
	Field  string // name, alias, doi, summary, title, author or claim
	Text   string // at most fragmentLength code points; "…" stands for what is cut off
	Ranges []Range
}

// Range is a part of a text in code points: from Start up to, not including, End.
type Range struct{ Start, End int }

// Explain finds what a hit was found by: entity for all reasons but WhyClaim, claim for that.
func Explain(why Why, query TextQuery, entity Entity, claim *Claim) Fragment {
	if why == WhyClaim {
		text := claim.Text
		if m := mark("claim", text, query); len(m.Ranges) >= len(query.Words) || claim.Value == "" {
			return m
		}
		return mark("claim", text+" ("+claim.Value+")", query)
	}
	head := entity.Head()
	switch why {
	case WhyName, WhyInName:
		return mark("name", head.Name, query)
	case WhyAlias, WhyInAlias:
		best := Fragment{Field: "alias"}
		for _, a := range head.Aliases {
			if m := mark("alias", a, query); best.Text == "" || len(m.Ranges) > len(best.Ranges) {
				best = m
			}
		}
		return best
	}
	source, ok := entity.(*Source)
	if !ok {
		return mark("summary", head.Summary, query)
	}
	if why == WhyDOI {
		return Fragment{"doi", source.DOI, []Range{{0, len([]rune(source.DOI))}}}
	}
	var authors []string
	for _, a := range append(slices.Clone(source.Author), source.Editor...) {
		authors = append(authors, strings.TrimSpace(a.Given+" "+a.Family+a.Literal))
	}
	title := mark("title", source.Summary, query)
	if m := mark("author", strings.Join(authors, ", "), query); len(m.Ranges) > len(title.Ranges) {
		return m
	}
	return title
}

// mark finds the query's words in a text and cuts the text around the first.
func mark(field, text string, query TextQuery) Fragment {
	runes := []rune(text)
	f := Fragment{Field: field}
	var ranges []Range
	for start := 0; start < len(runes); {
		if !isWord(runes[start]) {
			start++
			continue
		}
		end := start
		for end < len(runes) && (isWord(runes[end]) || isApostrophe(runes[end]) && end+1 < len(runes) && isWord(runes[end+1])) {
			end++
		}
		if matches(string(runes[start:end]), query) {
			ranges = append(ranges, Range{start, end})
		}
		start = end
	}
	from, to := 0, len(runes)
	if len(runes) > fragmentLength {
		if len(ranges) > 0 {
			from = min(max(0, ranges[0].Start-fragmentLength/4), len(runes)-fragmentLength)
		}
		for from > 0 && isWord(runes[from-1]) {
			from--
		}
		to = from + min(fragmentLength, len(runes)-from)
		for to < len(runes) && to > from && isWord(runes[to-1]) && isWord(runes[to]) {
			to--
		}
	}
	shift := -from
	f.Text = string(runes[from:to])
	if from > 0 {
		f.Text, shift = "… "+f.Text, shift+2
	}
	if to < len(runes) {
		f.Text += " …"
	}
	for _, r := range ranges {
		if r.Start >= from && r.End <= to {
			f.Ranges = append(f.Ranges, Range{r.Start + shift, r.End + shift})
		}
	}
	return f
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}
func isApostrophe(r rune) bool { return r == '\'' || r == '’' }

func matches(word string, query TextQuery) bool {
	folded := strings.Join(Words(word), "")
	for i, w := range query.Words {
		if folded == w || query.Prefix && i == len(query.Words)-1 && strings.HasPrefix(folded, w) {
			return true
		}
	}
	return false
}
