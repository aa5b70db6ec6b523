package latchkey

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	defaultGateTimeout    = 200 * time.Millisecond
	defaultAPIGateTimeout = 2 * time.Second
	mostGateConnections   = 256
	mostProblemBytes      = 1 << 20
	// The gate takes 32 KiB of headers. What is longer is refused here: the gate's own refusal may get lost on the connection
	// that it closes, and would look as if the gate were away.
	mostCredentialBytes = 16 << 10
	// The longest method that there is has fewer characters.
	mostMethodBytes = 20
)

// Gate decides about requests to your own API. It can be used by several goroutines at once.
type Gate struct {
	ask      func(ctx context.Context, request *http.Request, needs *requirements) (*Decision, error)
	about    string
	timeout  time.Duration
	failOpen bool
	clientIP func(*http.Request) string
}

// GateOption is an option of NewGate and NewAPIGate.
type GateOption func(*Gate)

// FailOpen lets requests pass, without a key, while Latchkey can't be asked. By default they get 503.
func FailOpen() GateOption { return func(g *Gate) { g.failOpen = true } }

// WithGateTimeout sets how long a decision may take. By default it is 200 ms at the gate port, and 2 s with the API.
func WithGateTimeout(timeout time.Duration) GateOption {
	return func(g *Gate) { g.timeout = timeout }
}

// WithClientIP says from where a request comes, for the request log. By default it is the other end of the connection.
// Behind a proxy, read the header that the proxy sets.
func WithClientIP(clientIP func(*http.Request) string) GateOption {
	return func(g *Gate) { g.clientIP = clientIP }
}

type requirements struct {
	scopes []string
	cost   *int64
}

// Requirement is what a request needs to pass: Scopes or Cost.
type Requirement func(*requirements)

// Scopes: the key must have all of them.
func Scopes(scopes ...string) Requirement {
	return func(r *requirements) { r.scopes = append(r.scopes, scopes...) }
}

// Cost: how much the request counts against the limits. By default 1; 0 checks without counting.
func Cost(cost int64) Requirement { return func(r *requirements) { r.cost = &cost } }

// NewGate asks at the gate port, such as http://127.0.0.1:3001. It keeps connections of its own open, and uses no proxy.
func NewGate(address string, options ...GateOption) (*Gate, error) {
	base, err := parseBase(address, "the address of the gate port")
	if err != nil {
		return nil, err
	}
	client := withoutRedirects(&http.Client{Transport: &http.Transport{
		MaxConnsPerHost: mostGateConnections, MaxIdleConnsPerHost: mostGateConnections,
		IdleConnTimeout: 90 * time.Second, DisableCompression: true, MaxResponseHeaderBytes: 1 << 16,
	}})
	gate := newGate("latchkey.Gate("+base.String()+")", defaultGateTimeout, options)
	gate.ask = func(ctx context.Context, request *http.Request, needs *requirements) (*Decision, error) {
		return askGatePort(ctx, client, base, gate.clientIP(request), request, needs)
	}
	return gate, nil
}

// NewAPIGate asks the API with a client whose key has the scope keys:verify, for servers that can't reach the gate port.
func NewAPIGate(client *Client, options ...GateOption) *Gate {
	gate := newGate("latchkey.Gate("+client.base.String()+")", defaultAPIGateTimeout, options)
	// The client has as many connections as calls.
	asking := make(chan struct{}, mostGateConnections)
	gate.ask = func(ctx context.Context, request *http.Request, needs *requirements) (*Decision, error) {
		select {
		case asking <- struct{}{}:
			defer func() { <-asking }()
			return askAPI(ctx, client, request, needs)
		case <-ctx.Done():
			return nil, connectionError(request.Context(), ctx, ctx.Err())
		}
	}
	return gate
}

func newGate(about string, timeout time.Duration, options []GateOption) *Gate {
	gate := &Gate{about: about, timeout: timeout, clientIP: peerAddress}
	for _, option := range options {
		option(gate)
	}
	return gate
}

func peerAddress(request *http.Request) string {
	host, _, err := net.SplitHostPort(request.RemoteAddr)
	if err != nil {
		return ""
	}
	return host
}

// String gives the address.
func (g *Gate) String() string { return g.about }

// GoString is String.
func (g *Gate) GoString() string { return g.about }

// Format prints the address, whatever the verb.
func (g *Gate) Format(state fmt.State, _ rune) { fmt.Fprint(state, g.about) }

// LogValue is String.
func (g *Gate) LogValue() slog.Value { return slog.StringValue(g.about) }

// Check decides whether a request may pass. It never fails: if Latchkey can't be asked, the decision is 503, or, with
// FailOpen, to let the request pass without a key.
func (g *Gate) Check(request *http.Request, needs ...Requirement) *Decision {
	var required requirements
	for _, need := range needs {
		need(&required)
	}
	if refusal := refusalOf(request); refusal != nil {
		return refusal
	}
	ctx, cancel := context.WithTimeout(request.Context(), g.timeout)
	defer cancel()
	decision, err := g.ask(ctx, request, &required)
	if err == nil {
		return decision
	}
	if g.failOpen && isAway(err) && request.Context().Err() == nil {
		return &Decision{Allowed: true, Status: http.StatusOK, FailedOpen: true, Header: http.Header{}, Err: err}
	}
	if decision == nil {
		decision = refuse(http.StatusServiceUnavailable, "unavailable", "",
			"The API key can't be checked at the moment. Try again in a moment.")
		decision.retryIn(time.Second)
	}
	decision.Err = err
	return decision
}

// refusalOf refuses a credential that no gate takes, so that it isn't asked; nil for any other.
func refusalOf(request *http.Request) *Decision {
	length := len(originalURI(request))
	for _, name := range []string{"X-Api-Key", "Authorization"} {
		for _, value := range request.Header.Values(name) {
			// As a line, because many empty ones are long, too.
			length += len(name) + len(value) + len(": \r\n")
			if strings.ContainsFunc(strings.TrimSpace(value), func(r rune) bool { return r < ' ' || r > '~' }) {
				return malformed()
			}
		}
	}
	if length > mostCredentialBytes {
		return refuse(http.StatusRequestHeaderFieldsTooLarge, "headers_too_large", "", "The path or the credential is too long.")
	}
	return nil
}

// malformed refuses a key that can't be one.
func malformed() *Decision {
	return refuse(http.StatusUnauthorized, "invalid_api_key", "malformed", "The API key isn't valid.")
}

// isAway says whether an error means that Latchkey can't be asked. One that the request or this program caused doesn't: a
// client could open the gate with it.
func isAway(err error) bool {
	var known *Error
	if !errors.As(err, &known) {
		return false
	}
	switch known.Kind {
	case KindConfiguration, KindCanceled:
		return false
	case KindBadRequest, KindValidation:
		return !isMisunderstood(known)
	}
	return true
}

// isMisunderstood says whether the API refused what was asked, and not that this service asks.
func isMisunderstood(err *Error) bool {
	return err.Code != "" && slices.Contains([]int{http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity}, err.Status)
}
