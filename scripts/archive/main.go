// Command archive packs files so that the same files give the same bytes: as .tar.gz or .zip, in one folder, with one
// time and without owners. The first file is a program, the others are to be read.
//
//	archive -folder securebase-v1-linux-amd64 -time 1764300000 -out dist/x.tar.gz bin/securebase LICENSE README.md
package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "archive:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("archive", flag.ContinueOnError)
	folder := flags.String("folder", "", "folder in the archive that everything stands in")
	seconds := flags.Int64("time", 0, "time of all files, in seconds since 1970")
	out := flags.String("out", "", "archive to write; its name ends in .tar.gz or .zip")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *folder == "" || *seconds == 0 || flags.NArg() == 0 {
		return errors.New("-folder, -time and files are wanted")
	}
	pack := packTar
	if strings.HasSuffix(*out, ".zip") {
		pack = packZip
	} else if !strings.HasSuffix(*out, ".tar.gz") {
		return fmt.Errorf("-out: %q ends in neither .tar.gz nor .zip", *out)
	}
	var files []packed
	for i, name := range flags.Args() {
		content, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read what is to be packed: %w", err)
		}
		f := packed{*folder + "/" + filepath.Base(name), 0o644, content}
		if i == 0 {
			f.mode = 0o755
		}
		files = append(files, f)
	}
	to, err := os.Create(*out)
	if err != nil {
		return fmt.Errorf("make the archive: %w", err)
	}
	if err := errors.Join(pack(to, files, time.Unix(*seconds, 0).UTC()), to.Close()); err != nil {
		return fmt.Errorf("write %s: %w", *out, err)
	}
	return nil
}

type packed struct {
	name    string
	mode    os.FileMode
	content []byte
}

func packTar(to io.Writer, files []packed, at time.Time) error {
	z, err := gzip.NewWriterLevel(to, gzip.BestCompression)
	if err != nil {
		return err
	}
	w := tar.NewWriter(z)
	for _, f := range files {
		err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: f.name, Mode: int64(f.mode), Size: int64(len(f.content)),
			ModTime: at, Format: tar.FormatUSTAR})
		if err != nil {
			return err
		}
		if _, err := w.Write(f.content); err != nil {
			return err
		}
	}
	return errors.Join(w.Close(), z.Close())
}

func packZip(to io.Writer, files []packed, at time.Time) error {
	w := zip.NewWriter(to)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: at}
		h.SetMode(f.mode)
		entry, err := w.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := entry.Write(f.content); err != nil {
			return err
		}
	}
	return w.Close()
}
