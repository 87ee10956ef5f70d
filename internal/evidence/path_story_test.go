package evidence_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
)

// paths tells the paths that a story has, each as "a > b > c".
func (s *story) paths(t *testing.T, q pathQuestion, lens evidence.Lens) ([]string, *evidence.Paths, *evidence.View) {
	t.Helper()
	v := s.index(t).View(lens)
	q.maxHops, q.first, q.slack = 6, 5, 1
	answer := v.EvidencePaths(q.in(v))
	var told []string
	for _, p := range answer.Found {
		told = append(told, strings.Join(v.EntityIDs(p.Entities), " > "))
	}
	return told, answer, v
}

func expectPaths(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("paths %q, want %q", got, want)
	}
}

func TestFlowReadsBackwardPredicatesTheWayTheIdeaFlows(t *testing.T) {
	s := newStory()
	s.work("bretherton-1992", "T1", 1992, "Bretherton")
	s.claim("mary-ainsworth originated secure-base", "supports", "bretherton-1992")
	s.claim("judith-feeney extended secure-base", "supports", "bretherton-1992")
	s.claim("judith-feeney originated dependency-paradox", "supports", "bretherton-1992")
	s.claim("secure-base associated-with dependency-paradox", "supports", "bretherton-1992")
	descent := pathQuestion{from: "mary-ainsworth", to: "dependency-paradox", flow: true}
	got, _, _ := s.paths(t, descent, evidence.Lens{})
	expectPaths(t, got, "mary-ainsworth > secure-base > judith-feeney > dependency-paradox")
	descent.from, descent.to = descent.to, descent.from
	got, answer, _ := s.paths(t, descent, evidence.Lens{})
	expectPaths(t, got)
	if answer.NoPath == nil || answer.Shortest != -1 {
		t.Errorf("against the flow: %+v", answer)
	}
	got, _, _ = s.paths(t, pathQuestion{from: "mary-ainsworth", to: "dependency-paradox"}, evidence.Lens{})
	expectPaths(t, got, "mary-ainsworth > secure-base > dependency-paradox", "mary-ainsworth > secure-base > judith-feeney > dependency-paradox")
}

func TestALanguageModelCarriesAPathOnlyWhereNoSourceDoes(t *testing.T) {
	s := newStory()
	s.work("van-ijzendoorn-1995", "T1", 1995, "van IJzendoorn")
	s.claim("vipp-sd improves externalizing-problems", "supports")
	got, answer, _ := s.paths(t, pathQuestion{from: "vipp-sd", to: "externalizing-problems"}, evidence.Lens{})
	expectPaths(t, got, "vipp-sd > externalizing-problems")
	if !answer.LLMOnly || answer.Found[0].Strength != 0.05 {
		t.Errorf("%+v", answer)
	}
	got, answer, _ = s.paths(t, pathQuestion{from: "vipp-sd", to: "externalizing-problems"}, evidence.Lens{HideLLM: true})
	expectPaths(t, got)
	if answer.NoPath == nil || answer.NoPath.LensField != evidence.FieldIncludeLLM {
		t.Errorf("%+v", answer.NoPath)
	}
	s.claim("vipp-sd improves maternal-sensitivity", "supports", "van-ijzendoorn-1995")
	s.claim("maternal-sensitivity improves externalizing-problems", "supports", "van-ijzendoorn-1995")
	got, answer, v := s.paths(t, pathQuestion{from: "vipp-sd", to: "externalizing-problems"}, evidence.Lens{})
	expectPaths(t, got, "vipp-sd > maternal-sensitivity > externalizing-problems")
	if answer.LLMOnly || !slices.Equal(edgeIDs(v, answer.Direct), []string{"edge:vipp-sd.improves.externalizing-problems"}) {
		t.Errorf("only a language model: %t, direct %v", answer.LLMOnly, edgeIDs(v, answer.Direct))
	}
}

func TestATrialThatFoundNothingIsShownBesideTheChain(t *testing.T) {
	s := newStory()
	s.work("hoffman-2006", "T1", 2006, "Hoffman")
	s.work("cassidy-2017", "T1", 2017, "Cassidy")
	s.claim("circle-of-security improves maternal-sensitivity", "supports", "hoffman-2006")
	s.claim("maternal-sensitivity associated-with attachment-security", "supports", "hoffman-2006")
	s.claim("circle-of-security improves attachment-security", "null", "cassidy-2017")
	s.claim("circle-of-security targets attachment-security", "supports", "hoffman-2006", "cassidy-2017")
	s.claim("circle-of-security criticized attachment-security", "supports", "hoffman-2006")
	got, answer, v := s.paths(t, pathQuestion{from: "circle-of-security", to: "attachment-security"}, evidence.Lens{})
	expectPaths(t, got, "circle-of-security > attachment-security", "circle-of-security > maternal-sensitivity > attachment-security")
	want := []string{"edge:circle-of-security.improves.attachment-security", "edge:circle-of-security.targets.attachment-security",
		"edge:circle-of-security.criticized.attachment-security"}
	if direct := edgeIDs(v, answer.Direct); !slices.Equal(direct, want) {
		t.Errorf("direct %v, want %v", direct, want)
	}
	step := answer.Found[0].Steps[0]
	if v.EdgeID(step.Edge) != want[1] || len(step.Others) != 2 {
		t.Errorf("the step is carried by %s beside %v", v.EdgeID(step.Edge), edgeIDs(v, step.Others))
	}
}

func TestNoPathNamesTheLensSetting(t *testing.T) {
	year := 2000
	for _, c := range []struct {
		lens evidence.Lens
		want evidence.LensField
	}{
		{evidence.Lens{MinTier: "T1"}, evidence.FieldMinTier},
		{evidence.Lens{AsOf: &year}, evidence.FieldAsOf},
		{evidence.Lens{Stances: []evidence.Stance{"null"}}, evidence.FieldStances},
		{evidence.Lens{Designs: []string{"meta-analysis"}}, evidence.FieldDesigns},
		{evidence.Lens{Populations: []string{"head-start-families"}}, evidence.FieldPopulations},
		{evidence.Lens{MinTier: "T1", HideLLM: true}, evidence.FieldMinTier},
		{evidence.Lens{MinTier: "T1", AsOf: &year}, ""}, // neither alone would bring the path back
	} {
		s := newStory()
		s.work("manual", "T2", 2009, "Powell")
		s.work("hoffman-2006", "T1", 1990, "Hoffman")
		s.claim("circle-of-security improves maternal-sensitivity", "supports", "hoffman-2006").Population = "head-start-families"
		s.claim("maternal-sensitivity associated-with attachment-security", "supports", "manual").Design = "cohort"
		got, answer, v := s.paths(t, pathQuestion{from: "circle-of-security", to: "attachment-security"}, c.lens)
		expectPaths(t, got)
		if answer.NoPath == nil {
			continue
		}
		near := v.EntityIDs(answer.NoPath.Nearest)
		if answer.NoPath.LensField != c.want {
			t.Errorf("%s: lens field %q, want %q", c.lens.Key(), answer.NoPath.LensField, c.want)
		}
		if c.lens.MinTier == "T1" && c.lens.AsOf == nil && !slices.Equal(near, []string{"maternal-sensitivity"}) {
			t.Errorf("%s: nearest %v", c.lens.Key(), near)
		}
	}
}

func TestPathsEndButDoNotPassThroughSourcesAndPopulations(t *testing.T) {
	s := newStory()
	s.work("bowlby-1958", "T1", 1958, "Bowlby")
	s.claim("circle-of-security targets head-start-families", "supports", "bowlby-1958")
	s.claim("vipp-sd targets head-start-families", "supports", "bowlby-1958")
	got, _, _ := s.paths(t, pathQuestion{from: "circle-of-security", to: "vipp-sd"}, evidence.Lens{})
	expectPaths(t, got)
	got, _, _ = s.paths(t, pathQuestion{from: "circle-of-security", to: "head-start-families"}, evidence.Lens{})
	expectPaths(t, got, "circle-of-security > head-start-families")
	got, _, _ = s.paths(t, pathQuestion{from: "circle-of-security", to: "vipp-sd", stepKinds: []evidence.Kind{"Population"}}, evidence.Lens{})
	expectPaths(t, got, "circle-of-security > head-start-families > vipp-sd")
}
