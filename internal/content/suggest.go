package content

import (
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
)

// suggest asks for the known words nearest to a wrong one, or gives the other advice if none is near.
func suggest(wrong string, known []string, otherwise string) string {
	limit := min((len(wrong)+3)/4, 8) // changes of one letter
	if len(wrong) < 3 {
		return otherwise
	}
	var nearest []string
	for _, k := range known {
		if len(k) > len(wrong)+limit || len(wrong) > len(k)+limit {
			continue
		}
		switch d := levenshtein.ComputeDistance(wrong, k); {
		case d > limit || k == wrong:
		case d < limit || nearest == nil:
			limit, nearest = d, []string{fmt.Sprintf("%q", k)}
		default:
			nearest = append(nearest, fmt.Sprintf("%q", k))
		}
	}
	if nearest == nil || len(nearest) > 3 {
		return otherwise
	}
	return "did you mean " + strings.Join(nearest, " or ") + "?"
}

// article puts "a" or "an" before a word.
func article(word string) string {
	if word != "" && strings.ContainsRune("aeiouAEIOU", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}
