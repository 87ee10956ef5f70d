package store

import (
	"reflect"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// MaxID is the length in bytes that an id may have: some databases cannot index longer ones.
const MaxID = 512

// ChangeSet is a change of the content. Records are inserted or replaced by id; Delete removes ids of any sort
// (a practice item by its NodeID), and an id that is not there is passed over.
type ChangeSet struct {
	Base       string // if set, the digest the change was made against; Conflict when the database has moved on
	Replace    bool   // the records are the whole content: whatever else is there goes
	Vocabulary *evidence.Vocabulary
	Entities   []evidence.Entity
	Claims     []*evidence.Claim
	Practice   []*evidence.PracticeItem
	Delete     []string
	Seed       string             // digest of the embedded knowledge, when this is its import; marks it as not edited
	Progress   func(done, of int) // called as records are written, if set; from one goroutine, inside the transaction
}

// Size is the number of records the change carries.
func (c ChangeSet) Size() int {
	n := len(c.Entities) + len(c.Claims) + len(c.Practice) + len(c.Delete)
	if c.Vocabulary != nil {
		n++
	}
	return n
}

// Check says what is wrong with the change itself, whatever the database holds; every backend calls it first. Whether
// a record makes sense is for the reader of the data to judge: Check asks only for what keeps ids and round trips
// unambiguous.
func (c ChangeSet) Check() error {
	if err := checkPredicates(c.Vocabulary); err != nil {
		return err
	}
	seen := make(map[string]string, c.Size())
	take := func(id, what string) error {
		if earlier, twice := seen[id]; twice {
			return Errorf(Invalid, "The change names %q twice, as %s and as %s; each id may stand once.", id, earlier, what)
		}
		seen[id] = what
		return nil
	}
	for i, e := range c.Entities {
		if e == nil || reflect.ValueOf(e).IsNil() {
			return missing("entity", i)
		}
		head := e.Head()
		if err := checkID(head.ID, "an entity", i); err != nil {
			return err
		}
		if want := evidence.NewEntity(head.Kind); want == nil || reflect.TypeOf(want) != reflect.TypeOf(e) {
			return Errorf(Invalid, "The entity %q has the kind %q, which is not what it was given as.", head.ID, head.Kind)
		}
		if err := take(head.ID, "an entity"); err != nil {
			return err
		}
	}
	for i, claim := range c.Claims {
		if claim == nil {
			return missing("claim", i)
		}
		if err := checkID(claim.ID, "a claim", i); err != nil {
			return err
		}
		if len(claim.Predicate) > MaxID {
			return Errorf(Invalid, "The predicate of the claim %q is %d bytes long; %d is the most.", claim.ID, len(claim.Predicate), MaxID)
		}
		if err := take(claim.ID, "a claim"); err != nil {
			return err
		}
	}
	for i, item := range c.Practice {
		if item == nil {
			return missing("practice item", i)
		}
		if err := checkID(item.ID, "a practice item", i); err != nil {
			return err
		}
		if len(item.About) == 0 {
			return Errorf(Invalid, "The practice item %q is about nothing; it must name an entity at least.", item.ID)
		}
		if err := take(item.NodeID(), "a practice item"); err != nil {
			return err
		}
	}
	for _, id := range c.Delete {
		if err := take(id, "an id to remove"); err != nil {
			return err
		}
	}
	return nil
}

func checkPredicates(v *evidence.Vocabulary) error {
	if v == nil {
		return nil
	}
	for i, p := range v.Predicates {
		if p != nil && len(p.ID) > MaxID {
			return tooLong(p.ID, "a predicate", i)
		}
	}
	return nil
}

// checkID refuses an empty id, one that is too long and one that could be taken for a practice item's public id.
func checkID(id, what string, i int) error {
	if id == "" {
		return Errorf(Invalid, "The change holds %s without an id (number %d of its sort).", what, i+1)
	}
	if strings.HasPrefix(id, evidence.PracticePrefix) {
		return Errorf(Invalid, "The id %q begins with %q, which only public ids of practice items do.", id, evidence.PracticePrefix)
	}
	if len(id) > MaxID {
		return tooLong(id, what, i)
	}
	return nil
}

// tooLong names a record by the beginning of its id.
func tooLong(id, what string, i int) error {
	return Errorf(Invalid, "The id of %s (number %d of its sort, %.40q…) is %d bytes long; %d is the most.", what, i+1, id, len(id), MaxID)
}

func missing(sort string, i int) error {
	return Errorf(Invalid, "The change holds an empty %s (number %d of its sort).", sort, i+1)
}
