package evidence

// PredicateClass groups predicates by the sort of statement they make.
type PredicateClass string

// The nine classes.
const (
	ClassLineage     PredicateClass = "LINEAGE"
	ClassStructure   PredicateClass = "STRUCTURE"
	ClassMeasurement PredicateClass = "MEASUREMENT"
	ClassAssociation PredicateClass = "ASSOCIATION"
	ClassEffect      PredicateClass = "EFFECT"
	ClassClinical    PredicateClass = "CLINICAL"
	ClassCritique    PredicateClass = "CRITIQUE"
	ClassBiography   PredicateClass = "BIOGRAPHY"
	ClassFinding     PredicateClass = "FINDING"
)

// PredicateClasses lists the nine classes in their fixed order.
func PredicateClasses() []PredicateClass {
	return []PredicateClass{ClassLineage, ClassStructure, ClassMeasurement, ClassAssociation, ClassEffect, ClassClinical,
		ClassCritique, ClassBiography, ClassFinding}
}

// Flow says which way an idea flows along a predicate.
type Flow string

// The flows: forward subject to object, backward object to subject, none for predicates that carry no descent.
const (
	FlowForward  Flow = "forward"
	FlowBackward Flow = "backward"
	FlowNone     Flow = "none"
)

// Vocabulary is the controlled part of the data. A new predicate, section or practice kind needs no code.
type Vocabulary struct {
	Tiers         []Term          `json:"tiers"`
	Provenances   []Term          `json:"provenances"`
	Stances       []Term          `json:"stances"`
	Designs       []Term          `json:"designs"`
	Kinds         []KindTerm      `json:"kinds"`
	Strength      Weights         `json:"strength"`
	Predicates    []*Predicate    `json:"predicates"`
	Sections      []SectionTerm   `json:"sections"`
	PracticeKinds []*PracticeKind `json:"practiceKinds"`
}

// Term is a controlled value with what a reader sees of it.
type Term struct {
	ID         string `json:"id"`
	Label      string `json:"label"`
	Definition string `json:"definition,omitempty"`
}

// KindTerm names a kind of entity and the types it may have.
type KindTerm struct {
	ID     Kind     `json:"id"`
	Label  string   `json:"label"`
	Plural string   `json:"plural"`
	Types  []string `json:"types,omitempty"`
}

// Weights are the constants of edge strength: Q is the weight of an independent team by effective tier, Qualifying
// the factor for qualifying claims, LLMOnly the strength of an edge that only a language model asserts.
type Weights struct {
	Q          map[Tier]float64 `json:"q"`
	Qualifying float64          `json:"qualifying"`
	LLMOnly    float64          `json:"llmOnly"`
}

// Predicate is a relation of the vocabulary. Literal is never, allowed or required: whether a claim has a value in
// place of an object. Prerequisite names the end that is to be understood first (subject, object or none).
type Predicate struct {
	ID           string         `json:"id"`
	Label        string         `json:"label"`
	InverseLabel string         `json:"inverseLabel"`
	Class        PredicateClass `json:"class"`
	Lineage      Flow           `json:"lineage"`
	Prerequisite string         `json:"prerequisite"`
	Symmetric    bool           `json:"symmetric,omitempty"`
	Section      string         `json:"section"`
	SubjectKinds []Kind         `json:"subjectKinds"`
	ObjectKinds  []Kind         `json:"objectKinds"`
	Literal      string         `json:"literal"`
	Definition   string         `json:"definition"`
	RDF          string         `json:"rdf,omitempty"`
	RDFInverse   bool           `json:"rdfInverse,omitempty"`
}

// SectionTerm is a section of a topic page.
type SectionTerm struct {
	ID            string   `json:"id"`
	Title         string   `json:"title"`
	PracticeKinds []string `json:"practiceKinds,omitempty"`
}

// PracticeKind is a kind of practice item; Detail names the further fields its items have.
type PracticeKind struct {
	ID      string   `json:"id"`
	Label   string   `json:"label"`
	Section string   `json:"section"`
	Detail  []string `json:"detail,omitempty"`
}

// Predicate gives the predicate with the id, or nil.
func (v *Vocabulary) Predicate(id string) *Predicate {
	for _, p := range v.Predicates {
		if p.ID == id {
			return p
		}
	}
	return nil
}
