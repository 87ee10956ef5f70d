package storetest

import (
	"fmt"
	"reflect"

	"pgregory.net/rapid"

	"github.com/securebase/securebase/internal/evidence"
)

// text draws what people and machines write: signs of several scripts, signs with a meaning to databases, and none.
func text(t *rapid.T, label string) string {
	signs := []rune("aB1 éß’'\"`\\/%_$?:;{}[]()<>&-—\n\r\t\x00\u200b甘え😀")
	return rapid.StringOfN(rapid.SampledFrom(signs), 0, 12, -1).Draw(t, label)
}

// fill draws a value for every field, so that a field added to a type is tested without a change here.
func fill(t *rapid.T, label string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text(t, label))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, label))
	case reflect.Int:
		v.SetInt(rapid.Int64Range(-1<<53, 1<<53).Draw(t, label))
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(-1e300, 1e300).Draw(t, label))
	case reflect.Pointer:
		if rapid.Bool().Draw(t, label+" is set") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, label, v.Elem())
		}
	case reflect.Slice:
		if n := rapid.IntRange(-1, 2).Draw(t, label+" has"); n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fill(t, label, v.Index(i))
			}
		}
	case reflect.Map:
		if n := rapid.IntRange(-1, 2).Draw(t, label+" has"); n >= 0 {
			v.Set(reflect.MakeMap(v.Type()))
			for range n {
				key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
				fill(t, label+" key", key)
				fill(t, label, value)
				v.SetMapIndex(key, value)
			}
		}
	case reflect.Interface: // a value of a practice item's detail, as JSON gives it
		values := []any{nil, true, 8.0, -0.5, "words", []any{"a", 1.0}, map[string]any{"goal": "security"}}
		if value := rapid.SampledFrom(values).Draw(t, label); value != nil {
			v.Set(reflect.ValueOf(value))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, label+"."+v.Type().Field(i).Name, v.Field(i))
		}
	default:
		t.Fatalf("%s: no value can be drawn for a %s", label, v.Type())
	}
}

// draws makes random records with few ids, so that they meet.
type draws struct{ entities, claims, practice []string }

func newDraws() draws {
	var d draws
	for i := range 6 {
		d.entities = append(d.entities, fmt.Sprintf("entity-%d", i))
		d.claims = append(d.claims, fmt.Sprintf("claim-%d", i))
		d.practice = append(d.practice, fmt.Sprintf("item-%d", i))
	}
	return d
}

// target draws an id to refer to.
func (d draws) target(t *rapid.T) string { return rapid.SampledFrom(d.entities).Draw(t, "target") }

// maybe draws an id to refer to, or "".
func (d draws) maybe(t *rapid.T) string {
	return rapid.SampledFrom(append([]string{""}, d.entities...)).Draw(t, "target or none")
}

// aim gives each of the ids a target.
func (d draws) aim(t *rapid.T, ids []string) {
	for i := range ids {
		ids[i] = d.target(t)
	}
}

func (d draws) aimCitations(t *rapid.T, citations []evidence.Citation) {
	for i := range citations {
		citations[i].Source, citations[i].CitedIn = d.target(t), d.maybe(t)
	}
}

func (d draws) aimAuthors(t *rapid.T, authors []evidence.Author) {
	for i := range authors {
		authors[i].Person = d.maybe(t)
	}
}

func (d draws) entity(t *rapid.T, id string) evidence.Entity {
	kind := rapid.SampledFrom(evidence.Kinds()).Draw(t, "kind")
	entity := evidence.NewEntity(kind)
	fill(t, string(kind), reflect.ValueOf(entity).Elem())
	head := entity.Head()
	head.ID, head.Kind = id, kind
	d.aim(t, head.Sources)
	switch e := entity.(type) {
	case *evidence.Population:
		e.Broader = d.maybe(t)
	case *evidence.Problem:
		e.Broader = d.maybe(t)
		for i := range e.Codes {
			e.Codes[i].CodeSource = d.maybe(t)
		}
	case *evidence.Source:
		d.aimAuthors(t, e.Author)
		d.aimAuthors(t, e.Editor)
		e.Derive()
	}
	return entity
}

func (d draws) claim(t *rapid.T, id string) *evidence.Claim {
	claim := new(evidence.Claim)
	fill(t, "claim", reflect.ValueOf(claim).Elem())
	claim.ID, claim.Subject, claim.Object = id, d.target(t), d.maybe(t)
	claim.Population, claim.FoundIn = d.maybe(t), d.maybe(t)
	d.aim(t, claim.About)
	d.aimCitations(t, claim.Citations)
	return claim
}

func (d draws) item(t *rapid.T, id string) *evidence.PracticeItem {
	item := new(evidence.PracticeItem)
	fill(t, "practice", reflect.ValueOf(item).Elem())
	item.ID, item.FoundIn = id, d.maybe(t)
	item.About = append(item.About, "")
	d.aim(t, item.About)
	d.aimCitations(t, item.Citations)
	return item
}

func (d draws) vocabulary(t *rapid.T) *evidence.Vocabulary {
	vocabulary := new(evidence.Vocabulary)
	fill(t, "vocabulary", reflect.ValueOf(vocabulary).Elem())
	return vocabulary
}

// some draws a few different ids.
func some(t *rapid.T, label string, ids []string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 0, 3, rapid.ID[string]).Draw(t, label)
}
