package sqlite

import (
	"slices"
	"strings"
	"testing"
)

func TestListsAreReadAsTheyWereWritten(t *testing.T) {
	db := raw(t, newFile(t))
	read := func(column any) ([]string, error) {
		rows, err := db.QueryContext(t.Context(), "SELECT ?1 AS list", column)
		if err != nil {
			t.Fatal(err)
		}
		c, err := newCursor("sample", rows, func(error) {})
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for c.next() {
			all = c.list("list")
		}
		return all, c.finish()
	}
	pieces := []string{"", "a", `"`, `\`, ",", `","`, "[", "]", " ", "é", "\n", "<"}
	for _, x := range pieces {
		for _, y := range pieces {
			for _, want := range [][]string{{x + y}, {x, y}, {"secure", x + y, "base"}} {
				written, err := encode(want)
				if err != nil {
					t.Fatal(err)
				}
				if got, err := read(written); err != nil || !slices.Equal(got, want) {
					t.Fatalf("%s is read as %q (%v), want %q", written, got, err, want)
				}
			}
		}
	}
	for written, want := range map[string]string{ // as another program may write them
		`[ "a", "b" ]`:   "a|b",
		`["a", "b"]`:     "a|b",
		`["a" ,"b","c"]`: "a|b|c",
		`["\u0061","b"]`: "a|b",
		`[]`:             "",
	} {
		if got, err := read(written); err != nil || strings.Join(got, "|") != want {
			t.Errorf("%s is read as %q (%v), want %s", written, got, err, want)
		}
	}
	if got, err := read(nil); err != nil || got != nil {
		t.Errorf("nothing is read as %q (%v)", got, err)
	}
	for _, wrong := range []string{`["a",["b"]]`, `["a",",","b"`, `["a",1]`, `["a",",","b","]`, "a"} {
		if got, err := read(wrong); err == nil || !strings.HasPrefix(err.Error(), "read the JSON in column list of sample: ") {
			t.Errorf("%s is read as %q (%v), want an error", wrong, got, err)
		}
	}
}
