#!/usr/bin/env bash
# Generates the GraphQL server code and compares it with what is committed; leaves the tree as it was.
set -euo pipefail
cd "$(dirname "$0")/.."
kept=$(mktemp -d)
trap 'cp -r "$kept"/graph/. graph/; rm -rf "$kept"' EXIT
cp -r graph "$kept"
go run ./graph/generate
if ! diff -r "$kept/graph" graph >/dev/null; then
  echo "The code in graph/ is not what schema/ and gqlgen.yml give; run make generate:"
  diff -rq "$kept/graph" graph || true
  exit 1
fi
