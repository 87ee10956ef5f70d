package main

import (
	"strings"
	"testing"
	"time"
)

func TestRatiosCompareTurnByTurn(t *testing.T) {
	second := time.Second
	ours := []time.Duration{second, 2 * second, second, second}
	theirs := []time.Duration{2 * second, 4 * second, 3 * second, second}
	if r := ratioOf(ours, theirs); r != (ratio{2, 2, 3}) {
		t.Errorf("%+v", r)
	}
}

func TestVerdicts(t *testing.T) {
	g := atLeast(1, "1.0×")
	for want, r := range map[string]ratio{
		"met": {1.2, 1.1, 1.3}, "met (close)": {1.2, 0.9, 1.3}, "missed": {0.5, 0.4, 0.6}, "missed (close)": {0.9, 0.8, 1.1},
	} {
		if target, verdict := g.judgeRatio(r); verdict != want || target != "≥ 1.0×" {
			t.Errorf("%v is %q of %q, want %q", r, verdict, target, want)
		}
	}
	if target, verdict := (goal{}).judge(1); target != "" || verdict != "" {
		t.Errorf("no goal is %q, %q", target, verdict)
	}
	if target, verdict := within(2 * time.Millisecond).judge(float64(3 * time.Millisecond)); target != "≤ 2.00 ms" || verdict != "missed" {
		t.Errorf("%q, %q", target, verdict)
	}
}

func TestFiguresHaveThreeDigits(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0": 0, "1.50 µs": 1500, "15.0 µs": 15_000, "150 µs": 150_000, "1.50 ms": 1_500_000, "2.05 s": 2_050_000_000,
	} {
		if got := figure(d); got != want {
			t.Errorf("%d is %s, want %s", d, got, want)
		}
	}
	for want, bytes := range map[string]float64{"12.0 B": 12, "1.50 kB": 1500, "57.3 MB": 57.3e6, "2.00 GB": 2e9} {
		if got := size(bytes); got != want {
			t.Errorf("%v is %s, want %s", bytes, got, want)
		}
	}
	for want, n := range map[string]int{"7": 7, "1,000": 1000, "2,000,000": 2_000_000, "200,000": 200_000} {
		if got := thousands(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}

func TestTablesAreInLine(t *testing.T) {
	var out strings.Builder
	table := &table{title: "Times", head: []string{"what", "p50"}}
	table.add("list of 50 × 5", "1 µs")
	table.print(&out)
	want := "\n### Times\n\n| what           | p50  |\n|----------------|------|\n| list of 50 × 5 | 1 µs |\n"
	if out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}
