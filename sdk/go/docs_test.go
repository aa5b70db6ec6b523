package latchkey_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// examples is the Go code of the documentation and of the dashboard, see sdk/conformance/examples.ts.
type examples struct {
	Install  string
	Page     string
	Programs []struct{ Shown, Code, Expects, Env string }
}

func readExamples(t *testing.T) examples {
	t.Helper()
	path := os.Getenv("LATCHKEY_TEST_EXAMPLES")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("LATCHKEY_TEST_EXAMPLES: %v", err)
	}
	var all struct{ Go examples }
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all.Go
}

// developer has a module of their own, beside a clone of Latchkey.
type developer struct{ module string }

func newDeveloper(t *testing.T, commands string) developer {
	t.Helper()
	home := t.TempDir()
	clone, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(clone, filepath.Join(home, "latchkey")); err != nil {
		t.Fatal(err)
	}
	d := developer{module: filepath.Join(home, "app")}
	if err := os.Mkdir(d.module, 0o700); err != nil {
		t.Fatal(err)
	}
	d.bash(t, commands)
	return d
}

func (d developer) write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(d.module, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// bash runs a script in the module, and gives what it prints.
func (d developer) bash(t *testing.T, script string, environment ...string) string {
	t.Helper()
	command := exec.Command("bash", "-euc", script)
	command.Dir = d.module
	command.Env = append(append(os.Environ(), "GOFLAGS=-mod=mod"), environment...)
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, script, output)
	}
	return string(output)
}

// TestDocumentedPrograms runs the programs of the documentation, and what the dashboard shows with a new key, as their first
// lines say.
func TestDocumentedPrograms(t *testing.T) {
	shown := readExamples(t)
	if len(shown.Programs) < 5 {
		t.Fatalf("there are %d programs", len(shown.Programs))
	}
	d := newDeveloper(t, "go mod init app\n"+shown.Install)
	for _, program := range shown.Programs {
		t.Run(program.Shown, func(t *testing.T) {
			script, environment := "go run example.go", []string{}
			if program.Env != "" {
				script = regexp.MustCompile(`(?m)^// (set -a; .*)$`).FindStringSubmatch(program.Code)[1]
			} else {
				environment = []string{"API_KEY=" + apiKey, "LATCHKEY_API_KEY=" + apiKey, "LATCHKEY_BASE_URL=" + baseURL}
			}
			d.write(t, ".env", program.Env+"\n")
			d.write(t, "example.go", program.Code)
			if output := d.bash(t, script, environment...); !strings.Contains(output, program.Expects) {
				t.Errorf("%q isn't printed:\n%s", program.Expects, output)
			}
		})
	}
}

// TestDocumentedPage runs the parts of the SDK's page, one after the other.
func TestDocumentedPage(t *testing.T) {
	shown := readExamples(t)
	d := newDeveloper(t, "go mod init app\n"+shown.Install)
	d.write(t, "main.go", `package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	latchkey "example.com/latchkey/sdk/go"
)

func run(ctx context.Context, client *latchkey.Client) error {
`+shown.Page+`
	ask := func(handler http.Handler, key string) {
		request := httptest.NewRequest("GET", "/orders", strings.NewReader("{}"))
		request.Header.Set("X-API-Key", key)
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		fmt.Println("answered", answer.Code)
	}
	ask(mux, *created.Secret)
	ask(mux, "unknown")
	ask(http.HandlerFunc(receive), "")
	_, err = client.Keys.Revoke(ctx, created.ID)
	return err
}

func main() {
	client, err := latchkey.New()
	if err == nil {
		err = run(context.Background(), client)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
`)
	output := d.bash(t, "go run .", "LATCHKEY_API_KEY="+apiKey, "LATCHKEY_BASE_URL="+baseURL, "WEBHOOK_SECRET=whsec_AAAA")
	for _, expected := range []string{"key_", "404 not_found req_", `"plan";r=`, "answered 200\nanswered 401\nanswered 400\n"} {
		if !strings.Contains(output, expected) {
			t.Errorf("%q isn't printed:\n%s", expected, output)
		}
	}
}
