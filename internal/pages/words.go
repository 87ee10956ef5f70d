package pages

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/securebase/securebase/internal/evidence"
)

// plural counts a thing in words: "1 claim", "1,204 claims".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// inWords writes small numbers as words.
func inWords(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return thousands(n)
}

// capital makes the first letter a capital.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// clip shortens a text to a number of letters.
func clip(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	r := []rune(s)[:most]
	return strings.TrimSpace(string(r)) + "…"
}

// decimals writes a strength with two digits; what is not nothing never looks like nothing.
func decimals(x float64) string {
	if x > 0 && x < 0.005 {
		return "<0.01"
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}

// trimmed writes a number with as many digits as it needs, at most four.
func trimmed(x float64) string {
	s := strconv.FormatFloat(x, 'f', 4, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// stanceWord is the word beside a stance's mark.
func stanceWord(s evidence.Stance) string {
	switch s {
	case evidence.Supports:
		return "supports"
	case evidence.Qualifies:
		return "qualifies"
	case evidence.Disputes:
		return "disputes"
	case evidence.Null:
		return "found nothing"
	}
	return string(s)
}

// stanceMark is the class of a stance's mark, and the id of the mark's symbol.
func stanceMark(s evidence.Stance) string {
	switch s {
	case evidence.Qualifies:
		return "qu"
	case evidence.Disputes:
		return "di"
	case evidence.Null:
		return "nu"
	case evidence.Supports:
	}
	return "su"
}

// joined writes a list as English does: "a, b and c".
func joined(list []string) string {
	switch n := len(list); n {
	case 0:
		return ""
	case 1:
		return list[0]
	default:
		return strings.Join(list[:n-1], ", ") + " and " + list[n-1]
	}
}
