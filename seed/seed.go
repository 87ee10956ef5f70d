// Package seed holds the knowledge that comes with the program: YAML files that a person can review line by line.
// README.md describes them.
package seed

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
)

// FS holds the YAML files, in the layout that content.ReadYAML reads.
//
//go:embed *.yaml claims/*.yaml practice/*.yaml
var FS embed.FS

// Digest identifies the files as they are, in 64 hexadecimal digits: SHA-256 over every path and its contents, in
// the order of the paths. It parses nothing, so a changed comment changes it too.
func Digest() (string, error) { return digest(FS) }

func digest(files fs.FS) (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		// The length keeps the end of one file apart from the start of the next.
		fmt.Fprintf(sum, "%s\x00%d\x00", path, len(raw))
		sum.Write(raw)
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("digest of the embedded knowledge: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
