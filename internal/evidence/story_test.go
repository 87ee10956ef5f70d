package evidence_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
)

// story is a small world told in lines: works first, then claims. Kinds follow from the ids.
type story struct{ world }

func newStory() *story {
	s := &story{world{vocabulary: smallVocabulary()}}
	for kind, ids := range map[evidence.Kind][]string{
		evidence.KindTheorist:     {"john-bowlby", "mary-ainsworth", "judith-feeney", "rene-spitz"},
		evidence.KindConstruct:    {"secure-base", "safe-haven", "dependency-paradox", "maternal-sensitivity", "attachment-security", "hospitalism"},
		evidence.KindIntervention: {"circle-of-security", "vipp-sd"},
		evidence.KindPopulation:   {"head-start-families"},
		evidence.KindProblem:      {"externalizing-problems"},
	} {
		for _, id := range ids {
			e := evidence.NewEntity(kind)
			e.Head().ID, e.Head().Name = id, strings.ReplaceAll(id, "-", " ")
			s.entities = append(s.entities, e)
		}
	}
	return s
}

// work adds a source by one author.
func (s *story) work(id string, tier evidence.Tier, year int, author string) *evidence.Source {
	w := &evidence.Source{Common: evidence.Common{ID: id, Kind: evidence.KindSource}, Title: id, Tier: tier,
		Author: []evidence.Author{{Family: author, Given: "A."}}}
	if year > 0 {
		w.Issued = &year
	}
	s.entities = append(s.entities, w)
	return w
}

// claim adds a claim on an edge written "subject predicate object", with the works that it cites; "work<page" is a
// secondary citation. Without a work it is a language model's.
func (s *story) claim(edge string, stance evidence.Stance, works ...string) *evidence.Claim {
	parts := strings.Fields(edge)
	c := &evidence.Claim{ID: strings.Join(parts, ".") + "." + string('a'+rune(len(s.claims))), Subject: parts[0], Predicate: parts[1],
		Object: parts[2], Text: edge, Stance: stance, Provenance: evidence.LLM}
	for _, w := range works {
		source, page, _ := strings.Cut(w, "<")
		c.Provenance = evidence.Sourced
		c.Citations = append(c.Citations, evidence.Citation{Source: source, CitedIn: page})
	}
	s.claims = append(s.claims, c)
	return c
}

// strengthOf gives an edge's strength under a lens.
func (s *story) strengthOf(t *testing.T, edge string, lens evidence.Lens) evidence.Strength {
	t.Helper()
	v := s.index(t).View(lens)
	e, ok := v.Edge("edge:" + strings.Join(strings.Fields(edge), "."))
	if !ok {
		t.Fatalf("no edge %s", edge)
	}
	return v.Derive(e)
}

func TestStrengthOfKnownCases(t *testing.T) {
	const edge = "circle-of-security improves attachment-security"
	year := 1999
	for _, c := range []struct {
		name string
		tell func(s *story)
		lens evidence.Lens
		want float64
		why  string
	}{
		{"one trial", func(s *story) {
			s.work("hoffman-2006", "T1", 2006, "Hoffman")
			s.claim(edge, "supports", "hoffman-2006")
		}, evidence.Lens{}, 0.6, "one team stands for it"},
		{"a trial that found nothing beside one that did", func(s *story) {
			s.work("hoffman-2006", "T1", 2006, "Hoffman")
			s.work("cassidy-2017", "T1", 2017, "Cassidy")
			s.claim(edge, "supports", "hoffman-2006")
			s.claim(edge, "null", "cassidy-2017")
		}, evidence.Lens{}, 0.24, "one team stands for it; one team found nothing or disputes it"},
		{"only a trial that found nothing", func(s *story) {
			s.work("cassidy-2017", "T1", 2017, "Cassidy")
			s.claim(edge, "null", "cassidy-2017")
		}, evidence.Lens{}, 0, "no team stands for it; one team found nothing or disputes it"},
		{"two independent trials, one with limits", func(s *story) {
			s.work("hoffman-2006", "T1", 2006, "Hoffman")
			s.work("huber-2015", "T1", 2015, "Huber")
			s.claim(edge, "supports", "hoffman-2006")
			s.claim(edge, "qualifies", "huber-2015")
		}, evidence.Lens{}, 0.72, "two teams stand for it"},
		{"two works by one author", func(s *story) {
			s.work("hoffman-2006", "T1", 2006, "Hoffman")
			s.work("hoffman-2014", "T1", 2014, "Hoffman")
			s.claim(edge, "supports", "hoffman-2006")
			s.claim(edge, "supports", "hoffman-2014")
		}, evidence.Lens{}, 0.6, "one team stands for it"},
		{"a joint work makes one team of two", func(s *story) {
			s.work("hoffman-2006", "T1", 2006, "Hoffman")
			s.work("huber-2015", "T1", 2015, "Huber")
			s.work("joint-2018", "T3", 2018, "Huber").Author = []evidence.Author{{Family: "Huber", Given: "Anna"}, {Family: "HOFFMAN", Given: "Andrew"}}
			s.claim(edge, "supports", "hoffman-2006")
			s.claim(edge, "supports", "huber-2015")
			s.claim(edge, "supports", "joint-2018")
		}, evidence.Lens{}, 0.6, "one team stands for it"},
		{"a joint work that the lens hides makes one team all the same", func(s *story) {
			s.work("hoffman-2006", "T1", 2006, "Hoffman")
			s.work("huber-2015", "T1", 2015, "Huber")
			s.work("joint-2018", "T3", 2018, "Huber").Author = []evidence.Author{{Family: "Huber", Given: "A"}, {Family: "Hoffman", Given: "A"}}
			s.claim(edge, "supports", "hoffman-2006")
			s.claim(edge, "supports", "huber-2015")
			s.claim(edge, "supports", "joint-2018")
		}, evidence.Lens{MinTier: "T1"}, 0.6, "one team stands for it"},
		{"one name, two persons", func(s *story) {
			s.work("main-1990", "T1", 1990, "").Author = []evidence.Author{{Family: "Main", Given: "Mary", Person: "mary-ainsworth"}}
			s.work("main-1991", "T1", 1991, "").Author = []evidence.Author{{Family: "Main", Given: "Martin", Person: "john-bowlby"}}
			s.claim(edge, "supports", "main-1990")
			s.claim(edge, "supports", "main-1991")
		}, evidence.Lens{}, 0.84, "two teams stand for it"},
		{"a language model only", func(s *story) { s.claim(edge, "supports") }, evidence.Lens{}, 0.05, "only a language model asserts it"},
		{"a language model counts nothing beside a source", func(s *story) {
			s.work("blog", "T3", 2020, "Nobody")
			s.claim(edge, "supports", "blog")
			s.claim(edge, "disputes")
		}, evidence.Lens{}, 0.2, "one team stands for it, T3 only"},
		{"a secondary citation is as good as the worse of the two", func(s *story) {
			s.work("bowlby-1958", "T1", 1958, "Bowlby")
			s.work("blog", "T3", 2020, "Nobody")
			s.claim(edge, "qualifies", "bowlby-1958<blog")
		}, evidence.Lens{}, 0.1, "one team stands for it, T3 only, with qualifications"},
		{"two works through one page are one team", func(s *story) {
			s.work("bowlby-1958", "T1", 1958, "Bowlby")
			s.work("spitz-1945", "T1", 1945, "Spitz")
			s.work("handbook", "T1", 2016, "Cassidy")
			s.claim(edge, "supports", "bowlby-1958<handbook", "spitz-1945<handbook")
		}, evidence.Lens{}, 0.6, "one team stands for it"},
		{"two pages of one site", func(s *story) {
			for _, id := range []string{"page-1", "page-2"} {
				w := s.work(id, "T2", 2020, "")
				w.Author, w.URL = nil, "https://www.circleofsecurityinternational.com/"+id
				s.claim(edge, "supports", id)
			}
		}, evidence.Lens{}, 0.35, "one team stands for it, T2 only"},
		{"works without authors that have a DOI stand alone", func(s *story) {
			for _, id := range []string{"page-1", "page-2"} {
				w := s.work(id, "T2", 2020, "")
				w.Author, w.URL, w.DOI = nil, "https://doi.org/10.1000/"+id, "10.1000/"+id
				s.claim(edge, "supports", id)
			}
		}, evidence.Lens{}, 0.5775, "two teams stand for it, T2 only"},
		{"a retracted work", func(s *story) {
			s.work("withdrawn-2011", "T1", 2011, "Nobody").Retracted = true
			s.work("blog", "T3", 2020, "Somebody")
			s.claim(edge, "supports", "withdrawn-2011")
			s.claim(edge, "supports", "blog")
		}, evidence.Lens{}, 0.2, "one team stands for it, T3 only"},
		{"before the second trial", func(s *story) {
			s.work("first", "T1", 1998, "Hoffman")
			s.work("second", "T1", 2017, "Cassidy")
			s.claim(edge, "supports", "first")
			s.claim(edge, "null", "second")
		}, evidence.Lens{AsOf: &year}, 0.6, "one team stands for it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			c.tell(s)
			if got := s.strengthOf(t, edge, c.lens); got.Value != c.want {
				t.Errorf("strength %v, want %v: %+v", got.Value, c.want, got)
			}
			v := s.index(t).View(c.lens)
			e, _ := v.Edge("edge:circle-of-security.improves.attachment-security")
			if why := v.WeaknessOf(e); why != c.why {
				t.Errorf("%q, want %q", why, c.why)
			}
		})
	}
}

func TestOriginOfTheSecureBaseIsContested(t *testing.T) {
	s := newStory()
	s.work("popular-page", "T3", 2020, "Nobody")
	s.work("bretherton-1992", "T1", 1992, "Bretherton")
	s.claim("john-bowlby originated secure-base", "supports", "popular-page")
	s.claim("mary-ainsworth originated secure-base", "supports", "bretherton-1992")
	s.claim("john-bowlby originated safe-haven", "supports", "bretherton-1992")
	s.claim("john-bowlby originated hospitalism", "disputes", "bretherton-1992")
	s.work("withdrawn", "T1", 2001, "Somebody").Retracted = true
	s.claim("mary-ainsworth originated safe-haven", "supports", "withdrawn")
	s.claim("john-bowlby originated safe-haven", "disputes", "withdrawn")
	for _, c := range []struct {
		id    string
		lens  evidence.Lens
		sides []string // nil for an origin that is not contested
	}{
		{"secure-base", evidence.Lens{}, []string{"mary-ainsworth", "john-bowlby"}},
		{"secure-base", evidence.Lens{MinTier: "T1"}, []string{"mary-ainsworth", "john-bowlby (hidden)"}},
		{"safe-haven", evidence.Lens{}, nil},
		{"hospitalism", evidence.Lens{}, []string{"john-bowlby"}},
		{"dependency-paradox", evidence.Lens{}, nil},
	} {
		v := s.index(t).View(c.lens)
		entity, _ := v.Entity(c.id)
		contest, ok := v.ContestOf(entity)
		var sides []string
		for _, side := range contest.Sides {
			name := v.EntityID(side.Entity)
			if side.Hidden {
				name += " (hidden)"
			}
			sides = append(sides, name)
		}
		if ok != (c.sides != nil) || ok && !slices.Equal(sides, c.sides) {
			t.Errorf("%s under %s: contested %t by %v, want %v", c.id, c.lens.Key(), ok, sides, c.sides)
		}
	}
}

func TestARetractedClaimIsListedAndCarriesNoEdge(t *testing.T) {
	s := newStory()
	s.work("withdrawn-2011", "T1", 2011, "Nobody").Retracted = true
	s.work("earlier-2001", "T1", 2001, "Nobody")
	claim := s.claim("circle-of-security improves attachment-security", "supports", "withdrawn-2011")
	s.claim("earlier-2001 originated safe-haven", "supports", "earlier-2001<withdrawn-2011")
	v := s.index(t).Full()
	for _, c := range s.claims {
		if number, _ := v.Claim(c.ID); !v.ClaimVisible(number) || !v.ClaimRetracted(number) {
			t.Errorf("%s: visible %t, retracted %t", c.ID, v.ClaimVisible(number), v.ClaimRetracted(number))
		}
		edge, _ := v.Edge("edge:" + c.Subject + "." + c.Predicate + "." + c.Object)
		if v.EdgeVisible(edge) || v.StrengthOf(edge) != 0 || v.StancesOf(edge) != (evidence.StanceCounts{}) {
			t.Errorf("%s: visible %t, strength %v", v.EdgeID(edge), v.EdgeVisible(edge), v.StrengthOf(edge))
		}
		if _, dated := v.EdgeYear(edge); dated {
			t.Errorf("%s is dated by what is retracted", v.EdgeID(edge))
		}
	}
	entity, _ := v.Entity("circle-of-security")
	number, _ := v.Claim(claim.ID)
	if page := v.Page(entity); page.Claims != 1 || len(v.ClaimCitations(number)) != 1 || len(page.Sources) != 1 {
		t.Errorf("the page has %d claims and the sources %v", page.Claims, page.Sources)
	}
}

func TestYearOfAClaim(t *testing.T) {
	s := newStory()
	s.work("bowlby-1958", "T1", 1958, "Bowlby")
	s.work("website-1950", "T3", 1950, "Nobody")
	s.work("undated", "T1", 0, "Somebody")
	event := 1944
	s.claim("john-bowlby originated secure-base", "supports", "bowlby-1958", "website-1950")
	s.claim("john-bowlby originated safe-haven", "supports", "undated")
	s.claim("john-bowlby originated hospitalism", "supports", "bowlby-1958").Year = &event
	ix := s.index(t)
	for _, c := range []struct {
		asOf    int
		tier    evidence.Tier
		visible []bool
	}{
		{1943, "", []bool{false, false, false}},
		{1944, "", []bool{false, false, true}},
		{1950, "", []bool{true, false, true}},
		{1950, "T1", []bool{false, false, true}}, // the website does not count, so it dates nothing
		{1958, "T1", []bool{true, false, true}},
		{2026, "", []bool{true, false, true}},
	} {
		v := ix.View(evidence.Lens{AsOf: &c.asOf, MinTier: c.tier})
		for i, claim := range s.claims {
			if number, _ := v.Claim(claim.ID); v.ClaimVisible(number) != c.visible[i] {
				t.Errorf("as of %d, tier %q: %s visible: %t", c.asOf, c.tier, claim.ID, !c.visible[i])
			}
		}
	}
}
