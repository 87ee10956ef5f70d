package cite

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/seed"
)

// seeded gives the sources of the embedded knowledge by id.
func seeded(t *testing.T) map[string]*evidence.Source {
	t.Helper()
	graph, problems := content.ReadYAML(seed.FS)
	if len(problems) > 0 {
		t.Fatalf("the seed has problems, first %v", problems[0])
	}
	sources := map[string]*evidence.Source{}
	for _, e := range graph.Entities {
		if s, ok := e.(*evidence.Source); ok {
			sources[s.ID] = s
		}
	}
	return sources
}

// TestStyles holds works of every kind in every style against the forms that the manuals show.
func TestStyles(t *testing.T) {
	sources := seeded(t)
	for _, c := range []struct {
		id    string
		style Style
		want  string
	}{
		{"bretherton-1992", APA, `Bretherton, I. (1992). The Origins of Attachment Theory: John Bowlby and Mary Ainsworth. Developmental Psychology, 28(5), 759–775.`},
		{"bretherton-1992", MLA, `Bretherton, Inge. “The Origins of Attachment Theory: John Bowlby and Mary Ainsworth.” Developmental Psychology, vol. 28, no. 5, 1992, pp. 759–75.`},
		{"bretherton-1992", Chicago, `Bretherton, Inge. 1992. “The Origins of Attachment Theory: John Bowlby and Mary Ainsworth.” Developmental Psychology 28 (5): 759–75.`},
		{"bretherton-1992", Harvard, `Bretherton, I. (1992) ‘The Origins of Attachment Theory: John Bowlby and Mary Ainsworth’, Developmental Psychology, 28(5), pp. 759–775.`},
		{"bretherton-1992", IEEE, `I. Bretherton, “The Origins of Attachment Theory: John Bowlby and Mary Ainsworth,” Developmental Psychology, vol. 28, no. 5, pp. 759–775, 1992.`},
		{"bretherton-1992", AMA, `Bretherton I. The Origins of Attachment Theory: John Bowlby and Mary Ainsworth. Developmental Psychology. 1992;28(5):759-775.`},
		{"main-solomon-1990", APA, `Main, M., & Solomon, J. (1990). Procedures for Identifying Infants as Disorganized/Disoriented during the Ainsworth Strange Situation. In M. T. Greenberg, D. Cicchetti, & E. M. Cummings (Eds.), Attachment in the Preschool Years: Theory, Research, and Intervention. University of Chicago Press.`},
		{"main-solomon-1990", MLA, `Main, Mary, and Judith Solomon. “Procedures for Identifying Infants as Disorganized/Disoriented during the Ainsworth Strange Situation.” Attachment in the Preschool Years: Theory, Research, and Intervention, edited by Mark T. Greenberg et al., University of Chicago Press, 1990.`},
		{"main-solomon-1990", Chicago, `Main, Mary, and Judith Solomon. 1990. “Procedures for Identifying Infants as Disorganized/Disoriented during the Ainsworth Strange Situation.” In Attachment in the Preschool Years: Theory, Research, and Intervention, edited by Mark T. Greenberg, Dante Cicchetti, and E. Mark Cummings. University of Chicago Press.`},
		{"main-solomon-1990", Harvard, `Main, M. and Solomon, J. (1990) ‘Procedures for Identifying Infants as Disorganized/Disoriented during the Ainsworth Strange Situation’, in M.T. Greenberg, D. Cicchetti and E.M. Cummings (eds) Attachment in the Preschool Years: Theory, Research, and Intervention. University of Chicago Press.`},
		{"main-solomon-1990", IEEE, `M. Main and J. Solomon, “Procedures for Identifying Infants as Disorganized/Disoriented during the Ainsworth Strange Situation,” in Attachment in the Preschool Years: Theory, Research, and Intervention, M. T. Greenberg, D. Cicchetti, and E. M. Cummings, Eds., University of Chicago Press, 1990.`},
		{"main-solomon-1990", AMA, `Main M, Solomon J. Procedures for Identifying Infants as Disorganized/Disoriented during the Ainsworth Strange Situation. In: Greenberg MT, Cicchetti D, Cummings EM, eds. Attachment in the Preschool Years: Theory, Research, and Intervention. University of Chicago Press; 1990.`},
		{"bifulco-2003-vasq", APA, `Bifulco, A., Mahon, J., Kwon, J.-H., Moran, P. M., & Jacobs, C. (2003). The Vulnerable Attachment Style Questionnaire (VASQ): an interview-based measure of attachment styles that predict depressive disorder. Psychological Medicine, 33(6), 1099–1110. https://doi.org/10.1017/S0033291703008237`},
		{"bifulco-2003-vasq", MLA, `Bifulco, Antonia, et al. “The Vulnerable Attachment Style Questionnaire (VASQ): an interview-based measure of attachment styles that predict depressive disorder.” Psychological Medicine, vol. 33, no. 6, 2003, pp. 1099–110, https://doi.org/10.1017/S0033291703008237.`},
		{"bifulco-2003-vasq", Chicago, `Bifulco, Antonia, J. Mahon, J.-H. Kwon, P. M. Moran, and C. Jacobs. 2003. “The Vulnerable Attachment Style Questionnaire (VASQ): an interview-based measure of attachment styles that predict depressive disorder.” Psychological Medicine 33 (6): 1099–1110. https://doi.org/10.1017/S0033291703008237.`},
		{"bifulco-2003-vasq", Harvard, `Bifulco, A. et al. (2003) ‘The Vulnerable Attachment Style Questionnaire (VASQ): an interview-based measure of attachment styles that predict depressive disorder’, Psychological Medicine, 33(6), pp. 1099–1110. Available at: https://doi.org/10.1017/S0033291703008237.`},
		{"bifulco-2003-vasq", IEEE, `A. Bifulco, J. Mahon, J.-H. Kwon, P. M. Moran, and C. Jacobs, “The Vulnerable Attachment Style Questionnaire (VASQ): an interview-based measure of attachment styles that predict depressive disorder,” Psychological Medicine, vol. 33, no. 6, pp. 1099–1110, 2003, doi: 10.1017/S0033291703008237.`},
		{"bifulco-2003-vasq", AMA, `Bifulco A, Mahon J, Kwon JH, Moran PM, Jacobs C. The Vulnerable Attachment Style Questionnaire (VASQ): an interview-based measure of attachment styles that predict depressive disorder. Psychological Medicine. 2003;33(6):1099-1110. doi:10.1017/S0033291703008237`},
		{"lancet-institutions-2020", MLA, `van IJzendoorn, Marinus H., et al. “Institutionalisation and deinstitutionalisation of children 1: a systematic and integrative review of evidence regarding effects on development.” The Lancet Psychiatry, vol. 7, no. 8, 2020, pp. 703–20, https://doi.org/10.1016/S2215-0366(19)30399-2.`},
		{"lancet-institutions-2020", Chicago, `van IJzendoorn, Marinus H., Marian J. Bakermans-Kranenburg, Robbie Duschinsky, Nathan A. Fox, Philip S. Goldman, Megan R. Gunnar, Dana E. Johnson, et al. 2020. “Institutionalisation and deinstitutionalisation of children 1: a systematic and integrative review of evidence regarding effects on development.” The Lancet Psychiatry 7 (8): 703–20. https://doi.org/10.1016/S2215-0366(19)30399-2.`},
		{"lancet-institutions-2020", Harvard, `van IJzendoorn, M.H. et al. (2020) ‘Institutionalisation and deinstitutionalisation of children 1: a systematic and integrative review of evidence regarding effects on development’, The Lancet Psychiatry, 7(8), pp. 703–720. Available at: https://doi.org/10.1016/S2215-0366(19)30399-2.`},
		{"lancet-institutions-2020", IEEE, `M. H. van IJzendoorn et al., “Institutionalisation and deinstitutionalisation of children 1: a systematic and integrative review of evidence regarding effects on development,” The Lancet Psychiatry, vol. 7, no. 8, pp. 703–720, 2020, doi: 10.1016/S2215-0366(19)30399-2.`},
		{"lancet-institutions-2020", AMA, `van IJzendoorn MH, Bakermans-Kranenburg MJ, Duschinsky R, et al. Institutionalisation and deinstitutionalisation of children 1: a systematic and integrative review of evidence regarding effects on development. The Lancet Psychiatry. 2020;7(8):703-720. doi:10.1016/S2215-0366(19)30399-2`},
		{"niu-burnout-thesis-2024", APA, `Thesis on adult attachment, parenting stress and parental burnout (Northern Illinois University; title not shown) [Master’s thesis, Northern Illinois University]. (2024). https://huskiecommons.lib.niu.edu/allgraduate-thesesdissertations/7972`},
		{"niu-burnout-thesis-2024", MLA, `Thesis on adult attachment, parenting stress and parental burnout (Northern Illinois University; title not shown). 2024. Northern Illinois University, Master’s thesis, https://huskiecommons.lib.niu.edu/allgraduate-thesesdissertations/7972.`},
		{"niu-burnout-thesis-2024", Chicago, `“Thesis on adult attachment, parenting stress and parental burnout (Northern Illinois University; title not shown).” 2024. Master’s thesis, Northern Illinois University. https://huskiecommons.lib.niu.edu/allgraduate-thesesdissertations/7972.`},
		{"aap-bonding-in-review", APA, `Bonding. (n.d.). Pediatrics in Review, 24(8), 289.`},
		{"aap-bonding-in-review", Chicago, `“Bonding.” n.d. Pediatrics in Review 24 (8): 289.`},
		{"aap-bonding-in-review", Harvard, `‘Bonding’ (no date) Pediatrics in Review, 24(8), p. 289.`},
		{"aap-bonding-in-review", AMA, `Bonding. Pediatrics in Review. 24(8):289.`},
		{"wikipedia-ddp", APA, `Wikipedia contributors. (n.d.). Dyadic developmental psychotherapy.`},
		{"wikipedia-ddp", Harvard, `Wikipedia contributors (no date) ‘Dyadic developmental psychotherapy’.`},
		{"crowell-owens-1998-cri", APA, `Crowell, J., & Owens, G. (1998). Manual For The Current Relationship Interview And Scoring System (Version 4.0) [Manual]. State University of New York at Stony Brook.`},
		{"crowell-owens-1998-cri", IEEE, `J. Crowell and G. Owens, “Manual For The Current Relationship Interview And Scoring System (Version 4.0),” State University of New York at Stony Brook, manual, 1998.`},
		{"hmt-alzahra", Chicago, `“Effectiveness of ‘Hold Me Tight’ Educational Program on Intimacy, Attachment Behaviors, and Marital Satisfaction among Married Students.” n.d.`},
		{"hmt-alzahra", Harvard, `‘Effectiveness of “Hold Me Tight” Educational Program on Intimacy, Attachment Behaviors, and Marital Satisfaction among Married Students’ (no date).`},
		{"mesman-2016-ideal", IEEE, `J. Mesman, M. van IJzendoorn, K. Behrens et al., “Is the ideal mother a sensitive mother? Beliefs about early childhood parenting in mothers across the globe,” International Journal of Behavioral Development, no. 5, pp. 385–397, doi: 10.1177/0165025415594030.`},
		{"mesman-2016-ideal", AMA, `Mesman J, van IJzendoorn M, Behrens K, et al. Is the ideal mother a sensitive mother? Beliefs about early childhood parenting in mothers across the globe. International Journal of Behavioral Development. (5):385-397. doi:10.1177/0165025415594030`},
		{"bretherton-waters-1985", APA, `Bretherton, I., & Waters, E. (Eds.). (1985). Growing Points of Attachment Theory and Research. Monographs of the Society for Research in Child Development, 50(1-2).`},
		{"aap-website", Harvard, `George, C., West, M. and Pettem, O. (no date) Adult Attachment Projective Picture System: Background. Available at: http://www.attachmentprojective.com/background.html.`},
		{"aap-website", AMA, `George C, West M, Pettem O. Adult Attachment Projective Picture System: Background. http://www.attachmentprojective.com/background.html`},
	} {
		s := sources[c.id]
		if s == nil {
			t.Errorf("%s is not in the seed", c.id)
			continue
		}
		got, err := Format(c.style, s.CSL())
		if err != nil || got != c.want {
			t.Errorf("%s in %s:\n%q\nis wanted, not\n%q, %v", c.id, c.style, c.want, got, err)
		}
	}
}

func TestUnknownStyle(t *testing.T) {
	if text, err := Format("vancouver", evidence.CSL{}); err == nil {
		t.Errorf("an unknown style gives %q", text)
	}
}

// TestManyNames holds the rules for many authors where they change.
func TestManyNames(t *testing.T) {
	work := func(n int) evidence.CSL {
		c := evidence.CSL{Type: "book", Title: "T"}
		for i := range n {
			c.Author = append(c.Author, evidence.CSLName{Family: string(rune('A' + i)), Given: "Z"})
		}
		return c
	}
	for _, c := range []struct {
		style Style
		n     int
		want  string
	}{
		{APA, 20, "& T, Z."},
		{APA, 21, "S, Z., … U, Z."},
		{MLA, 2, "A, Z, and Z B."},
		{MLA, 3, "A, Z, et al."},
		{Chicago, 10, "Z I, and Z J."},
		{Chicago, 11, "Z F, Z G, et al."},
		{Harvard, 3, "A, Z., B, Z. and C, Z. "},
		{Harvard, 4, "A, Z. et al. "},
		{IEEE, 6, "Z. E, and Z. F, "},
		{IEEE, 7, "Z. A et al., "},
		{AMA, 6, "E Z, F Z. "},
		{AMA, 7, "A Z, B Z, C Z, et al. "},
	} {
		got, err := Format(c.style, work(c.n))
		if err != nil || !strings.Contains(got, c.want) {
			t.Errorf("%d authors in %s: %q, %v; %q is wanted in it", c.n, c.style, got, err, c.want)
		}
	}
}

func TestInitials(t *testing.T) {
	for given, want := range map[string]string{"Mary D. Salter": "M. D. S.", "Jean-Pierre": "J.-P.", "A.-A.": "A.-A.", "H. Sz.": "H. Sz.",
		"EB": "E. B.", "mohammed": "M.", "LaShelle (Elia)": "L.", "Ömer": "Ö.", "": ""} {
		if got := initials(given, ".", " ", "-"); got != want {
			t.Errorf("%q gives %q, %q is wanted", given, got, want)
		}
	}
}

func TestPages(t *testing.T) {
	for page, want := range map[string][3]string{
		"1206-19":   {"1206–1219", "1206–19", "1206–19"},
		"101-108":   {"101–108", "101–08", "101–8"},
		"100–104":   {"100–104", "100–04", "100–104"},
		"1496-1504": {"1496–1504", "1496–504", "1496–1504"},
		"289":       {"289", "289", "289"},
		"135-":      {"135", "135", "135"},
		"S42-S50":   {"S42–S50", "S42–S50", "S42–S50"},
		"e0265714":  {"e0265714", "e0265714", "e0265714"},
		"":          {"", "", ""},
	} {
		from, to := pages(page)
		if got := [3]string{inFull(from, to), lastTwo(from, to), chicagoPages(from, to)}; got != want {
			t.Errorf("%q gives %q, %q are wanted", page, got, want)
		}
	}
}

func TestBibTeXEscapes(t *testing.T) {
	c := evidence.CSL{ID: "x", Type: "report", Title: `50% of {A} & B_c #1 $2 \ ~ ^ é`, Author: []evidence.CSLName{{Literal: "Body & Soul"}, {Literal: "and others"}},
		DOI: "10.1/a_b", URL: "https://example.org/a_b%20{c}"}
	want := "@techreport{x,\n  author = {{Body \\& Soul} and others},\n" +
		`  title = {{50\% of \{A\} \& B\_c \#1 \$2 \textbackslash{} \textasciitilde{} \textasciicircum{} é}},` +
		"\n  doi = {10.1/a_b},\n  url = {https://example.org/a_b%20%7Bc%7D}\n}\n"
	if got, _ := Format(BibTeX, c); got != want {
		t.Errorf("%s\nis wanted, not\n%s", want, got)
	}
}

// TestFormats asks of every source what BibTeX, RIS and CSL-JSON promise.
func TestFormats(t *testing.T) {
	for id, s := range seeded(t) {
		c := s.CSL()
		bib, _ := Format(BibTeX, c)
		if !strings.HasPrefix(bib, "@") || !strings.Contains(bib, "{"+id+",\n") || strings.Count(bib, "{")-strings.Count(bib, `\{`) != strings.Count(bib, "}")-strings.Count(bib, `\}`) {
			t.Errorf("%s in BibTeX: %s", id, bib)
		}
		record, _ := Format(RIS, c)
		lines := strings.Split(strings.TrimSuffix(record, "\r\n"), "\r\n")
		for _, line := range lines {
			if len(line) < 6 || line[2:6] != "  - " || strings.ContainsAny(line, "\r\n") {
				t.Errorf("%s in RIS has the line %q", id, line)
			}
		}
		if !strings.HasPrefix(record, "TY  - ") || lines[len(lines)-1] != "ER  - " || !strings.HasSuffix(record, "\r\n") {
			t.Errorf("%s in RIS: %q", id, record)
		}
		var back evidence.CSL
		text, err := Format(CSLJSON, c)
		if err == nil {
			err = json.Unmarshal([]byte(text), &back)
		}
		if again, _ := Format(CSLJSON, back); err != nil || again != text {
			t.Errorf("%s in CSL-JSON: %v\n%s", id, err, text)
		}
	}
}

// TestPage cites a page of Secure Base.
func TestPage(t *testing.T) {
	page := Page("secure-base", "Secure base", "0123456789ab", "https://example.org/constructs/secure-base?tier=T1")
	for style, want := range map[Style]string{
		APA:     "Secure base (graph version 0123456789ab). (n.d.). Secure Base. https://example.org/constructs/secure-base?tier=T1",
		MLA:     "“Secure base (graph version 0123456789ab).” Secure Base, https://example.org/constructs/secure-base?tier=T1.",
		Chicago: "“Secure base (graph version 0123456789ab).” n.d. Secure Base. https://example.org/constructs/secure-base?tier=T1.",
		Harvard: "Secure base (graph version 0123456789ab) (no date) Secure Base. Available at: https://example.org/constructs/secure-base?tier=T1.",
		IEEE:    "“Secure base (graph version 0123456789ab),” Secure Base. [Online]. Available: https://example.org/constructs/secure-base?tier=T1",
		AMA:     "Secure base (graph version 0123456789ab). Secure Base. https://example.org/constructs/secure-base?tier=T1",
	} {
		if got, err := Format(style, page); err != nil || got != want {
			t.Errorf("in %s:\n%q\nis wanted, not\n%q, %v", style, want, got, err)
		}
	}
}
