package cite

import "strings"

// ieee follows the IEEE Reference Guide (2023), without the number in brackets that only a list gives: up to six
// authors, of more the first and "et al."; initials before the family name; nothing for a missing year; names of
// journals in full, because their abbreviations are not in the data.
func ieee(w work) string {
	name := straightInitials(" ")
	rule := listRule{most: 6, keep: 1, and: ", and ", two: " and ", etAl: " et al."}
	who := w.authors.join(w.authors.each(name, name), rule)
	if who == "" && w.form != part && !w.editors.none() {
		who = w.editors.join(w.editors.each(name, name), rule) + ieeeEditors(w.editors)
	}
	rest := ieeeWhere(w, rule)
	title := w.Title
	book := w.form == alone && w.ContainerTitle == "" && w.Type != "report" && w.Type != "article"
	switch {
	case book:
		title = bare(title)
	case rest == "" || strings.HasPrefix(rest, "doi:"):
		title = quoted(title, ".")
	default:
		title = quoted(title, ",")
	}
	out := list(", ", who, title)
	switch {
	case rest == "":
	case book:
		out = stop(out) + " " + rest
	default:
		out += " " + rest
	}
	out = stop(out)
	if w.DOI == "" && w.URL != "" {
		out += " [Online]. Available: " + w.URL
	}
	return out
}

func ieeeEditors(n names) string {
	if len(n.list) > 1 || n.others {
		return ", Eds."
	}
	return ", Ed."
}

func ieeeWhere(w work, rule listRule) string {
	pages := pageLabel(inFull(w.from, w.to))
	if w.Number != "" {
		pages = "Art. no. " + w.Number
	}
	if w.form == article {
		return list(", ", w.ContainerTitle, before("vol. ", w.Volume), before("no. ", w.Issue), pages, w.year, before("doi: ", w.DOI))
	}
	var editors, kind string
	container := w.ContainerTitle
	if w.form == part {
		container = before("in ", w.ContainerTitle)
		if !w.editors.none() {
			name := straightInitials(" ")
			editors = w.editors.join(w.editors.each(name, name), rule) + ieeeEditors(w.editors)
		}
	}
	if w.form != website {
		kind = w.Genre
	}
	publisher := list(": ", w.PublisherPlace, w.Publisher)
	if w.Publisher == w.ContainerTitle {
		publisher = ""
	}
	if w.form == thesis {
		publisher, kind = kind, publisher
	}
	return list(". ", list(", ", container, editors, publisher, kind, w.year, pages), before("doi: ", w.DOI))
}
