package graph

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/store"
)

// FuzzCursor takes pages out of a list by cursors of any bytes. A page is what Relay's specification gives for the same
// cursors, page after page gives the whole list once, and what is no cursor of the list is refused.
func FuzzCursor(f *testing.F) {
	kind := numbers()
	for _, cursor := range []string{"", kind.cursor(0), kind.cursor(20), kind.cursor(299), kind.cursor(21) + "=", "n", "bjo", base64.RawURLEncoding.EncodeToString([]byte("n:id-300")),
		base64.RawURLEncoding.EncodeToString([]byte("c:id-20")), base64.RawURLEncoding.EncodeToString([]byte("n:")), base64.StdEncoding.EncodeToString([]byte("n:id-\xff\xfe")), strings.Repeat("A", 5000), "\x00\n<b>"} {
		f.Add(cursor, kind.cursor(60), int16(5), int16(-200), uint8(3))
		f.Add(kind.cursor(2), cursor, int16(-200), int16(7), uint8(1))
		f.Add(cursor, cursor, int16(100), int16(0), uint8(2))
	}
	f.Fuzz(func(t *testing.T, after, before string, first, last int16, step uint8) {
		list := every(300, max(1, int(step)))
		span := Span{First: given(first), Last: given(last)}
		lo, hi := -1, 300
		for _, c := range []struct {
			text string
			into **string
			at   *int
		}{{after, &span.After, &lo}, {before, &span.Before, &hi}} {
			if c.text == "" {
				continue
			}
			*c.into = &c.text
			n, err := kind.parse("after", c.text)
			if err != nil {
				refusedWell(t, err)
				if _, err := cut(list, span, kind); err == nil {
					t.Fatalf("%q is no cursor and gives a page", c.text)
				}
				return
			}
			if again, err := kind.parse("after", kind.cursor(n)); err != nil || again != n {
				t.Fatalf("%q stands on %d, and its own cursor on %d (%v)", c.text, n, again, err)
			}
			*c.at = int(n)
		}
		page, err := cut(list, span, kind)
		wrong := outOfBounds(span.First) || outOfBounds(span.Last)
		if wrong != (err != nil) {
			t.Fatalf("%+v gives %v", span, err)
		}
		if err != nil {
			refusedWell(t, err)
			return
		}
		want := slices.DeleteFunc(slices.Clone(list), func(n int32) bool { return int(n) <= lo || int(n) >= hi })
		between := len(want)
		if span.First != nil || span.Last == nil {
			want = want[:min(len(want), orElse(span.First, defaultFirst))]
		}
		if span.Last != nil {
			want = want[max(0, len(want)-*span.Last):]
		}
		if !slices.Equal(page.items, want) || page.TotalCount != len(list) {
			t.Fatalf("%+v of %v gives %v of %d, want %v", span, list, page.items, page.TotalCount, want)
		}
		if span.First != nil && page.PageInfo().HasNextPage != (between > *span.First) {
			t.Fatalf("%+v of %d between the cursors has a next page: %t", span, between, page.PageInfo().HasNextPage)
		}
		if span.Last != nil && page.PageInfo().HasPreviousPage != (between > *span.Last) {
			t.Fatalf("%+v of %d between the cursors has a previous page: %t", span, between, page.PageInfo().HasPreviousPage)
		}
		if ends := page.PageInfo().StartCursor != nil && page.PageInfo().EndCursor != nil; ends != (len(want) > 0) ||
			ends && (*page.PageInfo().StartCursor != kind.cursor(want[0]) || *page.PageInfo().EndCursor != kind.cursor(want[len(want)-1])) {
			t.Fatalf("the page of %v has %+v", want, page.PageInfo())
		}
		walk(t, list, kind, 1+int(step)%maxFirst)
	})
}

// numbers is a list of the numbers up to 300, called id-0 and so on.
func numbers() listKind {
	return listKind{"n:", func(n int32) string { return "id-" + strconv.Itoa(int(n)) }, func(id string) (int32, bool) {
		text, ok := strings.CutPrefix(id, "id-")
		n, err := strconv.Atoi(text)
		return int32(n), ok && err == nil && n >= 0 && n < 300 && strconv.Itoa(n) == text
	}, byNumber}
}

// every gives every so-manieth number, so that a cursor may stand on one that is not in the list.
func every(of, step int) []int32 {
	var list []int32
	for n := 0; n < of; n += step {
		list = append(list, int32(n))
	}
	return list
}

// given leaves a number out that is far below 0.
func given(n int16) *int {
	if n < -100 {
		return nil
	}
	size := int(n)
	return &size
}

func outOfBounds(size *int) bool { return size != nil && (*size < 0 || *size > maxFirst) }

func refusedWell(t *testing.T, err error) {
	t.Helper()
	code := store.CodeOf(err)
	if code != store.Invalid && code != store.LimitExceeded || len(err.Error()) > 600 || strings.ContainsAny(err.Error(), "\x00\n\r") {
		t.Fatalf("it is refused with %s: %q", code, err)
	}
}

// walk goes through a list forwards and backwards, page by page.
func walk(t *testing.T, list []int32, kind listKind, size int) {
	t.Helper()
	var forwards, backwards []int32
	for span := (Span{First: &size}); ; {
		page, err := cut(list, span, kind)
		if err != nil {
			t.Fatal(err)
		}
		forwards = append(forwards, page.items...)
		if !page.PageInfo().HasNextPage || len(forwards) > len(list) {
			break
		}
		span.After = page.PageInfo().EndCursor
	}
	for span := (Span{Last: &size}); ; {
		page, err := cut(list, span, kind)
		if err != nil {
			t.Fatal(err)
		}
		backwards = append(slices.Clone(page.items), backwards...)
		if !page.PageInfo().HasPreviousPage || len(backwards) > len(list) {
			break
		}
		span.Before = page.PageInfo().StartCursor
	}
	if !slices.Equal(forwards, list) || !slices.Equal(backwards, list) {
		t.Fatalf("page by page %v is %v forwards and %v backwards", list, forwards, backwards)
	}
}
