package cite

import (
	"strings"
)

// apa follows the Publication Manual of the American Psychological Association, 7th edition (2020), chapters 9 and 10:
// up to 20 authors, of more the first 19 and the last; "(n.d.)" without a year; no place of publication; page ranges in
// full; the DOI as an address.
func apa(w work) string {
	title := bare(w.Title) + apaBracket(w)
	if w.ContainerTitle == "" && w.form != article {
		title += in(" (", pageLabel(inFull(w.from, w.to)), ")")
	}
	who := w.apaNames(w.authors)
	if who == "" && w.form != part && !w.editors.none() {
		who = w.apaNames(w.editors) + apaEditors(w.editors)
	}
	year := "(" + w.yearOr("n.d.") + ")"
	head := sentences(who, year, title)
	if who == "" {
		head = sentences(title, year)
	}
	return strings.TrimSpace(head + " " + list(" ", sentences(apaWhere(w)...), w.link))
}

// apaBracket tells in brackets what kind of work it is; a thesis that can be read somewhere has its university there.
func apaBracket(w work) string {
	kind := capital(w.Genre)
	switch {
	case w.form == thesis && kind == "":
		kind = "Thesis"
	case w.form == article:
		kind = ""
	case w.Type == "motion_picture" && kind == "":
		kind = "Video recording"
	}
	if w.form == thesis && w.link != "" {
		kind = list(", ", kind, w.Publisher)
	}
	return in(" [", kind, "]")
}

func apaWhere(w work) []string {
	switch w.form {
	case article:
		pages := inFull(w.from, w.to)
		if w.Number != "" {
			pages = "Article " + w.Number
		}
		return []string{list(", ", w.ContainerTitle, w.volume(), pages)}
	case part:
		if w.ContainerTitle == "" {
			return []string{w.Publisher}
		}
		editors := in("", w.apaEditorsStraight(), apaEditors(w.editors)+", ")
		where := in("In "+editors, w.ContainerTitle, in(" (", list(", ", before("Vol. ", w.Volume), pageLabel(inFull(w.from, w.to))), ")"))
		return []string{where, w.Publisher}
	case thesis:
		if w.link != "" {
			return nil
		}
	}
	return []string{w.ContainerTitle, w.apaPublisher()}
}

// apaPublisher leaves out a publisher who is the author.
func (w work) apaPublisher() string {
	if len(w.authors.list) == 1 && w.authors.list[0].Literal == w.Publisher || w.Publisher == w.ContainerTitle {
		return ""
	}
	return w.Publisher
}

func (w work) apaNames(n names) string {
	name := invertedInitials(" ")
	written := n.each(name, name)
	if len(written) > 20 {
		return strings.Join(written[:19], ", ") + ", … " + written[len(written)-1]
	}
	return n.join(written, listRule{most: 20, and: ", & ", etAl: ", et al."})
}

func (w work) apaEditorsStraight() string {
	name := straightInitials(" ")
	return w.editors.join(w.editors.each(name, name), listRule{most: 20, and: ", & ", two: " & ", etAl: ", et al."})
}

func apaEditors(n names) string {
	if len(n.list) > 1 || n.others {
		return " (Eds.)"
	}
	return " (Ed.)"
}
