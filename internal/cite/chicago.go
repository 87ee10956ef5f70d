package cite

// chicago follows The Chicago Manual of Style, 17th edition (2017), author-date references (chapter 15): up to 10
// authors, of more the first 7 and "et al."; "n.d." without a year; page ranges by its section 9.61 ("101–8",
// "1206–19"); place and publisher of books; the DOI as an address.
func chicago(w work) string {
	rule := listRule{most: 10, keep: 7, and: ", and ", etAl: ", et al."}
	who := w.authors.join(w.authors.each(inverted, straight), rule)
	title := quoted(w.Title, ".")
	if w.form == alone && w.ContainerTitle == "" && w.Type != "report" && w.Type != "article" {
		title = stop(bare(w.Title))
	}
	if who == "" && w.form != part && !w.editors.none() {
		who = w.editors.join(w.editors.each(inverted, straight), rule) + ", ed"
		if len(w.editors.list) > 1 || w.editors.others {
			who += "s"
		}
	}
	head := sentences(who, w.yearOr("n.d."), title)
	if who == "" {
		head = sentences(title, w.yearOr("n.d."))
	}
	return head + before(" ", sentences(append(chicagoWhere(w), w.link)...))
}

func chicagoWhere(w work) []string {
	publisher := list(": ", w.PublisherPlace, w.Publisher)
	pages := chicagoPages(w.from, w.to)
	switch w.form {
	case article:
		if w.Volume == "" {
			return []string{list(", ", w.ContainerTitle, before("no. ", w.Issue), pages)}
		}
		where := list(" ", w.ContainerTitle, w.Volume+in(" (", w.Issue, ")"))
		switch {
		case pages == "":
		case w.Issue == "":
			where += ":" + pages
		default:
			where += ": " + pages
		}
		return []string{where}
	case part:
		editors := before("edited by ", w.editors.join(w.editors.each(straight, straight),
			listRule{most: 10, keep: 7, and: ", and ", two: " and ", etAl: ", et al."}))
		if w.ContainerTitle == "" {
			return []string{capital(editors), pages, publisher}
		}
		return []string{"In " + list(", ", w.ContainerTitle, editors, before("vol. ", w.Volume), pages), publisher}
	case thesis:
		return []string{list(", ", capital(w.Genre), w.Publisher)}
	}
	if w.Publisher == w.ContainerTitle {
		publisher = ""
	}
	return []string{capital(w.Genre), w.ContainerTitle, publisher}
}

// chicagoPages shortens the last page: not after a first page below 100 or at a whole hundred; what changed after 101
// to 109 and the like; all four digits where three change; else two digits at least.
func chicagoPages(from, to string) string {
	switch {
	case !digits(from) || len(from) < 3 || from[len(from)-2:] == "00":
		return inFull(from, to)
	case from[len(from)-2] == '0':
		return list("–", from, shorten(from, to, 1))
	case len(from) == 4 && len(shorten(from, to, 2)) > 2:
		return inFull(from, to)
	}
	return lastTwo(from, to)
}
