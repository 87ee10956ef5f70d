package pages

import (
	"strings"
	"unicode/utf8"
)

// Sizes of the writing in a picture, in its own units; the style sheet says the same.
const (
	nameSize   = 14.0
	smallSize  = 12.5
	lineHeight = 16.0
)

// textWidth is how much room a line takes at most. Pictures are laid out where no font can be asked, so letters are
// taken for a little wider than they are.
func textWidth(s string, size float64) float64 {
	sum := 0.0
	for _, r := range s {
		sum += letterWidth(r)
	}
	return sum * size
}

func letterWidth(r rune) float64 {
	switch {
	case strings.ContainsRune("iljtf.,:;'’|!()[]I ", r):
		return 0.38
	case strings.ContainsRune("mwMW@%—…", r):
		return 0.95
	case r >= 'A' && r <= 'Z':
		return 0.72
	case r >= '0' && r <= '9', r == '–':
		return 0.62
	case r < 0x250:
		return 0.6
	}
	return 1.05
}

// wrapped breaks a text into lines no wider than most; a word that is wider by itself is cut.
func wrapped(s string, size, most float64) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(s) {
		for textWidth(word, size) > most {
			cut := fitting(word, size, most)
			if line != "" {
				lines, line = append(lines, line), ""
			}
			lines, word = append(lines, word[:cut]), word[cut:]
		}
		if next := strings.TrimSpace(line + " " + word); textWidth(next, size) <= most {
			line = next
			continue
		}
		lines, line = append(lines, line), word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// fitting is the number of bytes of a word that fit, at least one letter; a word is rather parted at a hyphen.
func fitting(word string, size, most float64) int {
	sum, end, hyphen := 0.0, len(word), 0
	for i, r := range word {
		if sum += letterWidth(r) * size; sum > most && i > 0 {
			end = i
			break
		}
		if r == '-' || r == '–' || r == '/' {
			hyphen = i + utf8.RuneLen(r)
		}
	}
	if hyphen > 0 && hyphen <= end {
		return hyphen
	}
	return end
}
