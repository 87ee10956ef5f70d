package cypher

import (
	"slices"
	"strings"
	"unicode"

	"github.com/securebase/securebase/internal/evidence"
)

// RelationType writes a predicate as the type of a relationship: derives-from as DERIVES_FROM. A predicate without a
// letter or digit that could stand in a type is a CLAIM.
func RelationType(predicate string) string {
	parts := strings.FieldsFunc(predicate, func(r rune) bool {
		return r >= unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if len(parts) == 0 {
		return "CLAIM"
	}
	return strings.ToUpper(strings.Join(parts, "_"))
}

// lineLength is about how long a line of types grows.
const lineLength = 100

// types names the types of the relationships that stand for the predicates which pass, as in ORIGINATED|DERIVES_FROM.
func types(v *evidence.Vocabulary, pass func(*evidence.Predicate) bool) string {
	var names []string
	for _, p := range v.Predicates {
		if name := quoted(RelationType(p.ID)); p.Literal != "required" && pass(p) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "`none`" // no predicate passes and no relationship is of this type
	}
	var list strings.Builder
	length := 0
	for i, name := range names {
		if i > 0 {
			list.WriteString("|")
		}
		if length += len(name) + 1; length > lineLength {
			list.WriteString("\n")
			length = 0
		}
		list.WriteString(name)
	}
	return list.String()
}

func anyPredicate(*evidence.Predicate) bool { return true }

func isFlow(p *evidence.Predicate) bool {
	return p.Lineage == evidence.FlowForward || p.Lineage == evidence.FlowBackward
}

// backward lists the predicates along which an idea flows from the object to the subject.
func backward(v *evidence.Vocabulary) []string {
	list := []string{}
	for _, p := range v.Predicates {
		if p.Lineage == evidence.FlowBackward {
			list = append(list, p.ID)
		}
	}
	return list
}

// quoted puts a type into backticks if it begins with a digit; Cypher takes every other that RelationType gives as it is.
func quoted(name string) string {
	if unicode.IsDigit(rune(name[0])) {
		return "`" + name + "`"
	}
	return name
}
