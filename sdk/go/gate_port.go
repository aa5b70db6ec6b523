package latchkey

import (
	"context"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

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
	question.Header.Set("X-Forwarded-Method", methodOf(request))
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

// methodOf is the client's method. One that the gate doesn't know can have any length.
func methodOf(request *http.Request) string {
	isOther := func(r rune) bool { return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' }
	if method := request.Method; len(method) <= mostMethodBytes && !strings.ContainsFunc(method, isOther) {
		return method
	}
	return "OTHER"
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
	if status == http.StatusOK && hasOne(header, "X-Gate-Key-Id") {
		decision := identified(header, answered)
		if decision.KeyID != "" || (decision.UserID != "" && hasOne(header, "X-Gate-User-Id")) {
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

// hasOne says whether a header has one value. A proxy can join two by a comma.
func hasOne(header http.Header, name string) bool {
	values := header.Values(name)
	return len(values) == 1 && values[0] != "" && !strings.Contains(values[0], ",")
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
