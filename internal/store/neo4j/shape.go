package neo4j

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// Node is a node of the graph. The first of its labels and the property Key tell it from all others. The values of
// properties are string, bool, int, int64, float64, []string and time.Time.
type Node struct {
	Labels     []string
	Key        string
	Properties map[string]any
}

// End is a node at one end of a relationship: its first label, and its id.
type End struct{ Label, ID string }

// Relationship is a relationship of the graph. Type, ends and the properties named by Keys tell it from all others.
type Relationship struct {
	Type       string
	From, To   End
	Keys       []string
	Properties map[string]any
}

// Shape turns the records of a content, in the order of a stream, into the nodes and relationships that Apply makes of
// them in an empty database, for exports that bring the graph to Neo4j in another way. It keeps little: of each source
// its tier, of each edge the ids of its claims.
type Shape struct {
	symmetric map[string]bool
	tiers     map[string]evidence.Tier
	edges     edgeSums
	digest    evidence.Digest
}

// NewShape begins a content.
func NewShape() *Shape {
	return &Shape{symmetric: map[string]bool{}, tiers: map[string]evidence.Tier{}, edges: edgeSums{}}
}

// firstCommit is the number of the commit that a new database is filled with.
const firstCommit = 1

// labelOf names the nodes of a sort of records.
func labelOf(sort string) string {
	return map[string]string{sortVocabulary: "Vocabulary", sortEntity: "Entity", sortClaim: "Claim", sortPractice: "PracticeItem"}[sort]
}

// Record gives the nodes of a record and the relationships that start from them. They may lead to entities that come
// later.
func (s *Shape) Record(record any) ([]Node, []Relationship, error) {
	switch r := record.(type) {
	case *evidence.Vocabulary:
		return s.vocabulary(r)
	case *evidence.Claim:
		node, err := s.node(sortClaim, r.ID, r)
		if err != nil {
			return nil, nil, err
		}
		if e, ok := edgeOf(r.Subject, r.Predicate, r.Object, s.symmetric[r.Predicate]); ok {
			node.Properties["edge"] = e.id
			s.edges.add(e, r, s.tiers)
		}
		return []Node{node}, referencing(node, r), nil
	case *evidence.PracticeItem:
		node, err := s.node(sortPractice, r.ID, r)
		return []Node{node}, referencing(node, r), err
	case evidence.Entity:
		node, err := s.node(sortEntity, r.Head().ID, r)
		node.Labels = append(node.Labels, string(r.Head().Kind))
		if source, ok := r.(*evidence.Source); ok {
			s.tiers[source.ID] = source.Tier
		}
		return []Node{node}, referencing(node, r), err
	}
	return nil, nil, fmt.Errorf("shape a record: a %T is none", record)
}

func (s *Shape) node(sort, id string, record any) (Node, error) {
	node := Node{Labels: []string{labelOf(sort)}, Key: "id"}
	kept, err := seal(sort, record)
	if err != nil {
		return node, fmt.Errorf("shape %s: %w", id, err)
	}
	s.digest.Add(kept.hash)
	written := stamp{commit: firstCommit, born: firstCommit, hash: kept.hash}
	if node.Properties, err = properties(record, kept, written); err != nil {
		return node, fmt.Errorf("shape %s: %w", id, err)
	}
	return node, nil
}

func referencing(from Node, record any) []Relationship {
	id, ok := from.Properties["id"].(string)
	if !ok {
		return nil
	}
	var all []Relationship
	for _, r := range referencesOf(record) {
		keys := []string{"field"}
		if _, ok := r.properties["position"]; ok {
			keys = append(keys, "position")
		}
		all = append(all, Relationship{Type: r.relation, From: End{from.Labels[0], id}, To: End{labelOf(sortEntity), r.target},
			Keys: keys, Properties: r.properties})
	}
	return all
}

func (s *Shape) vocabulary(v *evidence.Vocabulary) ([]Node, []Relationship, error) {
	s.symmetric = symmetric(v)
	kept, err := seal(sortVocabulary, v)
	if err != nil {
		return nil, nil, fmt.Errorf("shape the vocabulary: %w", err)
	}
	s.digest.Add(kept.hash)
	root := Node{Labels: []string{labelOf(sortVocabulary)}, Key: "id", Properties: map[string]any{"id": sortVocabulary,
		"record": kept.record, "stamp": stamp{commit: firstCommit, born: firstCommit, hash: kept.hash}.String()}}
	nodes := []Node{root}
	rows, err := terms(v)
	if err != nil {
		return nil, nil, err
	}
	var defines []Relationship
	for _, row := range rows {
		fields, ok := row.(map[string]any)
		if !ok {
			return nil, nil, errors.New("shape the vocabulary: a term is none")
		}
		label, _ := fields["label"].(string)
		shown, _ := fields["properties"].(map[string]any)
		id, _ := shown["id"].(string)
		nodes = append(nodes, Node{Labels: []string{label}, Key: "id", Properties: shown})
		defines = append(defines, Relationship{Type: "DEFINES", From: End{root.Labels[0], sortVocabulary}, To: End{label, id},
			Properties: map[string]any{}})
	}
	return nodes, defines, nil
}

// Edges gives, when all records were shaped, the relationships that sum up the claims of each edge, by its id.
func (s *Shape) Edges() []Relationship {
	sums := slices.SortedFunc(maps.Values(s.edges), func(a, b *edgeSum) int { return cmp.Compare(a.id, b.id) })
	all := make([]Relationship, len(sums))
	for i, sum := range sums {
		all[i] = Relationship{Type: sum.kind, From: End{labelOf(sortEntity), sum.from}, To: End{labelOf(sortEntity), sum.to},
			Keys: []string{"edge"}, Properties: sum.properties()}
	}
	return all
}

// Version gives, when all records were shaped, the nodes that tell the program what the graph holds. Content that is
// not all of a database's, or was edited there, counts as edited: no import of the program's own knowledge replaces it
// unasked.
func (s *Shape) Version(of store.Version, whole bool) []Node {
	of.Digest, of.Number = s.digest.String(), firstCommit
	if !whole {
		of.Seed, of.Edited = "", true
	}
	seen := published{Version: of, commit: firstCommit}
	return []Node{
		{Labels: []string{"Lock"}, Key: "name", Properties: withColumns(map[string]any{"name": "apply", "token": ""}, seen)},
		{Labels: []string{"GraphVersion"}, Key: "id", Properties: withColumns(map[string]any{"id": "graph"}, seen)},
	}
}

func withColumns(shown map[string]any, seen published) map[string]any {
	maps.Copy(shown, seen.columns())
	if seen.At.IsZero() {
		delete(shown, "at")
	}
	return shown
}

// Schema gives the statements, each ending with a semicolon, that set up names and indexes, and the nodes that note
// for the program that they were carried out.
func Schema() (statements []string, done []Node, err error) {
	all, err := migrations(migrationFiles)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range all {
		statements = append(statements, m.statements...)
		done = append(done, Node{Labels: []string{"Migration"}, Key: "number",
			Properties: map[string]any{"number": m.number, "name": m.name, "checksum": m.checksum}})
	}
	return statements, done, nil
}
