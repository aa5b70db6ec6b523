import { keyExamples } from "#lib/openapi/key-examples.ts";
import { operatorExamples } from "#lib/openapi/operator-examples.ts";
import { operatorUserExamples } from "#lib/openapi/operator-user-examples.ts";
import { ownAccountExamples } from "#lib/openapi/own-account-examples.ts";

// An example for every named schema of the document. The API's tests validate each example against its schema.
const email = "ada@example.com";
const invited = "grace@example.com";
const password = "a long sentence of your own";
const refresh_token = "lk_refresh_…";
const code = "lk_code_…";
const at = (time: string) => `2026-11-21T${time}.000Z`;

const keyId = "key_0V4nO2q8c1Zr5TkJ7bQwXyE3u";
const workspaceId = "ws_0V4nO2q8bF3kHs9LmPq2RtYw1";
const userId = "usr_0V4nO2q8aD7xGj4NvBcZ1MfQ5";

const newKey = {
  name: "ci-pipeline",
  environment: "live",
  scopes: ["data:read"],
  rate_limit: { requests: 1000, window_seconds: 60 },
};
const key = {
  id: keyId,
  name: "ci-pipeline",
  hint: "lk_live_Ab3d…x7Qa",
  environment: "live",
  status: "active",
  scopes: ["data:read"],
  external_id: null,
  metadata: {},
  rate_limit: { requests: 1000, window_seconds: 60 },
  expires_at: null,
  last_used_at: at("10:00:05"),
  created_at: at("09:00:00"),
  created_by: { type: "user", id: userId, user_id: userId },
  revoked_at: null,
  rotation: null,
};
const importedKey = {
  hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  hint: "sk_…x7Qa",
  scopes: ["data:read"],
};
const key_format = { prefix: "lk", include_environment: true, style: "base62" };
const counts = { total: 73, succeeded: 61, failed: 0, rate_limited: 12 };
const bucket = { start: at("10:00:00"), group: null, ...counts };
const workspace = {
  id: workspaceId,
  name: "Ada's workspace",
  plan: "trial",
  role: "owner",
  key_format,
  max_active_keys: null,
  rotation_overlap_max_seconds: 604_800,
  require_expiry: false,
  max_lifetime_days: null,
  grantable_scopes: null,
  created_at: at("09:00:00"),
};
const seen = { total: 73, first_at: at("09:00:00"), last_at: at("10:00:05") };
const month = { start: "2026-11-01T00:00:00.000Z", end: "2026-12-01T00:00:00.000Z" };
const auditEvent = {
  id: "evt_0V4nO2q8hR5uXw9ZtQs2YbAc4",
  at: at("10:00:00"),
  action: "key.rotated",
  actor: { type: "user", id: userId, label: email },
  target: { type: "key", id: keyId, label: "ci-pipeline" },
  changes: { hint: { before: "lk_live_Ab3d…x7Qa", after: "lk_live_Zc9f…w2Kp" } },
  environment: "live",
  request_id: "req_0V4nO2q8iT6vYx1AuRs3ZcBd5",
  ip: "192.0.2.7",
  user_agent: "Mozilla/5.0",
};

const loggedRequest = {
  request_id: "req_0V4nO2q8dM5sQr7WxEt9YhUj3",
  at: at("10:00:05"),
  via: "api",
  key_id: keyId,
  key: { id: keyId, name: "ci-pipeline", hint: "lk_live_Ab3d…x7Qa" },
  user_id: null,
  environment: "live",
  method: "GET",
  path: "/api/v1/keys",
  route: "/api/v1/keys",
  status: 403,
  code: "forbidden",
  cost: 0,
  latency_ms: 0.6,
  ip: "192.0.2.7",
  user_agent: "curl/8.0",
  checks: [
    { check: "credential", outcome: "passed", detail: "API key lk_live_Ab3d…x7Qa" },
    { check: "key_status", outcome: "passed", detail: "The key is active" },
    { check: "scope", outcome: "failed", detail: "The API key is missing the scope keys:read." },
  ],
  needed: { scopes: ["keys:read"], limit: null },
};

export const examples: Record<string, unknown> = {
  ...ownAccountExamples,
  ...operatorUserExamples,
  SignUp: { email, password, name: "Ada" },
  Login: { email, password },
  EmailOnly: { email },
  EmailVerification: { token: code, new_password: password },
  RefreshRequest: { refresh_token },
  Logout: { refresh_token },
  PasswordReset: { token: code, password, revoke_keys: true },
  VerificationSent: { email, status: "verification_sent" },
  VerifiedEmail: { email, email_verified: true },
  ResetSent: { email, status: "reset_sent" },
  PasswordChanged: { email, status: "password_changed" },
  TokenPair: { access_token: "eyJ…", refresh_token, token_type: "bearer", expires_in: 3600 },
  Session: {
    id: "ses_0V4nO2q8eK2pWn6YtRs4UvXz8",
    kind: "browser",
    current: true,
    ip: "192.0.2.7",
    user_agent: "Mozilla/5.0",
    created_at: at("09:00:00"),
    last_used_at: at("10:00:00"),
    expires_at: "2026-12-21T09:00:00.000Z",
  },
  Me: {
    actor: { type: "api_key", id: keyId, name: "ci-pipeline" },
    workspace: { id: workspaceId, name: "Ada's workspace", plan: "trial", role: null },
    environment: "live",
    scopes: ["data:read"],
  },
  NewKey: newKey,
  KeyChange: { name: "ci", enabled: false },
  Key: key,
  MintedKey: { ...key, last_used_at: null, secret: "lk_live_…" },
  ImportedKey: importedKey,
  KeyImport: { keys: [importedKey] },
  Rotation: { overlap_seconds: 3600 },
  VerifyRequest: { key: "lk_live_…", scopes: ["data:read"], cost: 1 },
  Verdict: {
    valid: true,
    code: "valid",
    key: {
      id: keyId,
      name: "ci-pipeline",
      workspace_id: workspaceId,
      environment: "live",
      plan: "trial",
      scopes: ["data:read"],
      external_id: null,
      metadata: {},
      expires_at: null,
    },
    missing_scopes: [],
    rate_limit: { limit: 60, remaining: 59, reset_in_seconds: 60, window_seconds: 60 },
    quota: null,
  },
  NewScope: { name: "orders:read", description: "Read orders" },
  Scope: { name: "data:read", description: "Read data from your API", built_in: false, own: false },
  KeyFormat: key_format,
  Member: { user_id: userId, email, name: "Ada", role: "owner", joined_at: at("09:00:00") },
  RoleChange: { role: "developer" },
  NewInvitation: { email: invited, role: "developer" },
  Invitation: {
    id: "inv_0V4nO2q8gN6tRs8XyFu0ZiVk4",
    email: invited,
    role: "developer",
    status: "pending",
    invited_by: { user_id: userId, email, name: "Ada" },
    created_at: at("09:00:00"),
    expires_at: "2026-11-28T09:00:00.000Z",
  },
  InvitationToken: { token: code },
  InvitationPreview: {
    workspace_name: "Ada's workspace",
    invited_by: { email, name: "Ada" },
    role: "developer",
    email: invited,
    has_account: false,
  },
  SignedUp: { email: invited, email_verified: true, workspace_id: workspaceId },
  Workspace: workspace,
  NewWorkspace: { name: "Payments" },
  PlanRequest: { plan: "pro", note: "We expect 500 requests per minute." },
  PlanRequested: { plan: "pro", status: "requested" },
  WorkspaceChange: { key_format: { prefix: "sk" }, max_active_keys: 1 },
  Plan: {
    id: "trial",
    name: "Trial",
    requests_per_minute: 60,
    monthly_quota: null,
    max_active_keys: null,
    contact_sales: false,
  },
  Usage: { plan: "trial", period: month, requests: counts, quota: null },
  RateLimits: { plan: "trial", rate_limit: { rpm: 60, used: 48, remaining: 12, reset_in_seconds: 34 } },
  UsageSlice: bucket,
  AuditEvent: auditEvent,
  KeyActivity: {
    key_id: keyId,
    period: month,
    events: [auditEvent],
    requests: [
      {
        day: "2026-11-21",
        method: "GET",
        route: "/api/v1/me",
        ip: "192.0.2.7",
        user_agent: "curl/8.5.0",
        ...counts,
        first_at: seen.first_at,
        last_at: seen.last_at,
      },
    ],
    addresses: [{ ip: "192.0.2.7", ...seen }],
    user_agents: [{ user_agent: "curl/8.5.0", ...seen }],
    truncated: false,
  },
  KeyUsage: {
    key_id: keyId,
    period: month,
    requests_current_period: 73,
    succeeded: 61,
    failed: 0,
    rate_limited: 12,
    error_rate: 0.16,
    last_used_at: at("10:00:05"),
    series: [bucket],
    truncated: false,
  },
  LoggedRequest: loggedRequest,
  ...keyExamples(keyId, workspace),
  ...operatorExamples(key, loggedRequest),
  Problem: {
    type: "https://keys.example.com/docs/errors/rate_limited",
    title: "Rate limited",
    status: 429,
    detail: "Rate limit exceeded: 60 requests per minute (plan). Retry in 34 seconds.",
    code: "rate_limited",
    reason: "plan",
    retry_after_seconds: 34,
    request_id: "req_0V4nO2q8dM5sQr7WxEt9YhUj3",
  },
};
