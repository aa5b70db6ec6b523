package main

import (
	"bytes"
	"os"
	"testing"
)

func TestTypesAreCurrent(t *testing.T) {
	want, err := generateFrom("../../../openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("../../types.gen.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, have) {
		t.Error("types.gen.go is stale: run go generate")
	}
}
