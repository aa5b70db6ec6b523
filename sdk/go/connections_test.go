package latchkey_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	latchkey "example.com/latchkey/sdk/go"
)

// counting starts a server that counts the connections to it.
func counting(t *testing.T, handler http.HandlerFunc) (*httptest.Server, *atomic.Int32) {
	opened := new(atomic.Int32)
	server := httptest.NewUnstartedServer(handler)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	return server, opened
}

func TestConnectionsOfManyCallsAtOnceAreKept(t *testing.T) {
	const atOnce, rounds = 20, 10
	var arrived sync.WaitGroup
	server, opened := counting(t, func(w http.ResponseWriter, _ *http.Request) {
		// All of a round are there before one is answered, so each needs a connection.
		arrived.Done()
		arrived.Wait()
		fmt.Fprint(w, `{"data":{}}`)
	})
	client, err := latchkey.New(latchkey.WithAPIKey("lk_test_1"), latchkey.WithBaseURL(server.URL), latchkey.WithMaxRetries(0))
	if err != nil {
		t.Fatal(err)
	}
	for range rounds {
		arrived.Add(atOnce)
		var calls sync.WaitGroup
		for range atOnce {
			calls.Add(1)
			go func() {
				defer calls.Done()
				if _, err := client.Me.Retrieve(context.Background()); err != nil {
					t.Error(err)
				}
			}()
		}
		calls.Wait()
	}
	// One round may begin before a connection of the round before it is free.
	if opened.Load() > 2*atOnce {
		t.Errorf("%d connections were opened for %d calls at once", opened.Load(), atOnce)
	}
}

func TestSilentAPIHasABoundedNumberOfConnections(t *testing.T) {
	end := make(chan struct{})
	server, opened := counting(t, func(http.ResponseWriter, *http.Request) { <-end })
	t.Cleanup(func() { close(end) })
	client, err := latchkey.New(latchkey.WithAPIKey("lk_test_1"), latchkey.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	gate := latchkey.NewAPIGate(client, latchkey.WithGateTimeout(2*time.Second))
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.Header.Set("X-Api-Key", "any")
	var checks sync.WaitGroup
	for range 600 {
		checks.Add(1)
		go func() {
			defer checks.Done()
			if decision := gate.Check(request); decision.Status != http.StatusServiceUnavailable {
				t.Error(decision.Status)
			}
		}()
	}
	// Before the first one gives up.
	time.Sleep(time.Second)
	count := opened.Load()
	checks.Wait()
	if count < 1 || count > 256 {
		t.Errorf("%d connections", count)
	}
}
