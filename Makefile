# Mesh Portal. `make run` runs it, `make test` tests it; `make help` tells the rest.
GO ?= go
BIN := .cache/bin
WASM := .cache/mesh.wasm
# The browser loads this: no inlining outside of what computes for long (architecture.md §3).
FAST := crypto/internal/fips140/edwards25519/... crypto/internal/fips140/nistec/... crypto/internal/fips140/aes/... \
	crypto/internal/fips140/sha... crypto/internal/fips140/alias crypto/internal/fips140deps/byteorder math/bits filippo.io/...
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null)
LEAN := -trimpath -ldflags='-s -w' -gcflags=all=-l $(FAST:%=-gcflags='%=')

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14

run: build ## build and run the portal at http://localhost:8080
	$(BIN)/meshportal serve

build: wasm ## build the programs into .cache/bin
	$(GO) build -trimpath -ldflags='-s -w -X main.release=$(VERSION)' -o $(BIN)/ ./cmd/mesh ./cmd/meshportal ./cmd/meshload

wasm: ## the browser device, compressed, into static/wasm
	GOOS=js GOARCH=wasm $(GO) build $(LEAN) -o $(WASM) ./cmd/meshwasm
	$(GO) run ./cmd/meshwasm/pack $(WASM)

ready: wasm ## what the tests need: a browser, and what they drive it with
	sh .ci/setup test

test: ready ## what must pass before a commit, in under five minutes
	$(GO) test -timeout 20m ./...

check: ## gofmt, vet, staticcheck, module files, generated files, import rule
	sh .ci/check

generate: ## generated files
	$(GO) generate ./...

screenshots: ready ## PNGs of every page, wide and narrow, light and dark, in .cache/screenshots
	MESH_SCREENSHOTS=$(CURDIR)/.cache/screenshots $(GO) test -count=1 -run TestScreenshots ./cmd/meshportal/browser

access: ready ## accessibility: every page in every state, and all journeys by keyboard
	$(GO) test -count=1 -run TestAccess ./cmd/meshportal/browser

siege: ready ## the attacks on a browser: dishonest portals, hostile names, headers, stolen keys and cookies
	$(GO) test -count=1 -timeout 20m -run TestSiege ./cmd/meshportal/browser

race: ready ## the tests under the race detector
	$(GO) test -race ./...

fuzz: ## each fuzzer for a while: make fuzz FUZZTIME=1m
	sh .ci/fuzz $(or $(FUZZTIME),20s)

soak: ready ## the long tests: a million corrupted shares, kill -9 again and again
	MESH_SOAK=1 $(GO) test -count=1 -timeout 60m ./...

bench: ready ## speed, as ratios where it can be
	sh .ci/bench

clean: ## what was built
	rm -rf .cache static/wasm/mesh.wasm.br static/wasm/mesh.wasm.gz static/wasm/wasm_exec.js

.PHONY: help run build wasm ready test check generate screenshots access siege race fuzz soak bench clean
