package evidence

import (
	"net/url"
	"slices"
	"strings"
)

// findTeams parts the works cited for an edge into teams of works that are not independent of each other, writes each
// citation's team, and gives the number of teams. Teams are numbered by their smallest work. Retracted citations
// belong to none. See "Edge strength" in docs/semantics.md.
func (ix *Index) findTeams(claims []int32, sources map[int32]*Source) int32 {
	var works []int32
	pages := map[int32][]int32{}
	for _, c := range claims {
		for _, cite := range ix.citesOf(c) {
			if cite.retract {
				continue
			}
			works = append(works, cite.source)
			if cite.citedIn != none {
				pages[cite.citedIn] = append(pages[cite.citedIn], cite.source)
			}
		}
	}
	slices.Sort(works)
	works = slices.Compact(works)
	at := func(work int32) int {
		i, _ := slices.BinarySearch(works, work)
		return i
	}
	join := newUnion(len(works))
	for _, cited := range pages {
		for _, w := range cited[1:] {
			join.union(at(cited[0]), at(w))
		}
	}
	joinByAuthors(works, sources, join)

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

// joinByAuthors joins works that share an author. Two authors who are both known persons are the same only if they
// are the same person; otherwise family name and first initial decide. Works without authors are joined by publisher
// or host unless something (DOI, PMCID, container) says that they stand on their own.
func joinByAuthors(works []int32, sources map[int32]*Source, join *union) {
	type bucket struct {
		works    []int
		persons  []string
		nameless bool // at least one author of this name is not tied to a person
	}
	names := map[string]*bucket{}
	firstBy := map[string]int{}
	for i, w := range works {
		s := sources[w]
		for _, a := range s.Author {
			if a.Person != "" {
				if first, ok := firstBy["person "+a.Person]; ok {
					join.union(first, i)
				} else {
					firstBy["person "+a.Person] = i
				}
			}
			b := names[a.nameKey()]
			if b == nil {
				b = &bucket{}
				names[a.nameKey()] = b
			}
			b.works, b.persons = append(b.works, i), append(b.persons, a.Person)
			b.nameless = b.nameless || a.Person == ""
		}
		if key := s.houseKey(); key != "" {
			if first, ok := firstBy[key]; ok {
				join.union(first, i)
			} else {
				firstBy[key] = i
			}
		}
	}
	for _, b := range names {
		if !b.nameless {
			continue
		}
		for _, w := range b.works[1:] {
			join.union(b.works[0], w)
		}
	}
}

func (a Author) nameKey() string {
	if a.Literal != "" {
		return "literal " + Fold(strings.TrimSpace(a.Literal))
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
