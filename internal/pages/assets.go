package pages

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/securebase/securebase/web"
)

//go:embed look/*.css look/*.svg fonts/*
var assetFiles embed.FS

// assetPath is the folder of styles, fonts and marks. Their names carry a digest of their contents, so that a browser
// may keep them for good.
const assetPath = "/assets/"

// styleOrder is the order in which the style files make one sheet.
func styleOrder() []string {
	return []string{"tokens", "base", "marks", "sentence", "topic", "start", "lineage", "trail", "list", "paths", "explore", "citation", "builders", "exports", "search", "lens", "live", "print"}
}

// asset is a file of the program, which is served where it stands there, or a body that was put together.
type asset struct {
	mime  string
	files fs.FS
	name  string
	body  []byte
}

func (a asset) open() (io.ReadSeeker, error) {
	if a.files == nil {
		return bytes.NewReader(a.body), nil
	}
	file, err := a.files.Open(a.name)
	if err != nil {
		return nil, fmt.Errorf("open an asset: %w", err)
	}
	content, ok := file.(io.ReadSeeker)
	if !ok {
		return nil, fmt.Errorf("open an asset: %s is no file", a.name)
	}
	return content, nil
}

type assets struct {
	byPath  map[string]asset
	paths   map[string]string // by name without digest
	scripts map[string]script // by name; none in a program built without them
}

func newAssets() (*assets, error) {
	a := &assets{byPath: map[string]asset{}, paths: map[string]string{}, scripts: map[string]script{}}
	fonts, err := fs.Glob(assetFiles, "fonts/*")
	if err != nil {
		return nil, fmt.Errorf("list the fonts: %w", err)
	}
	for _, name := range fonts {
		mime := "font/woff2"
		if path.Ext(name) == ".txt" {
			mime = "text/plain; charset=utf-8"
		}
		if err := a.addFile(name, mime); err != nil {
			return nil, err
		}
	}
	if err := a.addFile("look/icon.svg", "image/svg+xml"); err != nil {
		return nil, err
	}
	var sheet bytes.Buffer
	for _, name := range styleOrder() {
		css, err := assetFiles.ReadFile("look/" + name + ".css")
		if err != nil {
			return nil, fmt.Errorf("read a style: %w", err)
		}
		sheet.Write(css)
	}
	css := sheet.String()
	for name, hashed := range a.paths {
		css = strings.ReplaceAll(css, "url("+name+")", "url("+hashed+")")
	}
	a.add("look.css", []byte(css), asset{mime: "text/css; charset=utf-8", body: []byte(css)})
	return a, a.addScript()
}

// addScript takes in what was built in web/; its names carry a digest already.
func (a *assets) addScript() error {
	built, err := web.Load()
	if err != nil {
		return err
	}
	names, err := fs.Glob(built.Files, "*.*")
	if err != nil {
		return fmt.Errorf("list the built script: %w", err)
	}
	for _, name := range names {
		if kind := scriptTypes()[path.Ext(name)]; kind != "" {
			a.byPath[assetPath+name] = asset{mime: kind, files: built.Files, name: name}
		}
	}
	for name, entry := range built.Entries {
		a.scripts[name] = script{Entry: assetPath + entry.File, Ahead: addresses(entry.Imports), Styles: addresses(entry.Styles)}
	}
	return nil
}

func addresses(names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, assetPath+name)
	}
	return all
}

func scriptTypes() map[string]string {
	return map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
		".ttf": "font/ttf", ".svg": "image/svg+xml"}
}

func (a *assets) addFile(name, mime string) error {
	body, err := assetFiles.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read an asset: %w", err)
	}
	a.add(path.Base(name), body, asset{mime: mime, files: assetFiles, name: name})
	return nil
}

func (a *assets) add(name string, body []byte, file asset) {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	hashed := assetPath + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	a.byPath[hashed] = file
	a.paths[name] = hashed
}

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := a.byPath[r.URL.Path]
	if !ok {
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	content, err := file.open()
	if err != nil {
		http.Error(w, "The file cannot be read.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", file.mime)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, content)
}
