// Command generate writes the types of the API from its OpenAPI document.
//
//	go run ./internal/generate -in ../openapi.json -out types.gen.go
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

func main() {
	in := flag.String("in", "../openapi.json", "the OpenAPI document")
	out := flag.String("out", "types.gen.go", "the file to write")
	flag.Parse()
	if err := run(*in, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(in, out string) error {
	source, err := generateFrom(in)
	if err != nil {
		return err
	}
	return os.WriteFile(out, source, 0o644)
}

func generateFrom(in string) ([]byte, error) {
	data, err := os.ReadFile(in)
	if err != nil {
		return nil, err
	}
	var doc document
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", in, err)
	}
	return generate(&doc)
}
