package server

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/maypok86/otter/v2"
)

// Bounds of the answers that are kept, in bytes as they are sent.
const (
	keptAnswers = 16 << 20
	keptAnswer  = 1 << 20 // of one; larger ones are not kept
)

// role is that of every client: the graph has readers only. Where clients may see different things, it is part of the
// key.
const role = "reader"

// answers keeps answers to queries. An answer is kept for one version of the graph, so that a change of the content
// leaves all of them behind; see key. Only answers without errors are kept.
type answers struct {
	schema [sha256.Size]byte // of the schema and the program, since another program may answer otherwise
	byKey  *otter.Cache[answerKey, *answer]
}

type answerKey [sha256.Size]byte

// answer is the part of a response that is the same for everybody who asks for it.
type answer struct {
	header http.Header
	body   []byte
}

func newAnswers(schema string) (*answers, error) {
	byKey, err := otter.New(&otter.Options[answerKey, *answer]{
		MaximumWeight: keptAnswers,
		Weigher:       func(_ answerKey, a *answer) uint32 { return uint32(min(len(a.body)+1024, keptAnswers)) },
	})
	if err != nil {
		return nil, fmt.Errorf("make room for answers: %w", err)
	}
	program := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		program = info.String()
	}
	return &answers{schema: sha256.Sum256([]byte(program + "\n" + schema)), byKey: byKey}, nil
}

// key is the hash of everything that an answer depends on: the versions of graph and schema, the role, what the client
// takes, and the request itself, which holds document or its id, variables and operation.
func (a *answers) key(version string, r *http.Request, body []byte) answerKey {
	h := sha256.New()
	var size [8]byte
	add := func(part []byte) {
		binary.LittleEndian.PutUint64(size[:], uint64(len(part)))
		h.Write(size[:])
		h.Write(part)
	}
	add(a.schema[:])
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for _, part := range []string{version, role, method, r.URL.RawQuery, r.Header.Get("Content-Type"),
		strings.Join(r.Header.Values("Accept"), ","), strings.Join(r.Header.Values("Accept-Encoding"), ",")} {
		add([]byte(part))
	}
	add(body)
	return answerKey(h.Sum(nil))
}

func (a *answers) get(key answerKey) (*answer, bool) { return a.byKey.GetIfPresent(key) }

func (a *answers) keep(key answerKey, said *draft) *answer {
	kept := &answer{http.Header{}, said.body.Bytes()}
	for _, name := range []string{"Content-Type", "Content-Encoding", "Vary", "Cache-Control"} {
		if v := said.header.Values(name); len(v) > 0 {
			kept.header[name] = v
		}
	}
	if len(kept.body) <= keptAnswer {
		a.byKey.Set(key, kept)
	}
	return kept
}

// write sends an answer, or tells a client that it has it already.
func (a *answer) write(w http.ResponseWriter, key answerKey, r *http.Request) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if r.Method != http.MethodPost {
		tag := key.tag()
		w.Header().Set("ETag", tag)
		if has(r.Header.Values("If-None-Match"), tag) {
			w.Header().Del("Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	_, _ = w.Write(a.body) // the client may be gone
}

// tag is a strong validator: answers with the same key are the same byte for byte.
func (k answerKey) tag() string { return `"` + base64.RawURLEncoding.EncodeToString(k[:18]) + `"` }

// has says whether a list of tags has one, compared weakly as RFC 9110 has it for If-None-Match.
func has(lists []string, tag string) bool {
	for _, list := range lists {
		for t := range strings.SplitSeq(list, ",") {
			if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == tag {
				return true
			}
		}
	}
	return false
}
