// Package evidence is the domain of Secure Base: entities, claims and their citations, the lens a reader looks
// through, and everything computed from them (edge strength, lineage, evidence paths, pages). It is pure Go without
// input or output: a store fills an Index, the Index decides which things answer a question, and the store fetches
// what they say.
package evidence

// Kind is one of the six kinds of entity. Its text is the form used in the data.
type Kind string

// The six kinds, in the order in which vocabulary and pages name them.
const (
	KindConstruct    Kind = "Construct"
	KindTheorist     Kind = "Theorist"
	KindIntervention Kind = "Intervention"
	KindPopulation   Kind = "Population"
	KindProblem      Kind = "Problem"
	KindSource       Kind = "Source"
)

// Kinds lists the six kinds in their fixed order.
func Kinds() []Kind {
	return []Kind{KindConstruct, KindTheorist, KindIntervention, KindPopulation, KindProblem, KindSource}
}

// Node is anything that the GraphQL field node(id) resolves: an entity, a claim, an edge or a practice item.
type Node interface{ IsNode() }

// Entity is one of Construct, Theorist, Intervention, Population, Problem or Source (as pointers).
type Entity interface {
	Node
	IsEntity()
	// Head gives the fields that all kinds share; changing them changes the entity.
	Head() *Common
}

// Common holds what all six kinds share. IDs are slugs, unique over all kinds and claims ("secure-base").
type Common struct {
	ID      string   `json:"id"`
	Kind    Kind     `json:"kind"`
	Name    string   `json:"name,omitempty"` // derived for a Source, see Source.Derive
	Aliases []string `json:"aliases,omitempty"`
	Summary string   `json:"summary,omitempty"` // one sentence, derived for a Source
	Type    string   `json:"type,omitempty"`    // within the kind, as listed in the vocabulary; CSL type for a Source
	Sources []string `json:"sources,omitempty"` // sources of the summary; none means that a language model wrote it
	Checked []Check  `json:"checked,omitempty"`
	Note    string   `json:"note,omitempty"` // an editor's remark
}

// Check is an address at which a statement or a reference was seen, and the day (YYYY-MM-DD).
type Check struct {
	URL string `json:"url"`
	On  string `json:"on,omitempty"`
}

// Head implements Entity for every kind that embeds Common.
func (c *Common) Head() *Common { return c }

// IsNode marks every entity as a Node.
func (c *Common) IsNode() {}

// IsEntity marks every entity as an Entity.
func (c *Common) IsEntity() {}

// Construct is an idea of the theory: a construct, behavioural system, pattern, measure, theory, mechanism or
// hypothesis.
type Construct struct {
	Common     `json:",inline"`
	Discipline string `json:"discipline,omitempty"`
	Introduced *int   `json:"introduced,omitempty"` // year
}

// Theorist is a person. Born and Died are dates as YYYY, YYYY-MM or YYYY-MM-DD.
type Theorist struct {
	Common      `json:",inline"`
	Born        string   `json:"born,omitempty"`
	Died        string   `json:"died,omitempty"`
	Fields      []string `json:"fields,omitempty"`
	Affiliation string   `json:"affiliation,omitempty"`
	Country     string   `json:"country,omitempty"`
}

// Intervention is a programme, therapy or practice. EvidenceStatus is one sentence, cited like the summary.
type Intervention struct {
	Common         `json:",inline"`
	Format         *Format `json:"format,omitempty"`
	Introduced     *int    `json:"introduced,omitempty"` // year
	EvidenceStatus string  `json:"evidenceStatus,omitempty"`
}

// Format says how an intervention is delivered.
type Format struct {
	Mode    string `json:"mode,omitempty"`
	Dose    string `json:"dose,omitempty"`
	Setting string `json:"setting,omitempty"`
}

// Population is a group of people named in the evidence; Broader is the id of the population it belongs to.
type Population struct {
	Common  `json:",inline"`
	Broader string `json:"broader,omitempty"`
}

// Problem is a risk pattern, diagnosis or other matter for work; Broader is the id of a wider problem.
type Problem struct {
	Common  `json:",inline"`
	Broader string `json:"broader,omitempty"`
	Codes   []Code `json:"codes,omitempty"`
}

// Code is a diagnostic code and the id of the source in which it was seen.
type Code struct {
	System     string `json:"system"`
	Code       string `json:"code"`
	CodeSource string `json:"codeSource"`
}

// NewEntity gives an empty entity of the kind, or nil for a word that is none of the six.
func NewEntity(kind Kind) Entity {
	common := Common{Kind: kind}
	switch kind {
	case KindConstruct:
		return &Construct{Common: common}
	case KindTheorist:
		return &Theorist{Common: common}
	case KindIntervention:
		return &Intervention{Common: common}
	case KindPopulation:
		return &Population{Common: common}
	case KindProblem:
		return &Problem{Common: common}
	case KindSource:
		return &Source{Common: common}
	}
	return nil
}
