package latchkey_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"context"

	latchkey "example.com/latchkey/sdk/go"
)

// startExample builds and starts examples/go-http, and waits until it answers.
func startExample(t *testing.T, gate string) (url string) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "example")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Dir = "../../examples/go-http"
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	address := strings.TrimPrefix(nowhere(t), "http://")
	command := exec.Command(program)
	command.Env = append(os.Environ(), "ADDRESS="+address, "LATCHKEY_GATE_URL="+gate)
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	url = "http://" + address
	for tries := 0; ; tries++ {
		if response, err := http.Get(url + "/health"); err == nil {
			response.Body.Close()
			return url
		} else if tries == 200 {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func TestExample(t *testing.T) {
	ctx, client := context.Background(), realClient(t)
	url := startExample(t, gateURL)
	created, err := client.Keys.Create(ctx, latchkey.NewKey{
		Scopes: []string{"data:read"}, RateLimit: &latchkey.RateLimit{Requests: 1, WindowSeconds: 3600}, ExternalID: "customer 7",
	})
	if err != nil {
		t.Fatal(err)
	}
	response, body := get(t, url, *created.Secret)
	if response.StatusCode != 200 || !strings.Contains(body, "customer 7") {
		t.Errorf("%d %s", response.StatusCode, body)
	}
	response, body = get(t, url, *created.Secret)
	expectProblem(t, response, body, 429, "rate_limited")
	response, body = get(t, url, "")
	expectProblem(t, response, body, 401, "unauthorized")
	if _, err := client.Keys.Revoke(ctx, created.ID); err != nil {
		t.Fatal(err)
	}
	response, body = get(t, url, *created.Secret)
	expectProblem(t, response, body, 401, "invalid_api_key")
	response, body = get(t, startExample(t, nowhere(t)), *created.Secret)
	expectProblem(t, response, body, 503, "unavailable")
}
