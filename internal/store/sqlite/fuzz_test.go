package sqlite

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// FuzzMatch stores texts and searches them. What is found is what holds all words of the query, whatever signs either has
// and whatever they mean to the database.
func FuzzMatch(f *testing.F) {
	for _, c := range [][2]string{{"Bowlby described the secure base.", "secure ba"}, {`"secure" AND base*`, `"secure" AND base*`}, {"child's OR NEAR(a b, 2)", "childs near"},
		{"愛着 アタッチメント", "愛"}, {"René Spitz, Łukasz", "rene lukasz "}, {"a\x00b", "b"}, {"words:claim_text -x ^y {z}", "claim text x"}, {"ﬁrst x² ½", "first 2 "}, {"", ""},
		{strings.Repeat("long", 80), strings.Repeat("long", 40)}, {"a b c d e f g h i j k l m n", "a b c d e f g h i j k l m n o"}, {"\xff", "\xff"}} {
		f.Add(c[0], c[1])
	}
	s, err := Open(f.Context(), filepath.Join(f.TempDir(), "graph.db"))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	f.Fuzz(func(t *testing.T, text, typed string) {
		construct := &evidence.Construct{Common: evidence.Common{ID: "secure-base", Kind: evidence.KindConstruct, Summary: text}}
		source := &evidence.Source{Common: evidence.Common{ID: "bowlby-1988", Kind: evidence.KindSource}, Title: text, Author: []evidence.Author{{Family: typed}}, DOI: typed}
		claim := &evidence.Claim{ID: "a-claim", Subject: "secure-base", Predicate: "extended", Object: "bowlby-1988", Text: typed, Value: text}
		_, err := s.Apply(t.Context(), store.ChangeSet{Replace: true, Entities: []evidence.Entity{construct, source}, Claims: []*evidence.Claim{claim}})
		if valid := utf8.ValidString(text + "\x00" + typed); valid != (err == nil) || !valid && store.CodeOf(err) != store.Invalid {
			t.Fatalf("%q and %q are stored: %v", text, typed, err)
		}
		query := evidence.ParseTextQuery(typed)
		got, matchErr := s.Match(t.Context(), query)
		if matchErr != nil {
			t.Fatalf("%q: %v", typed, matchErr)
		}
		if err != nil {
			return
		}
		holds := func(indexed string) bool {
			words := strings.Fields(indexed)
			for i, w := range query.Words {
				if !slices.ContainsFunc(words, func(word string) bool {
					return word == w || query.Prefix && i == len(query.Words)-1 && strings.HasPrefix(word, w)
				}) {
					return false
				}
			}
			return len(query.Words) > 0
		}
		var want evidence.TextMatch
		for _, e := range []evidence.Entity{source, construct} {
			if holds(evidence.EntityText(e)) {
				want.Entities = append(want.Entities, e.Head().ID)
			}
		}
		if holds(evidence.ClaimText(claim)) {
			want.Claims = append(want.Claims, claim.ID)
		}
		if !slices.Equal(got.Entities, want.Entities) || !slices.Equal(got.Claims, want.Claims) {
			t.Fatalf("%q finds %+v in %q, want %+v", query.Words, got, text, want)
		}
	})
}
