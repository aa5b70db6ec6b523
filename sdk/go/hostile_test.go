package latchkey_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	latchkey "example.com/latchkey/sdk/go"
)

// hostile is a server that plays the gate and the API.
func hostile(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func failingOpen(t *testing.T, address string) *latchkey.Gate {
	t.Helper()
	gate, err := latchkey.NewGate(address, latchkey.FailOpen(), latchkey.WithGateTimeout(5*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return gate
}

// half sends a request and ends its half of the connection, so that net/http cancels the request's context. It still reads.
func half(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	connection, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprint(connection, "GET / HTTP/1.1\r\nHost: x\r\nX-API-Key: wrong\r\nConnection: close\r\n\r\n")
	if err := connection.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(connection)
	return string(answer)
}

func TestClientThatLeavesDoesNotOpenTheGate(t *testing.T) {
	slow := hostile(t, func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(2 * time.Second):
		}
	})
	client, err := latchkey.New(latchkey.WithAPIKey("lk_test_1"), latchkey.WithBaseURL(slow), latchkey.WithMaxRetries(0))
	if err != nil {
		t.Fatal(err)
	}
	for name, gate := range map[string]*latchkey.Gate{
		"the gate port": failingOpen(t, slow),
		"the API":       latchkey.NewAPIGate(client, latchkey.FailOpen(), latchkey.WithGateTimeout(5*time.Second)),
	} {
		var reached atomic.Bool
		answer := half(t, gate.Protect(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) })))
		if reached.Load() || !strings.HasPrefix(answer, "HTTP/1.1 503 ") {
			t.Errorf("%s: reached %t, answered %q", name, reached.Load(), answer)
		}
	}
}

func TestEndlessAnswers(t *testing.T) {
	endless := hostile(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Gate-Key-Id", "key_1")
		for filler := []byte(strings.Repeat(" ", 1<<16)); ; {
			if _, err := w.Write(filler); err != nil {
				return
			}
		}
	})
	client, err := latchkey.New(latchkey.WithAPIKey("lk_test_1"), latchkey.WithBaseURL(endless))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Me.Retrieve(context.Background()); !errors.Is(err, latchkey.ErrDecode) {
		t.Error(err)
	}
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	if decision := failingOpen(t, endless).Check(request); decision.FailedOpen {
		t.Errorf("%+v", decision)
	}
}

func TestPathsThatLeadElsewhere(t *testing.T) {
	var asked atomic.Int32
	url := hostile(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	client, err := latchkey.New(latchkey.WithAPIKey("lk_test_1"), latchkey.WithBaseURL(url))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"", ".", ".."} {
		if _, err := client.Keys.Usage(context.Background(), id, latchkey.KeyUsageParams{}); !errors.Is(err, latchkey.ErrConfiguration) {
			t.Errorf("%q: %v", id, err)
		}
	}
	for _, path := range []string{"/keys/../usage", "/%2E%2e/outside", "/keys//usage"} {
		if err := client.Do(context.Background(), latchkey.Request{Path: path}, nil); !errors.Is(err, latchkey.ErrConfiguration) {
			t.Errorf("%q: %v", path, err)
		}
	}
	if asked.Load() != 0 {
		t.Error("It was asked.")
	}
}

func TestAddressThatIsNone(t *testing.T) {
	var forwarded atomic.Value
	url := hostile(t, func(w http.ResponseWriter, r *http.Request) {
		forwarded.Store(r.Header.Get("X-Forwarded-For"))
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"code":"invalid_api_key"}`)
	})
	for ip, want := range map[string]string{"10.0.0.1\r\nX-API-Key: mine": "", "anyone": "", "10.0.0.1": "10.0.0.1", "fe80::1": "fe80::1"} {
		gate, err := latchkey.NewGate(url, latchkey.FailOpen(), latchkey.WithGateTimeout(5*time.Second),
			latchkey.WithClientIP(func(*http.Request) string { return ip }))
		if err != nil {
			t.Fatal(err)
		}
		decision := gate.Check(httptest.NewRequest(http.MethodGet, "/", nil))
		if decision.Status != http.StatusUnauthorized || forwarded.Load() != want {
			t.Errorf("%q: %d, %q", ip, decision.Status, forwarded.Load())
		}
	}
}

func TestSwitchedProtocols(t *testing.T) {
	url := hostile(t, func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		t.Cleanup(func() { connection.Close() })
		fmt.Fprint(connection, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\nX-Gate-Key-Id: key_1\r\n\r\n")
	})
	client, err := latchkey.New(latchkey.WithAPIKey("lk_test_1"), latchkey.WithBaseURL(url), latchkey.WithTimeout(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	gate, err := latchkey.NewGate(url, latchkey.WithGateTimeout(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if _, err := client.Me.Retrieve(context.Background()); !errors.Is(err, latchkey.ErrDecode) {
			t.Error(err)
		}
		if decision := gate.Check(httptest.NewRequest(http.MethodGet, "/", nil)); decision.Status != http.StatusServiceUnavailable {
			t.Errorf("%+v", decision)
		}
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Error("It doesn't end.")
	}
}

func TestTwoKeys(t *testing.T) {
	url := hostile(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["X-Gate-Key-Id"] = []string{"key_1", "key_2"}
	})
	gate, err := latchkey.NewGate(url, latchkey.WithGateTimeout(5*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	if decision := gate.Check(httptest.NewRequest(http.MethodGet, "/", nil)); decision.Allowed {
		t.Errorf("%+v", decision)
	}
}

func TestNothingIsSentThatNoHeaderCanCarry(t *testing.T) {
	var asked atomic.Int32
	address := hostile(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	client, err := latchkey.New(latchkey.WithAPIKey("lk_test_1"), latchkey.WithBaseURL(address))
	if err != nil {
		t.Fatal(err)
	}
	for name, option := range map[string]latchkey.CallOption{
		"workspace":       latchkey.WithWorkspace("ws_1\nx-other: 1"),
		"Idempotency-Key": latchkey.WithIdempotencyKey("a\nb"),
	} {
		if _, err := client.Keys.Create(context.Background(), latchkey.NewKey{}, option); !errors.Is(err, latchkey.ErrConfiguration) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if asked.Load() != 0 {
		t.Errorf("%d requests were sent", asked.Load())
	}
}

func TestMethodInLowerCaseIsRefused(t *testing.T) {
	client, err := latchkey.New(latchkey.WithAPIKey("lk_test_1"), latchkey.WithBaseURL("http://127.0.0.1:1"))
	if err != nil {
		t.Fatal(err)
	}
	err = client.Do(context.Background(), latchkey.Request{Method: "post", Path: "/keys"}, nil)
	if !errors.Is(err, latchkey.ErrConfiguration) {
		t.Error(err)
	}
}

func TestManyEmptyCredentialsDoNotOpenTheGate(t *testing.T) {
	// It closes the connection as soon as it has read too much, so that its refusal gets lost.
	gate := failingOpen(t, hostile(t, func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }))
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	for range 1000 {
		request.Header.Add("Authorization", "")
	}
	if decision := gate.Check(request); decision.Allowed || decision.Status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%+v", decision)
	}
}
