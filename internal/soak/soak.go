// Package soak says how long a test lasts: as short as make test wants it, or as long as make soak does.
package soak

import (
	"os"
	"strconv"
	"testing"
	"time"
)

// On tells whether the long runs are asked for, by SECUREBASE_SOAK=1.
func On() bool { return os.Getenv("SECUREBASE_SOAK") == "1" }

// Times is how often something is done: a few times, or in a soak many times, of which SOAK_SCALE asks for a share.
func Times(t testing.TB, few, many int) int {
	t.Helper()
	if !On() {
		return few
	}
	return max(few, int(float64(many)*scale(t)))
}

// Time is how long something lasts, likewise.
func Time(t testing.TB, short, long time.Duration) time.Duration {
	t.Helper()
	return time.Duration(Times(t, int(short), int(long)))
}

// Done tells what a long run has done, for the table at its end.
func Done(t testing.TB, format string, args ...any) {
	t.Helper()
	t.Logf("done: "+format, args...)
}

func scale(t testing.TB) float64 {
	t.Helper()
	text := os.Getenv("SOAK_SCALE")
	if text == "" {
		return 1
	}
	share, err := strconv.ParseFloat(text, 64)
	if err != nil || share <= 0 || share > 1 {
		t.Fatalf("SOAK_SCALE: %q is none; a share of the whole run, such as 0.01, is right", text)
	}
	return share
}
