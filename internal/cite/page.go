package cite

import "github.com/securebase/securebase/internal/evidence"

// Page describes a page of Secure Base as a work that can be cited: a web page without authors or a year, because it is
// assembled from claims and changes with them. What it was made of is named by the version of the graph, in its title;
// the lens belongs into the address. The id is the entity's.
func Page(id, name, version, address string) evidence.CSL {
	return evidence.CSL{ID: "secure-base-" + id, Type: "webpage", Title: name + " (graph version " + version + ")",
		ContainerTitle: "Secure Base", URL: address}
}
