package latchkey_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme runs the code of the README against a real server, one block after the other.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 7 {
		t.Fatalf("the README has %d blocks of Go", len(blocks))
	}
	var code strings.Builder
	for _, block := range blocks {
		code.WriteString(strings.ReplaceAll(block[1], "http://127.0.0.1:3001", gateURL))
	}
	program := `package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	latchkey "example.com/latchkey/sdk/go"
)

func run(ctx context.Context) error {
` + code.String() + `
	_, _ = mux, receive
	return client.Do(ctx, latchkey.Request{Method: http.MethodDelete, Path: "/keys/" + created.ID}, nil)
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
`
	directory := t.TempDir()
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	module := "module readme\n\ngo 1.22\n\nrequire example.com/latchkey/sdk/go v0.1.0\n\nreplace example.com/latchkey/sdk/go => " + here + "\n"
	for name, content := range map[string]string{"main.go": program, "go.mod": module} {
		if err := os.WriteFile(filepath.Join(directory, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command("go", "run", ".")
	command.Dir = directory
	command.Env = append(os.Environ(), "LATCHKEY_API_KEY="+apiKey, "LATCHKEY_BASE_URL="+baseURL, "GOFLAGS=-mod=mod")
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for _, expected := range []string{"key_", "404 not_found req_", "true", `"plan";r=`} {
		if !strings.Contains(string(output), expected) {
			t.Errorf("%q isn't printed:\n%s", expected, output)
		}
	}
}
