package latchkey

import (
	"context"
	"net/http"
)

// MeService says who the client is.
type MeService struct{ client *Client }

// Retrieve gives the key or user of the client, its workspace and its scopes.
func (s *MeService) Retrieve(ctx context.Context, options ...CallOption) (*Me, error) {
	return retrieve[*Me](ctx, s.client, call{method: http.MethodGet, path: "/me"}, options)
}

// ScopeService manages the scopes that keys can have.
type ScopeService struct{ client *Client }

// List gives all scopes of the workspace.
func (s *ScopeService) List(ctx context.Context, options ...CallOption) ([]Scope, error) {
	return retrieve[[]Scope](ctx, s.client, call{method: http.MethodGet, path: "/scopes"}, options)
}

// Create adds a scope.
func (s *ScopeService) Create(ctx context.Context, scope NewScope, options ...CallOption) (*Scope, error) {
	return retrieve[*Scope](ctx, s.client, call{method: http.MethodPost, path: "/scopes", body: scope}, options)
}

// Delete removes a scope that the workspace created.
func (s *ScopeService) Delete(ctx context.Context, name string, options ...CallOption) error {
	return s.client.Do(ctx, Request{Method: http.MethodDelete, Path: pathOf("scopes", name)}, nil, options...)
}

// UsageService says what the workspace has used.
type UsageService struct{ client *Client }

// Retrieve gives the usage of this month and what is left of the quota.
func (s *UsageService) Retrieve(ctx context.Context, params UsageParams, options ...CallOption) (*Usage, error) {
	return retrieve[*Usage](ctx, s.client, call{method: http.MethodGet, path: "/usage", query: params.query()}, options)
}

// RateLimits gives the rate limit of the plan and what is left of it.
func (s *UsageService) RateLimits(ctx context.Context, params RateLimitsParams, options ...CallOption) (*RateLimits, error) {
	return retrieve[*RateLimits](ctx, s.client, call{method: http.MethodGet, path: "/usage/rate-limits", query: params.query()}, options)
}

// Series gives the usage over time.
func (s *UsageService) Series(ctx context.Context, params UsageSeriesParams, options ...CallOption) ([]UsageSlice, error) {
	return retrieve[[]UsageSlice](ctx, s.client, call{method: http.MethodGet, path: "/usage/series", query: params.query()}, options)
}

// RequestService reads the request log.
type RequestService struct{ client *Client }

// List gives one page of the request log, newest first.
func (s *RequestService) List(ctx context.Context, params RequestListParams, options ...CallOption) (*Page[LoggedRequest], error) {
	return list[LoggedRequest](ctx, s.client, call{method: http.MethodGet, path: "/requests", query: params.query()}, options)
}

// All iterates over the request log, page by page.
func (s *RequestService) All(ctx context.Context, params RequestListParams, options ...CallOption) *Iterator[LoggedRequest] {
	return &Iterator[LoggedRequest]{cursor: params.Cursor, get: func(cursor string) (*Page[LoggedRequest], error) {
		params.Cursor = cursor
		return s.List(ctx, params, options...)
	}}
}

// Retrieve gives one request with all checks, and so why it was refused.
func (s *RequestService) Retrieve(ctx context.Context, id string, options ...CallOption) (*LoggedRequest, error) {
	return retrieve[*LoggedRequest](ctx, s.client, call{method: http.MethodGet, path: pathOf("requests", id)}, options)
}

// WorkspaceService reads workspaces.
type WorkspaceService struct{ client *Client }

// List gives the workspaces that the client can access.
func (s *WorkspaceService) List(ctx context.Context, options ...CallOption) ([]Workspace, error) {
	return retrieve[[]Workspace](ctx, s.client, call{method: http.MethodGet, path: "/workspaces"}, options)
}

// Retrieve gives one workspace with its limits.
func (s *WorkspaceService) Retrieve(ctx context.Context, id string, options ...CallOption) (*WorkspaceDetail, error) {
	return retrieve[*WorkspaceDetail](ctx, s.client, call{method: http.MethodGet, path: pathOf("workspaces", id)}, options)
}

// AuditEventService reads who changed what.
type AuditEventService struct{ client *Client }

// List gives one page of the audit log, newest first.
func (s *AuditEventService) List(ctx context.Context, params AuditEventListParams, options ...CallOption) (*Page[AuditEvent], error) {
	return list[AuditEvent](ctx, s.client, call{method: http.MethodGet, path: "/audit-events", query: params.query()}, options)
}

// All iterates over the audit log, page by page.
func (s *AuditEventService) All(ctx context.Context, params AuditEventListParams, options ...CallOption) *Iterator[AuditEvent] {
	return &Iterator[AuditEvent]{cursor: params.Cursor, get: func(cursor string) (*Page[AuditEvent], error) {
		params.Cursor = cursor
		return s.List(ctx, params, options...)
	}}
}

// PlanService reads the plans of the installation.
type PlanService struct{ client *Client }

// List gives all plans.
func (s *PlanService) List(ctx context.Context, options ...CallOption) ([]Plan, error) {
	return retrieve[[]Plan](ctx, s.client, call{method: http.MethodGet, path: "/plans"}, options)
}
