# Mesh Portal. `make run` runs it, `make test` tests it; `make help` tells the rest.
GO ?= go
BIN := .cache/bin

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

run: build ## build and run the portal at http://localhost:8080
	$(BIN)/meshportal serve

build: ## build both programs into .cache/bin
	$(GO) build -trimpath -o $(BIN)/ ./cmd/...

test: ## everything that must pass, in under five minutes
	sh .ci/setup test
	$(GO) test ./...

check: ## gofmt, vet, staticcheck, module files, import rule
	sh .ci/check

generate: ## generated files
	$(GO) generate ./...

wasm: ## the browser device's packages for WebAssembly
	GOOS=js GOARCH=wasm $(GO) build -o /dev/null ./meshcore/client/...

race: ## the tests under the race detector
	$(GO) test -race ./...

fuzz: ## each fuzzer for a while: make fuzz FUZZTIME=1m
	sh .ci/fuzz $(or $(FUZZTIME),20s)

soak: ## the long tests: a million corrupted shares, kill -9 again and again
	MESH_SOAK=1 $(GO) test -count=1 -timeout 60m ./...

bench: ## speed, as ratios where it can be
	sh .ci/bench

clean: ## what was built
	rm -rf .cache

.PHONY: help run build test check generate wasm race fuzz soak bench clean
