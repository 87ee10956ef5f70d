package content

import (
	"reflect"
	"strings"

	"github.com/securebase/securebase/internal/evidence"
)

// keys are the keys that an object of a line may have, each with those of the objects within. encoding/json takes a key
// whose letters differ in case only for the same, and the later of two such keys without a word.
type keys struct {
	named map[string]*keys
	free  *keys // of the values of an object whose keys are free
}

// lineKeys gives the keys of a line of any sort. Entities of all kinds share theirs: no two kinds have a field whose names
// differ in case only.
func lineKeys() *keys {
	entity := &keys{named: map[string]*keys{}}
	for _, kind := range evidence.Kinds() {
		for name, within := range keysOf(reflect.TypeOf(evidence.NewEntity(kind))).named {
			entity.named[name] = within
		}
	}
	return &keys{named: map[string]*keys{
		"vocabulary": keysOf(reflect.TypeFor[evidence.Vocabulary]()),
		"claim":      keysOf(reflect.TypeFor[evidence.Claim]()),
		"practice":   keysOf(reflect.TypeFor[evidence.PracticeItem]()),
		"entity":     entity,
	}}
}

func keysOf(t reflect.Type) *keys {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return keysOf(t.Elem())
	case reflect.Map:
		return &keys{free: keysOf(t.Elem())}
	case reflect.Struct:
		k := &keys{named: map[string]*keys{}}
		for _, f := range reflect.VisibleFields(t) {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
				k.named[name] = keysOf(f.Type)
			}
		}
		return k
	default:
		return nil
	}
}

// within gives the keys of what stands under a key, and how the key is written if it is written otherwise here.
func (k *keys) within(key string) (within *keys, right string) {
	if k == nil || k.named == nil {
		if k != nil {
			within = k.free
		}
		return within, ""
	}
	within, ok := k.named[key]
	if ok {
		return within, ""
	}
	for name := range k.named {
		if strings.EqualFold(name, key) {
			return nil, name
		}
	}
	return nil, "" // an unknown key, which is reported elsewhere
}
