package graph

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// maxValues bounds the values in all variables of a request: lists, objects and what is in them.
const maxValues = 1_000

// checkVariables refuses variables that are more than any argument can use. It looks at no more of them than that.
func checkVariables(variables map[string]any) *gqlerror.Error {
	left := maxValues
	for _, name := range names(variables) {
		if len(name) > maxName {
			return tooMuch("variables: the name %s… is %d bytes long; %d are allowed", name[:20], len(name), maxName)
		}
		if err := checkVariable(name, variables[name], 0, &left); err != nil {
			return err
		}
	}
	return nil
}

func checkVariable(name string, value any, level int, left *int) *gqlerror.Error {
	if *left--; *left < 0 {
		return tooMuch("variables.%s: is one value too many; %d are allowed in all variables together", name, maxValues)
	}
	if level > maxValueLevels {
		return tooMuch("variables.%s: has more than %d lists and objects within each other; %d are allowed", name, maxValueLevels, maxValueLevels)
	}
	text := ""
	switch v := value.(type) {
	case string:
		text = v
	case json.Number:
		text = v.String()
	case []any:
		for _, item := range v {
			if err := checkVariable(name, item, level+1, left); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, key := range names(v) {
			if len(key) > maxName {
				return tooMuch("variables.%s: the name %s… is %d bytes long; %d are allowed", name, key[:20], len(key), maxName)
			}
			if err := checkVariable(name, v[key], level+1, left); err != nil {
				return err
			}
		}
	}
	if len(text) > maxLiteral {
		return tooMuch("variables.%s: has a value of %d bytes; %d are allowed", name, len(text), maxLiteral)
	}
	return nil
}

// names gives the names in an order that is always the same, of no more than may be looked at.
func names(fields map[string]any) []string {
	all := make([]string, 0, min(len(fields), maxValues+1))
	for name := range fields {
		if all = append(all, name); len(all) > maxValues {
			break
		}
	}
	slices.Sort(all)
	return all
}

// checkEnums refuses the name of an enum's value in other letters, which the library takes for it and no resolver does.
func checkEnums(path string, typ *ast.Type, value any) *gqlerror.Error {
	if list, ok := value.([]any); ok && typ.Elem != nil {
		for i, item := range list {
			if err := checkEnums(fmt.Sprintf("%s[%d]", path, i), typ.Elem, item); err != nil {
				return err
			}
		}
		return nil
	}
	def := parsedSchema.Types[typ.Name()]
	switch v := value.(type) {
	case string:
		if def.Kind == ast.Enum && def.EnumValues.ForName(v) == nil {
			err := gqlerror.Errorf("variables.%s: %q is no %s", path, clip(v), def.Name)
			errcode.Set(err, errcode.ValidationFailed)
			return err
		}
	case map[string]any:
		for _, f := range def.Fields {
			if err := checkEnums(path+"."+f.Name, f.Type, v[f.Name]); err != nil {
				return err
			}
		}
	}
	return nil
}
