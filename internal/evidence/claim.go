package evidence

// Stance says how a claim stands to what its predicate and object say.
type Stance string

// The four stances. A null claim reports that a study looked for what predicate and object say and did not find it.
const (
	Supports  Stance = "supports"
	Qualifies Stance = "qualifies"
	Disputes  Stance = "disputes"
	Null      Stance = "null"
)

// Provenance says where a sentence comes from: a source, or a language model.
type Provenance string

// The two provenances. A sourced claim has at least one citation, an llm claim none.
const (
	Sourced Provenance = "sourced"
	LLM     Provenance = "llm"
)

// Depth is how much of a source was read for a citation.
type Depth string

// The depths of reading.
const (
	FullText Depth = "full-text"
	Abstract Depth = "abstract"
	Record   Depth = "record"
)

// Claim is one atomic statement in one sentence. Exactly one of Object (an entity's id) and Value (a literal text)
// is set. Design is an id of the vocabulary, Population the id of an entity.
type Claim struct {
	ID         string     `json:"id"`
	Subject    string     `json:"subject"`
	Predicate  string     `json:"predicate"`
	Object     string     `json:"object,omitempty"`
	Value      string     `json:"value,omitempty"`
	Text       string     `json:"text"`
	Stance     Stance     `json:"stance"`
	Provenance Provenance `json:"provenance"`
	Year       *int       `json:"year,omitempty"` // of the finding or event
	Design     string     `json:"design,omitempty"`
	SampleSize *int       `json:"sampleSize,omitempty"`
	Effect     *Effect    `json:"effect,omitempty"`
	Population string     `json:"population,omitempty"`
	Outcome    string     `json:"outcome,omitempty"`
	Citations  []Citation `json:"citations,omitempty"`
	About      []string   `json:"about,omitempty"`   // further entities whose pages show the claim
	FoundIn    string     `json:"foundIn,omitempty"` // for llm: the source page on which the sentence stands
	Note       string     `json:"note,omitempty"`
}

// IsNode marks a claim as a Node.
func (c *Claim) IsNode() {}

// Effect is a reported figure. Value, Low and High (a 95 % interval unless Text says otherwise) are in the unit of
// Measure ("r", "d", "odds ratio"); Text holds all figures as reported.
type Effect struct {
	Measure string   `json:"measure,omitempty"`
	Value   *float64 `json:"value,omitempty"`
	Low     *float64 `json:"low,omitempty"`
	High    *float64 `json:"high,omitempty"`
	Text    string   `json:"text,omitempty"`
}

// Citation ties a sentence to a source. Without a Locator the whole work is meant. CitedIn is the id of the source
// through which the work was cited (a secondary citation).
type Citation struct {
	Source    string   `json:"source"`
	Locator   string   `json:"locator,omitempty"`
	CitedIn   string   `json:"citedIn,omitempty"`
	CheckedAt []string `json:"checkedAt,omitempty"`
	CheckedOn string   `json:"checkedOn,omitempty"` // YYYY-MM-DD
	Depth     Depth    `json:"depth,omitempty"`
}

// PracticeItem is what a page offers beside claims: an objective, a misconception, an exercise. ID is its slug in the
// data; NodeID is what clients see.
type PracticeItem struct {
	ID         string         `json:"id"`
	Kind       string         `json:"kind"` // a practice kind of the vocabulary
	About      []string       `json:"about"`
	Title      string         `json:"title,omitempty"`
	Text       string         `json:"text,omitempty"`
	Items      []string       `json:"items,omitempty"`
	Order      *int           `json:"order,omitempty"`
	Duration   string         `json:"duration,omitempty"`
	Provenance Provenance     `json:"provenance"`
	Citations  []Citation     `json:"citations,omitempty"`
	FoundIn    string         `json:"foundIn,omitempty"`
	Detail     map[string]any `json:"detail,omitempty"` // fields of its kind, as listed in the vocabulary
	Note       string         `json:"note,omitempty"`
}

// PracticePrefix stands before a practice item's slug in its public id.
const PracticePrefix = "practice:"

// NodeID is the item's public id, "practice:step-internal-secure-base-1".
func (p *PracticeItem) NodeID() string { return PracticePrefix + p.ID }

// IsNode marks a practice item as a Node.
func (p *PracticeItem) IsNode() {}
