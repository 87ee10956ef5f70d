// Command generate writes the GraphQL server code: what gqlgen writes, and for every object type a function that writes
// the selected fields of a value straight as JSON (see graph/fast.go).
package main

import (
	_ "embed"
	"fmt"
	"go/types"
	"maps"
	"os"
	"slices"
	"strings"
	"text/template"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"
)

//go:embed writers.gotpl
var writersTemplate string

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run() error {
	cfg, err := config.LoadConfigFromDefaultLocations()
	if err != nil {
		return fmt.Errorf("read gqlgen.yml: %w", err)
	}
	return api.Generate(cfg, api.AddPlugin(writers{}))
}

// writers is the plugin of gqlgen that writes the functions.
type writers struct{}

// Name names the plugin.
func (writers) Name() string { return "writers" }

// GenerateCode writes writers_gen.go.
func (writers) GenerateCode(data *codegen.Data) error {
	var objects []*codegen.Object
	for _, o := range data.Objects {
		if !strings.HasPrefix(o.Name, "__") && !o.Stream {
			objects = append(objects, o)
		}
	}
	var interfaces []*codegen.Interface
	for _, name := range slices.Sorted(maps.Keys(data.Interfaces)) {
		interfaces = append(interfaces, data.Interfaces[name])
	}
	return templates.Render(templates.Options{
		PackageName:     data.Config.Exec.Package,
		Filename:        "graph/writers_gen.go",
		Packages:        data.Config.Packages,
		GeneratedHeader: true,
		Template:        writersTemplate,
		Funcs:           template.FuncMap{"field": field, "fields": fields, "implementors": implementors},
		Data: struct {
			Objects    []*codegen.Object
			Interfaces []*codegen.Interface
		}{objects, interfaces},
	})
}

// fields leaves out what only introspection asks for.
func fields(o *codegen.Object) []*codegen.Field {
	var kept []*codegen.Field
	for _, f := range o.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			kept = append(kept, f)
		}
	}
	return kept
}

// implementors lists the object types that a value of an interface can be, as pointers, which is how they are bound.
func implementors(i *codegen.Interface) []codegen.InterfaceImplementor {
	var kept []codegen.InterfaceImplementor
	for _, impl := range i.Implementors {
		if _, pointer := impl.Type.(*types.Pointer); pointer && impl.Kind == ast.Object {
			kept = append(kept, impl)
		}
	}
	slices.SortFunc(kept, func(a, b codegen.InterfaceImplementor) int { return strings.Compare(a.Name, b.Name) })
	return kept
}

// field gives the statements that resolve a field and write its value.
func field(f *codegen.Field) (string, error) {
	if f.HasHaser || f.IsBatch() || f.IsMap() || f.HasDirectives() {
		return "", fmt.Errorf("%s.%s: is bound in a way that writers do not know", f.Object.Name, f.Name)
	}
	var out strings.Builder
	if f.IsResolver || f.MethodHasContext || len(f.Args) > 0 {
		args := "nil"
		if len(f.Args) > 0 {
			args = "(*executionContext)." + f.ArgsFunc()
		}
		names := "ctx, fc"
		switch {
		case len(f.Args) == 0:
			names = "ctx, _"
		case !f.IsResolver && !f.MethodHasContext:
			names = "_, fc"
		}
		fmt.Fprintf(&out, "%s := x.at(f, %s)\n", names, args)
	}
	value := "v"
	switch {
	case f.IsResolver:
		fmt.Fprintf(&out, "v, err := x.ec.Resolvers.%s\nx.check(err)\n", f.ShortInvocation())
	case f.IsMethod() && f.VOkFunc:
		return "", fmt.Errorf("%s.%s: returns a value and whether there is one; writers do not know that", f.Object.Name, f.Name)
	case f.IsMethod() && f.NoErr:
		fmt.Fprintf(&out, "v := obj.%s(%s)\n", f.GoFieldName, f.CallArgs())
	case f.IsMethod():
		fmt.Fprintf(&out, "v, err := obj.%s(%s)\nx.check(err)\n", f.GoFieldName, f.CallArgs())
	default:
		value = "obj." + f.GoFieldName
	}
	text, err := write(f.TypeReference, value, 0)
	return out.String() + text, err
}

// write gives the statements that write a value of a type.
func write(ref *config.TypeReference, v string, depth int) (string, error) {
	required := ref.GQL.NonNull
	null := fmt.Sprintf("x.null(%t)", required)
	switch {
	case ref.IsPtrToSlice(), ref.IsPtrToIntf(), ref.IsPtrToPtr(), ref.IsRoot, ref.IsOmittable:
		return "", fmt.Errorf("%s: is a Go type that writers do not know", ref.GO)
	case ref.IsSlice():
		i := fmt.Sprintf("i%d", depth)
		element, err := write(ref.Elem(), v+"["+i+"]", depth+1)
		if err != nil {
			return "", err
		}
		list := fmt.Sprintf("x.out = append(x.out, '[')\nfor %s := range %s {\nif %s > 0 {\nx.out = append(x.out, ',')\n}\n%s}\nx.out = append(x.out, ']')\n", i, v, i, element)
		if required {
			return list, nil
		}
		return unless(v+" == nil", null, list), nil
	}
	switch ref.Definition.Kind {
	case ast.Interface, ast.Union:
		return fmt.Sprintf("x.write%s(f, %s, %t)\n", ref.Definition.Name, v, required), nil
	case ast.Object:
		if ref.IsNilable() {
			return unless(v+" == nil", null, fmt.Sprintf("x.write%s(f.below[0], %s)\n", ref.Definition.Name, v)), nil
		}
		return fmt.Sprintf("x.write%s(f.below[0], &%s)\n", ref.Definition.Name, v), nil
	}
	if ref.IsNilable() && ref.IsPtr() {
		text, err := leaf(ref, "*"+v)
		return unless(v+" == nil", null, text), err
	}
	return leaf(ref, v)
}

// leaf gives the statement that writes a scalar or enum. What has no writer of its own goes through gqlgen's.
func leaf(ref *config.TypeReference, v string) (string, error) {
	required := ref.GQL.NonNull
	switch {
	case ref.HasEnumValues():
		return fmt.Sprintf("x.name(%s[%s])\n", ref.EnumMarshalVar(false), v), nil
	case ref.Definition.Name == "String", ref.Definition.Name == "ID":
		return fmt.Sprintf("x.text(string(%s), %t)\n", v, required), nil
	case ref.Definition.Name == "Int":
		return fmt.Sprintf("x.int(int64(%s))\n", v), nil
	case ref.Definition.Name == "Float":
		return fmt.Sprintf("x.float(float64(%s))\n", v), nil
	case ref.Definition.Name == "Boolean":
		return fmt.Sprintf("x.bool(bool(%s))\n", v), nil
	}
	return fmt.Sprintf("x.other(x.ec.%s(x.ctx, nil, %s), %t)\n", ref.MarshalFunc(), strings.TrimPrefix(v, "*"), required), nil
}

func unless(condition, then, otherwise string) string {
	return fmt.Sprintf("if %s {\n%s\n} else {\n%s}\n", condition, then, otherwise)
}
