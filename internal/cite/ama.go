package cite

// ama follows the AMA Manual of Style, 11th edition (2020), chapter 3: up to six authors, of more the first three and
// "et al"; initials without dots or spaces; nothing for a missing year; page ranges in full; "doi:" at the end; names of
// journals in full, because their abbreviations are not in the data.
func ama(w work) string {
	rule := listRule{most: 6, keep: 3, and: ", ", etAl: ", et al"}
	who := w.authors.join(w.authors.each(bareInitials, bareInitials), rule)
	if who == "" && w.form != part && !w.editors.none() {
		who = w.editors.join(w.editors.each(bareInitials, bareInitials), rule) + amaEditors(w.editors)
	}
	link := w.URL
	if w.DOI != "" {
		link = "doi:" + w.DOI
	}
	return list(" ", sentences(append([]string{who, bare(w.Title)}, amaWhere(w, rule)...)...), link)
}

func amaEditors(n names) string {
	if len(n.list) > 1 || n.others {
		return ", eds"
	}
	return ", ed"
}

func amaWhere(w work, rule listRule) []string {
	pages := list("-", w.from, w.to)
	switch w.form {
	case article:
		kind := ""
		if w.form == thesis {
			kind = capital(w.Genre)
		}
		return []string{w.ContainerTitle, kind, list(":", list(";", w.year, w.Volume+in("(", w.Issue, ")")), pages)}
	case part:
		var editors string
		if !w.editors.none() {
			editors = w.editors.join(w.editors.each(bareInitials, bareInitials), rule) + amaEditors(w.editors)
		}
		where := w.ContainerTitle
		if where != "" {
			where = "In: " + list(". ", editors, where)
		}
		return []string{where, list(":", list("; ", w.Publisher, w.year), pages)}
	case website:
		return []string{list(". ", w.ContainerTitle, w.Publisher), w.year}
	}
	kind := ""
	if w.form == thesis {
		kind = capital(w.Genre)
	}
	return []string{w.ContainerTitle, kind, list(":", list("; ", w.Publisher, w.year), pages)}
}
