package latchkey_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	latchkey "example.com/latchkey/sdk/go"
)

func realClient(t *testing.T) *latchkey.Client {
	t.Helper()
	client, err := latchkey.New(latchkey.WithAPIKey(apiKey), latchkey.WithBaseURL(baseURL))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// protected is a server behind a gate. reached counts the requests that its handler got.
func protected(t *testing.T, address string, options ...latchkey.GateOption) (url string, reached *int) {
	t.Helper()
	gate, err := latchkey.NewGate(address, options...)
	if err != nil {
		t.Fatal(err)
	}
	reached = new(int)
	server := httptest.NewServer(gate.Protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*reached++
		w.Header().Set("X-RateLimit-Limit", "of the handler")
		decision := latchkey.DecisionFrom(r.Context())
		fmt.Fprintf(w, "%s %t %t", decision.KeyID, decision.HasScope("keys:read"), decision.FailedOpen)
	}), latchkey.Scopes("keys:read")))
	t.Cleanup(server.Close)
	return server.URL, reached
}

func get(t *testing.T, url, key string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, url+"/orders", nil)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		request.Header.Set("X-API-Key", key)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(response.Body); err != nil {
		t.Fatal(err)
	}
	return response, body.String()
}

func expectProblem(t *testing.T, response *http.Response, body string, status int, code string) {
	t.Helper()
	var problem struct {
		Status int
		Code   string
	}
	if err := json.Unmarshal([]byte(body), &problem); err != nil {
		t.Fatalf("not a problem: %q", body)
	}
	if response.StatusCode != status || problem.Status != status || problem.Code != code {
		t.Errorf("%d %s, not %d %s", response.StatusCode, body, status, code)
	}
	if stored := response.Header.Get("Cache-Control"); stored != "no-store" {
		t.Errorf("Cache-Control: %s", stored)
	}
	if kind := response.Header.Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("Content-Type: %s", kind)
	}
}

func TestProtect(t *testing.T) {
	ctx, client := context.Background(), realClient(t)
	create := func(key latchkey.NewKey) (id, secret string) {
		created, err := client.Keys.Create(ctx, key)
		if err != nil {
			t.Fatal(err)
		}
		return created.ID, *created.Secret
	}
	url, reached := protected(t, gateURL)
	id, secret := create(latchkey.NewKey{Scopes: []string{"keys:read"}, RateLimit: &latchkey.RateLimit{Requests: 2, WindowSeconds: 3600}})
	_, without := create(latchkey.NewKey{})

	response, body := get(t, url, secret)
	if response.StatusCode != 200 || body != id+" true false" || response.Header.Get("RateLimit") == "" || response.Header.Get("X-RateLimit-Limit") != "of the handler" {
		t.Errorf("%d %s %v", response.StatusCode, body, response.Header)
	}
	response, body = get(t, url, "")
	expectProblem(t, response, body, 401, "unauthorized")
	if response.Header.Get("WWW-Authenticate") == "" {
		t.Error("no WWW-Authenticate")
	}
	response, body = get(t, url, without)
	expectProblem(t, response, body, 403, "forbidden")
	if _, body = get(t, url, secret); body != id+" true false" {
		t.Error(body)
	}
	response, body = get(t, url, secret)
	expectProblem(t, response, body, 429, "rate_limited")
	if response.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	if _, err := client.Keys.Revoke(ctx, id); err != nil {
		t.Fatal(err)
	}
	response, body = get(t, url, secret)
	expectProblem(t, response, body, 401, "invalid_api_key")
	if *reached != 2 {
		t.Errorf("the handler was reached %d times", *reached)
	}
}

// nowhere is an address where nobody listens.
func nowhere(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return "http://" + listener.Addr().String()
}

func TestProtectWithoutGate(t *testing.T) {
	url, reached := protected(t, nowhere(t))
	response, body := get(t, url, "any")
	expectProblem(t, response, body, 503, "unavailable")
	if *reached != 0 || response.Header.Get("Retry-After") != "1" {
		t.Errorf("reached %d times, Retry-After %q", *reached, response.Header.Get("Retry-After"))
	}
	open, reached := protected(t, nowhere(t), latchkey.FailOpen())
	if response, body = get(t, open, "any"); response.StatusCode != 200 || body != " false true" || *reached != 1 {
		t.Errorf("%d %q", response.StatusCode, body)
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	const secret = "lk_test_do_not_print"
	client, err := latchkey.New(latchkey.WithAPIKey(secret), latchkey.WithBaseURL("http://127.0.0.1:1"), latchkey.WithMaxRetries(0))
	if err != nil {
		t.Fatal(err)
	}
	_, failure := client.Me.Retrieve(context.Background())
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("it", "client", client, "error", failure)
	printed := log.String()
	holder := struct{ Client latchkey.Client }{*client}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
		printed += fmt.Sprintf(verb+verb+verb, client, failure, latchkey.VerifyRequest{Key: secret})
		printed += fmt.Sprintf(verb+verb+verb, *client, holder, client.Keys)
	}
	if strings.Contains(printed, secret) {
		t.Error(printed)
	}
}

func TestCancel(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer server.Close()
	client, err := latchkey.New(latchkey.WithAPIKey("any"), latchkey.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(100*time.Millisecond, cancel)
	_, err = client.Me.Retrieve(ctx)
	if !errors.Is(err, latchkey.ErrCanceled) || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
