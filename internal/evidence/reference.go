package evidence

// Reference is an id to which a record refers, always an entity's, and the field that names it.
type Reference struct{ Field, ID string }

// References lists what a record refers to, in the order of its fields.
func References(record any) []Reference {
	var all references
	switch r := record.(type) {
	case *Claim:
		all.add("subject", r.Subject)
		all.add("object", r.Object)
		all.add("population", r.Population)
		all.add("foundIn", r.FoundIn)
		all.add("about", r.About...)
		all.cited(r.Citations)
	case *PracticeItem:
		all.add("foundIn", r.FoundIn)
		all.add("about", r.About...)
		all.cited(r.Citations)
	case Entity:
		all.add("sources", r.Head().Sources...)
		all.ofKind(r)
	}
	return all
}

type references []Reference

func (all *references) add(field string, ids ...string) {
	for _, id := range ids {
		if id != "" {
			*all = append(*all, Reference{field, id})
		}
	}
}

func (all *references) cited(citations []Citation) {
	for _, c := range citations {
		all.add("citations.source", c.Source)
		all.add("citations.citedIn", c.CitedIn)
	}
}

func (all *references) ofKind(entity Entity) {
	switch e := entity.(type) {
	case *Population:
		all.add("broader", e.Broader)
	case *Problem:
		all.add("broader", e.Broader)
		for _, code := range e.Codes {
			all.add("codes.codeSource", code.CodeSource)
		}
	case *Source:
		for _, author := range e.Author {
			all.add("author.person", author.Person)
		}
		for _, editor := range e.Editor {
			all.add("editor.person", editor.Person)
		}
	}
}
