package content

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

func (c *checker) claim(claim *evidence.Claim) {
	c.strings(claim)
	c.required(claim, "subject", claim.Subject, "the id of an entity")
	c.required(claim, "text", claim.Text, "the sentence that readers see")
	subject := c.ref(claim, "subject", claim.Subject)
	object := c.ref(claim, "object", claim.Object)
	c.predicate(claim, subject, object)
	c.oneOf(claim, "stance", string(claim.Stance), names(evidence.Supports, evidence.Qualifies, evidence.Disputes,
		evidence.Null))
	if c.graph.Vocabulary != nil {
		c.oneOf(claim, "design", claim.Design, termIDs(c.vocabulary.Designs))
	}
	c.year(claim, "year", claim.Year)
	if claim.SampleSize != nil && *claim.SampleSize < 1 {
		c.problem(claim, "sampleSize", fmt.Sprintf("is %d", *claim.SampleSize), "1 or more")
	}
	c.effect(claim)
	c.ref(claim, "population", claim.Population, evidence.KindPopulation)
	c.refs(claim, "about", claim.About)
	c.provenance(claim, claim.Provenance, claim.Citations, claim.FoundIn)
}

// predicate checks that the two ends of a claim are such as its predicate allows.
func (c *checker) predicate(claim *evidence.Claim, subject, object evidence.Entity) {
	if claim.Object != "" && claim.Value != "" {
		c.problem(claim, "value", "stands beside an object", "one of the two")
	}
	predicate := c.vocabulary.Predicate(claim.Predicate)
	if predicate == nil {
		if c.graph.Vocabulary != nil || claim.Predicate == "" {
			c.oneOf(claim, "predicate", claim.Predicate, predicateIDs(c.vocabulary))
		}
		if claim.Object == "" && claim.Value == "" {
			c.problem(claim, "object", "is missing", "an object or a value")
		}
		return
	}
	switch {
	case predicate.Literal == "never" && claim.Value != "":
		c.problem(claim, "value", fmt.Sprintf("is set, but %s leads to an entity", predicate.ID), "an object")
	case predicate.Literal == "required" && claim.Object != "":
		c.problem(claim, "object", fmt.Sprintf("is set, but %s has a literal value", predicate.ID), "a value")
	case claim.Object == "" && claim.Value == "" && predicate.Literal == "required":
		c.problem(claim, "value", "is missing", fmt.Sprintf("a value, as %s wants", predicate.ID))
	case claim.Object == "" && claim.Value == "" && predicate.Literal == "never":
		c.problem(claim, "object", "is missing", fmt.Sprintf("an object, as %s wants", predicate.ID))
	case claim.Object == "" && claim.Value == "":
		c.problem(claim, "object", "is missing", "an object or a value")
	}
	if claim.Object != "" && claim.Object == claim.Subject {
		c.problem(claim, "object", "is the subject itself", "another entity")
	}
	c.end(claim, "subject", subject, predicate.SubjectKinds)
	if len(predicate.ObjectKinds) > 0 {
		c.end(claim, "object", object, predicate.ObjectKinds)
	}
}

func (c *checker) end(claim *evidence.Claim, field string, e evidence.Entity, kinds []evidence.Kind) {
	if e != nil && !slices.Contains(kinds, e.Head().Kind) {
		c.problem(claim, field, fmt.Sprintf("%s is %s, which is no %s of %s",
			quote(e.Head().ID), article(string(e.Head().Kind)), field, claim.Predicate), article(joinOr(kinds)))
	}
}

func (c *checker) effect(claim *evidence.Claim) {
	e := claim.Effect
	if e == nil {
		return
	}
	if *e == (evidence.Effect{}) {
		c.problem(claim, "effect", "is empty", "measure, value, low, high or text")
		return
	}
	above := func(field string, low, high *float64, what string) {
		if low != nil && high != nil && *low > *high {
			c.problem(claim, field, fmt.Sprintf("is %v, above %s", *low, what), "low ≤ value ≤ high")
		}
	}
	above("effect.low", e.Low, e.High, "high")
	above("effect.low", e.Low, e.Value, "value")
	above("effect.value", e.Value, e.High, "high")
}

// provenance checks that what has a source says so, and what has none says so too.
func (c *checker) provenance(record any, p evidence.Provenance, citations []evidence.Citation, foundIn string) {
	c.oneOf(record, "provenance", string(p), names(evidence.Sourced, evidence.LLM))
	switch {
	case p == evidence.Sourced && len(citations) == 0:
		c.problem(record, "citations", "are missing from a sourced statement", "a citation, or the provenance llm")
	case p == evidence.LLM && len(citations) > 0:
		c.problem(record, "citations", "stand on a statement marked llm", "no citation, or the provenance sourced")
	}
	if p == evidence.Sourced && foundIn != "" {
		c.problem(record, "foundIn", "stands on a sourced statement", "a citation; foundIn is for llm")
	}
	c.ref(record, "foundIn", foundIn, evidence.KindSource)
	for i, citation := range citations {
		at := fmt.Sprintf("citations[%d]", i)
		c.required(record, at+".source", citation.Source, "the id of a Source")
		c.ref(record, at+".source", citation.Source, evidence.KindSource)
		c.ref(record, at+".citedIn", citation.CitedIn, evidence.KindSource)
		if citation.CitedIn != "" && citation.CitedIn == citation.Source {
			c.problem(record, at+".citedIn", "is the source itself",
				"leave it out, or the page through which the work was cited")
		}
		for j, address := range citation.CheckedAt {
			c.url(record, fmt.Sprintf("%s.checkedAt[%d]", at, j), address)
		}
		c.day(record, at+".checkedOn", citation.CheckedOn)
		if citation.Depth != "" {
			c.oneOf(record, at+".depth", string(citation.Depth), names(evidence.FullText, evidence.Abstract, evidence.Record))
		}
		if slices.ContainsFunc(citations[:i], func(other evidence.Citation) bool {
			return other.Source == citation.Source && other.Locator == citation.Locator && other.CitedIn == citation.CitedIn
		}) {
			c.problem(record, at, "cites "+quote(citation.Source)+" a second time at the same place", "each place once")
		}
	}
}

func (c *checker) practice(item *evidence.PracticeItem) {
	c.strings(item)
	if len(item.About) == 0 {
		c.problem(item, "about", "is missing", "the ids of the entities whose pages show the item")
	}
	c.refs(item, "about", item.About)
	if item.Text == "" && len(item.Items) == 0 {
		c.problem(item, "text", "is missing", "text or items")
	}
	c.provenance(item, item.Provenance, item.Citations, item.FoundIn)
	if c.graph.Vocabulary == nil {
		return
	}
	kinds := map[string]*evidence.PracticeKind{}
	ids := []string{}
	for _, k := range c.vocabulary.PracticeKinds {
		kinds[k.ID] = k
		ids = append(ids, k.ID)
	}
	c.oneOf(item, "kind", item.Kind, ids)
	kind := kinds[item.Kind]
	if kind == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(item.Detail)) {
		if !slices.Contains(kind.Detail, name) {
			right := fmt.Sprintf("leave it out, %s has no detail", article(kind.ID))
			if len(kind.Detail) > 0 {
				right = suggest(name, kind.Detail, "one of "+strings.Join(kind.Detail, ", "))
			}
			c.problem(item, "detail."+name, "is no detail of "+article(kind.ID), right)
		}
		if !isFree(item.Detail[name]) {
			c.problem(item, "detail."+name, "is nested", freeValues)
		}
	}
}

// freeValues says what the detail of a practice item may hold.
const freeValues = "text, a number, true, false or a list of these"

func isFree(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		return false
	case []any:
		return !slices.ContainsFunc(v, func(item any) bool {
			_, nested := item.([]any)
			return nested || !isFree(item)
		})
	}
	return true
}

func termIDs(terms []evidence.Term) []string {
	ids := make([]string, len(terms))
	for i, t := range terms {
		ids[i] = t.ID
	}
	return ids
}

func predicateIDs(v *evidence.Vocabulary) []string {
	ids := make([]string, len(v.Predicates))
	for i, p := range v.Predicates {
		ids[i] = p.ID
	}
	return ids
}
