package export_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"path/filepath"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/content"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/export"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/sqlite"
	"github.com/securebase/securebase/seed"
)

// TestTheArchiveIsWholeAndJoined reads the files as neo4j-admin does: a header that names and types the columns, rows
// of that many cells, and relationships between nodes that are there.
func TestTheArchiveIsWholeAndJoined(t *testing.T) {
	graph, _ := content.ReadYAML(seed.FS)
	change := graph.ChangeSet()
	odd := *change.Claims[0]
	odd.Text = "O'Brien said \"so\", \\ twice;\r\nand then"
	change.Claims[0] = &odd
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	live, err := store.NewLive(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	told := 0
	if err := export.CSV(t.Context(), export.Whole(live, evidence.Lens{}), &packed, func() { told++ }); err != nil {
		t.Fatal(err)
	}
	if told != change.Size() {
		t.Errorf("progress was told of %d records, there are %d", told, change.Size())
	}
	archive, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		t.Fatal(err)
	}
	nodes := map[string]bool{} // "Entity secure-base"
	var ends []string
	rows := map[string]int{}
	manual := ""
	for _, file := range archive.File {
		from, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(file.Name, ".csv") {
			var text bytes.Buffer
			if _, err := text.ReadFrom(from); err != nil {
				t.Fatal(err)
			}
			if file.Name == "README.txt" {
				manual = text.String()
			}
			continue
		}
		all, err := csv.NewReader(from).ReadAll() // it refuses rows of unlike length
		if err != nil {
			t.Fatalf("%s: %v", file.Name, err)
		}
		header := all[0]
		rows[file.Name] = len(all) - 1
		for _, row := range all[1:] {
			for i, column := range header {
				name, kind, _ := strings.Cut(column, ":")
				group := strings.TrimSuffix(kind[strings.IndexByte(kind, '(')+1:], ")")
				switch {
				case strings.HasPrefix(kind, "ID("):
					nodes[group+" "+row[i]] = true
				case strings.HasPrefix(kind, "START_ID("), strings.HasPrefix(kind, "END_ID("):
					ends = append(ends, group+" "+row[i])
				case name == "text" && row[0] == odd.ID && row[i] != strings.ReplaceAll(odd.Text, "\r\n", "\n"): // the reader does so
					t.Errorf("the text is %q", row[i])
				}
			}
		}
		if flag := strings.SplitN(file.Name, "-", 2)[0]; !strings.Contains(manual, "--"+flag+"="+file.Name) {
			t.Errorf("README.txt does not load %s", file.Name)
		}
	}
	for _, end := range ends {
		if !nodes[end] {
			t.Errorf("a relationship leads to %s, which is not there", end)
		}
	}
	if rows["nodes-claim.csv"] != len(change.Claims) || rows["relationships-edges.csv"] < 1000 || len(ends) < 20000 {
		t.Errorf("rows %v, %d ends", rows, len(ends))
	}
}
