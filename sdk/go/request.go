package latchkey

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	firstBackoff   = 500 * time.Millisecond
	longestBackoff = 8 * time.Second
	// The most of an answer that is read. The API's own are much smaller.
	mostBytes = 64 << 20
)

// call is a request before it is sent.
type call struct {
	method string
	// path is below /api/v1, and escaped.
	path  string
	query url.Values
	body  any
	// counts: each try may count against a limit, so it isn't repeated if it may have arrived.
	counts bool
}

// pathOf gives a path with its segments escaped.
func pathOf(segments ...string) string {
	var path strings.Builder
	for _, segment := range segments {
		path.WriteString("/" + url.PathEscape(segment))
	}
	return path.String()
}

func leadsElsewhere(segment string) bool {
	dots := strings.ReplaceAll(strings.ToLower(segment), "%2e", ".")
	return dots == "" || dots == "." || dots == ".."
}

// Request is any call of the API, for what has no method of its own.
type Request struct {
	// Method is the HTTP method; GET if empty.
	Method string
	// Path is below /api/v1, such as /workspaces/ws_1/members.
	Path  string
	Query url.Values
	// Body is sent as JSON, unless it is nil.
	Body any
}

// Do calls any operation of the API and decodes the whole answer into result, which can be nil.
func (c *Client) Do(ctx context.Context, request Request, result any, options ...CallOption) error {
	if request.Method == "" {
		request.Method = http.MethodGet
	}
	if strings.ContainsFunc(request.Method, func(r rune) bool { return r < 'A' || r > 'Z' }) {
		return configurationError("A method is in capitals, such as POST.")
	}
	if strings.ContainsAny(request.Path, "?#") {
		return configurationError("A path can't have a query: use the member Query.")
	}
	one := call{method: request.Method, path: "/" + strings.TrimLeft(request.Path, "/"), query: request.Query, body: request.Body}
	one.counts = one.method == http.MethodPost && one.path == "/keys/verify" && !costsNothing(one.body)
	answer, err := c.send(ctx, one, options)
	if err != nil || answer.StatusCode == http.StatusNoContent {
		return err
	}
	if result == nil {
		result = new(json.RawMessage)
	}
	return answer.decode(result)
}

// costsNothing says whether the body of a verification has the cost 0.
func costsNothing(body any) bool {
	var request struct {
		Cost *float64 `json:"cost"`
	}
	encoded, err := json.Marshal(body)
	return err == nil && json.Unmarshal(encoded, &request) == nil && request.Cost != nil && *request.Cost == 0
}

// retrieve sends a request and gives the data of its answer.
func retrieve[T any](ctx context.Context, c *Client, one call, options []CallOption) (T, error) {
	envelope, _, err := exchange[T](ctx, c, one, options)
	return envelope, err
}

func exchange[T any](ctx context.Context, c *Client, one call, options []CallOption) (T, *answer, error) {
	var envelope struct {
		Data *T `json:"data"`
	}
	var nothing T
	answer, err := c.send(ctx, one, options)
	if err != nil {
		return nothing, nil, err
	}
	if err := answer.decode(&envelope); err != nil {
		return nothing, nil, err
	}
	if envelope.Data == nil {
		return nothing, nil, answer.undecodable("the answer has no data")
	}
	return *envelope.Data, answer, nil
}

// answer is a successful response with its body.
type answer struct {
	*http.Response
	body     []byte
	attempts int
}

func (a *answer) decode(into any) error {
	if err := json.Unmarshal(a.body, into); err != nil {
		return a.undecodable(err.Error())
	}
	return nil
}

func (a *answer) undecodable(detail string) *Error {
	return &Error{
		Kind: KindDecode, Status: a.StatusCode, Detail: detail, Header: a.Header, RequestID: a.Header.Get("Request-Id"),
		Attempts: a.attempts,
	}
}

// send sends a request, again if it failed and may be repeated.
func (c *Client) send(ctx context.Context, one call, options []CallOption) (*answer, error) {
	settings := c.defaults
	for _, option := range options {
		option.applyCall(&settings)
	}
	if slices.ContainsFunc(strings.Split(one.path[1:], "/"), leadsElsewhere) {
		return nil, configurationError("An ID or a name in a path can't be empty, . or ..: it would be another path.")
	}
	var body []byte
	if one.body != nil {
		var err error
		if body, err = json.Marshal(one.body); err != nil {
			return nil, configurationError("The body can't be sent as JSON: %s.", err)
		}
	}
	switch {
	case one.method != http.MethodPost || one.counts:
		settings.idempotencyKey = ""
	case settings.idempotencyKey == "":
		settings.idempotencyKey = newUUID()
	}
	if !isSendable(settings.workspaceID) || !isSendable(settings.idempotencyKey) {
		return nil, configurationError("The workspace or the Idempotency-Key has characters that a header can't have.")
	}
	for attempt := 0; ; attempt++ {
		result, failure, notSent := c.try(ctx, one, body, &settings)
		if failure == nil {
			result.attempts = attempt + 1
			return result, nil
		}
		failure.Attempts = attempt + 1
		if attempt >= settings.maxRetries || !mayRepeat(one, failure, notSent) {
			return nil, failure
		}
		wait := failure.RetryAfter
		if failure.asked && wait > settings.maxRetryAfter {
			return nil, failure
		}
		if !failure.asked {
			wait = time.Duration(mathrand.Int63n(int64(min(longestBackoff, firstBackoff<<min(attempt, 10)))))
		}
		if err := sleep(ctx, wait); err != nil {
			return nil, canceled(ctx, attempt+1)
		}
	}
}

// mayRepeat says whether a request that failed can be sent again without changing or counting anything twice.
func mayRepeat(one call, failure *Error, notSent bool) bool {
	switch failure.Kind {
	case KindConnection, KindTimeout:
		return notSent || !one.counts
	case KindRateLimit:
		return true
	case KindServer:
		return !one.counts || failure.Status == http.StatusServiceUnavailable
	case KindConflict:
		return failure.Code == "idempotency_in_progress"
	}
	return failure.Status == http.StatusRequestTimeout && !one.counts
}

// try sends a request once. notSent: the server can't have received anything of it.
func (c *Client) try(ctx context.Context, one call, body []byte, settings *callSettings) (result *answer, failure *Error, notSent bool) {
	limited, cancel := context.WithTimeout(ctx, settings.timeout)
	defer cancel()
	request, err := c.newRequest(limited, one, body, settings)
	if err != nil {
		return nil, err, true
	}
	response, sendError := c.http.Do(request)
	if sendError != nil {
		return nil, connectionError(ctx, limited, sendError), wasNotSent(sendError)
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusSwitchingProtocols {
		return nil, switchedProtocols(response), false
	}
	read, readError := io.ReadAll(io.LimitReader(response.Body, mostBytes+1))
	if readError != nil {
		return nil, connectionError(ctx, limited, readError), false
	}
	response.Body = io.NopCloser(bytes.NewReader(read))
	if settings.response != nil {
		*settings.response = response
	}
	result = &answer{Response: response, body: read}
	if len(read) > mostBytes {
		return nil, result.undecodable("the answer is too large"), false
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return nil, errorOf(response.StatusCode, response.Header, read), false
	}
	return result, nil, false
}

func (c *Client) newRequest(ctx context.Context, one call, body []byte, settings *callSettings) (*http.Request, *Error) {
	address, err := join(c.base, "/api/v1"+one.path, one.query)
	if err != nil {
		return nil, configurationError("The path isn't one: %s.", err)
	}
	// On a kept connection that the server has closed, net/http sends a request again by itself: a GET, one with an
	// Idempotency-Key, and any other one only if nothing of it was written. That is what this SDK would do.
	request, err := http.NewRequestWithContext(ctx, one.method, address.String(), readerOf(body))
	if err != nil {
		return nil, configurationError("%s.", err)
	}
	if err := c.credential.authenticate(ctx, request.Header); err != nil {
		var known *Error
		if errors.As(err, &known) {
			return nil, known
		}
		return nil, &Error{Kind: KindConfiguration, Detail: "There is no access token.", cause: err}
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "latchkey-go/"+Version)
	if settings.workspaceID != "" {
		request.Header.Set("X-Workspace-Id", settings.workspaceID)
	}
	if settings.idempotencyKey != "" {
		request.Header.Set("Idempotency-Key", settings.idempotencyKey)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, nil
}

// isSendable says whether a text is printable ASCII, as a header has it.
func isSendable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}

func readerOf(body []byte) io.Reader {
	if body == nil {
		return nil
	}
	return bytes.NewReader(body)
}

// switchedProtocols is the error of a 101, which nobody asked for. Its body is the connection: reading it would not end with
// the context.
func switchedProtocols(response *http.Response) *Error {
	return &Error{Kind: KindDecode, Status: response.StatusCode, Detail: "The server switched protocols.", Header: response.Header}
}

// wasNotSent says whether the server can't have received the request, because there was no connection.
func wasNotSent(err error) bool {
	var operation *net.OpError
	return errors.As(err, &operation) && operation.Op == "dial"
}

func connectionError(ctx, limited context.Context, err error) *Error {
	if ctx.Err() != nil {
		return canceled(ctx, 0)
	}
	// The error's URL and method say nothing that the caller doesn't know.
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	if limited.Err() != nil || isTimeout(err) {
		return &Error{Kind: KindTimeout, Detail: "The server didn't answer in time.", cause: err}
	}
	return &Error{Kind: KindConnection, cause: err}
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

func canceled(ctx context.Context, attempts int) *Error {
	kind := KindCanceled
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		kind = KindTimeout
	}
	return &Error{Kind: kind, Attempts: attempts, cause: context.Cause(ctx)}
}

func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// newUUID gives a random UUID (version 4).
func newUUID() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic("latchkey: the system gives no random numbers: " + err.Error())
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
