package sqlite

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/securebase/securebase/internal/store"
)

// place is where a database is and how it is to be opened.
type place struct {
	file     string // absolute
	readOnly bool
	create   bool
	looks    bool // opened by LookAt, which may copy
	wait     int  // milliseconds to wait for another program's lock
	maxPages int  // of the file; 0 for no limit
}

const defaultWait = 5000

// parsePlace reads a file name or a URI, "file:securebase.db?mode=ro". The URI's parameters are mode (ro, rw or rwc),
// busy_timeout (milliseconds to wait for another program's lock) and max_page_count (the most the file may grow to).
func parsePlace(path string) (place, error) {
	p := place{create: true, wait: defaultWait}
	name := path
	if rest, ok := strings.CutPrefix(path, "file:"); ok {
		var query string
		name, query, _ = strings.Cut(rest, "?")
		unescaped, err := url.PathUnescape(strings.TrimPrefix(name, "//"))
		if err != nil {
			return p, store.Errorf(store.Invalid, "%q is no valid address of a file; write file:NAME or just NAME.", path)
		}
		name = unescaped
		values, err := url.ParseQuery(query)
		if err != nil {
			return p, store.Errorf(store.Invalid, "The parameters of %q cannot be read; write them as mode=ro.", path)
		}
		if err := p.parameters(values); err != nil {
			return p, err
		}
	}
	if name == "" || strings.HasPrefix(name, ":memory:") {
		return p, store.Errorf(store.Invalid, "A database in memory would be lost at once; name a file, such as securebase.db.")
	}
	file, err := filepath.Abs(name)
	if err != nil {
		return p, store.Errorf(store.Invalid, "%q is no file name here; give the full path.", name)
	}
	p.file = file
	return p, nil
}

func (p *place) parameters(values url.Values) error {
	for key, all := range values {
		value := all[len(all)-1]
		var err error
		switch key {
		case "mode":
			if value != "ro" && value != "rw" && value != "rwc" {
				return store.Errorf(store.Invalid, "mode=%s is unknown; ro (read only), rw and rwc are known.", value)
			}
			p.readOnly, p.create = value == "ro", value == "rwc"
		case "busy_timeout":
			p.wait, err = strconv.Atoi(value)
		case "max_page_count":
			p.maxPages, err = strconv.Atoi(value)
		default:
			return store.Errorf(store.Invalid, "The parameter %q is unknown; mode, busy_timeout and max_page_count are known.", key)
		}
		if err != nil || p.wait < 0 || p.maxPages < 0 {
			return store.Errorf(store.Invalid, "%s=%s is no number of zero or more.", key, value)
		}
	}
	return nil
}

// check looks at what is there before SQLite does, whose own words for it say little.
func (p place) check() error {
	info, err := os.Stat(p.file)
	switch {
	case err == nil && info.IsDir():
		return store.Errorf(store.Invalid, "%s is a directory; name a file in it, such as %s.", p.file,
			filepath.Join(p.file, "securebase.db"))
	case err == nil && !info.Mode().IsRegular():
		return store.Errorf(store.Invalid, "%s is no ordinary file; name one.", p.file)
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrPermission):
		return &store.Error{Code: store.Forbidden, Message: p.file + " may not be read by this user; ask for the right to.", Cause: err}
	case !p.create:
		return &store.Error{Code: store.NotFound, Message: p.file + " does not exist; without a mode it is made.", Cause: err}
	}
	parent := filepath.Dir(p.file)
	if info, err := os.Stat(parent); err != nil || !info.IsDir() {
		return &store.Error{Code: store.NotFound, Message: "There is no directory " + parent + "; make it first.", Cause: err}
	}
	return nil
}

// address is the driver's name for the place, for the writer or for the readers.
func (p place) address(reading bool) string {
	options := url.Values{}
	options.Set("_busy_timeout", strconv.Itoa(p.wait))
	options.Set("_foreign_keys", "1")
	options.Set("_synchronous", "FULL")
	options.Set("_error_rc", "1")
	if reading {
		if p.looks {
			options.Set("mode", "rw") // the last to close a file that it may not write leaves a log behind
		} else {
			options.Set("mode", "ro")
			options.Set("_query_only", "1")
		}
	} else {
		options.Set("mode", "rwc")
		options.Add("_pragma", "cache_size(-65536)")           // 64 MB, so that a large import stays in memory
		options.Add("_pragma", "journal_size_limit(67108864)") // 64 MB: what it leaves of the log afterwards
	}
	if p.maxPages > 0 && !reading {
		options.Add("_pragma", "max_page_count("+strconv.Itoa(p.maxPages)+")")
	}
	file := filepath.ToSlash(p.file)
	if runtime.GOOS == "windows" {
		file = "/" + file
	}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: file, RawQuery: options.Encode()}).String()
}
