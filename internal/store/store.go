// Package store is the contract that every database behind Secure Base keeps: it holds the contents of the graph
// (texts, names, citations) and hands them out by id. Which ids answer a question is decided by evidence.Index.
// The contract suite in storetest runs against every backend.
package store

import (
	"context"
	"time"

	"github.com/securebase/securebase/internal/evidence"
)

// Store is a database that holds one graph. All methods are safe for concurrent use; reading never waits for writing.
// Errors that a reader may see are *Error; anything else is internal.
type Store interface {
	// Version tells which content the database holds; an empty database has Number 0.
	Version(ctx context.Context) (Version, error)

	// Stream yields the whole content from one consistent snapshot and returns that snapshot's version: the
	// vocabulary, then entities, claims and practice items, each by ascending id. It stops at the first error of yield.
	Stream(ctx context.Context, yield func(Record) error) (Version, error)

	// Entities, Claims and Practice give the contents of the ids that exist, in the order of ids. An unknown id is
	// left out. The number of statements does not depend on the number of ids.
	Entities(ctx context.Context, ids []string) ([]evidence.Entity, error)
	Claims(ctx context.Context, ids []string) ([]*evidence.Claim, error)
	Practice(ctx context.Context, ids []string) ([]*evidence.PracticeItem, error)

	// Match gives the ids of the entities and claims whose indexed text holds every word of the query, in no
	// particular order; see evidence.EntityText and evidence.ClaimText for what is indexed. It gives at most
	// evidence.MatchLimit ids of each sort and says when there were more.
	Match(ctx context.Context, query evidence.TextQuery) (evidence.TextMatch, error)

	// Apply carries out the whole change in one transaction or none of it. Content that is already as the change
	// wants it leaves the version as it is, so that applying a change twice is applying it once.
	Apply(ctx context.Context, change ChangeSet) (Version, error)

	Close() error
}

// Version identifies the content of a database.
type Version struct {
	Number int64     // counts the transactions that changed the content; 0 for an empty database
	Digest string    // evidence.Digest of the content, equal for equal content on any database
	At     time.Time // when the content last changed, UTC
	Seed   string    // digest of the embedded knowledge that was imported last, if any
	Edited bool      // whether anything else was written since
}

// Record is one of *evidence.Vocabulary, evidence.Entity, *evidence.Claim and *evidence.PracticeItem.
type Record any

// ChangeSet is a change of the content. Records are inserted or replaced by id; Delete removes ids of any sort
// (a practice item by its NodeID).
type ChangeSet struct {
	Base       string // if set, the digest the change was made against; CONFLICT when the database has moved on
	Replace    bool   // the records are the whole content: whatever else is there goes
	Vocabulary *evidence.Vocabulary
	Entities   []evidence.Entity
	Claims     []*evidence.Claim
	Practice   []*evidence.PracticeItem
	Delete     []string
	Seed       string             // digest of the embedded knowledge, when this is its import; marks it as not edited
	Progress   func(done, of int) // called as records are written, if set; from one goroutine
}

// Size is the number of records the change carries.
func (c ChangeSet) Size() int {
	n := len(c.Entities) + len(c.Claims) + len(c.Practice) + len(c.Delete)
	if c.Vocabulary != nil {
		n++
	}
	return n
}
