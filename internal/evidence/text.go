package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MatchLimit bounds the ids that a text search gives of each sort.
const MatchLimit = 5000

// maxQueryWords bounds the words of a search; further ones are dropped.
const maxQueryWords = 12

// TextQuery is a search in folded words: every word must stand in the text, the last one as a prefix if Prefix is
// set. Words are as Words gives them, so they hold letters and digits only.
type TextQuery struct {
	Words  []string
	Prefix bool
}

// TextMatch is the answer to a TextQuery. More says that a list was cut at MatchLimit.
type TextMatch struct {
	Entities []string
	Claims   []string
	More     bool
}

// ParseTextQuery folds what a reader typed. The last word is a prefix unless a space follows it.
func ParseTextQuery(typed string) TextQuery {
	words := Words(typed)
	if len(words) > maxQueryWords {
		words = words[:maxQueryWords]
	}
	return TextQuery{Words: words, Prefix: len(words) > 0 && !strings.HasSuffix(typed, " ")}
}

// Fold makes text comparable: lower case, accents and other marks dropped, compatibility forms made plain.
func Fold(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	if !utf8.ValidString(s) { // of which the library leaves some as it is
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		switch r = unicode.ToLower(r); r {
		case 'ß':
			b.WriteString("ss")
		case 'æ':
			b.WriteString("ae")
		case 'œ':
			b.WriteString("oe")
		case 'ø':
			b.WriteByte('o')
		case 'ł':
			b.WriteByte('l')
		case 'đ', 'ð':
			b.WriteByte('d')
		case 'ı':
			b.WriteByte('i')
		case 'ς': // the σ at a word's end
			b.WriteRune('σ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 || 'A' <= s[i] && s[i] <= 'Z' {
			return false
		}
	}
	return true
}

var apostrophes = strings.NewReplacer("'", "", "’", "", "ʼ", "")

// maxWordLength bounds a word in code points. Scripts without spaces have long ones, and a database may hold no longer
// ones: Neo4j's full-text index breaks a word after 255 UTF-16 units.
const maxWordLength = 120

// Words splits text into folded words of letters and digits. An apostrophe inside a word is dropped ("child's" is
// "childs"), every other sign parts words. Of a very long word the beginning stands for the whole.
func Words(s string) []string {
	s = Fold(s)
	if strings.Contains(s, "'") || strings.Contains(s, "’") || strings.Contains(s, "ʼ") {
		s = apostrophes.Replace(s)
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return !isLetter(r) })
	for i, word := range words {
		if len(word) > maxWordLength {
			letters := []rune(word)
			words[i] = string(letters[:min(len(letters), maxWordLength)])
		}
	}
	return words
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// EntityText is what a text search finds an entity by: the words of its summary and, for a source, of its title,
// container, authors and DOI. Names and aliases are matched by the Index.
func EntityText(e Entity) string {
	head := e.Head()
	source, ok := e.(*Source)
	if !ok {
		return strings.Join(Words(head.Summary), " ")
	}
	parts := []string{source.Title, source.ContainerTitle, source.DOI}
	for _, a := range append(append([]Author{}, source.Author...), source.Editor...) {
		parts = append(parts, a.Given, a.Family, a.Literal)
	}
	return strings.Join(Words(strings.Join(parts, " ")), " ")
}

// ClaimText is what a text search finds a claim by: the words of its sentence and of its literal value.
func ClaimText(c *Claim) string { return strings.Join(Words(c.Text+" "+c.Value), " ") }
