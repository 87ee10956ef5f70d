package export

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
)

// FuzzCypher writes records with any texts as a script and reads the script. It makes the nodes and relationships that an
// import makes, and every record comes out of it as it went in. Texts that are no UTF-8 are refused.
func FuzzCypher(f *testing.F) {
	for _, text := range []string{"plain", "O'Brien", `back\slash`, `\u0027`, `\\u0027`, `\`, `\'`, "a;\nb", "\x00\x1d\x1e\x1f\x7f\u0085\u2028\ufeff", "漢 \U0001F600", `'}) DETACH DELETE n; //`,
		"\xff", "`", "\u001e\n", "// no comment\n/* none */", `{"a":"b"}`, "$param {x}", strings.Repeat("long ", 300), " ", "\ud7ff\ue000\U0010ffff"} {
		f.Add(text, "Mary Ainsworth", text, 0.5, int64(1))
		f.Add("words", text, "p. 3", -1e300, int64(-1))
	}
	f.Fuzz(func(t *testing.T, text, name, locator string, value float64, seconds int64) {
		if value != value || value-value != 0 {
			return // no JSON holds these
		}
		records := recordsOf(text, name, locator, value)
		c := &Content{Version: "fuzz", Lens: locator, Part: name, Records: len(records),
			version: store.Version{Number: 3, Digest: "of another graph", At: time.Unix(seconds%1e11, 5).UTC(), Seed: "seed"},
			each: func(_ context.Context, yield func(any) error) error {
				for _, r := range records {
					if err := yield(r); err != nil {
						return err
					}
				}
				return nil
			}}
		var script bytes.Buffer
		err := Cypher(t.Context(), c, &script, func() {})
		if !utf8.ValidString(text + "\x00" + name + "\x00" + locator) {
			if err == nil {
				t.Fatal("texts that are no UTF-8 are written")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		got, err := readScript(script.String())
		if err != nil {
			t.Fatalf("%v\n%s", err, script.String())
		}
		want, err := shaped(c, records)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.schema, want.schema) {
			t.Fatalf("the schema is set up by %q", got.schema)
		}
		if g, w := sorted(got.nodes), sorted(want.nodes); !slices.Equal(g, w) {
			t.Fatalf("the nodes are\n%s\nwant\n%s", strings.Join(g, "\n"), strings.Join(w, "\n"))
		}
		if g, w := sorted(got.links), sorted(want.links); !slices.Equal(g, w) {
			t.Fatalf("the relationships are\n%s\nwant\n%s", strings.Join(g, "\n"), strings.Join(w, "\n"))
		}
		var lines, kept []string
		for _, r := range records {
			line, err := evidence.Line(r)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, string(line))
		}
		for _, n := range got.nodes {
			if record, ok := n.shown["record"].(string); ok {
				kept = append(kept, `{"`+sortOf(n.labels[0])+`":`+record+"}")
			}
		}
		slices.Sort(lines)
		slices.Sort(kept)
		if !slices.Equal(kept, lines) {
			t.Fatalf("the records are\n%s\nwant\n%s", strings.Join(kept, "\n"), strings.Join(lines, "\n"))
		}
	})
}

func sortOf(label string) string {
	return map[string]string{"Vocabulary": "vocabulary", "Entity": "entity", "Claim": "claim", "PracticeItem": "practice"}[label]
}

// recordsOf makes a record of each sort, with the texts in all sorts of fields.
func recordsOf(text, name, locator string, value float64) []any {
	year := len(text)
	return []any{
		&evidence.Vocabulary{Predicates: []*evidence.Predicate{{ID: "originated", Label: name, Definition: text}}, Sections: []evidence.SectionTerm{{ID: "s", Title: text}}},
		&evidence.Theorist{Common: evidence.Common{ID: "mary-ainsworth", Kind: evidence.KindTheorist, Name: name, Aliases: []string{text, "", locator}, Summary: text}, Fields: []string{text}},
		&evidence.Construct{Common: evidence.Common{ID: "secure-base", Kind: evidence.KindConstruct, Name: text, Note: locator, Sources: []string{"bowlby-1988"}}, Introduced: &year},
		&evidence.Source{Common: evidence.Common{ID: "bowlby-1988", Kind: evidence.KindSource}, Title: text, Author: []evidence.Author{{Family: name, Given: locator, Person: "mary-ainsworth"}}, Tier: evidence.T1},
		&evidence.Claim{ID: "c", Subject: "mary-ainsworth", Predicate: "originated", Object: "secure-base", Text: text, Value: name, Stance: evidence.Supports, Provenance: evidence.Sourced,
			Effect: &evidence.Effect{Value: &value, Text: locator}, Citations: []evidence.Citation{{Source: "bowlby-1988", Locator: locator, CheckedAt: []string{text}}}},
		&evidence.PracticeItem{ID: "p", Kind: "exercise", About: []string{"secure-base"}, Title: name, Text: text, Items: []string{text, text}, Provenance: evidence.LLM,
			Detail: map[string]any{"goal": text, name: value}},
	}
}

// shaped is what an import makes of records, where properties show a space for the separators of a script, and nothing for
// what is empty.
func shaped(c *Content, records []any) (made, error) {
	var all made
	statements, done, err := neo4j.Schema()
	if err != nil {
		return all, err
	}
	for _, s := range statements {
		all.schema = append(all.schema, strings.TrimSpace(s))
	}
	shape := neo4j.NewShape()
	nodes := done
	var links []neo4j.Relationship
	for _, r := range records {
		n, l, err := shape.Record(r)
		if err != nil {
			return all, err
		}
		nodes, links = append(nodes, n...), append(links, l...)
	}
	nodes = append(nodes, shape.Version(c.version, c.whole())...)
	for _, n := range nodes {
		all.nodes = append(all.nodes, madeNode{n.Labels, inScript(n.Properties)})
		err = errors.Join(err, lossless(n))
	}
	for _, l := range append(links, shape.Edges()...) {
		all.links = append(all.links, madeLink{l.Type, l.From.Label + " " + l.From.ID, l.To.Label + " " + l.To.ID, inScript(l.Properties)})
	}
	return all, err
}

// lossless says whether the properties from which the program reads hold no separators.
func lossless(n neo4j.Node) error {
	for _, key := range []string{"id", "record", "stamp"} {
		if text, ok := n.Properties[key].(string); ok && strings.ContainsAny(text, "\x1d\x1e\x1f") {
			return errors.New(key + " holds a separator")
		}
	}
	return nil
}

func inScript(properties map[string]any) map[string]any {
	spaced := strings.NewReplacer("\x1d", " ", "\x1e", " ", "\x1f", " ")
	shown := map[string]any{}
	for key, value := range properties {
		switch v := value.(type) {
		case string:
			if v != "" {
				shown[key] = spaced.Replace(v)
			}
		case []string:
			var list []string
			for _, part := range v {
				list = append(list, spaced.Replace(part))
			}
			if len(list) > 1 || len(list) == 1 && list[0] != "" {
				shown[key] = list
			}
		case int:
			shown[key] = int64(v)
		case nil:
		default:
			shown[key] = v
		}
	}
	return shown
}
