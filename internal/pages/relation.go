package pages

import (
	"github.com/securebase/securebase/internal/evidence"
)

// relation is all claims of a section that share a predicate and the way it is read: "is improved by".
type relation struct {
	Says    string
	Bundles []bundle
}

// bundle is the claims of one edge, so that what was found stands beside what was not; or, without an edge, the
// claims with a literal value on one subject.
type bundle struct {
	Lemma    *person // the other end
	Before   *person // the subject, where the page's own entity is neither end
	Says     string  // the relation, where both ends are named
	Edge     *link
	Claims   []sentence
	Disputed bool
}

type relationKey struct {
	predicate *evidence.Predicate
	way       way
}

// way is the end of a claim at which the page's entity stands.
type way uint8

const (
	asSubject way = iota
	asObject
	asMention
)

// relations sets claims in reading order, which keeps predicates together, grouped by relation and edge. Claims on
// the entity come first, those that only mention it last.
func (e *edition) relations(n int32, claims []int32) []relation {
	type bundleKey struct {
		relation int
		edge     int32
		subject  string
	}
	var relations, mentions []relation
	at := map[relationKey]int{}
	bundles := map[bundleKey]int{}
	id := e.ix.EntityID(n)
	for _, c := range claims {
		claim := e.book.Claims[e.ix.ClaimID(c)]
		p := e.ix.Vocabulary.Predicate(claim.Predicate)
		key := relationKey{p, wayOf(claim, id)}
		if p.Symmetric && key.way == asObject {
			key.way = asSubject
		}
		list := &relations
		if key.way == asMention {
			list = &mentions
		}
		i, ok := at[key]
		if !ok {
			i = len(*list)
			at[key] = i
			*list = append(*list, relation{Says: relationWords(p, key.way)})
		}
		edge, hasEdge := e.ix.EdgeOf(c)
		bk := bundleKey{relation: i, edge: -1, subject: claim.Subject}
		if hasEdge {
			bk = bundleKey{relation: i, edge: edge}
		}
		if key.way == asMention {
			bk.relation = -1 - i
		}
		r := &(*list)[i]
		j, ok := bundles[bk]
		if !ok {
			j = len(r.Bundles)
			bundles[bk] = j
			r.Bundles = append(r.Bundles, e.bundle(claim, p, key.way, edge, hasEdge, n))
		}
		r.Bundles[j].Claims = append(r.Bundles[j].Claims, e.claim(c))
	}
	return append(relations, mentions...)
}

func wayOf(c *evidence.Claim, id string) way {
	switch id {
	case c.Subject:
		return asSubject
	case c.Object:
		return asObject
	}
	return asMention
}

func relationWords(p *evidence.Predicate, w way) string {
	if w == asObject {
		return capital(p.InverseLabel)
	}
	return capital(p.Label)
}

func (e *edition) bundle(c *evidence.Claim, p *evidence.Predicate, w way, edge int32, hasEdge bool, n int32) bundle {
	var b bundle
	if hasEdge {
		l := e.edge(edge, n)
		b.Edge, b.Disputed = &l, l.Disputed
	}
	switch {
	case w == asMention:
		before := e.entity(c.Subject)
		b.Before = &before
		if c.Object != "" {
			b.Says = p.Label
			lemma := e.entity(c.Object)
			b.Lemma = &lemma
		}
	case w == asObject:
		lemma := e.entity(c.Subject)
		b.Lemma = &lemma
	case c.Object != "":
		other := c.Object
		if subject, _ := e.ix.Entity(c.Subject); p.Symmetric && subject != n {
			other = c.Subject
		}
		lemma := e.entity(other)
		b.Lemma = &lemma
	}
	return b
}

// contest is an origin that sources see differently, its sides ranked.
type contest struct {
	Sides []side
}

type side struct {
	Who      person
	Says     string
	Strength strength
	URL      string
	Claims   []sentence
	Counts   string
	Hidden   bool
}

// contestInto puts a contested origin where the page tells of creators; without such a section it makes one.
func (e *edition) contestInto(b *topicBody, c evidence.Contest) {
	set := &contest{}
	for _, s := range c.Sides {
		l := e.edge(s.Edge, s.Entity)
		set.Sides = append(set.Sides, side{Who: e.entityNumber(s.Entity), Says: l.Says, Strength: l.Strength, URL: l.URL,
			Counts: l.Counts, Hidden: s.Hidden})
	}
	for i := range b.Sections {
		if b.Sections[i].ID == lineageSection {
			b.Sections[i].Contest = set
			return
		}
	}
	for _, t := range e.ix.Vocabulary.Sections {
		if t.ID == lineageSection {
			b.Sections = append([]section{{ID: t.ID, Title: t.Title, Contest: set}}, b.Sections...)
		}
	}
}
