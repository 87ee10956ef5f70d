package neo4j

import (
	"context"
	"slices"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// known is what the database holds of a record.
type known struct {
	stamp stamp
	tier  string
	edge  edge
	edged bool
}

// part is the plan for one sort of records.
type part struct {
	sort    string
	names   partNames
	records []any
	ids     []string
	hashes  []evidence.Digest
	known   map[string]known // of the ids, those to be removed, or of all for a change that replaces the content

	puts []int    // numbers of the records to be written
	gone []string // ids that are to go
}

// partNames are the statements of one sort.
type partNames struct{ some, all, put, clear, refer, part string }

func (p *part) there(id string) (known, bool) {
	k, ok := p.known[id]
	return k, ok && !k.stamp.gone
}

// sum brings the digest of the content from what it was to what it becomes, or adds up all of it anew.
func (p *part) sum(digest *evidence.Digest, anew bool) {
	if anew {
		for _, hash := range p.hashes {
			digest.Add(hash)
		}
		return
	}
	for _, i := range p.puts {
		if k, ok := p.there(p.ids[i]); ok {
			digest.Remove(k.stamp.hash)
		}
		digest.Add(p.hashes[i])
	}
	for _, id := range p.gone {
		digest.Remove(p.known[id].stamp.hash)
	}
}

// plan is what a change comes to.
type plan struct {
	vocabulary, entities, claims, practice part

	symmetric map[string]bool
	edges     map[string]edge // to be summed up again, by id
}

func (p *plan) parts() []*part { return []*part{&p.vocabulary, &p.entities, &p.claims, &p.practice} }

func (p *plan) rows() int {
	n := 0
	for _, part := range p.parts() {
		n += len(part.puts) + len(part.gone)
	}
	return n
}

func (p *plan) gone() int {
	n := 0
	for _, part := range p.parts() {
		n += len(part.gone)
	}
	return n
}

// makePlan compares the change with what the database holds, and refuses what must not be.
func (w *writer) makePlan(ctx context.Context, tx transaction) (*plan, error) {
	p := &plan{symmetric: map[string]bool{}, edges: map[string]edge{}}
	p.vocabulary = part{sort: sortVocabulary, names: partNames{"vocabulary", "vocabulary", "", "", "", ""}}
	p.entities = part{sort: sortEntity, names: partNames{"known_entities", "all_entities_known", "put_entities",
		"clear_entity_references", "put_entity_references", "part_entities"}}
	p.claims = part{sort: sortClaim, names: partNames{"known_claims", "all_claims_known", "put_claims",
		"clear_claim_references", "put_claim_references", "part_claims"}}
	p.practice = part{sort: sortPractice, names: partNames{"known_practice", "all_practice_known", "put_practice",
		"clear_practice_references", "put_practice_references", "part_practice"}}
	if err := w.gather(p); err != nil {
		return nil, err
	}
	was, err := w.readVocabulary(ctx, tx, p)
	if err != nil {
		return nil, err
	}
	if err := w.restate(ctx, tx, p, was); err != nil {
		return nil, err
	}
	// An id may not be an entity's and a claim's, so each sort looks for the ids of the other too.
	var removed, slugs []string
	for _, id := range w.change.Delete {
		if slug, ok := strings.CutPrefix(id, evidence.PracticePrefix); ok {
			slugs = append(slugs, slug)
		} else {
			removed = append(removed, id)
		}
	}
	both := slices.Concat(p.entities.ids, p.claims.ids, removed)
	for _, sort := range []struct {
		part    *part
		ids     []string
		removed []string
	}{{&p.entities, both, removed}, {&p.claims, both, removed}, {&p.practice, slices.Concat(p.practice.ids, slugs), slugs}} {
		if err := w.compare(ctx, tx, p, sort.part, sort.ids, sort.removed); err != nil {
			return nil, err
		}
	}
	if err := p.sharedID(w.change.Replace); err != nil {
		return nil, err
	}
	if err := w.dangling(ctx, tx, p); err != nil {
		return nil, err
	}
	return p, w.affectedEdges(ctx, tx, p)
}

// gather takes the records and their hashes out of the change.
func (w *writer) gather(p *plan) error {
	take := func(part *part, id string, record any) error {
		line, err := evidence.Line(record)
		if err != nil {
			return store.Errorf(store.Invalid, "The record %q cannot be written: %v.", id, err)
		}
		part.records, part.ids = append(part.records, record), append(part.ids, id)
		part.hashes = append(part.hashes, evidence.RecordDigest(line))
		return nil
	}
	if v := w.change.Vocabulary; v != nil {
		if err := take(&p.vocabulary, sortVocabulary, v); err != nil {
			return err
		}
	}
	for _, e := range w.change.Entities {
		if err := take(&p.entities, e.Head().ID, e); err != nil {
			return err
		}
	}
	for _, c := range w.change.Claims {
		if err := take(&p.claims, c.ID, c); err != nil {
			return err
		}
	}
	for _, item := range w.change.Practice {
		if err := take(&p.practice, item.ID, item); err != nil {
			return err
		}
	}
	return nil
}

// readVocabulary plans the vocabulary and gives the one that the database holds.
func (w *writer) readVocabulary(ctx context.Context, tx transaction, p *plan) (*evidence.Vocabulary, error) {
	was := new(evidence.Vocabulary)
	p.vocabulary.known = map[string]known{}
	rows, err := tx.query(ctx, "vocabulary", nil)
	if err != nil {
		return nil, err
	}
	if rows.next(ctx) {
		if h, ok := readHeld(rows); ok {
			p.vocabulary.known[sortVocabulary] = known{stamp: h.stamp}
			if !h.stamp.gone {
				if was, rows.err = decodeVocabulary(h.kind, h.record); rows.err != nil {
					was = nil
				}
			}
		}
	}
	if err := rows.finish(ctx); err != nil {
		return nil, err
	}
	k, there := p.vocabulary.there(sortVocabulary)
	switch {
	case w.change.Vocabulary != nil:
		if !there || k.stamp.hash != p.vocabulary.hashes[0] {
			p.vocabulary.puts = []int{0}
		}
	case there && w.change.Replace:
		p.vocabulary.gone = []string{sortVocabulary}
	}
	return was, nil
}

// restate finds the predicates that become symmetric or cease to be, and adds all their claims to the change, so that
// the relationships that sum them up are turned.
func (w *writer) restate(ctx context.Context, tx transaction, p *plan, was *evidence.Vocabulary) error {
	now := w.change.Vocabulary
	if now == nil && !w.change.Replace {
		now = was
	}
	before := symmetric(was)
	p.symmetric = symmetric(now)
	var turned []string
	for _, set := range []map[string]bool{before, p.symmetric} {
		for id := range set {
			if before[id] != p.symmetric[id] && !slices.Contains(turned, id) {
				turned = append(turned, id)
			}
		}
	}
	if len(turned) == 0 || w.change.Replace { // then all claims are in the change anyway
		return nil
	}
	given := map[string]bool{}
	for _, id := range slices.Concat(p.claims.ids, w.change.Delete) {
		given[id] = true
	}
	rows, err := tx.query(ctx, "claims_of_predicates", map[string]any{"predicates": turned})
	if err != nil {
		return err
	}
	for rows.next(ctx) {
		h := held{id: rows.text("id"), record: rows.text("record")}
		if rows.err != nil || given[h.id] {
			continue
		}
		claim, err := decodeClaim("", h.record)
		if err != nil {
			rows.err = err
			break
		}
		p.claims.records, p.claims.ids = append(p.claims.records, claim), append(p.claims.ids, h.id)
		p.claims.hashes = append(p.claims.hashes, hashOf(sortClaim, h.record))
	}
	return rows.finish(ctx)
}

func symmetric(v *evidence.Vocabulary) map[string]bool {
	ids := map[string]bool{}
	if v == nil {
		return ids
	}
	for _, predicate := range v.Predicates {
		if predicate != nil && predicate.Symmetric {
			ids[predicate.ID] = true
		}
	}
	return ids
}

// compare reads what the database holds of one sort and finds what is to be written and what is to go.
func (w *writer) compare(ctx context.Context, tx transaction, p *plan, sort *part, ids, removed []string) error {
	name, parameters := sort.names.some, map[string]any{"ids": ids}
	if w.change.Replace {
		name, parameters = sort.names.all, nil
	}
	sort.known = map[string]known{}
	if len(ids) == 0 && !w.change.Replace {
		return nil
	}
	rows, err := tx.query(ctx, name, parameters)
	if err != nil {
		return err
	}
	for rows.next(ctx) {
		id, text := rows.text("id"), rows.optional("stamp")
		if text == "" {
			continue // someone else's node
		}
		var k known
		if k.stamp, err = parseStamp(text); err != nil {
			return err
		}
		switch sort.sort {
		case sortEntity:
			k.tier = rows.optional("tier")
		case sortClaim:
			k.edge, k.edged = knownEdge(rows.optional("edge"), rows.optional("subject"), rows.optional("predicate"), rows.optional("object"))
		}
		sort.known[id] = k
	}
	if err := rows.finish(ctx); err != nil {
		return err
	}
	kept := make(map[string]bool, len(sort.ids))
	for i, id := range sort.ids {
		kept[id] = true
		if k, there := sort.there(id); !there || k.stamp.hash != sort.hashes[i] || p.turned(sort, i, k) {
			sort.puts = append(sort.puts, i)
		}
	}
	if w.change.Replace {
		removed = nil
		for id := range sort.known {
			if !kept[id] {
				removed = append(removed, id)
			}
		}
		slices.Sort(removed)
	}
	for _, id := range removed {
		if _, there := sort.there(id); there {
			sort.gone = append(sort.gone, id)
		}
	}
	return nil
}

// turned tells whether a claim stands on another edge than the database has it on, though its words are the same.
func (p *plan) turned(sort *part, i int, k known) bool {
	if sort.sort != sortClaim {
		return false
	}
	e, ok := p.edgeOf(sort.records[i].(*evidence.Claim))
	return ok != k.edged || ok && e != k.edge
}

func (p *plan) edgeOf(c *evidence.Claim) (edge, bool) {
	return edgeOf(c.Subject, c.Predicate, c.Object, p.symmetric[c.Predicate])
}

// sharedID refuses an id that would be both an entity's and a claim's.
func (p *plan) sharedID(replace bool) error {
	if replace {
		return nil // the change has each id once
	}
	for _, pair := range [][2]*part{{&p.entities, &p.claims}, {&p.claims, &p.entities}} {
		for _, id := range pair[0].ids {
			if _, there := pair[1].there(id); there {
				return store.Errorf(store.Invalid, "The id %q would be both an entity's and a claim's.", id)
			}
		}
	}
	return nil
}
