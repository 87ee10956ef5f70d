package cite

import (
	"strings"
	"unicode"
)

// sentences joins parts that are not empty as sentences. A part that ends in a sign of its own ("?", "!", "…") gets no
// full stop; the mark that closes a quotation is looked behind.
func sentences(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, stop(p))
		}
	}
	return strings.Join(out, " ")
}

// stop ends a text with a full stop, unless it ends so already; inside a quotation mark, as Americans do.
func stop(s string) string {
	if s == "" || ended(s) {
		return s
	}
	for _, mark := range []string{"”", `"`} {
		if text, ok := strings.CutSuffix(s, mark); ok {
			return text + "." + mark
		}
	}
	return s + "."
}

func ended(s string) bool {
	s = strings.TrimRight(s, `”’"'`)
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "…")
}

// bare takes a full stop from the end of a title, so that a style can set its own sign there.
func bare(s string) string { return strings.TrimRight(s, ". ") }

// list joins parts that are not empty with the sign between them.
func list(between string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, between)
}

// before puts a word before a text, if there is one.
func before(word, s string) string {
	if s == "" {
		return ""
	}
	return word + s
}

// in puts signs around a text, if there is one.
func in(open, s, end string) string {
	if s == "" {
		return ""
	}
	return open + s + end
}

// quoted sets American quotation marks around a title, the sign after it inside ("," or "."), also of a quotation at
// the title's end; a title that ends in a sign of its own keeps that alone.
func quoted(title, sign string) string {
	title = strings.NewReplacer("“", "‘", "”", "’").Replace(inner(bare(title), '“', '”'))
	if ended(title) {
		sign = ""
	}
	if text, ok := strings.CutSuffix(title, "’"); ok && strings.Contains(text, "‘") {
		return "“" + text + sign + "’”"
	}
	return "“" + title + sign + "”"
}

// quotedBritish sets single quotation marks around a title, with the sign after it left to the sentence.
func quotedBritish(title string) string {
	title = inner(bare(title), '“', '”')
	return "‘" + title + "’"
}

// inner writes straight double quotation marks inside a title as the curly ones of a quotation in a quotation.
func inner(title string, open, end rune) string {
	var b strings.Builder
	opening := true
	for _, r := range title {
		if r != '"' {
			b.WriteRune(r)
			continue
		}
		if opening {
			b.WriteRune(open)
		} else {
			b.WriteRune(end)
		}
		opening = !opening
	}
	return b.String()
}

// capital writes the first letter as a capital; the rest stands as it is.
func capital(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// pages reads "1206-19" as 1206 and 1219. The last page is empty where there is one page, or where only the first is
// known ("135-"). What is no range of pages stays whole.
func pages(page string) (from, to string) {
	page = strings.ReplaceAll(page, "–", "-")
	from, to, _ = strings.Cut(page, "-")
	if strings.Contains(to, "-") {
		return page, ""
	}
	if digits(from) && digits(to) && len(to) < len(from) {
		to = from[:len(from)-len(to)] + to
	}
	return strings.TrimSpace(from), strings.TrimSpace(to)
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// inFull gives "1206–1219".
func inFull(from, to string) string { return list("–", from, to) }

// lastTwo gives "1206–19": of the last page what differs, but two digits at least.
func lastTwo(from, to string) string { return list("–", from, shorten(from, to, 2)) }

// shorten drops the digits that the last page shares with the first, keeping at least some.
func shorten(from, to string, keep int) string {
	if !digits(from) || !digits(to) || len(from) != len(to) {
		return to
	}
	i := 0
	for i < len(to)-keep && from[i] == to[i] {
		i++
	}
	return to[i:]
}

// pageLabel gives "p. 289" or "pp. 1206–19".
func pageLabel(written string) string {
	switch {
	case written == "":
		return ""
	case strings.ContainsAny(written, "–-,"):
		return "pp. " + written
	}
	return "p. " + written
}
