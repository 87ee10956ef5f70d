#!/usr/bin/env bash
# Builds the archives of a release into dist/: for linux, macOS and Windows on amd64 and arm64, with SHA256SUMS.
#
#   bash scripts/release.sh [COMMIT]
#
# A release is made of a commit, the present one unless another is named, and of nothing else: it is taken out of git into
# a folder of its own. The same commit gives the same bytes with the same releases of Go and Node. VERSION names the
# release; without it the commit's tag does, or its hash.
set -euo pipefail
cd "$(dirname "$0")/.."

commit=$(git rev-parse --verify "${1:-HEAD}^{commit}")
version=${VERSION:-$(git describe --tags --always "$commit")}
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct "$commit")
export SOURCE_DATE_EPOCH CGO_ENABLED=0 GOFLAGS= GOAMD64=v1 GOARM64=v8.0 GOEXPERIMENT= TZ=UTC LC_ALL=C
out=$PWD/dist
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

git archive "$commit" | tar -x -C "$work"
cd "$work"
go build -o "$work/archive" ./scripts/archive
(cd web && bash ../scripts/retry.sh npm ci --no-audit --no-fund && npm run build)

rm -rf "$out" && mkdir -p "$out"
for os in linux darwin windows; do
  for arch in amd64 arm64; do
    name=securebase-$version-$os-$arch
    program=$work/$name/securebase ending=tar.gz
    if [ "$os" = windows ]; then program=$program.exe ending=zip; fi
    GOOS=$os GOARCH=$arch go build -trimpath -buildvcs=false -ldflags "-s -w -buildid= -X main.release=$version" -o "$program" ./cmd/securebase
    "$work/archive" -folder "$name" -time "$SOURCE_DATE_EPOCH" -out "$out/$name.$ending" "$program" LICENSE README.md CHANGELOG.md
    echo "$name.$ending"
  done
done
cd "$out"
if command -v sha256sum >/dev/null; then sum=(sha256sum); else sum=(shasum -a 256); fi
"${sum[@]}" securebase-* > SHA256SUMS
echo "Wrote $(wc -l < SHA256SUMS) archives of $version to dist/ with $(go version | cut -d' ' -f3), node $(node --version)."
