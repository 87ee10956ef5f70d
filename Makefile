# Secure Base. make help lists the targets.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
CACHE       := $(CURDIR)/.cache
LINT        := $(CACHE)/bin/golangci-lint-v2.6.2
BIN         := bin/securebase
CLIENTS     := internal/server/clients

SCRIPT      := web/dist/manifest.json

.PHONY: help build release run test generate generated format vet lint go race cite clients web neo4j soak bench clean

help: ## list the targets
	@grep -E '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## /\1\t/' | expand -t 12

build: $(SCRIPT) ## build bin/securebase, with pages, their script and knowledge inside
	go build -trimpath -o $(BIN) ./cmd/securebase

$(SCRIPT): $(shell find web/src schema -type f) web/package-lock.json web/vite.config.ts web/tsconfig.json
	cd web && bash ../scripts/retry.sh npm ci --no-audit --no-fund && npm run build

release: ## build the archives of a release of this commit into dist/, with checksums; the same commit gives the same bytes
	@bash scripts/release.sh

run: build ## build and serve on 127.0.0.1:8080; the first start imports the knowledge
	$(BIN) serve

test: generated format vet ## all checks; what is quick goes beside the tests that wait for Neo4j
	$(MAKE) -j2 --output-sync=target go lint race cite clients
	$(MAKE) web
	@echo "All checks passed."

generate: ## write the GraphQL server code anew
	go run ./graph/generate
	cd $(CLIENTS)/genqlient && go run github.com/Khan/genqlient

generated: ## fail if the generated code is not what the schema gives
	@bash scripts/generated.sh

format:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "not gofmt-ed:"; echo "$$unformatted"; exit 1; fi

vet: $(SCRIPT)
	go vet ./...

lint: $(LINT)
	$(LINT) run ./...

$(LINT):
	@bash scripts/retry.sh env GOBIN=$(CACHE)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.6.2
	mv $(CACHE)/bin/golangci-lint $@

go: ## Go tests, the contract suite of the stores among them
	go test -timeout 30m ./internal/store/neo4j ./... # the longest first

race: ## the domain and the server under the race detector
	go test -race -short ./internal/evidence ./internal/server

cite: ## the citations of all sources against citation-js
	cd internal/cite/citationjs && bash ../../../scripts/retry.sh npm ci --no-audit --no-fund && npm test

clients: $(CLIENTS)/node_modules/.package-lock.json ## the server asked by the GraphQL clients that others use
	cd $(CLIENTS) && npm test

$(CLIENTS)/node_modules/.package-lock.json: $(CLIENTS)/package-lock.json
	cd $(CLIENTS) && bash ../../../scripts/retry.sh npm ci --no-audit --no-fund

web: build ## every page in real Chromium against the real server, on both databases
	@bash scripts/chromium.sh
	go build -o $(CACHE)/neo4jtest ./internal/store/neo4j/neo4jtest/cmd
	cd web && npm test

neo4j: ## start a Neo4j server on free ports, without Docker (needs a JDK and Maven)
	go run ./internal/store/neo4j/neo4jtest/cmd -home $(CACHE)/neo4j-home

soak: $(SCRIPT) ## every long check, then a table: some hours; SOAK_SCALE=0.01 tries it out, FUZZTIME=1m fuzzes less
	go run ./cmd/soak

bench: build ## measure everything beside plain code and print the tables: about a quarter of an hour
	go run ./cmd/bench

clean: ## remove what was built
	rm -rf bin dist internal/cite/citationjs/node_modules $(CLIENTS)/node_modules web/node_modules web/test-results
	find web/dist -type f ! -name .keep -delete
