package pages

import "context"

func builders(_ context.Context, a *ask) (*view, error) { return &view{template: "builders"}, nil }
