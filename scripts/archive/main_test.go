package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestTheSameFilesGiveTheSameArchive packs twice, from two places with other times and modes.
func TestTheSameFilesGiveTheSameArchive(t *testing.T) {
	for _, ending := range []string{".tar.gz", ".zip"} {
		t.Run(ending, func(t *testing.T) {
			var archives [][]byte
			for i := range 2 {
				folder := t.TempDir()
				var files []string
				for _, name := range []string{"securebase", "LICENSE", "README.md"} {
					file := filepath.Join(folder, name)
					at := time.Now().Add(time.Duration(i) * time.Hour)
					err := errors.Join(os.WriteFile(file, []byte(strings.Repeat(name, 1000)), 0o600),
						os.Chmod(file, []os.FileMode{0o600, 0o755}[i]), os.Chtimes(file, at, at))
					if err != nil {
						t.Fatal(err)
					}
					files = append(files, file)
				}
				out := filepath.Join(folder, "out"+ending)
				if err := run(append([]string{"-folder", "securebase-v1", "-time", "1764300000", "-out", out}, files...)); err != nil {
					t.Fatal(err)
				}
				archive, err := os.ReadFile(out)
				if err != nil {
					t.Fatal(err)
				}
				archives = append(archives, archive)
			}
			if !bytes.Equal(archives[0], archives[1]) {
				t.Error("the archives differ")
			}
			want := []string{"securebase-v1/securebase -rwxr-xr-x 10000 1764300000", "securebase-v1/LICENSE -rw-r--r-- 7000 1764300000",
				"securebase-v1/README.md -rw-r--r-- 9000 1764300000"}
			if got := list(t, ending, archives[0]); !slices.Equal(got, want) {
				t.Errorf("%q\nwant %q", got, want)
			}
		})
	}
}

// list gives name, mode, size and time of what is in an archive.
func list(t *testing.T, ending string, archive []byte) (all []string) {
	t.Helper()
	note := func(info os.FileInfo, name string) {
		all = append(all, fmt.Sprintf("%s %v %d %d", name, info.Mode(), info.Size(), info.ModTime().Unix()))
	}
	if ending == ".zip" {
		r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.File {
			note(f.FileInfo(), f.Name)
		}
		return all
	}
	z, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Uname != "" || h.Uid != 0 {
			t.Errorf("%s has the owner %q (%d)", h.Name, h.Uname, h.Uid)
		}
		note(h.FileInfo(), h.Name)
	}
}

func TestArchiveRefuses(t *testing.T) {
	for _, args := range [][]string{{}, {"-folder", "f", "-time", "1", "-out", "x.rar", "main.go"}, {"-folder", "f", "-out", "x.zip", "main.go"},
		{"-folder", "f", "-time", "1", "-out", "x.zip"}, {"-folder", "f", "-time", "1", "-out", "x.zip", "none"}} {
		if err := run(args); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
}
