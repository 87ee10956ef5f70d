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
// Errors that a reader may see are *Error; anything else is internal. A context that ends gives an *Error with the code
// Timeout, which wraps the context's error. Every statement sent to the database is told to BeginStatement.
type Store interface {
	// Version tells which content the database holds; an empty database has Number 0.
	Version(ctx context.Context) (Version, error)

	// Stream yields the whole content from one consistent snapshot and returns that snapshot's version: the
	// vocabulary, if there is one, then entities, claims and practice items, each by ascending id (byte by byte). It
	// stops at the first error of yield and returns that error as it is.
	Stream(ctx context.Context, yield func(Record) error) (Version, error)

	// Entities, Claims and Practice give the contents of the ids that exist, in the order of ids. An unknown id is
	// left out, an id that stands twice is given twice. Practice takes slugs (PracticeItem.ID, not NodeID). The number
	// of statements does not depend on the number of ids, and all records of one call are of one version.
	Entities(ctx context.Context, ids []string) ([]evidence.Entity, error)
	Claims(ctx context.Context, ids []string) ([]*evidence.Claim, error)
	Practice(ctx context.Context, ids []string) ([]*evidence.PracticeItem, error)

	// Match gives the ids of the entities and claims whose indexed text holds every word of the query, by ascending
	// id; see evidence.EntityText and evidence.ClaimText for what is indexed. A query without words matches nothing.
	// It gives at most evidence.MatchLimit ids of each sort and says when there were more.
	Match(ctx context.Context, query evidence.TextQuery) (evidence.TextMatch, error)

	// Apply carries out the whole change in one transaction or none of it, and returns the version it leaves. Content
	// that is already as the change wants it leaves the version as it is, so that applying a change twice is applying
	// it once. Afterwards every id that a record refers to must be an entity's (a claim's subject, object, population,
	// about and foundIn, the sources of citations and summaries, an author's person, a code's source, a broader
	// entity), and no claim may have the id of an entity; otherwise the change is Invalid and the message names both
	// ids. A change with a record that holds bytes which are no UTF-8 is Invalid too. An acknowledged change survives the
	// sudden end of the process.
	Apply(ctx context.Context, change ChangeSet) (Version, error)

	// Close ends all work with the database. Whatever is asked afterwards is Unavailable.
	Close() error
}

// Version identifies the content of a database.
type Version struct {
	Number int64     // counts the transactions that changed the content; 0 for an empty database
	Digest string    // evidence.Digest of the content, equal for equal content on any database
	At     time.Time // when the content last changed, UTC
	Seed   string    // digest of the embedded knowledge that was imported last, if any
	Edited bool      // whether the content was changed by anything else since
}

// Record is one of *evidence.Vocabulary, evidence.Entity, *evidence.Claim and *evidence.PracticeItem.
type Record any
