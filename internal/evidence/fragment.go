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
	Text   string // at most fragmentLength code points, and "…" where something is cut off
	Ranges []Range
}

// Range is a part of a text in code points: from Start up to, not including, End.
type Range struct{ Start, End int }

// Explain finds what a hit was found by: entity for all reasons but WhyClaim, claim for that.
func Explain(why Why, query TextQuery, entity Entity, claim *Claim) Fragment {
	if why == WhyClaim {
		text := claim.Text
		if m := mark("claim", text, asTyped(query)); len(m.Ranges) >= len(query.Words) || claim.Value == "" {
			return m
		}
		return mark("claim", text+" ("+claim.Value+")", asTyped(query))
	}
	head := entity.Head()
	switch why {
	case WhyName, WhyInName:
		return mark("name", head.Name, orSpeltLike(query, head.Name))
	case WhyAlias, WhyInAlias:
		best := Fragment{Field: "alias"}
		for _, a := range head.Aliases {
			if m := mark("alias", a, orSpeltLike(query, a)); best.Text == "" || len(m.Ranges) > len(best.Ranges) {
				best = m
			}
		}
		return best
	}
	source, ok := entity.(*Source)
	if !ok {
		return mark("summary", head.Summary, asTyped(query))
	}
	if why == WhyDOI {
		return Fragment{"doi", source.DOI, []Range{{0, len([]rune(source.DOI))}}}
	}
	var authors []string
	for _, a := range append(slices.Clone(source.Author), source.Editor...) {
		authors = append(authors, strings.TrimSpace(a.Given+" "+a.Family+a.Literal))
	}
	title := mark("title", source.Summary, asTyped(query))
	if m := mark("author", strings.Join(authors, ", "), asTyped(query)); len(m.Ranges) > len(title.Ranges) {
		return m
	}
	return title
}

// mark finds the words of a text that match and cuts the text around the first.
func mark(field, text string, matches func(folded string) bool) Fragment {
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
		if matches(strings.Join(Words(string(runes[start:end])), "")) {
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
		whole := to
		for to < len(runes) && to > from && isWord(runes[to-1]) && isWord(runes[to]) {
			to--
		}
		if to == from {
			to = whole // one long word, as in a script without spaces
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

// asTyped matches the words of a query, the last one as a prefix if the query says so.
func asTyped(query TextQuery) func(folded string) bool {
	return func(folded string) bool {
		for i := range query.Words {
			if query.matches(i, folded) {
				return true
			}
		}
		return false
	}
}

// orSpeltLike also matches words of a name that are spelt like those words of the query that the name does not hold.
func orSpeltLike(query TextQuery, name string) func(folded string) bool {
	var missing []string
	for i, typed := range query.Words {
		if !slices.ContainsFunc(Words(name), func(w string) bool { return query.matches(i, w) }) {
			missing = append(missing, typed)
		}
	}
	exact := asTyped(query)
	return func(folded string) bool {
		return exact(folded) || slices.ContainsFunc(missing, func(typed string) bool { return speltLike(typed, folded) })
	}
}

func (q TextQuery) matches(i int, folded string) bool {
	return folded == q.Words[i] || q.Prefix && i == len(q.Words)-1 && strings.HasPrefix(folded, q.Words[i])
}
