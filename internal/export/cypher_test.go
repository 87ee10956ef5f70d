package export

import (
	"strings"
	"testing"
)

// TestNoTextEndsEarly reads what was written as Cypher does: first the escapes of signs, then the quotes.
func TestNoTextEndsEarly(t *testing.T) {
	for _, text := range []string{"", "plain", "O'Brien", `back\slash`, `\u0027`, `\\u0027`, `\`, `\'`, "a;\nb", "\x00\x1f\x7f\u0085\u2028\ufeff", "漢 \U0001F600", `'}) DETACH DELETE n; //`} {
		if got := read(t, literal(text)); got != text {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}

// read gives the text of a literal.
func read(t *testing.T, written string) string {
	t.Helper()
	var signs []rune
	for rest := []rune(written); len(rest) > 0; {
		if len(rest) >= 6 && rest[0] == '\\' && rest[1] == 'u' {
			n := rune(0)
			for _, digit := range rest[2:6] {
				n = n<<4 + rune(strings.IndexRune("0123456789abcdef", digit))
			}
			signs, rest = append(signs, n), rest[6:]
			continue
		}
		signs, rest = append(signs, rest[0]), rest[1:]
	}
	if len(signs) < 2 || signs[0] != '\'' || signs[len(signs)-1] != '\'' {
		t.Fatalf("%q is no literal", string(signs))
	}
	var text []rune
	for i := 1; i < len(signs)-1; i++ {
		switch signs[i] {
		case '\'':
			t.Fatalf("%q ends early", written)
		case '\\':
			if i++; i == len(signs)-1 {
				t.Fatalf("%q does not end", written)
			}
		}
		text = append(text, signs[i])
	}
	return string(text)
}
