package latchkey

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

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
