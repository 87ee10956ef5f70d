package server_test

import (
	"archive/zip"
	"bytes"
	"net/http"
	"strings"
	"testing"
)

func TestExportsAreFilesOfWhatIsOnTheScreen(t *testing.T) {
	srv, _ := start(t)
	for _, test := range []struct{ name, address, file, has string }{
		{"all as JSON Lines", "/export/jsonl", "secure-base.jsonl", `"records":5`},
		{"all as Cypher", "/export/cypher", "secure-base.cypher", "// licence of the wording: CC-BY-4.0"},
		{"a lineage as Cypher", "/export/cypher?lineage=secure-base&direction=ancestors&depth=2", "secure-base-lineage-of-secure-base.cypher",
			"// part: lineage of secure-base, ancestors, depth 2\n"},
		{"a neighborhood under a lens", "/export/cypher?neighborhood=secure-base&tier=T1&llm=off", "secure-base-neighborhood-of-secure-base.cypher", "// lens: "},
		{"paths", "/export/jsonl?from=mary-ainsworth&to=secure-base", "secure-base-paths-mary-ainsworth-to-secure-base.jsonl", `"claim":{"id":"mary-ainsworth.originated.secure-base"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := send(t, http.MethodGet, srv.URL+test.address, "", "")
			if got.status != http.StatusOK || !strings.Contains(got.body, test.has) {
				t.Errorf("status %d, %.300s", got.status, got.body)
			}
			if want := `attachment; filename="` + test.file + `"`; got.header.Get("Content-Disposition") != want {
				t.Errorf("the file is %s, want %s", got.header.Get("Content-Disposition"), want)
			}
		})
	}
	got := send(t, http.MethodGet, srv.URL+"/export/csv", "", "")
	if files, err := zip.NewReader(bytes.NewReader([]byte(got.body)), int64(len(got.body))); err != nil || len(files.File) < 8 {
		t.Errorf("the archive: %v", err)
	}
}

func TestABadExportGetsOneClearError(t *testing.T) {
	srv, _ := start(t)
	for _, test := range []struct {
		name, address string
		status        int
		says          string
	}{
		{"unknown format", "/export/xml", http.StatusNotFound, `format: \"xml\" is no format; one of jsonl, cypher, csv is right`},
		{"unknown field", "/export/cypher?lineages=secure-base", http.StatusBadRequest, "lineages: is no field of an export"},
		{"unknown entity", "/export/cypher?lineage=secure-bse", http.StatusBadRequest, "did you mean secure-base?"},
		{"two parts", "/export/cypher?lineage=secure-base&neighborhood=secure-base", http.StatusBadRequest, "name one part"},
		{"half a path", "/export/cypher?to=secure-base", http.StatusBadRequest, "from: is missing"},
		{"a path to itself", "/export/cypher?from=secure-base&to=secure-base", http.StatusBadRequest, "to: is the same as from"},
		{"depth", "/export/cypher?lineage=secure-base&depth=99", http.StatusBadRequest, `depth: \"99\" is out of range; 0 to 12 is right`},
		{"direction", "/export/cypher?lineage=secure-base&direction=up", http.StatusBadRequest, "direction:"},
		{"a field of another part", "/export/cypher?lineage=secure-base&hops=3", http.StatusBadRequest, "hops: says nothing"},
		{"a depth of nothing", "/export/cypher?depth=3", http.StatusBadRequest, "depth: says nothing"},
		{"lens", "/export/cypher?tier=T9", http.StatusBadRequest, "tier"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := send(t, http.MethodGet, srv.URL+test.address, "", "")
			if got.status != test.status || !strings.Contains(got.body, test.says) || strings.Count(got.body, `"message"`) != 1 {
				t.Errorf("status %d, %s", got.status, got.body)
			}
			if got.header.Get("Content-Disposition") != "" {
				t.Error("an error is sent as a file")
			}
		})
	}
}
