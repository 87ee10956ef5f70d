package storetest

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

//go:embed testdata/*.txt
var testdata embed.FS

// storyFile is a file of testdata, story one of its cases.
type storyFile struct {
	name  string
	cases []story
}

type story struct {
	title string
	lines []*line
}

// stories reads all files of testdata.
func stories(t *testing.T) []storyFile {
	t.Helper()
	entries, err := testdata.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	var files []storyFile
	for _, entry := range entries {
		content, err := testdata.ReadFile(path.Join("testdata", entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		lines, err := parseLines(string(content))
		if err != nil {
			t.Fatalf("%s: %v", entry.Name(), err)
		}
		file := storyFile{name: strings.TrimSuffix(entry.Name(), ".txt")}
		for _, l := range lines {
			title, ok := strings.CutPrefix(l.text, "case ")
			if !ok {
				t.Fatalf("%s: line %d: a case begins with its title: case …", entry.Name(), l.number)
			}
			file.cases = append(file.cases, story{title, l.below})
		}
		files = append(files, file)
	}
	return files
}

// teller tells one story to a database.
type teller struct {
	t          *testing.T
	open       Open
	store      store.Store
	model      model
	remembered map[string]string
	number     int // of the line
}

func (s story) run(t *testing.T, open Open) {
	tell := &teller{t: t, open: open, store: open(t), model: model{}, remembered: map[string]string{}}
	for _, l := range s.lines {
		tell.number = l.number
		if err := tell.line(l); err != nil {
			t.Fatalf("line %d: %s: %v", tell.number, l.text, err)
		}
	}
	tell.model.checkContent(t, tell.store)
}

func (tell *teller) line(l *line) error {
	command, rest, _ := strings.Cut(l.text, " ")
	words := strings.Fields(rest)
	ctx := tell.t.Context()
	switch command {
	case "apply":
		return tell.apply(l, words)
	case "refuse":
		return tell.refuse(l, words)
	case "entities":
		return ask(tell, l, func() ([]evidence.Entity, error) { return tell.store.Entities(ctx, words) })
	case "claims":
		return ask(tell, l, func() ([]*evidence.Claim, error) { return tell.store.Claims(ctx, words) })
	case "practice":
		return ask(tell, l, func() ([]*evidence.PracticeItem, error) { return tell.store.Practice(ctx, words) })
	case "stream":
		return ask(tell, l, func() (all []any, err error) {
			_, err = tell.store.Stream(ctx, func(r store.Record) error { all = append(all, r); return nil })
			return all, err
		})
	case "find":
		return tell.find(l, rest)
	case "version":
		return tell.version(words)
	case "remember":
		version, err := tell.store.Version(ctx)
		tell.remembered[rest] = version.Digest
		return err
	case "digest":
		return tell.digest(words)
	case "another":
		tell.store, tell.model = tell.open(tell.t), model{}
		return nil
	}
	return errors.New("no such command")
}

// change reads a change and its options.
func (tell *teller) change(l *line, words []string) (store.ChangeSet, error) {
	var all []any
	var remove []string
	for _, below := range l.below {
		if ids, ok := strings.CutPrefix(below.text, "remove:"); ok {
			remove = append(remove, strings.Fields(ids)...)
			continue
		}
		record, err := parseRecord(below)
		if err != nil {
			return store.ChangeSet{}, err
		}
		all = append(all, record)
	}
	change := changeOf(all...)
	change.Delete = remove
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "whole":
			change.Replace = true
		case "seed", "base":
			if i+1 == len(words) {
				return change, fmt.Errorf("%s of what?", words[i])
			}
			if words[i] == "seed" {
				change.Seed = words[i+1]
			} else {
				change.Base = tell.remembered[words[i+1]]
			}
			i++
		default:
			return change, fmt.Errorf("%q is no option", words[i])
		}
	}
	return change, nil
}

func (tell *teller) apply(l *line, words []string) error {
	change, err := tell.change(l, words)
	if err != nil {
		return err
	}
	version, err := tell.store.Apply(tell.t.Context(), change)
	if err != nil {
		return fmt.Errorf("%s: %w", store.CodeOf(err), err)
	}
	tell.model = tell.model.after(change)
	if held, err := tell.store.Version(tell.t.Context()); err != nil || !sameVersion(held, version) {
		return fmt.Errorf("the change says that it left %+v, the database holds %+v (%w)", version, held, err)
	}
	tell.model.checkContent(tell.t, tell.store)
	return nil
}

// sameVersion compares without the clock's reading, which a database does not keep.
func sameVersion(a, b store.Version) bool {
	sameTime := a.At.Equal(b.At)
	a.At = b.At
	return sameTime && a == b
}

func (tell *teller) refuse(l *line, words []string) error {
	code, words := words[0], words[1:]
	var naming []string
	if i := slices.Index(words, "naming"); i >= 0 {
		words, naming = words[:i], words[i+1:]
	}
	change, err := tell.change(l, words)
	if err != nil {
		return err
	}
	before, err := tell.store.Version(tell.t.Context())
	if err != nil {
		return err
	}
	_, err = tell.store.Apply(tell.t.Context(), change)
	var refused *store.Error
	if !errors.As(err, &refused) || string(refused.Code) != code {
		return fmt.Errorf("is to be refused as %s, got %w", code, err)
	}
	for _, word := range naming {
		if !strings.Contains(refused.Message, word) {
			return fmt.Errorf("the message must name %s: %s", word, refused.Message)
		}
	}
	if after := tell.model.checkContent(tell.t, tell.store); !sameVersion(before, after) {
		return fmt.Errorf("a refused change left %+v, before it was %+v", after, before)
	}
	return nil
}

// ask compares an answer's ids with those the story gives, and its contents with what was written.
func ask[T any](tell *teller, l *line, question func() ([]T, error)) error {
	answer, err := question()
	if err != nil {
		return err
	}
	var ids []string
	for _, record := range answer {
		id := publicID(record)
		ids = append(ids, strings.TrimPrefix(id, evidence.PracticePrefix))
		if got, want := canonical(tell.t, record), canonical(tell.t, tell.model[id]); got != want {
			return fmt.Errorf("%s\n got %s\nwant %s", id, got, want)
		}
	}
	spelled := 0
	for _, below := range l.below {
		if strings.HasPrefix(below.text, "gives") {
			if err := compareIDs(below.text, ids); err != nil {
				return err
			}
			continue
		}
		record, err := parseRecord(below)
		if err != nil {
			return err
		}
		if spelled == len(answer) {
			return fmt.Errorf("only %d records were given", len(answer))
		}
		if got, want := canonical(tell.t, answer[spelled]), canonical(tell.t, record); got != want {
			return fmt.Errorf("line %d:\n got %s\nwant %s", below.number, got, want)
		}
		spelled++
	}
	if len(l.below) == 0 {
		return errors.New("a question needs an answer below it")
	}
	return nil
}

// compareIDs compares ids with a line "gives: id id" or "gives nothing"; the vocabulary shows as its sort's name.
func compareIDs(given string, ids []string) error {
	want := strings.Fields(strings.TrimPrefix(given, "gives:"))
	if given == "gives nothing" {
		want = nil
	}
	got := slices.Clone(ids)
	for i, id := range got {
		if id == vocabularyID {
			got[i] = "vocabulary"
		}
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("got %v, want %v", got, want)
	}
	return nil
}

func (tell *teller) find(l *line, typed string) error {
	var text string
	if err := json.Unmarshal([]byte(typed), &text); err != nil {
		return fmt.Errorf("what is typed stands in quotes: %w", err)
	}
	match, err := tell.store.Match(tell.t.Context(), evidence.ParseTextQuery(text))
	if err != nil {
		return err
	}
	if match.More {
		return errors.New("says that there is more")
	}
	if len(l.below) != 1 {
		return errors.New("a question needs one answer below it")
	}
	return compareIDs(l.below[0].text, slices.Concat(match.Entities, match.Claims))
}

func (tell *teller) version(words []string) error {
	version, err := tell.store.Version(tell.t.Context())
	if err != nil {
		return err
	}
	number, err := strconv.ParseInt(words[0], 10, 64)
	if err != nil || number != version.Number {
		return fmt.Errorf("the number is %d", version.Number)
	}
	if number == 0 != version.At.IsZero() {
		return fmt.Errorf("a version has a time when it has a number; it is %v", version.At)
	}
	for i := 1; i < len(words); i++ {
		switch words[i] {
		case "edited", "unedited":
			if version.Edited != (words[i] == "edited") {
				return fmt.Errorf("edited is %t", version.Edited)
			}
		case "seed":
			i++
			if version.Seed != words[i] {
				return fmt.Errorf("the seed is %q", version.Seed)
			}
		default:
			return fmt.Errorf("%q says nothing about a version", words[i])
		}
	}
	return nil
}

func (tell *teller) digest(words []string) error {
	version, err := tell.store.Version(tell.t.Context())
	if err != nil {
		return err
	}
	same := version.Digest == tell.remembered[words[len(words)-1]]
	if want := words[1] != "not"; same != want {
		return fmt.Errorf("the digest is %s", version.Digest)
	}
	return nil
}
