package cite

// harvard follows Cite Them Right (Pears and Shields, 12th edition, 2022): up to three authors, of more the first and
// "et al."; "(no date)" without a year; single quotation marks, British punctuation; "Available at" before the address.
func harvard(w work) string {
	name := invertedInitials("")
	who := w.authors.join(w.authors.each(name, name), harvardNames())
	if who == "" && w.form != part && !w.editors.none() {
		who = w.editors.join(w.editors.each(name, name), harvardNames()) + harvardEditors(w.editors)
	}
	year := "(" + w.yearOr("no date") + ")"
	title := bare(w.Title)
	if w.form == article || w.form == part {
		title = quotedBritish(w.Title)
	}
	head := list(" ", who, year, title)
	if who == "" {
		head = list(" ", title, year)
	}
	return list(" ", sentences(harvardWhere(w, head, who != "")...), before("Available at: ", stop(w.link)))
}

func harvardEditors(n names) string {
	if len(n.list) > 1 || n.others {
		return " (eds)"
	}
	return " (ed.)"
}

// harvardWhere appends to the head what holds the work.
func harvardWhere(w work, head string, titleLast bool) []string {
	pages := pageLabel(inFull(w.from, w.to))
	after := func(container string) string {
		if titleLast {
			return list(", ", head, container)
		}
		return list(" ", head, container)
	}
	publisher := list(": ", w.PublisherPlace, w.Publisher)
	switch w.form {
	case article:
		return []string{list(", ", after(w.ContainerTitle), w.Volume+in("(", w.Issue, ")"), pages)}
	case part:
		if w.ContainerTitle == "" {
			return []string{list(", ", head, pages), publisher}
		}
		var editors string
		if !w.editors.none() {
			name := straightInitials("")
			editors = w.editors.join(w.editors.each(name, name), harvardNames()) + harvardEditors(w.editors) + " "
		}
		return []string{after("in " + editors + w.ContainerTitle), list(", ", publisher, pages)}
	}
	if w.Publisher == w.ContainerTitle {
		publisher = ""
	}
	kind := ""
	if w.form != website {
		kind = capital(w.Genre)
	}
	return []string{list(", ", after(w.ContainerTitle), pages), kind, publisher}
}

func harvardNames() listRule {
	return listRule{most: 3, keep: 1, and: " and ", etAl: " et al."}
}
