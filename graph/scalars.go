package graph

import (
	"github.com/99designs/gqlgen/graphql"
)

// MarshalString writes a text; an empty one is null, since the domain holds what is missing as empty.
func MarshalString(s string) graphql.Marshaler {
	if s == "" {
		return graphql.Null
	}
	return graphql.MarshalString(s)
}

// UnmarshalString reads a text. Only JSON strings are accepted.
func UnmarshalString(v any) (string, error) { return graphql.UnmarshalString(v) }

// MarshalID writes an id; an empty one is null.
func MarshalID(s string) graphql.Marshaler { return MarshalString(s) }

// UnmarshalID reads an id.
func UnmarshalID(v any) (string, error) { return graphql.UnmarshalID(v) }
