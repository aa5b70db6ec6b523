package latchkey

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
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
	gate.ask = func(ctx context.Context, request *http.Request, needs *requirements) (*Decision, error) {
		return askAPI(ctx, client, request, needs)
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
			length += len(value)
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

// askGatePort gives a decision, or an error if it isn't the gate that answers, or not in time. A decision with an error:
// the gate says that it can't decide.
func askGatePort(ctx context.Context, client *http.Client, base *url.URL, ip string, request *http.Request, needs *requirements) (*Decision, error) {
	query := url.Values{"scope": needs.scopes}
	if needs.cost != nil {
		query.Set("cost", strconv.FormatInt(*needs.cost, 10))
	}
	address, err := join(base, "/gate", query)
	if err != nil {
		return nil, err
	}
	question, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"X-Api-Key", "Authorization"} {
		question.Header[name] = request.Header.Values(name)
	}
	question.Header.Set("X-Forwarded-Method", request.Method)
	question.Header.Set("X-Forwarded-Uri", originalURI(request))
	// What a proxy's header says may be anything, and could make the question one that can't be sent.
	if _, err := netip.ParseAddr(ip); err == nil {
		question.Header.Set("X-Forwarded-For", ip)
	}
	response, err := client.Do(question)
	if err != nil {
		return nil, connectionError(request.Context(), ctx, err)
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusSwitchingProtocols {
		return nil, switchedProtocols(response)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, mostProblemBytes))
	if err != nil {
		return nil, connectionError(request.Context(), ctx, err)
	}
	return decisionOf(response.StatusCode, response.Header, body)
}

// originalURI is the path and query as the client sent them, also behind http.StripPrefix.
func originalURI(request *http.Request) string {
	if strings.HasPrefix(request.RequestURI, "/") {
		return request.RequestURI
	}
	return request.URL.RequestURI()
}

func decisionOf(status int, header http.Header, body []byte) (*Decision, error) {
	answered := http.Header{}
	for _, name := range answeredHeaders {
		if values := header.Values(name); len(values) > 0 {
			answered[http.CanonicalHeaderKey(name)] = values
		}
	}
	if status == http.StatusOK && header.Get("X-Gate-Key-Id") != "" && len(header.Values("X-Gate-Key-Id")) == 1 {
		if decision := identified(header, answered); decision.KeyID != "" || decision.UserID != "" {
			return decision, nil
		}
	}
	failure := errorOf(status, header, body)
	if failure.Code == "" || status < 400 || status > http.StatusServiceUnavailable {
		return nil, &Error{Kind: KindDecode, Status: status, Detail: "What answered isn't the gate."}
	}
	decision := &Decision{
		Status: status, Code: failure.Code, Reason: failure.Reason, RequiredScopes: failure.RequiredScopes,
		RetryAfter: failure.RetryAfter, RequestID: failure.RequestID, Problem: failure.Problem, Header: answered, body: body,
	}
	if status >= 500 {
		return decision, failure
	}
	return decision, nil
}

// identified is the decision about a request that may pass.
func identified(header, answered http.Header) *Decision {
	of := func(name string) string {
		if value := header.Get("X-Gate-" + name); value != "none" {
			return value
		}
		return ""
	}
	decoded := func(name string) string {
		if text, err := url.PathUnescape(of(name)); err == nil {
			return text
		}
		return of(name)
	}
	return &Decision{
		Allowed: true, Status: http.StatusOK, KeyID: of("Key-Id"), UserID: of("User-Id"), WorkspaceID: of("Workspace-Id"),
		Environment: Environment(of("Environment")), Plan: decoded("Plan"), Scopes: strings.Fields(of("Scopes")),
		ExternalID: decoded("External-Id"), RequestID: header.Get("Request-Id"), Header: answered,
	}
}

// askAPI gives the same decision with the API's verdict about the key.
func askAPI(ctx context.Context, client *Client, request *http.Request, needs *requirements) (*Decision, error) {
	key, refusal := credentialIn(request.Header)
	if refusal != nil {
		return refusal, nil
	}
	options := []CallOption{WithMaxRetries(0)}
	verdict, answer, err := client.Keys.verify(ctx, VerifyRequest{Key: key, Scopes: needs.scopes, Cost: needs.cost}, options)
	if err != nil {
		return refusedByAPI(err)
	}
	if !verdict.isSound() {
		return nil, answer.undecodable("the answer isn't a verdict")
	}
	var decision *Decision
	if verdict.Code == VerdictCodeValid {
		decision = allowedBy(verdict.Key)
	} else {
		decision = refusedBy(verdict)
	}
	decision.addLimit(verdict.RateLimit)
	if id := answer.Header.Get("Request-Id"); id != "" {
		decision.RequestID = id
		decision.Header.Set("Request-Id", id)
		if decision.Problem != nil {
			decision.Problem.RequestID = id
		}
	}
	return decision, nil
}

func allowedBy(key *VerifiedKey) *Decision {
	return &Decision{
		Allowed: true, Status: http.StatusOK, KeyID: key.ID, WorkspaceID: key.WorkspaceID, Environment: key.Environment,
		Plan: key.Plan, Scopes: key.Scopes, ExternalID: valueOf(key.ExternalID), Header: http.Header{},
	}
}

// addLimit gives the client the limit of its key. The headers of the API's answer are about the key of this service.
func (d *Decision) addLimit(limit *VerdictRateLimit) {
	if limit == nil {
		return
	}
	for name, value := range map[string]int64{"Limit": limit.Limit, "Remaining": limit.Remaining, "Reset": limit.ResetInSeconds} {
		d.Header.Set("X-RateLimit-"+name, strconv.FormatInt(value, 10))
	}
}

// refusedByAPI: the API says that the key can't be one, or it can't be asked.
func refusedByAPI(err error) (*Decision, error) {
	var known *Error
	if errors.As(err, &known) && isMisunderstood(known) && slices.ContainsFunc(known.Errors, func(e ProblemError) bool { return e.Pointer == "/key" }) {
		return malformed(), nil
	}
	return nil, err
}

// credentialIn reads the key that a client sent, or says why there is none.
func credentialIn(header http.Header) (string, *Decision) {
	keys, authorizations := header.Values("X-Api-Key"), header.Values("Authorization")
	if len(keys)+len(authorizations) > 1 {
		return "", refuse(http.StatusBadRequest, "multiple_credentials", "", "More than one credential was sent. Send one.")
	}
	if len(keys) == 1 && strings.TrimSpace(keys[0]) != "" {
		return strings.TrimSpace(keys[0]), nil
	}
	if len(authorizations) == 1 {
		scheme, token, _ := strings.Cut(authorizations[0], " ")
		if token = strings.TrimSpace(token); strings.EqualFold(scheme, "bearer") && token != "" && !strings.Contains(token, " ") {
			return token, nil
		}
	}
	return "", refuse(http.StatusUnauthorized, "unauthorized", "", "Send an API key in X-API-Key or Authorization: Bearer.")
}

// refusedBy is the decision about a key that isn't valid, as the gate would say it.
func refusedBy(verdict *Verdict) *Decision {
	known, ok := refusals[verdict.Code]
	if !ok {
		known = refusal{http.StatusUnauthorized, "invalid_api_key", string(verdict.Code), "The API key isn't valid."}
	}
	decision := refuse(known.status, known.code, known.reason, known.detail)
	if verdict.Code == VerdictCodeInsufficientScope {
		decision.RequiredScopes = verdict.MissingScopes
		decision.Problem.RequiredScopes = verdict.MissingScopes
	}
	if wait := verdict.retryAfter(time.Now()); wait > 0 {
		decision.retryIn(wait)
	}
	return decision
}

type refusal struct {
	status               int
	code, reason, detail string
}

var refusals = map[VerdictCode]refusal{
	VerdictCodeDisabled:          {http.StatusForbidden, "inactive_api_key", "", "The API key is disabled."},
	VerdictCodeSuspended:         {http.StatusForbidden, "forbidden", "workspace_suspended", "The workspace is suspended."},
	VerdictCodeInsufficientScope: {http.StatusForbidden, "forbidden", "insufficient_scope", "The API key doesn't have a scope that this request needs."},
	VerdictCodeRateLimited:       {http.StatusTooManyRequests, "rate_limited", "", "Rate limit exceeded."},
	VerdictCodeQuotaExceeded:     {http.StatusTooManyRequests, "quota_exceeded", "", "The monthly quota is used up."},
}

func valueOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// asProblem encodes a problem without the members that it doesn't have.
func asProblem(problem *Problem) []byte {
	members := map[string]any{"type": "about:blank", "title": problem.Title, "status": problem.Status, "detail": problem.Detail, "code": problem.Code}
	for name, value := range map[string]string{"reason": valueOf(problem.Reason), "request_id": problem.RequestID} {
		if value != "" {
			members[name] = value
		}
	}
	if len(problem.RequiredScopes) > 0 {
		members["required_scopes"] = problem.RequiredScopes
	}
	if problem.RetryAfterSeconds != nil {
		members["retry_after_seconds"] = *problem.RetryAfterSeconds
	}
	body, err := json.Marshal(members)
	if err != nil {
		panic(errors.Join(errors.New("latchkey: a problem is always JSON"), err))
	}
	return body
}
