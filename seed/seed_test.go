package seed

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestDigest(t *testing.T) {
	whole, err := Digest()
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := Digest(); again != whole || len(whole) != 64 {
		t.Errorf("Digest gives %q, then %q; the same 64 digits are wanted", whole, again)
	}
	base := fstest.MapFS{"a.yaml": {Data: []byte("x")}, "b.yaml": {Data: []byte("y")}}
	want, _ := digest(base)
	for what, other := range map[string]fstest.MapFS{
		"contents": {"a.yaml": {Data: []byte("x")}, "b.yaml": {Data: []byte("z")}},
		"a path":   {"a.yaml": {Data: []byte("x")}, "c.yaml": {Data: []byte("y")}},
		"a border": {"a.yaml": {Data: []byte("")}, "b.yaml": {Data: []byte("xy")}},
	} {
		if got, _ := digest(other); got == want {
			t.Errorf("the digest stays the same when %s changes", what)
		}
	}
}

// TestLineByLine keeps the files reviewable: one field a line, no tabs or stray spaces, a marked end.
func TestLineByLine(t *testing.T) {
	err := fs.WalkDir(FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(FS, path)
		if err != nil {
			return err
		}
		text := string(raw)
		if !strings.HasPrefix(text, "# ") || !strings.HasSuffix(text, "\n...\n") {
			t.Errorf("%s: begins with a comment and ends with the line ...", path)
		}
		for i, line := range strings.Split(text, "\n") {
			trimmed := strings.TrimLeft(line, " ")
			_, afterDash, isItem := strings.Cut(trimmed, "- ")
			switch {
			case strings.ContainsAny(line, "\t\r"), strings.HasSuffix(line, " "):
				t.Errorf("%s:%d: holds a tab, a carriage return or a space at its end", path, i+1)
			case (len(line)-len(trimmed))%2 == 1:
				t.Errorf("%s:%d: indented by an odd number of spaces", path, i+1)
			case isItem && strings.HasPrefix(trimmed, "- ") && strings.HasPrefix(afterDash, "{"):
				t.Errorf("%s:%d: several fields on one line", path, i+1)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
