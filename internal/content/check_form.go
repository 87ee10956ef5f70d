package content

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/securebase/securebase/internal/evidence"
)

// firstYear is the earliest plausible year of a work, birth or finding.
const firstYear = 1500

// isSlug says whether an id is made of small letters and digits with single hyphens, and dots if allowed, between them.
func isSlug(id string, dots bool) bool {
	apart := true // at the start or after a sign: a letter or digit has to follow
	for _, r := range id {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			apart = false
		case !apart && (r == '-' || dots && r == '.'):
			apart = true
		default:
			return false
		}
	}
	return !apart
}

// invisible finds a character that a reader does not see or that turns the text around; 0 if there is none.
func invisible(text string) rune {
	for _, r := range text {
		if r < 0x80 && r >= ' ' && r != 0x7f {
			continue
		}
		if r == '\u200c' || r == '\u200d' {
			continue // Persian and Indic scripts are written with these joiners
		}
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar {
			return r
		}
	}
	return 0
}

func (c *checker) year(record any, field string, year *int) {
	if year != nil && (*year < firstYear || *year > c.lastYear) {
		c.problem(record, field, fmt.Sprintf("is %d", *year), fmt.Sprintf("a year from %d to %d", firstYear, c.lastYear))
	}
}

// day checks a calendar day; empty is fine.
func (c *checker) day(record any, field, day string) {
	if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
		c.problem(record, field, "is "+quote(day), "a day of the calendar as YYYY-MM-DD")
	}
}

// date checks a date that may be a year or a month alone; empty is fine.
func (c *checker) date(record any, field, date string) bool {
	if date == "" {
		return false
	}
	for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
		if t, err := time.Parse(layout, date); err == nil {
			year := t.Year()
			c.year(record, field, &year)
			return true
		}
	}
	c.problem(record, field, "is "+quote(date), "a date of the calendar as YYYY, YYYY-MM or YYYY-MM-DD")
	return false
}

// url checks an address on the web; empty is fine.
func (c *checker) url(record any, field, address string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	ok := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
	if !ok || strings.ContainsAny(address, " <>\"`") {
		c.problem(record, field, "is "+quote(address),
			"an address that begins with https:// or http://, its special signs encoded")
	}
}

// identifiers checks the numbers under which catalogues know a work.
func (c *checker) identifiers(s *evidence.Source) {
	form := func(field, value string, pattern *regexp.Regexp, right string) {
		if value != "" && !pattern.MatchString(value) {
			c.problem(s, field, "is "+quote(value), right)
		}
	}
	form("DOI", s.DOI, c.patterns.doi, "a DOI without its address, such as 10.1002/wps.20001")
	form("PMID", s.PMID, c.patterns.pmid, "one to eight digits")
	form("PMCID", s.PMCID, c.patterns.pmcid, "PMC and digits, such as PMC3552386")
	if s.ISBN != "" && !isISBN(s.ISBN) {
		c.problem(s, "ISBN", "is "+quote(s.ISBN)+", whose check digit or length is wrong",
			"10 or 13 digits, hyphens between them allowed")
	}
}

// patterns are the forms of catalogue numbers.
type patterns struct{ doi, pmid, pmcid *regexp.Regexp }

func newPatterns() patterns {
	return patterns{
		doi:   regexp.MustCompile(`^10\.\d{4,9}(\.\d+)*/[^\s?#]*[^\s?#.,;]$`),
		pmid:  regexp.MustCompile(`^[1-9]\d{0,7}$`),
		pmcid: regexp.MustCompile(`^PMC[1-9]\d*$`),
	}
}

// isISBN checks length and check digit of an ISBN-10 or ISBN-13.
func isISBN(isbn string) bool {
	digits := strings.ReplaceAll(isbn, "-", "")
	sum := 0
	for i, r := range digits {
		var d int
		switch {
		case '0' <= r && r <= '9':
			d = int(r - '0')
		case r == 'X' && len(digits) == 10 && i == 9:
			d = 10
		default:
			return false
		}
		switch {
		case len(digits) == 10:
			d *= 10 - i
		case i%2 == 1:
			d *= 3
		}
		sum += d
	}
	return len(digits) == 10 && sum%11 == 0 || len(digits) == 13 && sum%10 == 0
}
