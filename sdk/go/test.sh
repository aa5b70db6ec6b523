#!/usr/bin/env bash
# Everything that must hold for the Go SDK: gofmt, go vet, the tests with the race detector, and a module that needs nothing.
# Needs the variables that npm run test:sdks sets.
set -euo pipefail
cd "$(dirname "$0")"
unformatted=$(gofmt -l . ../../examples/go-http)
[ -z "$unformatted" ] || { echo "Not formatted with gofmt: $unformatted"; exit 1; }
go vet ./...
(cd ../../examples/go-http && go vet ./...)
go mod tidy -diff
[ "$(go list -m all)" = "example.com/latchkey/sdk/go" ] || { echo "The module has dependencies."; exit 1; }
echo "✓ gofmt, go vet, no dependencies"
go test -race -count=1 ./...
