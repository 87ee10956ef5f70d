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
	var ranges []Range
	for _, w := range placed(runes) {
		switch n := len(ranges); {
		case !matches(w.folded):
		case n > 0 && w.Start < ranges[n-1].End: // both in one sign, such as ½
			ranges[n-1].End = w.End
		default:
			ranges = append(ranges, w.Range)
		}
	}
	from, to := cut(runes, ranges)
	f := Fragment{Field: field, Text: string(runes[from:to])}
	shift := -from
	if from > 0 {
		f.Text, shift = "… "+f.Text, shift+2
	}
	if to < len(runes) {
		f.Text += " …"
	}
	for _, r := range ranges {
		if start, end := max(r.Start, from), min(r.End, to); start < end {
			f.Ranges = append(f.Ranges, Range{start + shift, end + shift})
		}
	}
	return f
}

// cut chooses the part of a text to be shown: where the first range is, beginning and ending between words if it can.
func cut(runes []rune, ranges []Range) (from, to int) {
	if len(runes) <= fragmentLength {
		return 0, len(runes)
	}
	inWord := func(at int) bool { return isWord(runes[at-1]) && isWord(runes[at]) }
	first := 0
	if len(ranges) > 0 {
		first = ranges[0].Start
		from = min(max(0, first-fragmentLength/4), len(runes)-fragmentLength)
	}
	for from > 0 && from < first && inWord(from) {
		from++
	}
	to = min(from+fragmentLength, len(runes))
	whole := to
	for to < len(runes) && to > from && inWord(to) {
		to--
	}
	if to <= max(from, first) {
		to = whole // within one long word, as in a script without spaces
	}
	return from, to
}

// placedWord is a word as Words gives it, and where it stands.
type placedWord struct {
	folded string
	Range
}

// placed finds the words of a text. Folding looks at each sign by itself, so a word's place is that of its signs; marks
// that folding drops belong to the word before them, apostrophes to nothing.
func placed(runes []rune) []placedWord {
	var all []placedWord
	var word []rune
	var at Range
	end := func() {
		if len(word) > 0 {
			all = append(all, placedWord{string(word[:min(len(word), maxWordLength)]), at})
		}
		word = word[:0]
	}
	for i, r := range runes {
		if unicode.Is(unicode.Mn, r) && at.End == i {
			at.End++
		}
		for _, letter := range apostrophes.Replace(Fold(string(r))) {
			switch {
			case !isLetter(letter):
				end()
			case len(word) == 0:
				word, at = append(word, letter), Range{i, i + 1}
			default:
				word, at.End = append(word, letter), i+1
			}
		}
	}
	end()
	return all
}

func isWord(r rune) bool { return isLetter(r) || unicode.Is(unicode.Mn, r) }

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
