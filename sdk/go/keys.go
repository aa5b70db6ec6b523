package latchkey

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
)

// KeyService manages and verifies API keys.
type KeyService struct{ client *Client }

// Create creates a key. Its secret is in the answer, and can't be had again.
func (s *KeyService) Create(ctx context.Context, key NewKey, options ...CallOption) (*MintedKey, error) {
	return retrieve[*MintedKey](ctx, s.client, call{method: http.MethodPost, path: "/keys", body: key}, options)
}

// List gives one page of the keys.
func (s *KeyService) List(ctx context.Context, params KeyListParams, options ...CallOption) (*Page[Key], error) {
	return list[Key](ctx, s.client, call{method: http.MethodGet, path: "/keys", query: params.query()}, options)
}

// All iterates over all keys, page by page.
func (s *KeyService) All(ctx context.Context, params KeyListParams, options ...CallOption) *Iterator[Key] {
	return &Iterator[Key]{cursor: params.Cursor, get: func(cursor string) (*Page[Key], error) {
		params.Cursor = cursor
		return s.List(ctx, params, options...)
	}}
}

// Retrieve gives one key.
func (s *KeyService) Retrieve(ctx context.Context, id string, options ...CallOption) (*Key, error) {
	return retrieve[*Key](ctx, s.client, call{method: http.MethodGet, path: pathOf("keys", id)}, options)
}

// Update changes a key. Members that are nil stay as they are; Null takes a value away.
func (s *KeyService) Update(ctx context.Context, id string, change KeyChange, options ...CallOption) (*Key, error) {
	return retrieve[*Key](ctx, s.client, call{method: http.MethodPatch, path: pathOf("keys", id), body: change}, options)
}

// Revoke revokes a key for ever. Requests with it get 401 from now on.
func (s *KeyService) Revoke(ctx context.Context, id string, options ...CallOption) (*Key, error) {
	return retrieve[*Key](ctx, s.client, call{method: http.MethodDelete, path: pathOf("keys", id)}, options)
}

// Rotate gives a key a new secret. The old one stops at once, or after an overlap.
func (s *KeyService) Rotate(ctx context.Context, id string, rotation Rotation, options ...CallOption) (*MintedKey, error) {
	return retrieve[*MintedKey](ctx, s.client, call{method: http.MethodPost, path: pathOf("keys", id, "rotate"), body: rotation}, options)
}

// EndRotation ends the overlap of a rotation: from now on only the new secret works.
func (s *KeyService) EndRotation(ctx context.Context, id string, options ...CallOption) (*Key, error) {
	return retrieve[*Key](ctx, s.client, call{method: http.MethodPost, path: pathOf("keys", id, "rotate", "end")}, options)
}

// Import takes over keys from elsewhere by their hashes.
func (s *KeyService) Import(ctx context.Context, keys KeyImport, options ...CallOption) ([]Key, error) {
	return retrieve[[]Key](ctx, s.client, call{method: http.MethodPost, path: "/keys/import", body: keys}, options)
}

// Usage gives what a key was used for.
func (s *KeyService) Usage(ctx context.Context, id string, params KeyUsageParams, options ...CallOption) (*KeyUsage, error) {
	return retrieve[*KeyUsage](ctx, s.client, call{method: http.MethodGet, path: pathOf("keys", id, "usage"), query: params.query()}, options)
}

// RateLimit gives the limits of a key and what is left of them.
func (s *KeyService) RateLimit(ctx context.Context, id string, options ...CallOption) (*KeyLimits, error) {
	return retrieve[*KeyLimits](ctx, s.client, call{method: http.MethodGet, path: pathOf("keys", id, "rate-limit")}, options)
}

// Activity gives what a key did, what was done to it, and from where.
func (s *KeyService) Activity(ctx context.Context, id string, params KeyActivityParams, options ...CallOption) (*KeyActivity, error) {
	return retrieve[*KeyActivity](ctx, s.client, call{method: http.MethodGet, path: pathOf("keys", id, "activity"), query: params.query()}, options)
}

// Verify says whether a key is valid, and counts the request unless its cost is 0. A key that isn't valid is no error;
// see Validate.
func (s *KeyService) Verify(ctx context.Context, request VerifyRequest, options ...CallOption) (*Verdict, error) {
	verdict, _, err := s.verify(ctx, request, options)
	return verdict, err
}

// Validate verifies a key and gives what is known about it. A key that isn't valid is an *Error of
// KindAuthentication (unknown, revoked, expired), KindPermissionDenied (disabled, suspended, or without a scope) or
// KindRateLimit.
func (s *KeyService) Validate(ctx context.Context, request VerifyRequest, options ...CallOption) (*VerifiedKey, error) {
	verdict, answer, err := s.verify(ctx, request, options)
	if err != nil {
		return nil, err
	}
	if !verdict.isSound() {
		return nil, answer.undecodable("the answer isn't a verdict")
	}
	if verdict.Code != VerdictCodeValid {
		return nil, verdict.asError(answer, time.Now())
	}
	return verdict.Key, nil
}

func (s *KeyService) verify(ctx context.Context, request VerifyRequest, options []CallOption) (*Verdict, *answer, error) {
	counts := request.Cost == nil || *request.Cost != 0
	return exchange[*Verdict](ctx, s.client, call{method: http.MethodPost, path: "/keys/verify", body: request, counts: counts}, options)
}

// HasScope says whether the key has a scope.
func (k *VerifiedKey) HasScope(scope string) bool { return slices.Contains(k.Scopes, scope) }

// String hides the key, which would be printed otherwise.
func (r VerifyRequest) String() string { return fmt.Sprintf("VerifyRequest{Scopes: %q}", r.Scopes) }

// GoString is String.
func (r VerifyRequest) GoString() string { return r.String() }

// Format hides the key, whatever the verb.
func (r VerifyRequest) Format(state fmt.State, _ rune) { fmt.Fprint(state, r.String()) }

// isSound says whether a verdict doesn't contradict itself: only a valid key has the code for that, and it has information.
func (v *Verdict) isSound() bool {
	describesKey := v.Key != nil && v.Key.ID != ""
	if v.Code == VerdictCodeValid {
		return v.Valid && describesKey
	}
	return v.Code != "" && (!v.Valid || describesKey)
}

// kindOfVerdict is the kind of error that a verdict is, and its status.
func (v *Verdict) kind() Kind {
	switch v.Code {
	case VerdictCodeDisabled, VerdictCodeSuspended, VerdictCodeInsufficientScope:
		return KindPermissionDenied
	case VerdictCodeRateLimited, VerdictCodeQuotaExceeded:
		return KindRateLimit
	}
	return KindAuthentication
}

var statusOf = map[Kind]int{
	KindAuthentication:   http.StatusUnauthorized,
	KindPermissionDenied: http.StatusForbidden,
	KindRateLimit:        http.StatusTooManyRequests,
}

func (v *Verdict) asError(answer *answer, now time.Time) *Error {
	wait := v.retryAfter(now)
	return &Error{
		Kind: v.kind(), Status: statusOf[v.kind()], Code: string(v.Code), Detail: v.detail(wait),
		RequiredScopes: v.MissingScopes, RetryAfter: wait,
		RequestID: answer.Header.Get("Request-Id"), Header: answer.Header, Attempts: answer.attempts,
	}
}

// detail says why a key was refused, and when it can be used again.
func (v *Verdict) detail(wait time.Duration) string {
	why := append([]string{strings.ReplaceAll(string(v.Code), "_", " ")}, v.MissingScopes...)
	text := "API key refused: " + strings.Join(why, ", ") + "."
	if wait > 0 {
		text += fmt.Sprintf(" Retry in %.0f s.", math.Ceil(wait.Seconds()))
	}
	return text
}

// retryAfter says when a key that is limited may try again, at least a second from now; 0 if it isn't limited.
func (v *Verdict) retryAfter(now time.Time) time.Duration {
	switch {
	case v.Code == VerdictCodeRateLimited && v.RateLimit != nil:
		return max(time.Second, seconds(float64(v.RateLimit.ResetInSeconds)))
	case v.Code == VerdictCodeQuotaExceeded && v.Quota != nil:
		return max(time.Second, v.Quota.ResetsAt.Sub(now))
	case v.kind() == KindRateLimit:
		return time.Second
	}
	return 0
}
