// Package latchkey is the Go SDK of Latchkey, the front desk of an API: it manages API keys, verifies them, and
// protects an HTTP server with them.
//
//	client, err := latchkey.New()                  // LATCHKEY_API_KEY, LATCHKEY_BASE_URL
//	key, err := client.Keys.Create(ctx, latchkey.NewKey{Name: "ci-pipeline"})
//
//	gate, err := latchkey.NewGate("http://127.0.0.1:3001")
//	http.Handle("/orders", gate.Protect(orders, latchkey.Scopes("data:read")))
package latchkey

//go:generate go run ./internal/generate -in ../openapi.json -out types.gen.go

// Version is the version of the SDK.
const Version = "0.1.0"
