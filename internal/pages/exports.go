package pages

import "context"

func exports(_ context.Context, a *ask) (*view, error) { return &view{template: "exports"}, nil }
