package pages

import (
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
)

// plain writes a reference as the template does.
func plain(r reference) string {
	parts := []string{r.Who, r.When, r.Title}
	if r.Who == "" {
		parts = []string{r.Title, r.When}
	}
	return strings.TrimSpace(strings.Join(append(parts, r.Container), " ")) + r.After
}

func TestRefer(t *testing.T) {
	year := 1992
	article := evidence.Source{Title: "The origins of attachment theory", Author: []evidence.Author{{Family: "Bretherton", Given: "Inge"}},
		Issued: &year, ContainerTitle: "Developmental Psychology", Volume: "28", Issue: "5", Page: "759-775", DOI: "10.1037/0012-1649.28.5.759"}
	book := evidence.Source{Title: "A secure base", Author: []evidence.Author{{Family: "Bowlby", Given: "John"}}, Publisher: "Routledge"}
	page := evidence.Source{Title: "Is it so?", ContainerTitle: "Stratapedia"}
	two := evidence.Source{Title: "T", Editor: []evidence.Author{{Family: "Main", Given: "Mary"}, {Family: "Cox", Given: "Ann-Marie B."}}}
	for _, c := range []struct {
		source evidence.Source
		want   string
	}{
		{article, "Bretherton, I. (1992). The origins of attachment theory. Developmental Psychology, 28(5), 759–775."},
		{book, "Bowlby, J. (n.d.). A secure base. Routledge."},
		{page, "Is it so? (n.d.). Stratapedia."},
		{two, "Main, M., & Cox, A.-M. B. (Eds.) (n.d.). T."},
	} {
		if got := plain(refer(&c.source)); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
	odd := evidence.Source{Title: "x", DOI: `10.1002/(SICI)1097<1::AID>3.0.CO;2-#?"`}
	if got := refer(&odd).Link; got != "https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0.CO;2-%23%3F%22" {
		t.Errorf("the DOI's address is %q", got)
	}
}

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		plural(1, "claim", "claims"): "1 claim", plural(1204, "claim", "claims"): "1,204 claims", thousands(-1234567): "-1,234,567",
		dateWords("1907-02-26"): "26 February 1907", dateWords("1913-12"): "December 1913", dateWords("1939"): "1939", dateWords(""): "",
		decimals(0.0001): "<0.01", decimals(0): "0.00", decimals(0.872): "0.87", trimmed(0.6): "0.6", trimmed(0.0153): "0.0153",
		joined([]string{"a", "b", "c"}): "a, b and c", clip("Veríssimo", 4): "Verí…", firstLetter("Émile"): "E", firstLetter("6-year system"): "0-9",
		oneMinus([]float64{0.6, 0.35}): "1 − (1 − 0.6)(1 − 0.35)",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
