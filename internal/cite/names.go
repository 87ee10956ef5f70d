package cite

import (
	"strings"
	"unicode"

	"github.com/securebase/securebase/internal/evidence"
)

// names are the authors or editors of a work.
type names struct {
	list   []evidence.CSLName
	others bool // more wrote it whom the source does not name
}

// namesOf takes the last name "and others" for what it says.
func namesOf(list []evidence.CSLName) names {
	n := names{list: list}
	if last := len(list) - 1; last >= 0 && strings.EqualFold(list[last].Literal, "and others") {
		n.list, n.others = list[:last], true
	}
	return n
}

func (n names) none() bool { return len(n.list) == 0 }

// each writes every name in one way, the first in another.
func (n names) each(first, rest func(evidence.CSLName) string) []string {
	out := make([]string, len(n.list))
	for i, name := range n.list {
		if out[i] = rest(name); i == 0 {
			out[i] = first(name)
		}
	}
	return out
}

// listRule is how a style joins names.
type listRule struct {
	most, keep int    // with more than most names, the first keep and et al.
	and        string // before the last name, with its spaces: " & "
	two        string // the same between only two, if it differs
	etAl       string // after the names that are kept, with the sign before it: ", et al."
}

// join joins names by a rule; the others whom the source does not name count as one more.
func (n names) join(written []string, r listRule) string {
	last := len(written) - 1
	switch {
	case last < 0:
		return ""
	case n.others && last+2 > r.most, last+1 > r.most:
		return strings.Join(written[:min(r.keep, last+1)], ", ") + r.etAl
	case n.others:
		return strings.Join(written, ", ") + r.etAl
	case last == 0:
		return written[0]
	case last == 1 && r.two != "":
		return written[0] + r.two + written[1]
	}
	return strings.Join(written[:last], ", ") + r.and + written[last]
}

// inverted gives "Bowlby, John".
func inverted(n evidence.CSLName) string { return familyFirst(n, ", ", n.Given) }

// straight gives "John Bowlby".
func straight(n evidence.CSLName) string { return givenFirst(n, n.Given) }

// invertedInitials gives "Bowlby, J. M.", the initials parted by the sign given.
func invertedInitials(between string) func(evidence.CSLName) string {
	return func(n evidence.CSLName) string { return familyFirst(n, ", ", initials(n.Given, ".", between, "-")) }
}

// straightInitials gives "J. M. Bowlby".
func straightInitials(between string) func(evidence.CSLName) string {
	return func(n evidence.CSLName) string { return givenFirst(n, initials(n.Given, ".", between, "-")) }
}

// bareInitials gives "Bowlby JM".
func bareInitials(n evidence.CSLName) string {
	return familyFirst(n, " ", initials(n.Given, "", "", ""))
}

func familyFirst(n evidence.CSLName, between, given string) string {
	switch {
	case n.Literal != "":
		return n.Literal
	case given == "":
		return n.Family
	}
	return n.Family + between + given
}

func givenFirst(n evidence.CSLName, given string) string {
	if n.Literal != "" {
		return n.Literal
	}
	return strings.TrimSpace(given + " " + n.Family)
}

// initials shortens given names: each word to its first letter and the dot, the two halves of "Jean-Pierre" joined by
// hyphen. What is short already stays ("Sz."), capitals without dots are initials each ("NS"), and a name in brackets,
// by which a person is called, is left out.
func initials(given, dot, between, hyphen string) string {
	var out []string
	for word := range strings.FieldsSeq(strings.ReplaceAll(given, ".", ". ")) {
		switch {
		case strings.HasPrefix(word, "-") && len(out) > 0: // the second half of "A.-A."
			out[len(out)-1] += hyphen + initials(word[1:], dot, between, hyphen)
		case strings.HasPrefix(word, "("):
		case strings.HasSuffix(word, "."):
			out = append(out, strings.TrimSuffix(word, ".")+dot)
		case len(word) <= 3 && strings.ToUpper(word) == word:
			for _, r := range word {
				out = append(out, string(r)+dot)
			}
		default:
			out = append(out, halves(word, dot, hyphen))
		}
	}
	return strings.Join(out, between)
}

func halves(word, dot, hyphen string) string {
	var out []string
	for half := range strings.SplitSeq(word, "-") {
		for _, r := range half {
			out = append(out, string(unicode.ToUpper(r))+dot)
			break
		}
	}
	return strings.Join(out, hyphen)
}
