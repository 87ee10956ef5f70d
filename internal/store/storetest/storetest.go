// Package storetest is the contract suite of store.Store. Every backend passes all of it; there is no list of
// exceptions. A backend's test is
//
//	func TestContract(t *testing.T) { storetest.Run(t, func(t *testing.T) store.Store { … an empty database … }) }
//
// Most of the contract is told in the text files of testdata, which need no Go to read or to add to; the language is
// described in testdata/README.md. What needs large or random graphs, or several readers at once, is in Go.
package storetest

import (
	"testing"

	"github.com/securebase/securebase/internal/store"
)

// Open gives an empty database of its own to a test and closes it when the test ends.
type Open func(t *testing.T) store.Store

// Run runs the whole suite against the databases that open gives.
func Run(t *testing.T, open Open) {
	for _, file := range stories(t) {
		t.Run(file.name, func(t *testing.T) {
			for _, story := range file.cases {
				t.Run(story.title, func(t *testing.T) { story.run(t, open) })
			}
		})
	}
	for _, part := range []struct {
		name string
		run  func(*testing.T, Open)
	}{
		{"five thousand ids cost no more statements than one", manyIDs},
		{"a search gives at most its limit and says so", searchLimit},
		{"readers are served the old content while a change is open", readersDuringChange},
		{"readers see the old content or the new and never a mixture", neverAMixture},
		{"changes from several sides at once are carried out one by one", concurrentChanges},
		{"a change that is given up leaves nothing", givenUp},
		{"an ended context is a timeout", endedContext},
		{"an error of the receiver ends a stream", streamStopped},
		{"streams that stand still hold up nobody", standingStreams},
		{"nothing is answered after the end", afterClose},
		{"a change may be reported on as it is written", progress},
		{"an id may be as long as the limit and no longer", longIDs},
		{"what is written is what is read, byte for byte", roundTrip},
		{"bytes that are no text are refused", notUTF8},
		{"any row of changes leaves what a plain map would hold", anyChanges},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, open) })
	}
}
