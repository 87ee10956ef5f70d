// Package soak says how long a test lasts: as short as make test wants it, or as long as make soak does.
package soak

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"
)

// On tells whether the long runs are asked for, by SECUREBASE_SOAK=1.
func On() bool { return os.Getenv("SECUREBASE_SOAK") == "1" }

// Whole tells whether all of the long runs is asked for, for those that cannot be had in part.
func Whole() bool { return On() && Scale() == 1 }

// Times is how often something is done: a few times, or in a soak many times, of which SOAK_SCALE asks for a share.
func Times(few, many int) int {
	if !On() {
		return few
	}
	return max(few, int(float64(many)*Scale()))
}

// Time is how long something lasts, likewise.
func Time(short, long time.Duration) time.Duration {
	return time.Duration(Times(int(short), int(long)))
}

// Done tells what a long run has done, for the table at its end.
func Done(t testing.TB, format string, args ...any) {
	t.Helper()
	t.Logf("done: "+format, args...)
}

// Scale is the share of a soak that SOAK_SCALE asks for. It panics if that is none; see Share.
func Scale() float64 {
	share, err := Share()
	if err != nil {
		panic(err)
	}
	return share
}

// Share reads SOAK_SCALE.
func Share() (float64, error) {
	text := os.Getenv("SOAK_SCALE")
	if text == "" {
		return 1, nil
	}
	share, err := strconv.ParseFloat(text, 64)
	if err != nil || !(share > 0 && share <= 1) {
		return 0, fmt.Errorf("SOAK_SCALE: %q is no share of the whole run; 0.01 is one, and 1 is all", text)
	}
	return share, nil
}
