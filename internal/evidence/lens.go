package evidence

import (
	"slices"
	"strconv"
	"strings"
)

// Lens is what a reader chooses to look through. The zero Lens hides nothing. All of its parts must let a thing
// through for it to be seen; see View for what each part does.
type Lens struct {
	MinTier     Tier     // citations of a worse effective tier do not count; "" for every tier
	HideLLM     bool     // leaves out every sentence that a language model wrote
	AsOf        *int     // leaves out what is dated later than this year, or not dated at all
	Stances     []Stance // claims of these stances only; empty for all
	Designs     []string // claims of these designs only; empty for all
	Populations []string // claims on these populations only (the entity named, not narrower ones); empty for all
}

// IsZero says whether the lens hides nothing.
func (l Lens) IsZero() bool { return !l.HideLLM && !l.limitsSources() }

// limitsSources says whether any part but HideLLM is set. Such a lens asks for evidence, so a sentence without a
// source does not pass it.
func (l Lens) limitsSources() bool {
	return l.MinTier != "" || l.AsOf != nil || len(l.Stances)+len(l.Designs)+len(l.Populations) > 0
}

// Key is equal for lenses that let the same through.
func (l Lens) Key() string {
	sorted := func(s []string) string {
		s = slices.Clone(s)
		for i := range s {
			s[i] = separators.Replace(s[i])
		}
		slices.Sort(s)
		return strings.Join(slices.Compact(s), ",")
	}
	stances := make([]string, len(l.Stances))
	for i, s := range l.Stances {
		stances[i] = string(s)
	}
	asOf := ""
	if l.AsOf != nil {
		asOf = strconv.Itoa(*l.AsOf)
	}
	return strings.Join([]string{string(l.MinTier), strconv.FormatBool(l.HideLLM), asOf, sorted(stances), sorted(l.Designs),
		sorted(l.Populations)}, "|")
}

// separators of a key, as they are written within a value.
var separators = strings.NewReplacer(`\`, `\\`, ",", `\,`, "|", `\|`)

// LensField is a part of a lens, as the API names it.
type LensField string

// The parts of a lens, in the order in which a page names them.
const (
	FieldMinTier     LensField = "minTier"
	FieldIncludeLLM  LensField = "includeLLM"
	FieldAsOf        LensField = "asOf"
	FieldStances     LensField = "stances"
	FieldDesigns     LensField = "designs"
	FieldPopulations LensField = "populations"
)

// Set lists the parts that are set.
func (l Lens) Set() []LensField {
	var set []LensField
	add := func(is bool, f LensField) {
		if is {
			set = append(set, f)
		}
	}
	add(l.MinTier != "", FieldMinTier)
	add(l.HideLLM, FieldIncludeLLM)
	add(l.AsOf != nil, FieldAsOf)
	add(len(l.Stances) > 0, FieldStances)
	add(len(l.Designs) > 0, FieldDesigns)
	add(len(l.Populations) > 0, FieldPopulations)
	return set
}

// Without gives the lens with one part taken away.
func (l Lens) Without(f LensField) Lens {
	switch f {
	case FieldMinTier:
		l.MinTier = ""
	case FieldIncludeLLM:
		l.HideLLM = false
	case FieldAsOf:
		l.AsOf = nil
	case FieldStances:
		l.Stances = nil
	case FieldDesigns:
		l.Designs = nil
	case FieldPopulations:
		l.Populations = nil
	}
	return l
}
