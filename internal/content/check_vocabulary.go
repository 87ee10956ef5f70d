package content

import (
	"fmt"
	"slices"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// checkVocabulary checks that the vocabulary fits itself and the parts that the program knows by name: tiers, stances,
// provenances, kinds, classes and flows.
func (c *checker) checkVocabulary(v *evidence.Vocabulary) {
	c.terms(v, "tiers", v.Tiers, []string{"T1", "T2", "T3"})
	c.terms(v, "provenances", v.Provenances, names(evidence.Sourced, evidence.LLM))
	c.terms(v, "stances", v.Stances, names(evidence.Supports, evidence.Qualifies, evidence.Disputes, evidence.Null))
	c.terms(v, "designs", v.Designs, nil)
	c.kinds(v)
	c.weights(v)
	c.predicates(v)
	c.sections(v)
}

// terms checks a list of controlled values; fixed ones are known to the program, and none may be more or fewer.
func (c *checker) terms(v *evidence.Vocabulary, list string, terms []evidence.Term, fixed []string) {
	ids := termIDs(terms)
	c.listed(v, list, ids)
	for i, t := range terms {
		at := fmt.Sprintf("%s[%d]", list, i)
		c.required(v, at+".label", t.Label, "the words that readers see")
		if fixed != nil {
			c.oneOf(v, at+".id", t.ID, fixed)
		}
	}
	c.complete(v, list, ids, fixed)
}

// listed checks the ids of a list of the vocabulary.
func (c *checker) listed(v *evidence.Vocabulary, list string, ids []string) {
	if len(ids) == 0 {
		c.problem(v, list, "is missing", "a list of "+list)
	}
	for i, id := range ids {
		at := fmt.Sprintf("%s[%d].id", list, i)
		if c.required(v, at, id, "an id") && slices.Contains(ids[:i], id) {
			c.problem(v, at, twice(id), "each id once")
		}
	}
}

func (c *checker) complete(v *evidence.Vocabulary, list string, ids, fixed []string) {
	for _, id := range fixed {
		if len(ids) > 0 && !slices.Contains(ids, id) {
			c.problem(v, list, fmt.Sprintf("has no %s", id), "all of "+strings.Join(fixed, ", "))
		}
	}
}

func (c *checker) kinds(v *evidence.Vocabulary) {
	ids := make([]string, len(v.Kinds))
	for i, k := range v.Kinds {
		ids[i] = string(k.ID)
		at := fmt.Sprintf("kinds[%d]", i)
		c.oneOf(v, at+".id", ids[i], kindNames())
		c.required(v, at+".label", k.Label, "the words that readers see")
		c.required(v, at+".plural", k.Plural, "the words that readers see")
	}
	c.listed(v, "kinds", ids)
	c.complete(v, "kinds", ids, kindNames())
}

func kindNames() []string { return names(evidence.Kinds()...) }

// weights checks the constants of edge strength: shares of one, and a better tier never weighs less.
func (c *checker) weights(v *evidence.Vocabulary) {
	share := func(field string, w float64) {
		if w <= 0 || w >= 1 {
			c.problem(v, field, fmt.Sprintf("is %v", w), "a number above 0 and below 1")
		}
	}
	q := v.Strength.Q
	for _, tier := range []evidence.Tier{evidence.T1, evidence.T2, evidence.T3} {
		share("strength.q."+string(tier), q[tier])
	}
	if len(q) > 3 {
		c.problem(v, "strength.q", "names a tier that there is not", "T1, T2 and T3")
	}
	if q[evidence.T1] < q[evidence.T2] || q[evidence.T2] < q[evidence.T3] {
		c.problem(v, "strength.q", "gives a worse tier more weight than a better one", "T1 ≥ T2 ≥ T3")
	}
	share("strength.qualifying", v.Strength.Qualifying)
	share("strength.llmOnly", v.Strength.LLMOnly)
}

func (c *checker) predicates(v *evidence.Vocabulary) {
	c.listed(v, "predicates", predicateIDs(v))
	classes := names(evidence.PredicateClasses()...)
	for i, p := range v.Predicates {
		at := fmt.Sprintf("predicates[%d]", i)
		c.required(v, at+".label", p.Label, "the words that readers see")
		c.required(v, at+".inverseLabel", p.InverseLabel, "the words that readers see at the other end")
		c.required(v, at+".definition", p.Definition, "what the predicate says")
		c.oneOf(v, at+".class", string(p.Class), classes)
		c.oneOf(v, at+".lineage", string(p.Lineage), names(evidence.FlowForward, evidence.FlowBackward, evidence.FlowNone))
		c.oneOf(v, at+".prerequisite", p.Prerequisite, []string{"subject", "object", "none"})
		c.oneOf(v, at+".literal", p.Literal, []string{"never", "allowed", "required"})
		c.oneOf(v, at+".section", p.Section, sectionIDs(v))
		if p.Lineage != "" && (p.Class == evidence.ClassLineage) == (p.Lineage == evidence.FlowNone) {
			c.problem(v, at+".lineage", fmt.Sprintf("is %s in the class %s", p.Lineage, p.Class),
				"forward or backward for LINEAGE, none for the others")
		}
		if p.Symmetric && (p.Lineage != evidence.FlowNone || p.Prerequisite != "none") {
			c.problem(v, at+".symmetric", "is true, but the predicate has a direction", "lineage and prerequisite none")
		}
		if len(p.SubjectKinds) == 0 {
			c.problem(v, at+".subjectKinds", "is missing", "the kinds that may be subject")
		}
		if (len(p.ObjectKinds) == 0) != (p.Literal == "required") {
			c.problem(v, at+".objectKinds", fmt.Sprintf("lists %d kinds where literal is %s", len(p.ObjectKinds), p.Literal),
				"none for required, else the kinds that may be object")
		}
		c.kindList(v, at+".subjectKinds", p.SubjectKinds)
		c.kindList(v, at+".objectKinds", p.ObjectKinds)
	}
}

func (c *checker) kindList(v *evidence.Vocabulary, field string, kinds []evidence.Kind) {
	for i, k := range kinds {
		at := fmt.Sprintf("%s[%d]", field, i)
		c.oneOf(v, at, string(k), kindNames())
		if slices.Contains(kinds[:i], k) {
			c.problem(v, at, twice(string(k)), "each kind once")
		}
	}
}

// sections checks that sections and practice kinds name each other.
func (c *checker) sections(v *evidence.Vocabulary) {
	c.listed(v, "sections", sectionIDs(v))
	kinds := make([]string, len(v.PracticeKinds))
	sectionOf := map[string]string{}
	for i, k := range v.PracticeKinds {
		at := fmt.Sprintf("practiceKinds[%d]", i)
		kinds[i] = k.ID
		sectionOf[k.ID] = k.Section
		c.required(v, at+".label", k.Label, "the words that readers see")
		c.oneOf(v, at+".section", k.Section, sectionIDs(v))
	}
	c.listed(v, "practiceKinds", kinds)
	shown := map[string]bool{}
	for i, s := range v.Sections {
		c.required(v, fmt.Sprintf("sections[%d].title", i), s.Title, "the words that readers see")
		for j, kind := range s.PracticeKinds {
			at := fmt.Sprintf("sections[%d].practiceKinds[%d]", i, j)
			c.oneOf(v, at, kind, kinds)
			if of, ok := sectionOf[kind]; ok && of != s.ID {
				c.problem(v, at, fmt.Sprintf("%s has the section %s", kind, of), fmt.Sprintf("a kind of the section %s", s.ID))
			}
			shown[kind] = true
		}
	}
	for i, k := range v.PracticeKinds {
		if k.ID != "" && !shown[k.ID] {
			c.problem(v, fmt.Sprintf("practiceKinds[%d]", i), k.ID+" stands in no section", "an entry in the section "+k.Section)
		}
	}
}

func sectionIDs(v *evidence.Vocabulary) []string {
	ids := make([]string, len(v.Sections))
	for i, s := range v.Sections {
		ids[i] = s.ID
	}
	return ids
}
