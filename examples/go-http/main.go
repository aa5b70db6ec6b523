// An API with one route that is free and one that needs a key with the scope data:read.
//
//	LATCHKEY_GATE_URL=http://127.0.0.1:3001 go run .
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"time"

	latchkey "example.com/latchkey/sdk/go"
)

func main() {
	gate, err := latchkey.NewGate(valueOf("LATCHKEY_GATE_URL", "http://127.0.0.1:3001"))
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", health)
	mux.Handle("GET /orders", gate.Protect(http.HandlerFunc(orders), latchkey.Scopes("data:read")))
	server := &http.Server{
		Addr:              valueOf("ADDRESS", "127.0.0.1:4000"),
		Handler:           mux,
		ReadHeaderTimeout: 10 * time.Second,
	}
	log.Printf("Listening on http://%s", server.Addr)
	log.Fatal(server.ListenAndServe())
}

func health(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]any{"status": "ok"})
}

func orders(w http.ResponseWriter, r *http.Request) {
	key := latchkey.DecisionFrom(r.Context())
	answer(w, map[string]any{"orders": []string{}, "customer": key.ExternalID, "plan": key.Plan})
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(value); err != nil {
		log.Print(err)
	}
}

func valueOf(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
