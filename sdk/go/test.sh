#!/usr/bin/env bash
# Everything that must hold for the Go SDK: gofmt, go vet, staticcheck, the tests with the race detector, and a module that
# needs nothing. Needs the variables that npm run test:sdks sets. `test.sh compile` only does what takes long and needs no
# server.
set -euo pipefail
cd "$(dirname "$0")"
compile() {
  go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
  go vet ./...
}
if [ "${1:-}" = compile ]; then
  compile
  exit
fi
unformatted=$(gofmt -l . ../../examples/go-http)
[ -z "$unformatted" ] || { echo "Not formatted with gofmt: $unformatted"; exit 1; }
compile
(cd ../../examples/go-http && go vet ./...)
go mod tidy -diff
[ "$(go list -m all)" = "example.com/latchkey/sdk/go" ] || { echo "The module has dependencies."; exit 1; }
echo "✓ gofmt, go vet, staticcheck, no dependencies"
go test -race -count=1 ./...
