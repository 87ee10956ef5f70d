package synthetic

import (
	"fmt"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// id gives the id of an entity by its number.
func (g *Graph) id(n int) string {
	b := g.blockOf(n)
	return fmt.Sprintf("%s-%07d", strings.ToLower(string(b.kind)), n-b.first)
}

// name is what readers see of an entity that is no source.
func (g *Graph) name(n int) string {
	b := g.blockOf(n)
	return fmt.Sprintf("%s %d", b.kind, n-b.first)
}

// phrase gives an entity within a sentence.
func (g *Graph) phrase(n int) string {
	if b := g.blockOf(n); b.kind == evidence.KindSource {
		return fmt.Sprintf("Work %d", n-b.first)
	}
	return g.name(n)
}

const (
	madeUpWords = 3000
	consonants  = "bdfgklmnprstvz"
	vowels      = "aeiou"
)

// word is a word that there is not: all begin with xe.
func word(i int) string {
	b := []byte("xe")
	for range 2 {
		b = append(b, consonants[i%len(consonants)], vowels[i/len(consonants)%len(vowels)])
		i /= len(consonants) * len(vowels)
	}
	return string(b)
}

// words draws made-up words; a few come up in very many texts.
func (d draw) words(from, to int) string {
	all := make([]string, from+d.IntN(to-from+1))
	for i := range all {
		all[i] = word(d.few(madeUpWords))
	}
	return strings.Join(all, " ")
}
