package evidence

import (
	"cmp"
	"maps"
	"math"
	"math/bits"
	"slices"
	"sort"
	"strings"
)

// nameTable finds entities by the words of their names and aliases.
type nameTable struct {
	words  []string   // distinct folded words, ascending
	shapes []shape    // of the words
	uses   csr[int32] // names that hold each word
	names  []nameRow
	whole  map[string][]int32 // key of a name to rows of names
}

type nameRow struct {
	key    string // its folded words, with a space between
	entity int32
	alias  bool
}

func newNameTable(names [][]string) nameTable {
	t := nameTable{whole: map[string][]int32{}}
	numbers := map[string]int32{} // of the words, by first use
	var uses []pair[int32]        // word and name
	for entity, list := range names {
		for i, name := range list {
			words := Words(name)
			row := int32(len(t.names))
			key := strings.Join(words, " ")
			t.names = append(t.names, nameRow{key, int32(entity), i > 0})
			if key != "" {
				t.whole[key] = append(t.whole[key], row)
			}
			slices.Sort(words)
			for _, w := range slices.Compact(words) {
				n, ok := numbers[w]
				if !ok {
					n = int32(len(numbers))
					numbers[w] = n
				}
				uses = append(uses, pair[int32]{n, row})
			}
		}
	}
	t.words = slices.Sorted(maps.Keys(numbers))
	t.shapes = make([]shape, len(t.words))
	place := make([]int32, len(t.words))
	for i, w := range t.words {
		t.shapes[i], place[numbers[w]] = shapeOf(w), int32(i)
	}
	for i := range uses {
		uses[i].row = place[uses[i].row]
	}
	t.uses = newCSR(len(t.words), uses)
	return t
}

// Why says what a search hit was found by, best first.
type Why uint8

// The reasons, in the order in which hits are ranked.
const (
	WhyName    Why = iota // the whole name, or where nothing is spelt as typed, a whole name of several words spelt like it
	WhyDOI                // the DOI
	WhyAlias              // a whole alias, likewise
	WhyInName             // words of the name, the last one possibly begun
	WhyInAlias            // words of an alias
	WhyText               // words of the summary, or of a source's title, container and authors
	WhyClaim              // words of a claim
)

// Score is a fixed mark of the reason, from 1 for a whole name down; it carries no engine's score.
func (w Why) Score() float64 { return []float64{1, 0.95, 0.9, 0.7, 0.6, 0.3, 0.2}[w] }

// Hit is one search result: an entity, and for WhyClaim the claim that was found, whose subject the entity is.
type Hit struct {
	Why    Why
	Entity int32
	Claim  int32 // -1 unless Why is WhyClaim
}

// Search ranks the entities and claims that a query finds: by reason, then by the entity's number of edges, then by
// id. Names, aliases and DOIs are matched here; match is what the store found in texts. Only what the lens shows is
// found, and only entities of the kinds, if any are given. An entity is found once, by its best reason. Where no name
// holds the words as typed, names are found that hold words spelt like them.
func (v *View) Search(typed string, query TextQuery, match TextMatch, kinds []Kind) []Hit {
	wanted := func(entity int32) bool {
		return v.entities[entity] && (len(kinds) == 0 || slices.Contains(kinds, v.KindOf(entity)))
	}
	best := make([]uint8, len(v.Index.entities)) // one more than the reason, 0 for none
	var found []int32
	note := func(entity int32, why Why) {
		switch n := uint8(why) + 1; {
		case best[entity] == 0 && wanted(entity):
			best[entity], found = n, append(found, entity)
		case n < best[entity]:
			best[entity] = n
		}
	}
	noteName := func(row int32, name, alias Why) {
		if n := v.names.names[row]; n.alias {
			note(n.entity, alias)
		} else {
			note(n.entity, name)
		}
	}
	for _, row := range v.names.whole[strings.Join(query.Words, " ")] {
		noteName(row, WhyName, WhyAlias)
	}
	if source, ok := v.doi[foldDOI(typed)]; ok {
		note(source, WhyDOI)
	}
	rows, slips := v.names.matching(query)
	for _, row := range rows {
		if slips && v.names.names[row].speltLike(query) {
			noteName(row, WhyName, WhyAlias)
		} else {
			noteName(row, WhyInName, WhyInAlias)
		}
	}
	for _, id := range match.Entities {
		if n, ok := v.Entity(id); ok && v.SummaryVisible(n) {
			note(n, WhyText)
		}
	}
	hits := v.ranked(found, best)
	for _, id := range match.Claims {
		if c, ok := v.Claim(id); ok && v.claims[c] != 0 && wanted(v.Index.claims[c].subject) {
			hits = append(hits, Hit{WhyClaim, v.Index.claims[c].subject, c})
		}
	}
	slices.SortFunc(hits[len(found):], v.CompareHits) // a claim is the last of all reasons
	return hits
}

// ranked gives the hits of entities that were found for the best reasons noted, in the order of CompareHits. One letter
// finds very many, so they are sorted as numbers.
func (ix *Index) ranked(found []int32, best []uint8) []Hit {
	var byReason [WhyClaim][]uint64 // how many edges it has less than the most there can be, and its number
	for _, n := range found {
		why := best[n] - 1
		byReason[why] = append(byReason[why], uint64(math.MaxInt32-ix.entities[n].degree)<<32|uint64(n))
	}
	hits := make([]Hit, 0, len(found))
	for why, keys := range byReason {
		slices.Sort(keys)
		for _, key := range keys {
			hits = append(hits, Hit{Why(why), int32(key & math.MaxInt32), none})
		}
	}
	return hits
}

// Named gives the entities that have the words of a query as their name, or if there are none, as an alias.
func (ix *Index) Named(query TextQuery) []int32 {
	var named, also []int32
	for _, row := range ix.names.whole[strings.Join(query.Words, " ")] {
		if n := ix.names.names[row]; n.alias {
			also = append(also, n.entity)
		} else {
			named = append(named, n.entity)
		}
	}
	if len(named) > 0 {
		return named
	}
	return also
}

// CompareHits is the order of Search.
func (ix *Index) CompareHits(a, b Hit) int {
	return cmp.Or(cmp.Compare(a.Why, b.Why), cmp.Compare(ix.entities[b.Entity].degree, ix.entities[a.Entity].degree),
		cmp.Compare(a.Entity, b.Entity), cmp.Compare(ix.claimIDRank(a.Claim), ix.claimIDRank(b.Claim)))
}

func (ix *Index) claimIDRank(claim int32) string {
	if claim == none {
		return ""
	}
	return ix.claims[claim].id
}

// matching gives the rows of names that hold every word of the query or, if there are none, a word spelt like it; slips
// says that these were looked for.
func (t *nameTable) matching(query TextQuery) (rows []int32, slips bool) {
	if rows := t.holding(query, false); len(rows) > 0 {
		return rows, false
	}
	return t.holding(query, true), true
}

// holding gives the rows of names that hold every word of the query, with slips also words spelt like it.
func (t *nameTable) holding(query TextQuery, slips bool) []int32 {
	var all rowSet
	for i, word := range query.Words {
		found := make(rowSet, (len(t.names)+63)/64)
		found.add(t.with(word, query.Prefix && i == len(query.Words)-1))
		if slips {
			for _, place := range t.speltLike(word) {
				found.add(t.uses.of(place))
			}
		}
		if i > 0 {
			found.keep(all)
		}
		if all = found; all.isEmpty() {
			return nil
		}
	}
	return all.rows()
}

// with gives the rows of names that hold the word, or one beginning with it, some of them twice.
func (t *nameTable) with(word string, prefix bool) []int32 {
	from := sort.SearchStrings(t.words, word)
	count := sort.Search(len(t.words)-from, func(i int) bool {
		return t.words[from+i] != word && (!prefix || !strings.HasPrefix(t.words[from+i], word))
	})
	return t.uses.items[t.uses.start[from]:t.uses.start[from+count]]
}

// rowSet is a set of rows, a bit for each.
type rowSet []uint64

func (s rowSet) add(rows []int32) {
	for _, r := range rows {
		s[r/64] |= 1 << (r % 64)
	}
}

// keep leaves what is in the other set too.
func (s rowSet) keep(other rowSet) {
	for i := range s {
		s[i] &= other[i]
	}
}

func (s rowSet) isEmpty() bool {
	return !slices.ContainsFunc(s, func(word uint64) bool { return word != 0 })
}

// rows lists the set, ascending.
func (s rowSet) rows() []int32 {
	var list []int32
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			list = append(list, int32(64*i+bits.TrailingZeros64(word)))
		}
	}
	return list
}

// speltLike says whether the name has the words of the query, or words spelt like them, one for one. Of one word alone
// that says too little: then the entity with the most edges is rather the one that is meant.
func (r *nameRow) speltLike(query TextQuery) bool {
	words := strings.Fields(r.key)
	return len(words) > 1 && slices.EqualFunc(query.Words, words, func(typed, word string) bool { return typed == word || speltLike(typed, word) })
}

// foldDOI takes the address off a DOI.
func foldDOI(typed string) string {
	s := Fold(strings.TrimSpace(typed))
	for _, p := range []string{"https://", "http://", "dx.", "doi.org/", "doi:"} {
		s = strings.TrimPrefix(s, p)
	}
	return strings.TrimSpace(s)
}

// Near suggests ids of the sort asked for that are spelt like id, nearest first, at most three.
func (ix *Index) Near(id string, distance func(a, b string) int) []string {
	type near struct {
		id string
		d  int
	}
	limit := min(max(2, len(id)/3), mostSlips)
	letters := lettersOf(id)
	var found []near
	for i := range ix.entities {
		other := ix.entities[i].id
		if d := len(other) - len(id); d > limit || -d > limit {
			continue
		}
		// Every letter that one has and the other has not is a slip; to look at that is much cheaper than to measure.
		if theirs := lettersOf(other); bits.OnesCount32(letters&^theirs) > limit || bits.OnesCount32(theirs&^letters) > limit {
			continue
		}
		if d := distance(id, other); d <= limit {
			found = append(found, near{other, d})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Or(cmp.Compare(a.d, b.d), strings.Compare(a.id, b.id)) })
	ids := []string{}
	for _, n := range found[:min(3, len(found))] {
		ids = append(ids, n.id)
	}
	return ids
}

// mostSlips is the distance from which an id is no longer near.
const mostSlips = 4

// lettersOf gives a bit for each letter that a slug has; whatever else it has shares one.
func lettersOf(id string) uint32 {
	var set uint32
	for i := range len(id) {
		if c := id[i]; c >= 'a' && c <= 'z' {
			set |= 1 << (c - 'a')
		} else {
			set |= 1 << 31
		}
	}
	return set
}
