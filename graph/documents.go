package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql/handler/lru"

	"github.com/securebase/securebase/internal/store"
)

// keptDocuments bounds the persisted documents; each is at most maxText bytes long.
const keptDocuments = 1000

// documents keeps queries under the hash of their text, so that a client can send the hash alone, as the draft on
// persisted documents of the GraphQL-over-HTTP specification has it. A client makes a document known by sending it
// together with its id once.
type documents struct {
	byID *lru.LRU[string]
}

func newDocuments() *documents { return &documents{lru.New[string](keptDocuments)} }

const documentPrefix = "sha256:"

// DocumentID is the id under which a document can be asked for: sha256: and the hash of its text in hexadecimal.
func DocumentID(text string) string {
	sum := sha256.Sum256([]byte(text))
	return documentPrefix + hex.EncodeToString(sum[:])
}

// resolve puts the text in the place of the id, or keeps a text that came with its id.
func (d *documents) resolve(ctx context.Context, p *parameters) *problem {
	if p.documentID == nil {
		return nil
	}
	id := *p.documentID
	if raw, err := hex.DecodeString(strings.TrimPrefix(id, documentPrefix)); err != nil || len(raw) != sha256.Size ||
		!strings.HasPrefix(id, documentPrefix) || strings.ToLower(id) != id {
		return bad("documentId: %q is no id; sha256: and 64 hexadecimal digits in lower case are right", clip(id))
	}
	if p.query == nil {
		text, ok := d.byID.Get(ctx, id)
		if !ok {
			return &problem{http.StatusNotFound, store.NotFound, unknownDocument(p)}
		}
		p.query = &text
		return nil
	}
	if DocumentID(*p.query) != id {
		return bad("documentId: is not the hash of the query")
	}
	if len(*p.query) <= maxText {
		d.byID.Add(ctx, id, *p.query)
	}
	return nil
}

func unknownDocument(p *parameters) string {
	if p.automatic {
		return "PersistedQueryNotFound" // the word by which those clients know that they are to send the query
	}
	return "documentId: is not known here; send the query once together with its id"
}
