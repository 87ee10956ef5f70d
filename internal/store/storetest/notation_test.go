package storetest

import (
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
)

func TestParseRecord(t *testing.T) {
	tests := []struct{ story, want string }{
		{"theorist john-bowlby: John Bowlby\n  born: 1907-02-26\n  fields: ethology, psychoanalysis",
			`{"entity":{"id":"john-bowlby","kind":"Theorist","name":"John Bowlby","born":"1907-02-26","fields":["ethology","psychoanalysis"]}}`},
		{"source bowlby-1988: A Secure Base\n  issued: 1988",
			`{"entity":{"id":"bowlby-1988","kind":"Source","title":"A Secure Base","issued":1988,"tier":"T1"}}`},
		{"claim c1: john-bowlby developed secure-base\n  cites: bowlby-1988, p. 11, in ainsworth-1991",
			`{"claim":{"id":"c1","subject":"john-bowlby","predicate":"developed","object":"secure-base","text":"","stance":"supports",` +
				`"provenance":"sourced","citations":[{"source":"bowlby-1988","locator":"p. 11","citedIn":"ainsworth-1991"}]}}`},
		{"claim c2: secure-base defined-as = a person: trusted\n  stance: null",
			`{"claim":{"id":"c2","subject":"secure-base","predicate":"defined-as","value":"a person: trusted","text":"","stance":"null","provenance":"llm"}}`},
		{"practice p1: step\n  about: secure-base\n  order: 2",
			`{"practice":{"id":"p1","kind":"step","about":["secure-base"],"order":2,"provenance":"llm"}}`},
		{"construct quoted: \"a \\\"b\\\"\\nc\"",
			`{"entity":{"id":"quoted","kind":"Construct","name":"a \"b\"\nc"}}`},
	}
	for _, test := range tests {
		lines, err := parseLines(test.story)
		if err != nil {
			t.Fatal(err)
		}
		record, err := parseRecord(lines[0])
		if err != nil {
			t.Errorf("%s: %v", test.story, err)
			continue
		}
		got, err := evidence.Line(record)
		if err != nil || string(got) != test.want {
			t.Errorf("%s\n got %s (%v)\nwant %s", test.story, got, err, test.want)
		}
	}
}

func TestMistakesInStoriesAreTold(t *testing.T) {
	tests := []struct{ story, want string }{
		{"person x: X", `line 1: "person" is no sort of record`},
		{"claim c1: alone", "line 1: a claim is written as subject predicate object"},
		{"construct x: X\n  colour: red", `unknown field "colour"`},
		{"construct x: X\n  introduced: early", `line 2: introduced: "early" is no number`},
		{"construct x: X\n  aliases", "line 2: a field is written as name: value"},
		{"construct x: X\n  aliases: [", "a value that begins with a quote or bracket is JSON"},
	}
	for _, test := range tests {
		lines, err := parseLines(test.story)
		if err == nil {
			_, err = parseRecord(lines[0])
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want … %s …", test.story, err, test.want)
		}
	}
	if _, err := parseLines("case one\n      too deep"); err == nil {
		t.Error("a line that belongs to nothing is taken")
	}
}
