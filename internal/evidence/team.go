package evidence

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

// byline is who a work is by, in numbers: of each author the name (none if there is none) and the person (none if not
// known). A work without authors that nothing else sets apart has its publisher or site as the only author.
type byline []authorKey

type authorKey struct{ name, person int32 }

// bylines numbers the authors of all works.
type bylines struct {
	of    map[int32]byline
	names map[string]int32

	signed []signature // used anew for every edge
}

type signature struct {
	authorKey
	work int32
}

func (l *bylines) number(name string) int32 {
	n, ok := l.names[name]
	if !ok {
		n = int32(len(l.names))
		l.names[name] = n
	}
	return n
}

// add notes a work; persons are the numbers of entities by id.
func (l *bylines) add(work int32, s *Source, persons map[string]int32) {
	var by byline
	for _, a := range s.Author {
		key := authorKey{none, none}
		if name := a.nameKey(); name != "" {
			key.name = l.number(name)
		}
		if a.Person != "" {
			key.person = persons[a.Person]
		}
		by = append(by, key)
	}
	if house := s.houseKey(); house != "" {
		by = append(by, authorKey{l.number(house), none})
	}
	l.of[work] = by
}

// findTeams parts the works cited for an edge into teams of works that are not independent of each other, writes each
// citation's team, and gives the number of teams. Teams are numbered by their smallest work. Citations that anything
// retracted has part in belong to none. See "Edge strength" in docs/semantics.md.
func (ix *Index) findTeams(claims []int32, by *bylines) int32 {
	var works []int32
	var pages []pair[int32]
	for _, c := range claims {
		for _, cite := range ix.citesOf(c) {
			if cite.retract {
				continue
			}
			works = append(works, cite.source)
			if cite.citedIn != none {
				pages = append(pages, pair[int32]{cite.citedIn, cite.source})
			}
		}
	}
	slices.Sort(works)
	works = slices.Compact(works)
	if len(works) < 2 {
		return int32(len(works)) // every citation's team is 0 already
	}
	at := func(work int32) int {
		i, _ := slices.BinarySearch(works, work)
		return i
	}
	join := newUnion(len(works))
	slices.SortFunc(pages, func(a, b pair[int32]) int { return cmp.Compare(a.row, b.row) })
	for i := 1; i < len(pages); i++ {
		if pages[i].row == pages[i-1].row {
			join.union(at(pages[i].item), at(pages[i-1].item))
		}
	}
	by.join(works, join)

	team := make([]int32, len(works))
	count := int32(0)
	for i := range works { // ascending, so a team's first work is its smallest
		root := join.find(i)
		if root == i {
			team[i] = count
			count++
		} else {
			team[i] = team[root]
		}
	}
	for _, c := range claims {
		row := &ix.claims[c]
		for i := row.cites; i < row.cites+int32(row.nCites); i++ {
			if cite := &ix.cites[i]; !cite.retract {
				cite.team = team[at(cite.source)]
			}
		}
	}
	return count
}

// join joins works that share an author. Two authors who are both known persons are the same only if they are the same
// person; otherwise the name decides.
func (l *bylines) join(works []int32, join *union) {
	l.signed = l.signed[:0]
	for i, w := range works {
		for _, a := range l.of[w] {
			l.signed = append(l.signed, signature{a, int32(i)})
		}
	}
	slices.SortFunc(l.signed, func(a, b signature) int {
		return cmp.Or(cmp.Compare(a.person, b.person), cmp.Compare(a.work, b.work))
	})
	for i := 1; i < len(l.signed); i++ {
		if a, b := l.signed[i-1], l.signed[i]; a.person == b.person && a.person != none {
			join.union(int(a.work), int(b.work))
		}
	}
	// Within a name, the author who is not tied to a person comes first and is the same as every other.
	slices.SortFunc(l.signed, func(a, b signature) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.person, b.person), cmp.Compare(a.work, b.work))
	})
	for i := 0; i < len(l.signed); {
		first := l.signed[i]
		for ; i < len(l.signed) && l.signed[i].name == first.name; i++ {
			if first.name != none && first.person == none {
				join.union(int(first.work), int(l.signed[i].work))
			}
		}
	}
}

// nameKey is equal for authors of the same name: family name and first initial, or the literal name; empty without any.
func (a Author) nameKey() string {
	if a.Literal != "" {
		return "literal " + Fold(strings.TrimSpace(a.Literal))
	}
	if a.Family == "" {
		return ""
	}
	initial := ""
	for _, r := range Fold(strings.TrimSpace(a.Given)) {
		initial = string(r)
		break
	}
	return "name " + Fold(strings.TrimSpace(a.Family)) + " " + initial
}

// houseKey names the publisher or site of a work without authors that nothing else sets apart, or is empty.
func (s *Source) houseKey() string {
	if len(s.Author) > 0 || s.DOI != "" || s.PMCID != "" || s.ContainerTitle != "" {
		return ""
	}
	if s.Publisher != "" {
		return "publisher " + Fold(strings.TrimSpace(s.Publisher))
	}
	u, err := url.Parse(s.URL)
	if err != nil {
		return ""
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if host == "" || host == "doi.org" || host == "dx.doi.org" {
		return ""
	}
	return "host " + host
}

// union is a union-find over 0..n-1 whose roots are the smallest members.
type union struct{ parent []int }

func newUnion(n int) *union {
	u := &union{parent: make([]int, n)}
	for i := range u.parent {
		u.parent[i] = i
	}
	return u
}

func (u *union) find(i int) int {
	for u.parent[i] != i {
		u.parent[i] = u.parent[u.parent[i]]
		i = u.parent[i]
	}
	return i
}

func (u *union) union(i, j int) {
	i, j = u.find(i), u.find(j)
	if i > j {
		i, j = j, i
	}
	u.parent[j] = i
}
