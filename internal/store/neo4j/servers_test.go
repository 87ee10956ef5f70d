package neo4j_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/server"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
)

// seenWithin is how soon a write through one server is seen by another.
const seenWithin = 2 * time.Second

// TestTwoServersOnOneDatabase writes through one server while both are asked over HTTP. What is written names its
// version in every text, so that an answer of two versions shows.
func TestTwoServersOnOneDatabase(t *testing.T) {
	for _, test := range []struct {
		name      string
		claims    int
		versions  int
		readers   int
		turnsAway bool // whether readers may be told to ask again while the change is carried out
	}{
		{"small changes", 40, 3, 3, false},
		{"a change in several transactions", neo4j.LoadSize/2 + 100, 1, 2, true}, // each claim brings a source
	} {
		t.Run(test.name, func(t *testing.T) {
			empty(t)
			first := startServer(t, marked(0, test.claims, "version 0"))
			second := startServer(t, store.ChangeSet{})
			ctx, stop := context.WithCancel(t.Context())
			var readers sync.WaitGroup
			var answers atomic.Int64
			for _, s := range []*instance{first, second} {
				for range test.readers {
					readers.Go(func() {
						for ctx.Err() == nil {
							_, err := s.ask(t.Context())
							if err != nil && (!test.turnsAway || !errors.Is(err, errAskAgain)) {
								t.Error(err)
							}
							if err == nil {
								answers.Add(1)
							}
						}
					})
				}
			}
			for version := 1; version <= test.versions; version++ {
				mark := fmt.Sprintf("version %d", version)
				// One claim goes and one comes with every version.
				if _, err := first.live.Apply(t.Context(), marked(version, test.claims, mark)); err != nil {
					t.Fatal(err)
				}
				begun := time.Now()
				for _, s := range []*instance{first, second} {
					eventually(t, seenWithin, "the change is seen", func() error { return s.shows(t.Context(), mark) })
				}
				t.Logf("%s was seen by both after %v, %d answers so far", mark, time.Since(begun), answers.Load())
			}
			stop()
			readers.Wait()
		})
	}
}

// marked makes a graph that replaces what is there: claims from number first on, each citing a work of its own. The
// mark is in every text.
func marked(first, claims int, mark string) store.ChangeSet {
	change := store.ChangeSet{Replace: true, Vocabulary: &evidence.Vocabulary{
		Strength: evidence.Weights{Q: map[evidence.Tier]float64{evidence.T1: 0.6, evidence.T2: 0.35, evidence.T3: 0.2}, Qualifying: 0.5, LLMOnly: 0.05},
		Kinds:    []evidence.KindTerm{{ID: evidence.KindConstruct, Label: "Construct", Plural: "Constructs"}},
		Predicates: []*evidence.Predicate{{ID: "originated", Label: "originated", InverseLabel: "originated by", Class: evidence.ClassLineage,
			Lineage: evidence.FlowForward, Section: "creators-lineage", Literal: "never",
			SubjectKinds: []evidence.Kind{evidence.KindTheorist}, ObjectKinds: []evidence.Kind{evidence.KindConstruct}}},
		Sections: []evidence.SectionTerm{{ID: "creators-lineage", Title: "Creators & lineage"}},
	}}
	change.Entities = append(change.Entities,
		&evidence.Theorist{Common: evidence.Common{ID: "mary-ainsworth", Kind: evidence.KindTheorist, Name: "Mary Ainsworth", Summary: mark}},
		&evidence.Construct{Common: evidence.Common{ID: "secure-base", Kind: evidence.KindConstruct, Name: "Secure base", Summary: mark}})
	for i := first; i < first+claims; i++ {
		source := fmt.Sprintf("source-%06d", i)
		change.Entities = append(change.Entities, &evidence.Source{Common: evidence.Common{ID: source, Kind: evidence.KindSource}, Title: mark, Tier: evidence.T1})
		change.Claims = append(change.Claims, &evidence.Claim{ID: fmt.Sprintf("claim-%06d", i), Subject: "mary-ainsworth", Predicate: "originated",
			Object: "secure-base", Text: mark, Stance: evidence.Supports, Provenance: evidence.Sourced,
			Citations: []evidence.Citation{{Source: source, Locator: mark}}})
	}
	return change
}

// instance is a server as the program runs it.
type instance struct {
	live *store.Live
	url  string
}

// startServer serves the shared database, first bringing a change into it.
func startServer(t *testing.T, change store.ChangeSet) *instance {
	t.Helper()
	s := connect(t, neo4j.SharedServer().URI, options())
	if change.Replace {
		if _, err := s.Apply(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
	live, err := store.NewLive(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := server.New(live, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(handler)
	t.Cleanup(web.Close)
	ctx, stop := context.WithCancel(t.Context())
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		live.Watch(ctx, time.Second, func(err error) { t.Logf("watch: %v", err) })
	}()
	t.Cleanup(func() {
		stop()
		<-watched
	})
	return &instance{live, web.URL}
}

// errAskAgain is the answer UNAVAILABLE.
var errAskAgain = errors.New("the server asks to be asked again")

// question reads claims, their citations and ends, which are several reads of the database.
const question = `{"query":"{claims(first:20){nodes{text citations{locator source{title}} object{summary{text}}}}}"}`

// ask gives the mark of an answer, which is the same in all of its parts.
func (s *instance) ask(ctx context.Context) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/graphql", strings.NewReader(question))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/json")
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer reply.Body.Close()
	raw, err := io.ReadAll(reply.Body)
	if err != nil {
		return "", err
	}
	var answer struct {
		Errors []struct{ Extensions struct{ Code string } }
		Data   struct {
			Claims struct {
				Nodes []struct {
					Text      string
					Citations []struct {
						Locator string
						Source  struct{ Title string }
					}
					Object struct{ Summary struct{ Text string } }
				}
			}
		}
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return "", fmt.Errorf("read %s: %w", raw, err)
	}
	if len(answer.Errors) > 0 {
		if answer.Errors[0].Extensions.Code == "UNAVAILABLE" {
			return "", fmt.Errorf("%w: %s", errAskAgain, raw)
		}
		return "", fmt.Errorf("an answer: %s", raw)
	}
	if n := len(answer.Data.Claims.Nodes); n != 20 {
		return "", fmt.Errorf("%d claims: %s", n, raw)
	}
	mark := answer.Data.Claims.Nodes[0].Text
	for _, c := range answer.Data.Claims.Nodes {
		if c.Text != mark || len(c.Citations) != 1 || c.Citations[0].Locator != mark || c.Citations[0].Source.Title != mark || c.Object.Summary.Text != mark {
			return "", fmt.Errorf("a mixture: %s", raw)
		}
	}
	return mark, nil
}

func (s *instance) shows(ctx context.Context, mark string) error {
	got, err := s.ask(ctx)
	if err == nil && got != mark {
		return fmt.Errorf("it shows %s", got)
	}
	return err
}
