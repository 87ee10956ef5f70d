package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTargetsAreFound(t *testing.T) {
	got := parseTargets("?   \texample.org/a\t[no test files]\nFuzzYAML\nFuzzJSONL\nok  \texample.org/a/internal/content\t0.1s\nok  \texample.org/a/b\t0.2s\nFuzzOther\nok  \texample.org/a/graph\t(cached)\n")
	want := []target{{"example.org/a/internal/content", "FuzzYAML"}, {"example.org/a/internal/content", "FuzzJSONL"}, {"example.org/a/graph", "FuzzOther"}}
	if !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if name := want[0].check(time.Minute).name; name != "fuzz content FuzzYAML" {
		t.Errorf("the check is called %q", name)
	}
	if c := want[2].check(time.Minute); c.name != "fuzz graph FuzzOther" || c.file() != logs+"/fuzz-graph-fuzzother.log" {
		t.Errorf("the check is called %q, its log %s", c.name, c.file())
	}
}

func TestWhatWasDoneIsRead(t *testing.T) {
	if got := said([]byte("=== RUN   TestA\n    a_test.go:1: done: 20 kills\n--- PASS: TestA (1s)\n    b_test.go:2: done: 3 loads\n")); got != "20 kills; 3 loads" {
		t.Errorf("done is %q", got)
	}
	if got := said([]byte("--- PASS: TestA (1s)\n    --- PASS: TestA/part (1s)\n--- PASS: TestB (1s)\n")); got != "2 tests" {
		t.Errorf("done is %q", got)
	}
	if got := executions([]byte("fuzz: elapsed: 3s, execs: 10 (3/sec)\nfuzz: elapsed: 6s, execs: 25 (5/sec)\nPASS\n")); got != "25 executions" {
		t.Errorf("done is %q", got)
	}
	if got := executions([]byte("fuzz: elapsed: 0s, gathering baseline coverage: 0/9 completed\nfuzz: elapsed: 3s, gathering baseline coverage: 7/9 completed\nPASS\n")); got != "only 7 kept inputs" {
		t.Errorf("done is %q", got)
	}
}

func TestReportNamesWhatFailed(t *testing.T) {
	var out strings.Builder
	err := report(t.Context(), &out, time.Now(), []outcome{{name: "a", done: "1 test", result: "ok"}, {name: "b", done: "2 tests", result: "FAILED, see b.log", failed: true}}, 2)
	if err == nil || err.Error() != "1 of 2 checks failed" {
		t.Errorf("the end is %v", err)
	}
	for _, part := range []string{"- machine: ", "Neo4j", "| a     | 1 test  | 0s   | ok", "| b     | 2 tests | 0s   | FAILED, see b.log |"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("the report lacks %q:\n%s", part, out.String())
		}
	}
	if err := report(t.Context(), &out, time.Now(), nil, 2); err == nil || !strings.Contains(err.Error(), "given up after 0 of 2") {
		t.Errorf("a report of a run that was given up: %v", err)
	}
}
