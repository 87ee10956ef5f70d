package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

func theorist(id string) evidence.Entity {
	return &evidence.Theorist{Common: evidence.Common{ID: id, Kind: evidence.KindTheorist}}
}

func TestChangeSetCheck(t *testing.T) {
	var noTheorist *evidence.Theorist
	about := []string{"mary-ainsworth"}
	tests := []struct {
		name   string
		change store.ChangeSet
		want   string // a part of the message; "" for a change that is well
	}{
		{"nothing", store.ChangeSet{}, ""},
		{"one of each", store.ChangeSet{
			Entities: []evidence.Entity{theorist("mary-ainsworth")},
			Claims:   []*evidence.Claim{{ID: "ainsworth-originated"}},
			Practice: []*evidence.PracticeItem{{ID: "mary-ainsworth", About: about}},
			Delete:   []string{"john-bowlby", "practice:ainsworth-originated"},
		}, ""},
		{"no entity", store.ChangeSet{Entities: []evidence.Entity{theorist("mary-ainsworth"), nil}}, "an empty entity (number 2 of its sort)"},
		{"a nil entity", store.ChangeSet{Entities: []evidence.Entity{noTheorist}}, "an empty entity (number 1 of its sort)"},
		{"no claim", store.ChangeSet{Claims: []*evidence.Claim{nil}}, "an empty claim"},
		{"no practice item", store.ChangeSet{Practice: []*evidence.PracticeItem{nil}}, "an empty practice item"},
		{"an entity without id", store.ChangeSet{Entities: []evidence.Entity{theorist("")}}, "an entity without an id (number 1 of its sort)"},
		{"a claim without id", store.ChangeSet{Claims: []*evidence.Claim{{}}}, "a claim without an id"},
		{"a practice item without id", store.ChangeSet{Practice: []*evidence.PracticeItem{{About: about}}}, "a practice item without an id"},
		{"an id like a public one", store.ChangeSet{Entities: []evidence.Entity{theorist("practice:mary")}}, `The id "practice:mary" begins with "practice:"`},
		{"the longest id", store.ChangeSet{Entities: []evidence.Entity{theorist(strings.Repeat("a", store.MaxID))}}, ""},
		{"too long an id", store.ChangeSet{Entities: []evidence.Entity{theorist("x"), theorist(strings.Repeat("a", 9000))}},
			`The id of an entity (number 2 of its sort, "` + strings.Repeat("a", 40) + `"…) is 9000 bytes long; 512 is the most.`},
		{"too long a predicate", store.ChangeSet{Claims: []*evidence.Claim{{ID: "x", Predicate: strings.Repeat("a", 513)}}},
			`The predicate of the claim "x" is 513 bytes long; 512 is the most.`},
		{"too long a predicate of the vocabulary", store.ChangeSet{Vocabulary: &evidence.Vocabulary{Predicates: []*evidence.Predicate{{ID: strings.Repeat("a", 513)}}}},
			"The id of a predicate (number 1 of its sort"},
		{"a kind that is none", store.ChangeSet{Entities: []evidence.Entity{&evidence.Theorist{Common: evidence.Common{ID: "x", Kind: "Person"}}}}, `has the kind "Person"`},
		{"another kind", store.ChangeSet{Entities: []evidence.Entity{&evidence.Theorist{Common: evidence.Common{ID: "x", Kind: evidence.KindSource}}}}, `has the kind "Source"`},
		{"an entity twice", store.ChangeSet{Entities: []evidence.Entity{theorist("mary-ainsworth"), theorist("mary-ainsworth")}}, `"mary-ainsworth" twice, as an entity and as an entity`},
		{"an entity and a claim", store.ChangeSet{Entities: []evidence.Entity{theorist("x")}, Claims: []*evidence.Claim{{ID: "x"}}}, `"x" twice, as an entity and as a claim`},
		{"written and removed", store.ChangeSet{Entities: []evidence.Entity{theorist("x")}, Delete: []string{"x"}}, `"x" twice, as an entity and as an id to remove`},
		{"about nothing", store.ChangeSet{Practice: []*evidence.PracticeItem{{ID: "step-1"}}}, `The practice item "step-1" is about nothing`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := test.change.Check()
			if test.want == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if store.CodeOf(err) != store.Invalid || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %s: %v, want invalid: … %s …", store.CodeOf(err), err, test.want)
			}
		})
	}
}

func TestCodeOf(t *testing.T) {
	conflict := store.Errorf(store.Conflict, "Someone was faster.")
	tests := []struct {
		err  error
		want store.Code
	}{
		{nil, ""},
		{conflict, store.Conflict},
		{fmt.Errorf("apply: %w", conflict), store.Conflict},
		{errors.Join(errors.New("first"), conflict), store.Conflict},
		{errors.New("anything else"), store.Internal},
	}
	for _, test := range tests {
		if got := store.CodeOf(test.err); got != test.want {
			t.Errorf("the code of %v is %q, want %q", test.err, got, test.want)
		}
	}
}

func TestCounter(t *testing.T) {
	store.BeginStatement(context.Background(), "sqlite", "not counted")(nil)
	outer, all := store.WithCounter(context.Background())
	store.BeginStatement(outer, "sqlite", "entities")(nil)
	inner, some := store.WithCounter(outer)
	store.BeginStatement(inner, "sqlite", "claims")(nil)
	if all.Count() != 1 || !slices.Equal(some.Names(), []string{"claims"}) {
		t.Errorf("counted %v and %v; a context has the counter it was given last", all.Names(), some.Names())
	}
}

func TestStatementsAreWatchedToTheirEnd(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "graph.db"))
	begun, ended := map[string]int{}, map[string]int{}
	ctx := store.WithStatementWatcher(t.Context(), func(_ context.Context, database, statement string) func(error) {
		begun[database+" "+statement]++
		return func(err error) {
			if err != nil {
				t.Errorf("%s: %v", statement, err)
			}
			ended[database+" "+statement]++
		}
	})
	if _, err := db.Apply(ctx, naming("john-bowlby", "John Bowlby")); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Entities(ctx, []string{"john-bowlby"}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Stream(ctx, func(store.Record) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(begun, ended) || begun["sqlite entities"] != 1 || begun["sqlite stream_entities"] != 1 || begun["sqlite commit"] != 1 {
		t.Errorf("begun %v\nended %v", begun, ended)
	}
}
