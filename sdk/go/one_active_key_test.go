package latchkey_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	latchkey "example.com/latchkey/sdk/go"
)

// A product with sk_live_ keys and one active key per workspace, with this SDK and the command line side by side.

// listed is a key as `latchkey keys list` prints it.
type listed struct {
	ID, Name, Hint, Status string
	Scopes                 []string
}

func (p *person) list(words ...string) (keys []listed) {
	p.t.Helper()
	decode(p.t, json.RawMessage(p.cli("", append([]string{"keys", "list"}, words...)...)), &keys)
	return keys
}

func expectError(t *testing.T, err, kind error, reason string) *latchkey.Error {
	t.Helper()
	var failure *latchkey.Error
	if !errors.As(err, &failure) || !errors.Is(err, kind) || failure.Reason != reason {
		t.Fatalf("%v is not %v with the reason %q", err, kind, reason)
	}
	return failure
}

func TestLifeOfTheOnlyKey(t *testing.T) {
	ctx, p := context.Background(), newPerson(t)
	p.configure(map[string]any{
		"key_format": map[string]any{"prefix": "sk"}, "max_active_keys": 1, "rotation_overlap_max_seconds": 3600,
	})
	created := must(p.client.Keys.Create(ctx, latchkey.NewKey{Name: "deploy", Scopes: []string{"data:read"}}))(t)
	if !strings.HasPrefix(*created.Secret, "sk_live_") {
		t.Errorf("the secret starts with %.8s", *created.Secret)
	}
	keys := p.list()
	if len(keys) != 1 || keys[0].ID != created.ID || keys[0].Name != "deploy" || keys[0].Hint != created.Hint {
		t.Fatalf("the command line lists %+v", keys)
	}

	_, err := p.client.Keys.Create(ctx, latchkey.NewKey{Name: "second"})
	expectError(t, err, latchkey.ErrConflict, "active_key_limit")
	if _, stderr, err := p.try("", "keys", "create", "second"); err == nil || !strings.Contains(stderr, "1 active key") {
		t.Errorf("%v %s", err, stderr)
	}

	rotated := must(p.client.Keys.Rotate(ctx, created.ID, latchkey.Rotation{OverlapSeconds: latchkey.Int(3600)}))(t)
	for _, secret := range []string{*created.Secret, *rotated.Secret} {
		if me := must(p.with(secret).Me.Retrieve(ctx))(t); me.Actor.ID != created.ID {
			t.Errorf("the actor is %s", me.Actor.ID)
		}
	}
	current := must(p.client.Keys.Retrieve(ctx, created.ID))(t)
	if current.Rotation == nil || current.Rotation.PreviousLastUsedAt == nil {
		t.Fatalf("the rotation is %+v", current.Rotation)
	}
	must(p.client.Keys.EndRotation(ctx, created.ID))(t)
	_, err = p.with(*created.Secret).Me.Retrieve(ctx)
	expectError(t, err, latchkey.ErrAuthentication, "revoked")

	p.cli("", "keys", "disable", "deploy")
	_, err = p.with(*rotated.Secret).Me.Retrieve(ctx)
	if failure := expectError(t, err, latchkey.ErrPermissionDenied, ""); failure.Code != "inactive_api_key" {
		t.Errorf("the code is %s", failure.Code)
	}
	p.cli("", "keys", "enable", "deploy")
	must(p.with(*rotated.Secret).Me.Retrieve(ctx))(t)

	must(p.client.Keys.Revoke(ctx, created.ID))(t)
	_, err = p.with(*rotated.Secret).Me.Retrieve(ctx)
	expectError(t, err, latchkey.ErrAuthentication, "revoked")
	if keys := p.list(); len(keys) != 0 {
		t.Errorf("the command line lists %+v", keys)
	}
	if keys := p.list("--status", "revoked"); len(keys) != 1 || keys[0].ID != created.ID {
		t.Errorf("the command line lists %+v", keys)
	}
	_, err = p.client.Keys.Update(ctx, created.ID, latchkey.KeyChange{Enabled: latchkey.Ptr(true)})
	expectError(t, err, latchkey.ErrConflict, "already_revoked")
}

func TestKeyOfTheCommandLine(t *testing.T) {
	ctx, p := context.Background(), newPerson(t)
	p.configure(map[string]any{"key_format": map[string]any{"prefix": "sk"}})
	secret := p.cli("", "keys", "create", "laptop", "--environment", "test", "--rate-limit", "2/2")
	if !strings.HasPrefix(secret, "sk_test_") {
		t.Errorf("the secret starts with %.8s", secret)
	}
	page := must(p.client.Keys.List(ctx, latchkey.KeyListParams{Environment: "test"}))(t)
	if len(page.Data) != 1 || *page.Data[0].Name != "laptop" || *page.Data[0].RateLimit != (latchkey.RateLimit{Requests: 2, WindowSeconds: 2}) {
		t.Fatalf("the SDK lists %+v", page.Data)
	}
	began := time.Now()
	for range 3 {
		must(p.with(secret).Me.Retrieve(ctx))(t)
	}
	if took := time.Since(began); took < 1500*time.Millisecond {
		t.Errorf("the SDK didn't wait for the limit: %s", took)
	}
}

func TestRequestIDLeadsToTheReason(t *testing.T) {
	ctx, p := context.Background(), newPerson(t)
	created := must(p.client.Keys.Create(ctx, latchkey.NewKey{Name: "narrow", Scopes: []string{"workspace:read"}}))(t)
	_, err := p.with(*created.Secret).Keys.List(ctx, latchkey.KeyListParams{})
	failure := expectError(t, err, latchkey.ErrPermissionDenied, "insufficient_scope")
	request := must(p.client.Requests.Retrieve(ctx, failure.RequestID))(t)
	if *request.KeyID != created.ID || request.Status != 403 || request.Needed.Scopes[0] != "keys:read" {
		t.Errorf("%+v", request)
	}
	explained := p.cli("", "explain", failure.RequestID, "--no-json")
	if !strings.Contains(explained, "key narrow ("+created.ID+")") {
		t.Errorf("the command line explains %s", explained)
	}
	change := latchkey.Request{Method: http.MethodPatch, Path: "/workspaces/" + must(p.client.Me.Retrieve(ctx))(t).Workspace.ID, Body: map[string]string{"name": "mine"}}
	expectError(t, p.with(*created.Secret).Do(ctx, change, nil), latchkey.ErrPermissionDenied, "user_required")
}

func TestIdempotencyKeyCreatesOneKey(t *testing.T) {
	ctx, p := context.Background(), newPerson(t)
	once := latchkey.WithIdempotencyKey("once-" + time.Now().Format(time.RFC3339Nano))
	first := must(p.client.Keys.Create(ctx, latchkey.NewKey{Name: "once"}, once))(t)
	var response *http.Response
	again := must(p.client.Keys.Create(ctx, latchkey.NewKey{Name: "once"}, once, latchkey.WithResponse(&response)))(t)
	if again.ID != first.ID || again.Secret != nil || response.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("%s %v %v", again.ID, again.Secret != nil, response.Header)
	}
	if keys := p.list(); len(keys) != 1 {
		t.Errorf("the command line lists %+v", keys)
	}
}
