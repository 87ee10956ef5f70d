package cite

// mla follows the MLA Handbook, 9th edition (2021): the first author inverted, two in full, of three or more the first
// and "et al."; no note of a missing year; of a page range the last two digits; the DOI as an address.
func mla(w work) string {
	title := quoted(w.Title, ".")
	if w.whole() {
		title = stop(bare(w.Title))
	}
	written := w.authors.each(inverted, straight)
	who := w.authors.join(written, listRule{most: 2, keep: 1, and: ", and ", etAl: ", et al."})
	if who == "" && w.form != part && !w.editors.none() {
		written := w.editors.each(inverted, straight)
		who = w.editors.join(written, listRule{most: 2, keep: 1, and: ", and ", etAl: ", et al."}) + ", editor"
		if len(w.editors.list) > 1 || w.editors.others {
			who += "s"
		}
	}
	pages := pageLabel(lastTwo(w.from, w.to))
	if w.form == thesis && w.Publisher+w.Genre != "" {
		return sentences(who, title, w.year, list(", ", w.Publisher, w.Genre, w.link))
	}
	var editors string
	if w.form == part && !w.editors.none() {
		written := w.editors.each(straight, straight)
		editors = "edited by " + w.editors.join(written, listRule{most: 2, keep: 1, and: " and ", etAl: " et al."})
	}
	publisher := w.Publisher
	if publisher == w.ContainerTitle || w.form == article {
		publisher = ""
	}
	return sentences(who, title, list(", ", w.ContainerTitle, editors, before("vol. ", w.Volume), before("no. ", w.Issue),
		publisher, w.year, pages, w.link))
}
