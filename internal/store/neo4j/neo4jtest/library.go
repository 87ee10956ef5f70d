package neo4jtest

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Release is the Neo4j that pom.xml names.
const Release = "5.26.30"

// LibraryVariable names the environment variable that says where the server's jars are or shall be.
const LibraryVariable = "SECUREBASE_NEO4J_LIB"

//go:embed pom.xml
var pom []byte

// Library gives the folder of the server's jars and fetches them with Maven if it is not there yet. The folder comes
// into being whole, so that an interrupted fetch leaves nothing that looks like a server.
func Library(ctx context.Context) (string, error) {
	folder, err := libraryFolder()
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("look for Neo4j: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return "", fmt.Errorf("make a folder for Neo4j: %w", err)
	}
	for attempt, pause := range []time.Duration{0, 2 * time.Second, 10 * time.Second} {
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("fetch Neo4j: %w", ctx.Err())
		case <-time.After(pause):
		}
		if err = fetch(ctx, folder); err == nil {
			return folder, nil
		}
		err = fmt.Errorf("fetch Neo4j (attempt %d): %w", attempt+1, err)
	}
	return "", err
}

// libraryFolder is .cache/neo4j-… beside go.mod, unless the environment names another.
func libraryFolder() (string, error) {
	if named := os.Getenv(LibraryVariable); named != "" {
		return named, nil
	}
	here, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("look for the checkout: %w", err)
	}
	for dir := here; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			list := sha256.Sum256(pom) // another list, another folder
			return filepath.Join(dir, ".cache", fmt.Sprintf("neo4j-%s-%x", Release, list[:4]), "lib"), nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no go.mod above %s; name the folder of Neo4j's jars in %s", here, LibraryVariable)
		}
	}
}

func fetch(ctx context.Context, folder string) error {
	partial, err := os.MkdirTemp(filepath.Dir(folder), "fetch-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(partial) }()
	project := filepath.Join(partial, "pom.xml")
	if err := os.WriteFile(project, pom, 0o644); err != nil {
		return fmt.Errorf("write the list of what to fetch: %w", err)
	}
	jars := filepath.Join(partial, "lib")
	maven := exec.CommandContext(ctx, "mvn", "-q", "-B", "-f", project, "dependency:copy-dependencies",
		"-DincludeScope=runtime", "-DoutputDirectory="+jars)
	if out, err := maven.CombinedOutput(); err != nil {
		return fmt.Errorf("run Maven: %w: %s", err, strings.TrimSpace(string(out)))
	}
	err = os.Rename(jars, folder)
	if _, there := os.Stat(folder); there == nil {
		return nil // another process may have been faster
	}
	return err
}
