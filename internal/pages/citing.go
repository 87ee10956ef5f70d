package pages

import (
	"context"
	"mime"
	"net/url"
	"strings"

	citation "github.com/securebase/securebase/internal/cite"
	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// citing is how the work of a source page, or a page of this site, is cited.
type citing struct {
	Title string
	Forms []citedAs
}

// citedAs is a reference in one style. File is the address of the same as a file, if there is one.
type citedAs struct {
	Name    string
	Text    string
	Program bool // meant for programs, set line by line
	File    string
}

// download is an answer that is no page.
type download struct {
	mediaType   string
	disposition string
	text        string
}

// citationFile is a format that a source can be fetched in.
type citationFile struct {
	ending    string
	mediaType string
	style     citation.Style
}

func citationFiles() []citationFile {
	return []citationFile{
		{".bib", "application/x-bibtex; charset=utf-8", citation.BibTeX},
		{".ris", "application/x-research-info-systems; charset=utf-8", citation.RIS},
		{".json", "application/vnd.citationstyles.csl+json; charset=utf-8", citation.CSLJSON},
	}
}

// citeSource gives the work of a source in every form.
func citeSource(s *evidence.Source) (citing, error) {
	c, err := citeAs("Cite this work", s.CSL())
	for i, style := range citation.Styles() {
		for _, f := range citationFiles() {
			if err == nil && f.style == style {
				c.Forms[i].File = "/sources/" + url.PathEscape(s.ID) + f.ending
			}
		}
	}
	return c, err
}

// citePage gives the page asked for, under its lens, in every form.
func (a *ask) citePage(id, name string) (citing, error) {
	version := strings.TrimSuffix(clip(a.ix.Version, 12), "…")
	return citeAs("Cite this page", citation.Page(id, name, version, a.origin()+a.links.To(a.r.URL.Path)))
}

// origin is the site's, as configured or else as it was asked for.
func (a *ask) origin() string {
	switch {
	case a.site.options.Origin != "":
		return a.site.options.Origin
	case a.r.TLS != nil:
		return "https://" + a.r.Host
	}
	return "http://" + a.r.Host
}

func citeAs(title string, csl evidence.CSL) (citing, error) {
	c := citing{Title: title}
	for _, style := range citation.Styles() {
		text, err := citation.Format(style, csl)
		if err != nil {
			return citing{}, err
		}
		program := style == citation.BibTeX || style == citation.RIS || style == citation.CSLJSON
		c.Forms = append(c.Forms, citedAs{Name: style.Name(), Text: text, Program: program})
	}
	return c, nil
}

// fetchCitation answers /sources/ID.bib and the like; false if the name is none of them.
func (a *ask) fetchCitation(ctx context.Context, name string) (*view, bool, error) {
	for _, f := range citationFiles() {
		id, ok := strings.CutSuffix(name, f.ending)
		if !ok {
			continue
		}
		if _, ok := a.ix.Entity(id); !ok {
			continue
		}
		book, err := store.Read(ctx, a.store(), store.Want{Entities: []string{id}})
		if err != nil {
			return nil, false, err
		}
		s, ok := book.Entities[id].(*evidence.Source)
		if !ok {
			continue
		}
		text, err := citation.Format(f.style, s.CSL())
		if err != nil {
			return nil, false, err
		}
		disposition := mime.FormatMediaType("attachment", map[string]string{"filename": name})
		return &view{file: &download{f.mediaType, disposition, text}}, true, nil
	}
	return nil, false, nil
}
