package latchkey

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// answeredHeaders are the headers of a decision that the client gets, too.
var answeredHeaders = []string{
	"RateLimit", "RateLimit-Policy", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
	"Retry-After", "WWW-Authenticate", "Request-Id",
}

// Decision says whether a request may pass, who sent it, and what to answer if it may not.
type Decision struct {
	Allowed bool
	// Status is 200, or that of the refusal.
	Status int
	// Code and Reason say why the request was refused.
	Code   string
	Reason string
	// RequiredScopes are the scopes that the key lacks.
	RequiredScopes []string
	// RetryAfter is how long the client has to wait.
	RetryAfter time.Duration

	// KeyID is the key; empty for the access token of a user.
	KeyID string
	// UserID is the user of an access token.
	UserID      string
	WorkspaceID string
	Environment Environment
	Plan        string
	Scopes      []string
	// ExternalID is your own ID for the customer who uses the key.
	ExternalID string
	// RequestID names the request in the request log.
	RequestID string

	// Problem is what to answer if the request was refused.
	Problem *Problem
	// Header are the headers to answer either way, such as RateLimit and Retry-After.
	Header http.Header
	// FailedOpen: nobody was asked, because Latchkey is unavailable and the gate is open then.
	FailedOpen bool
	// Err says why Latchkey couldn't be asked.
	Err error

	// body is the problem as the gate sent it.
	body []byte
}

// HasScope says whether the key has a scope.
func (d *Decision) HasScope(scope string) bool { return slices.Contains(d.Scopes, scope) }

// refuse is a decision that isn't from the gate.
func refuse(status int, code, reason, detail string) *Decision {
	problem := &Problem{Title: http.StatusText(status), Status: int64(status), Code: code, Detail: detail}
	if reason != "" {
		problem.Reason = &reason
	}
	decision := &Decision{Status: status, Code: code, Reason: reason, Problem: problem, Header: http.Header{}}
	if status == http.StatusUnauthorized {
		decision.Header.Set("WWW-Authenticate", `Bearer realm="api"`)
	}
	return decision
}

func (d *Decision) retryIn(wait time.Duration) {
	rounded := int64(math.Ceil(wait.Seconds()))
	d.RetryAfter = wait
	d.Problem.RetryAfterSeconds = &rounded
	d.Header.Set("Retry-After", strconv.FormatInt(rounded, 10))
}

// addHeaders gives the client its limits. They overwrite earlier ones.
func (d *Decision) addHeaders(header http.Header) {
	for name, values := range d.Header {
		header[name] = slices.Clone(values)
	}
}

// WriteRefusal answers a request that was refused with the problem and its headers.
func (d *Decision) WriteRefusal(w http.ResponseWriter) {
	d.addHeaders(w.Header())
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(d.Status)
	body := d.body
	if body == nil {
		body = asProblem(d.Problem)
	}
	// The client may have left, which is no matter of ours.
	_, _ = w.Write(body)
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
