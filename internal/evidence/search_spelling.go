package evidence

import (
	"math/bits"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// shape is what tells most words apart without comparing them letter by letter: how many letters a word has, and which.
type shape struct {
	letters uint64 // a bit for every letter that occurs; the rarer ones share bits
	length  uint8  // in code points; words have at most maxWordLength
}

func shapeOf(word string) shape {
	var s shape
	for _, r := range word {
		s.length++
		switch {
		case 'a' <= r && r <= 'z':
			s.letters |= 1 << (r - 'a')
		case '0' <= r && r <= '9':
			s.letters |= 1 << (26 + r - '0')
		default:
			s.letters |= 1 << (36 + r%28)
		}
	}
	return s
}

// mayBe says whether so many slips could lead from a word of this shape to one of the other. One slip puts at most one
// letter in that was not there, and takes at most one out.
func (s shape) mayBe(other shape, slips int) bool {
	longer := int(other.length) - int(s.length)
	return -slips <= longer && longer <= slips &&
		bits.OnesCount64(s.letters&^other.letters) <= slips && bits.OnesCount64(other.letters&^s.letters) <= slips
}

// slipsIn is how many slips a typed word may hold: one letter too many, missing or wrong from four letters on, two from
// eight.
func slipsIn(typed string) int { return min(utf8.RuneCountInString(typed)/4, 2) }

// speltLike says whether a word may be a typed one with a slip.
func speltLike(typed, word string) bool {
	slips := slipsIn(typed)
	return slips > 0 && shapeOf(typed).mayBe(shapeOf(word), slips) && levenshtein.ComputeDistance(typed, word) <= slips
}

// speltLike gives the places of the words that may be the typed one with a slip.
func (t *nameTable) speltLike(typed string) []int32 {
	slips := slipsIn(typed)
	if slips == 0 {
		return nil
	}
	var places []int32
	s := shapeOf(typed)
	for i := range t.shapes {
		if s.mayBe(t.shapes[i], slips) && levenshtein.ComputeDistance(typed, t.words[i]) <= slips {
			places = append(places, int32(i))
		}
	}
	return places
}
