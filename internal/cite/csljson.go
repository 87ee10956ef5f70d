package cite

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// cslJSON writes the fields as one object of CSL-JSON 1.0.2 on several lines; signs stand as they are, not escaped for
// HTML.
func cslJSON(c evidence.CSL) (string, error) {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(c); err != nil {
		return "", fmt.Errorf("encode the reference of %s: %w", c.ID, err)
	}
	return b.String(), nil
}
