package evidence_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/securebase/securebase/internal/evidence"
)

var textSeeds = []string{"", "The child’s tie to his mother", "Großmann, K. E. & Łukasz d'Été", "IJzendoorn ﬁrst №4 x² ½ ㎏ Ⅷ", "İSTANBUL ılık ΣΤΟΡΓΗΣ",
	"愛着 アタッチメント", "e\u0301te\u0301 a\u0308", "child''s 'tis '", "नमस्ते किताब", "\xff\xfe bytes \xc3", "DOI 10.1080/14616730903416955",
	strings.Repeat("secure base ", 40), strings.Repeat("愛", 400), "a\x00b\u200bc\u00add\u2028e", "한국어 ᄒᆞᆫ글", "tie\u0301d'\u0301up"}

// FuzzText folds text and takes it apart. What comes of it is folded already, its words hold letters and digits only, and
// every word of a text is found in it.
func FuzzText(f *testing.F) {
	for _, text := range textSeeds {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		folded := evidence.Fold(text)
		if again := evidence.Fold(folded); again != folded {
			t.Fatalf("%q folds to %q, that to %q", text, folded, again)
		}
		words := evidence.Words(text)
		if again := evidence.Words(strings.Join(words, " ")); !slices.Equal(again, words) {
			t.Fatalf("the words %q become %q", words, again)
		}
		for _, word := range words {
			isOther := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
			if word == "" || strings.ContainsFunc(word, isOther) || utf8.RuneCountInString(word) > 120 || !utf8.ValidString(word) || evidence.Fold(word) != word {
				t.Fatalf("%q is no folded word of %q", word, text)
			}
		}
		if again := evidence.Words(strings.ToUpper(strings.ToLower(text))); len(again) != len(words) && isASCII(text) {
			t.Fatalf("%q has the words %q in capitals", words, again)
		}
		query := evidence.ParseTextQuery(text)
		if len(query.Words) != min(len(words), 12) || !slices.Equal(query.Words, words[:len(query.Words)]) ||
			query.Prefix != (len(words) > 0 && !strings.HasSuffix(text, " ")) {
			t.Fatalf("%q is the query %+v", text, query)
		}
	})
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}

// FuzzFragment marks what a query finds in a text. The fragment is of the text and short, its ranges are in order, every
// range is what was typed, and where the text holds a word of the query, one is marked.
func FuzzFragment(f *testing.F) {
	for i, text := range textSeeds {
		f.Add(text, textSeeds[(i+3)%len(textSeeds)])
		f.Add(text, text)
	}
	f.Add("child''s tie", "childs")
	f.Add(strings.Repeat("far ", 60)+"Uganda", "uganda")
	f.Fuzz(func(t *testing.T, text, typed string) {
		query := evidence.ParseTextQuery(typed)
		found := evidence.Explain(evidence.WhyClaim, query, nil, &evidence.Claim{Text: text})
		signs := []rune(found.Text)
		inner := strings.TrimSuffix(strings.TrimPrefix(found.Text, "… "), " …")
		if !strings.Contains(strings.ToValidUTF8(text, "\ufffd"), inner) && !strings.Contains(string([]rune(text)), inner) || len(signs) > 164 {
			t.Fatalf("%q is no fragment of %q", found.Text, text)
		}
		matches := func(word string) bool {
			return slices.ContainsFunc(query.Words, func(w string) bool { return w == word }) ||
				query.Prefix && strings.HasPrefix(word, query.Words[len(query.Words)-1])
		}
		end := 0
		for _, r := range found.Ranges {
			if r.Start < end || r.End <= r.Start || r.End > len(signs) {
				t.Fatalf("the ranges of %q are %v", found.Text, found.Ranges)
			}
			end = r.End
			if marked := string(signs[r.Start:r.End]); !slices.ContainsFunc(evidence.Words(marked), matches) {
				t.Fatalf("%q is marked for %q", marked, query.Words)
			}
		}
		if slices.ContainsFunc(evidence.Words(text), matches) != (len(found.Ranges) > 0) {
			t.Fatalf("%q has the words %q, and for %q in %q is marked %v", text, evidence.Words(text), query.Words, found.Text, found.Ranges)
		}
	})
}

// FuzzSpelling finds a name by a word with slips exactly where so many slips are allowed, whatever the letters.
func FuzzSpelling(f *testing.F) {
	f.Add("ainsworth", "ainswerth")
	f.Add("bowlby", "bolwby")
	f.Add("愛着理論", "愛着理諭")
	f.Add("a1b2c3d4", "a1b2c3")
	f.Fuzz(func(t *testing.T, name, typed string) {
		words, query := evidence.Words(name), evidence.ParseTextQuery(typed+" ")
		if len(words) != 1 || len(query.Words) != 1 {
			return
		}
		entity := &evidence.Theorist{Common: evidence.Common{ID: "someone", Kind: evidence.KindTheorist, Name: name}}
		b := evidence.NewBuilder()
		for _, record := range []any{smallVocabulary(), entity} {
			if err := b.Add(record); err != nil {
				t.Fatal(err)
			}
		}
		ix, err := b.Build("fuzz")
		if err != nil {
			t.Fatal(err)
		}
		found := len(ix.Full().Search(typed, query, evidence.TextMatch{}, nil)) > 0
		slips := min(utf8.RuneCountInString(query.Words[0])/4, 2)
		if want := levenshtein.ComputeDistance(query.Words[0], words[0]) <= slips; found != want {
			t.Fatalf("%q is found by %q: %t, want %t", words[0], query.Words[0], found, want)
		}
	})
}

// FuzzLensKey makes two lenses of texts. Their keys are equal where they let the same through, and only there.
func FuzzLensKey(f *testing.F) {
	f.Add("supports,null", "rct", "foster-children", "supports", "null", "rct|foster-children")
	f.Add("a,b", "", "", "b,a,a", "", "")
	f.Add(`a\,b`, "", "", `a\,b`, `,`, `|`)
	f.Fuzz(func(t *testing.T, stances, designs, populations, otherStances, otherDesigns, otherPopulations string) {
		a, b := lensOfTexts(stances, designs, populations), lensOfTexts(otherStances, otherDesigns, otherPopulations)
		set := func(list []string) []string {
			list = slices.Clone(list)
			slices.Sort(list)
			return slices.Compact(list)
		}
		stanceSet := func(l evidence.Lens) []string {
			var list []string
			for _, s := range l.Stances {
				list = append(list, string(s))
			}
			return set(list)
		}
		same := slices.Equal(stanceSet(a), stanceSet(b)) && slices.Equal(set(a.Designs), set(b.Designs)) && slices.Equal(set(a.Populations), set(b.Populations))
		if (a.Key() == b.Key()) != same {
			t.Fatalf("%+v and %+v have the keys %q and %q", a, b, a.Key(), b.Key())
		}
	})
}

// lensOfTexts takes texts apart at their spaces.
func lensOfTexts(stances, designs, populations string) evidence.Lens {
	lens := evidence.Lens{Designs: strings.Fields(designs), Populations: strings.Fields(populations)}
	for _, s := range strings.Fields(stances) {
		lens.Stances = append(lens.Stances, evidence.Stance(s))
	}
	return lens
}
