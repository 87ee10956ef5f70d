package cypher

import "github.com/securebase/securebase/internal/evidence"

// under is what every statement knows of the lens.
type under struct {
	Lens  evidence.Lens
	Model bool // sentences of a language model pass
	Cited bool // the lens looks at what is cited
}

func look(v *evidence.View) under {
	l := v.Lens
	return under{Lens: l, Model: l.IsZero(), Cited: l.MinTier != "" || l.AsOf != nil}
}

// parameters gives a lens's own, to which those of an answer are added.
func (u under) parameters() map[string]any {
	p := map[string]any{}
	if u.Lens.MinTier != "" {
		p["minTier"] = string(u.Lens.MinTier)
	}
	if u.Lens.AsOf != nil {
		p["asOf"] = *u.Lens.AsOf
	}
	addTexts(p, "stances", u.Lens.Stances)
	addTexts(p, "designs", u.Lens.Designs)
	addTexts(p, "populations", u.Lens.Populations)
	return p
}

// addTexts adds a list that is not empty.
func addTexts[T ~string](p map[string]any, name string, list []T) {
	if len(list) == 0 {
		return
	}
	texts := make([]string, len(list))
	for i, t := range list {
		texts[i] = string(t)
	}
	p[name] = texts
}
