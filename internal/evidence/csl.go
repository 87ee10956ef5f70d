package evidence

// CSL is a reference as CSL-JSON 1.0.2 (citationstyles.org), the form that reference managers read.
type CSL struct {
	ID             string    `json:"id"`
	Type           string    `json:"type"`
	Title          string    `json:"title"`
	Author         []CSLName `json:"author,omitempty"`
	Editor         []CSLName `json:"editor,omitempty"`
	Issued         *CSLDate  `json:"issued,omitempty"`
	ContainerTitle string    `json:"container-title,omitempty"`
	Volume         string    `json:"volume,omitempty"`
	Issue          string    `json:"issue,omitempty"`
	Page           string    `json:"page,omitempty"`
	Publisher      string    `json:"publisher,omitempty"`
	PublisherPlace string    `json:"publisher-place,omitempty"`
	Genre          string    `json:"genre,omitempty"`
	Number         string    `json:"number,omitempty"`
	DOI            string    `json:"DOI,omitempty"`
	PMID           string    `json:"PMID,omitempty"`
	PMCID          string    `json:"PMCID,omitempty"`
	ISBN           string    `json:"ISBN,omitempty"`
	URL            string    `json:"URL,omitempty"`
}

// CSLName is a person by family and given name, or a body by its literal name.
type CSLName struct {
	Family  string `json:"family,omitempty"`
	Given   string `json:"given,omitempty"`
	Literal string `json:"literal,omitempty"`
}

// CSLDate holds one date as [[year]].
type CSLDate struct {
	DateParts [][]int `json:"date-parts"`
}

// CSL gives the source as CSL-JSON.
func (s *Source) CSL() CSL {
	names := func(list []Author) []CSLName {
		var out []CSLName
		for _, a := range list {
			out = append(out, CSLName{a.Family, a.Given, a.Literal})
		}
		return out
	}
	c := CSL{ID: s.ID, Type: s.Type, Title: s.Title, Author: names(s.Author), Editor: names(s.Editor),
		ContainerTitle: s.ContainerTitle, Volume: s.Volume, Issue: s.Issue, Page: s.Page, Publisher: s.Publisher,
		PublisherPlace: s.PublisherPlace, Genre: s.Genre, Number: s.Number, DOI: s.DOI, PMID: s.PMID, PMCID: s.PMCID,
		ISBN: s.ISBN, URL: s.URL}
	if s.Issued != nil {
		c.Issued = &CSLDate{[][]int{{*s.Issued}}}
	}
	return c
}
