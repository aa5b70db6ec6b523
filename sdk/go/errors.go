package latchkey

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Kind is what went wrong.
type Kind string

// The kinds of an Error.
const (
	KindBadRequest       Kind = "bad_request"
	KindAuthentication   Kind = "authentication"
	KindPermissionDenied Kind = "permission_denied"
	KindNotFound         Kind = "not_found"
	KindConflict         Kind = "conflict"
	KindValidation       Kind = "validation"
	KindRateLimit        Kind = "rate_limit"
	KindServer           Kind = "server"
	// KindConnection: no answer, half an answer, or something that isn't HTTP.
	KindConnection Kind = "connection"
	// KindTimeout: no answer in time. It is also a connection error.
	KindTimeout Kind = "timeout"
	// KindCanceled: the context of the call was canceled.
	KindCanceled Kind = "canceled"
	// KindDecode: a successful answer that isn't the JSON it should be.
	KindDecode Kind = "decode"
	// KindConfiguration: the client or the gate can't be created like this.
	KindConfiguration Kind = "configuration"
	// KindWebhook: a webhook that isn't from Latchkey, or an old one.
	KindWebhook Kind = "webhook"
)

// For errors.Is: each matches the errors of one kind.
var (
	ErrBadRequest       = errors.New("latchkey: bad request")
	ErrAuthentication   = errors.New("latchkey: not authenticated")
	ErrPermissionDenied = errors.New("latchkey: permission denied")
	ErrNotFound         = errors.New("latchkey: not found")
	ErrConflict         = errors.New("latchkey: conflict")
	ErrValidation       = errors.New("latchkey: validation failed")
	ErrRateLimit        = errors.New("latchkey: rate limited")
	ErrServer           = errors.New("latchkey: server error")
	ErrConnection       = errors.New("latchkey: connection failed")
	ErrTimeout          = errors.New("latchkey: timed out")
	ErrCanceled         = errors.New("latchkey: canceled")
	ErrDecode           = errors.New("latchkey: unexpected answer")
	ErrConfiguration    = errors.New("latchkey: wrong configuration")
	ErrWebhook          = errors.New("latchkey: the webhook can't be trusted")
)

var sentinels = map[Kind]error{
	KindBadRequest:       ErrBadRequest,
	KindAuthentication:   ErrAuthentication,
	KindPermissionDenied: ErrPermissionDenied,
	KindNotFound:         ErrNotFound,
	KindConflict:         ErrConflict,
	KindValidation:       ErrValidation,
	KindRateLimit:        ErrRateLimit,
	KindServer:           ErrServer,
	KindConnection:       ErrConnection,
	KindTimeout:          ErrTimeout,
	KindCanceled:         ErrCanceled,
	KindDecode:           ErrDecode,
	KindConfiguration:    ErrConfiguration,
	KindWebhook:          ErrWebhook,
}

// Error is the error of every call. It never contains a credential.
type Error struct {
	Kind Kind
	// Status is the HTTP status; 0 without an answer.
	Status int
	// Code is the problem's code; empty if the answer isn't a problem, for example from a proxy in between.
	Code string
	// Reason says more than the code, such as insufficient_scope.
	Reason string
	// Detail is what the problem says to a person.
	Detail string
	// RequestID names the request in the request log.
	RequestID string
	// RequiredScopes are the scopes that were missing.
	RequiredScopes []string
	// RetryAfter is how long to wait before the next try; 0 if the answer doesn't say.
	RetryAfter time.Duration
	// Errors are the fields that were wrong.
	Errors []ProblemError
	// Problem is the whole problem; nil if the answer isn't one.
	Problem *Problem
	// Header are the headers of the answer.
	Header http.Header
	// Attempts is how many requests were sent.
	Attempts int
	// asked: the answer said how long to wait, also if that is 0.
	asked bool
	cause error
}

// Error says what happened and which request it was.
func (e *Error) Error() string {
	var out strings.Builder
	out.WriteString("latchkey: " + string(e.Kind))
	if e.Status != 0 {
		fmt.Fprintf(&out, ": %d", e.Status)
	}
	for _, word := range []string{e.Code, e.Reason} {
		if word != "" {
			out.WriteString(" " + word)
		}
	}
	if e.Detail != "" {
		out.WriteString(": " + e.Detail)
	}
	if e.cause != nil {
		out.WriteString(": " + e.cause.Error())
	}
	if e.RequestID != "" {
		out.WriteString(" (" + e.RequestID + ")")
	}
	return out.String()
}

// Unwrap gives the cause, such as context.Canceled.
func (e *Error) Unwrap() error { return e.cause }

// Is makes errors.Is(err, ErrRateLimit) and the like true. A time-out is a connection error, too.
func (e *Error) Is(target error) bool {
	return target == sentinels[e.Kind] || (e.Kind == KindTimeout && target == ErrConnection)
}

// LogValue gives what matters in a structured log.
func (e *Error) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("kind", string(e.Kind)), slog.Int("status", e.Status), slog.String("code", e.Code),
		slog.String("reason", e.Reason), slog.String("request_id", e.RequestID), slog.String("message", e.Error()),
	)
}

func configurationError(format string, values ...any) *Error {
	return &Error{Kind: KindConfiguration, Detail: fmt.Sprintf(format, values...)}
}

func kindOf(status int) Kind {
	switch {
	case status == http.StatusUnauthorized:
		return KindAuthentication
	case status == http.StatusForbidden:
		return KindPermissionDenied
	case status == http.StatusNotFound:
		return KindNotFound
	case status == http.StatusConflict:
		return KindConflict
	case status == http.StatusUnprocessableEntity:
		return KindValidation
	case status == http.StatusTooManyRequests:
		return KindRateLimit
	case status >= 500:
		return KindServer
	case status >= 400:
		return KindBadRequest
	}
	return KindDecode
}

// errorOf makes an error from an answer that isn't a success.
func errorOf(status int, header http.Header, body []byte) *Error {
	problem := problemOf(status, body)
	result := &Error{Kind: kindOf(status), Status: status, Header: header, Problem: problem, RequestID: header.Get("Request-Id")}
	if problem != nil {
		result.Code, result.Detail = problem.Code, problem.Detail
		result.RequiredScopes, result.Errors = problem.RequiredScopes, problem.Errors
		if problem.Reason != nil {
			result.Reason = *problem.Reason
		}
		if problem.RequestID != "" {
			result.RequestID = problem.RequestID
		}
		if problem.RetryAfterSeconds != nil && *problem.RetryAfterSeconds >= 0 {
			result.RetryAfter, result.asked = seconds(float64(*problem.RetryAfterSeconds)), true
		}
	}
	if wait, ok := retryAfter(header); ok {
		result.RetryAfter, result.asked = wait, true
	}
	return result
}

// problemOf reads the members of a problem that have the right type. Gives nil for anything that isn't a problem.
func problemOf(status int, body []byte) *Problem {
	members := map[string]json.RawMessage{}
	if json.Unmarshal(body, &members) != nil {
		return nil
	}
	problem := &Problem{Status: int64(status)}
	for name, target := range map[string]any{
		"type": &problem.Type, "title": &problem.Title, "detail": &problem.Detail, "code": &problem.Code,
		"reason": &problem.Reason, "errors": &problem.Errors, "required_scopes": &problem.RequiredScopes,
		"retry_after_seconds": &problem.RetryAfterSeconds, "request_id": &problem.RequestID,
	} {
		if raw, ok := members[name]; ok {
			// A member of another type is as none.
			_ = json.Unmarshal(raw, target)
		}
	}
	if problem.Code == "" {
		return nil
	}
	return problem
}

// retryAfter reads Retry-After: seconds, or a date.
func retryAfter(header http.Header) (time.Duration, bool) {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if value != "" && strings.Trim(value, "0123456789") == "" {
		number, _ := strconv.ParseFloat(value, 64)
		return seconds(number), true
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at)), true
	}
	return 0, false
}

// seconds gives a duration that doesn't overflow.
func seconds(number float64) time.Duration {
	const longest = 100 * 365 * 24 * time.Hour
	if !(number < longest.Seconds()) {
		return longest
	}
	return time.Duration(number * float64(time.Second))
}
