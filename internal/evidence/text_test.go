package evidence_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/securebase/securebase/internal/evidence"
)

func TestWordsAndFold(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"René Spitz", []string{"rene", "spitz"}},
		{"Veríssimo", []string{"verissimo"}},
		{"Ludmiła", []string{"ludmila"}},
		{"Bjørn Søren Æ. Ørsted", []string{"bjorn", "soren", "ae", "orsted"}},
		{"Großmann, K. E.", []string{"grossmann", "k", "e"}},
		{"the child’s tie to his mother", []string{"the", "childs", "tie", "to", "his", "mother"}},
		{"child's childʼs", []string{"childs", "childs"}},
		{"‘secure base’", []string{"secure", "base"}},
		{"στοργή ΣΤΟΡΓΗΣ στοργής", []string{"στοργη", "στοργησ", "στοργησ"}},
		{"self-esteem/attachment (r = .30)", []string{"self", "esteem", "attachment", "r", "30"}},
		{"IJzendoorn ﬁrst №4 x²", []string{"ijzendoorn", "first", "no4", "x2"}},
		{"İstanbul ılık", []string{"istanbul", "ilik"}},
		{"愛着 アタッチメント", []string{"愛着", "アタッチメント"}},
		{" – … ", []string{}},
		{strings.Repeat("Long", 70) + " word", []string{strings.Repeat("long", 30), "word"}},
		{strings.Repeat("愛着", 61), []string{strings.Repeat("愛着", 60)}},
	} {
		if got := evidence.Words(c.text); !slices.Equal(got, c.want) {
			t.Errorf("Words(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestFoldingTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		once := evidence.Fold(text)
		if twice := evidence.Fold(once); twice != once {
			t.Fatalf("%q folds to %q, that to %q", text, once, twice)
		}
		words := evidence.Words(text)
		if again := evidence.Words(strings.Join(words, " ")); !slices.Equal(again, words) {
			t.Fatalf("words %q of %q become %q", words, text, again)
		}
	})
}

func TestParseTextQuery(t *testing.T) {
	for typed, want := range map[string]evidence.TextQuery{
		"Strange Situ":  {Words: []string{"strange", "situ"}, Prefix: true},
		"Strange Situ ": {Words: []string{"strange", "situ"}},
		"":              {},
		" – ":           {},
	} {
		if got := evidence.ParseTextQuery(typed); !slices.Equal(got.Words, want.Words) || got.Prefix != want.Prefix {
			t.Errorf("%q: %+v, want %+v", typed, got, want)
		}
	}
	if got := evidence.ParseTextQuery(strings.Repeat("word ", 50)); len(got.Words) != 12 {
		t.Errorf("%d words of a long query", len(got.Words))
	}
}

func TestExplainMarksWhatMatched(t *testing.T) {
	person := &evidence.Theorist{Common: evidence.Common{Name: "Mary Ainsworth", Aliases: []string{"M. Salter", "Ainsworth, M. D. S."},
		Summary: "Went to " + strings.Repeat("very far ", 40) + "Uganda with a notebook."}}
	claim := &evidence.Claim{Text: "Sensitivity goes with security.", Value: "r = .24"}
	for _, c := range []struct {
		why    evidence.Why
		typed  string
		field  string
		marked []string
	}{
		{evidence.WhyInName, "ains", "name", []string{"Ainsworth"}},
		{evidence.WhyInName, "ainswerth mary ", "name", []string{"Mary", "Ainsworth"}},
		{evidence.WhyInAlias, "salter", "alias", []string{"Salter"}},
		{evidence.WhyText, "uganda ", "summary", []string{"Uganda"}},
		{evidence.WhyClaim, "security 24 ", "claim", []string{"security", "24"}},
	} {
		f := evidence.Explain(c.why, evidence.ParseTextQuery(c.typed), person, claim)
		var marked []string
		for _, r := range f.Ranges {
			marked = append(marked, string([]rune(f.Text)[r.Start:r.End]))
		}
		if f.Field != c.field || !slices.Equal(marked, c.marked) || len([]rune(f.Text)) > 164 {
			t.Errorf("%q: %s %q marks %q, want %s %q", c.typed, f.Field, f.Text, marked, c.field, c.marked)
		}
	}
}

// records is one of each sort, with every kind of entity, all fields filled.
func records(t testing.TB) []any {
	t.Helper()
	list := []any{new(evidence.Vocabulary), new(evidence.Claim), new(evidence.PracticeItem)}
	for _, kind := range evidence.Kinds() {
		list = append(list, evidence.NewEntity(kind))
	}
	for _, r := range list {
		fillValue(reflect.ValueOf(r).Elem(), 1)
		switch r := r.(type) {
		case *evidence.PracticeItem:
			r.Detail = map[string]any{"belief": "Secure base means <always near> & \"close\"", "timeFrame": 12.5, "solves": []any{"a", true}}
		case *evidence.Source:
			r.Kind = evidence.KindSource
			r.Derive()
		}
	}
	for i, kind := range evidence.Kinds() {
		list[3+i].(evidence.Entity).Head().Kind = kind
	}
	return list
}

// fillValue gives every field a value that differs from none.
func fillValue(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("Ludmiła’s <base> & \u2028 " + strings.Repeat("x", n))
	case reflect.Int:
		v.SetInt(int64(n))
	case reflect.Float64:
		v.SetFloat(float64(n) / 8)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillValue(v.Elem(), n)
	case reflect.Struct:
		for i := range v.NumField() {
			fillValue(v.Field(i), n+i)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fillValue(v.Index(0), n)
		fillValue(v.Index(1), n+1)
	case reflect.Map:
		if v.Type().Elem().Kind() == reflect.Float64 {
			v.Set(reflect.ValueOf(map[evidence.Tier]float64{"T1": 0.6, "T3": 0.2}))
		}
	}
}

func TestLineAndParseLineAreInverse(t *testing.T) {
	for _, r := range records(t) {
		line, err := evidence.Line(r)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(line, []byte("\n")) || !json.Valid(line) {
			t.Errorf("%T is no line of JSON: %s", r, line)
		}
		back, err := evidence.ParseLine(line)
		if err != nil || !reflect.DeepEqual(back, r) {
			t.Errorf("%T: %v\n got %+v\nwant %+v", r, err, back, r)
			continue
		}
		if again, err := evidence.Line(back); err != nil || !bytes.Equal(again, line) {
			t.Errorf("%T: %v, another line %s", r, err, again)
		}
	}
}

func TestParseLineRefusesWhatNoRecordHas(t *testing.T) {
	for _, r := range records(t) {
		line, err := evidence.Line(r)
		if err != nil {
			t.Fatal(err)
		}
		at := bytes.IndexByte(line[1:], '{') + 2
		unknown := slices.Concat(line[:at], []byte(`"strengths":1,`), line[at:])
		if _, err := evidence.ParseLine(unknown); err == nil || !strings.Contains(err.Error(), "strengths") {
			t.Errorf("%T with an unknown field: %v", r, err)
		}
	}
	for _, line := range []string{"", "null", "[]", "{}", `{"claim":{}}x`, `{"claims":{}}`, `{"claim":{},"entity":{}}`, `{"claim":null}`,
		`{"claim":[]}`, `{"entity":{}}`, `{"entity":{"kind":"Person"}}`, `{"entity":{"kind":"Construct","born":"1907"}}`, `{"claim":{"year":"1988"}}`} {
		if r, err := evidence.ParseLine([]byte(line)); err == nil {
			t.Errorf("%q is read as %+v", line, r)
		}
	}
	if _, err := evidence.Line(struct{}{}); err == nil {
		t.Error("a line of what is no record")
	}
}

func TestLineRefusesWhatIsNoText(t *testing.T) {
	for text, refused := range map[string]bool{
		"a bond": false, "\ufffd": false, `\ufffd`: false, `\\ufffd`: false, "\\\n\ufffd": false,
		"\xff": true, "a\xc3": true, `\ufffd` + "\xff": true, `\` + "\xff": true,
	} {
		if line, err := evidence.Line(&evidence.Claim{Text: text}); (err != nil) != refused {
			t.Errorf("%q: %s, %v", text, line, err)
		}
	}
}

func TestDigestDependsOnContentAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 8), 1, 30).Draw(t, "lines")
		var sum, other evidence.Digest
		for _, l := range lines {
			sum.Add(evidence.RecordDigest(l))
		}
		for _, l := range rapid.Permutation(lines).Draw(t, "order") {
			other.Add(evidence.RecordDigest(l))
		}
		if sum != other {
			t.Fatalf("%s in another order is %s", sum, other)
		}
		change := rapid.SliceOfN(rapid.Byte(), 9, 9).Draw(t, "change")
		sum.Add(evidence.RecordDigest(change))
		if sum == other {
			t.Fatal("another record leaves the digest as it was")
		}
		sum.Remove(evidence.RecordDigest(change))
		if sum != other {
			t.Fatal("taking it out again leaves something behind")
		}
		for _, l := range lines {
			sum.Remove(evidence.RecordDigest(l))
		}
		if sum != (evidence.Digest{}) || len(sum.String()) != 64 {
			t.Fatalf("without records the digest is %s", sum)
		}
	})
}
