// Generated from sdk/openapi.json: npm run sdk:types

export type AccountDeletion = {
  password: string;
};

export type AccountExport = {
  profile: {
    id: string;
    email: string;
    pending_email: string | null;
    name: string | null;
    email_verified_at: string | null;
    created_at: string;
    notifications: {
      key_expiring: boolean;
    };
  };
  memberships: Array<{
    workspace_id: string;
    workspace_name: string;
    role: string;
    joined_at: string;
  }>;
  sessions: Array<{
    id: string;
    kind: string;
    ip: string | null;
    user_agent: string | null;
    created_at: string;
    last_used_at: string;
    expires_at: string;
    ended_at: string | null;
  }>;
  api_keys: {
    items: Array<{
      id: string;
      workspace_id: string;
      environment: string;
      name: string | null;
      hint: string;
      created_at: string;
      expires_at: string | null;
      revoked_at: string | null;
    }>;
    next_cursor: string | null;
  };
  audit_events: {
    items: Array<{
      id: string;
      at: string;
      action: string;
      workspace_id: string | null;
      target: {
        type: string;
        id: string | null;
        label: string | null;
      };
      ip: string | null;
      user_agent: string | null;
    }>;
    next_cursor: string | null;
  };
  /** From where you sent your latest 10,000 requests */
  requests: Array<{
    ip: string | null;
    user_agent: string | null;
    total: number;
    first_at: string;
    last_at: string;
  }>;
};

export type AuditEvent = {
  id: string;
  at: string;
  action: string;
  actor: {
    type: "user" | "api_key" | "service" | "operator" | "system";
    id: string | null;
    /** The name or email at the time */
    label: string | null;
  };
  target: {
    type: string;
    id: string | null;
    label: string | null;
  };
  /** Each field that changed, with its values before and after */
  changes: Record<string, {
    before: unknown;
    after: unknown;
  }> | null;
  environment: string | null;
  request_id: string | null;
  ip: string | null;
  user_agent: string | null;
};

export type BulkChange = {
  action: "disable" | "revoke";
  ids: string[];
};

export type BulkOutcome = {
  id: string;
  /** already_… means that nothing was changed */
  outcome: "disabled" | "revoked" | "already_disabled" | "already_revoked";
};

export type DeletionPreview = {
  /** Workspaces of which you are the only member. They are deleted, with their keys */
  deleted: Array<{
    id: string;
    name: string;
  }>;
  /** Workspaces that go on without you, with your role in them */
  left: Array<{
    id: string;
    name: string;
    role: "owner" | "admin" | "developer" | "viewer";
  }>;
  /** Workspaces with other members of which you are the last owner */
  blocking: Array<{
    id: string;
    name: string;
  }>;
};

export type EmailChange = {
  /** An email address */
  new_email: string;
  password: string;
};

export type EmailChangeSent = {
  new_email: string;
  status: "confirmation_sent";
};

export type EmailChanged = {
  email: string;
  status: "email_changed";
};

export type EmailConfirmation = {
  token: string;
};

export type ImportedKey = {
  /** A name to recognize the key by */
  name?: string | null;
  /** Defaults to live. An API key can only create keys in its own environment */
  environment?: "live" | "test";
  scopes?: string[];
  expires_at?: string | null;
  rate_limit?: {
    /** Maximum accepted requests in any window */
    requests: number;
    window_seconds: number;
  } | null;
  /** Your own ID for the customer who uses this key */
  external_id?: string | null;
  metadata?: Record<string, unknown>;
  hash: string;
  /** The masked key, such as sk_…x7Qa */
  hint?: string;
};

export type Invitation = {
  id: string;
  email: string;
  role: "owner" | "admin" | "developer" | "viewer";
  status: "pending";
  /** Null if their account was deleted */
  invited_by: {
    email: string;
    name: string | null;
    user_id: string;
  } | null;
  created_at: string;
  expires_at: string;
};

export type InvitationPreview = {
  workspace_name: string;
  invited_by: {
    email: string;
    name: string | null;
  } | null;
  role: "owner" | "admin" | "developer" | "viewer";
  email: string;
  /** Whether the invited address has an account */
  has_account: boolean;
};

export type InvitationToken = {
  token: string;
};

export type Key = {
  id: string;
  name: string | null;
  hint: string;
  environment: "live" | "test";
  status: "active" | "disabled" | "expired" | "revoked";
  scopes: string[];
  external_id: string | null;
  metadata: Record<string, unknown>;
  rate_limit: {
    requests: number;
    window_seconds: number;
  } | null;
  expires_at: string | null;
  last_used_at: string | null;
  created_at: string;
  created_by: {
    type: "user" | "api_key";
    id: string;
    /** The user who created the key, directly or through another key */
    user_id: string | null;
  };
  revoked_at: string | null;
  /** Set while the previous secret still works */
  rotation: {
    previous_hint: string;
    previous_expires_at: string;
    previous_last_used_at: string | null;
  } | null;
};

export type KeyActivity = {
  key_id: string;
  period: {
    start: string;
    end: string;
  };
  /** What the key did and what was done to it, newest first, at most 100 */
  events: AuditEvent[];
  /** The key's requests (UTC days), those with the most requests first within a day, at most 500 */
  requests: Array<{
    day: string;
    method: string;
    route: string;
    ip: string | null;
    user_agent: string | null;
    total: number;
    succeeded: number;
    failed: number;
    rate_limited: number;
    first_at: string;
    last_at: string;
  }>;
  /** The addresses that requests came from, the last seen first, at most 100 */
  addresses: Array<{
    total: number;
    first_at: string;
    last_at: string;
    ip: string | null;
  }>;
  /** The user agents that were seen, the last seen first, at most 100 */
  user_agents: Array<{
    total: number;
    first_at: string;
    last_at: string;
    user_agent: string | null;
  }>;
  /** There is more than was counted or is listed */
  truncated: boolean;
};

export type KeyChange = {
  /** A name to recognize the key by */
  name?: string | null;
  scopes?: string[];
  expires_at?: string | null;
  rate_limit?: {
    /** Maximum accepted requests in any window */
    requests: number;
    window_seconds: number;
  } | null;
  /** Your own ID for the customer who uses this key */
  external_id?: string | null;
  metadata?: Record<string, unknown>;
  /** False disables the key; true enables it again */
  enabled?: boolean;
};

export type KeyFormat = {
  prefix: string;
  /** Whether keys contain live or test */
  include_environment: boolean;
  /** hex keys are 64 characters without a prefix */
  style: "base62" | "hex";
};

export type KeyImport = {
  keys: ImportedKey[];
};

export type KeyLimit = {
  key_id: string;
  name: string | null;
  hint: string;
  environment: "live" | "test";
  rate_limit: {
    /** Maximum accepted requests in any window */
    requests: number;
    window_seconds: number;
    used: number;
    remaining: number;
    /** Seconds until the next slot opens, rounded up; 0 if no requests are counted */
    reset_in_seconds: number;
  };
};

export type KeyLimits = {
  /** The key's own limit; null if it has none */
  rate_limit: {
    /** Maximum accepted requests in any window */
    requests: number;
    window_seconds: number;
    used: number;
    remaining: number;
    /** Seconds until the next slot opens, rounded up; 0 if no requests are counted */
    reset_in_seconds: number;
  } | null;
  /** The limit that all keys of the workspace and environment share; null if there is none */
  plan: {
    /** Maximum accepted requests in any window */
    requests: number;
    window_seconds: number;
    used: number;
    remaining: number;
    /** Seconds until the next slot opens, rounded up; 0 if no requests are counted */
    reset_in_seconds: number;
  } | null;
};

export type KeyUsage = {
  key_id: string;
  period: {
    start: string;
    end: string;
  };
  requests_current_period: number;
  succeeded: number;
  failed: number;
  rate_limited: number;
  /** Share of failed and rate-limited requests, from 0 to 1 */
  error_rate: number;
  last_used_at: string | null;
  series: UsageSlice[];
  /** There are more requests than were counted: with made_with, or by minute, the newest 100,000 */
  truncated: boolean;
};

export type LoggedRequest = {
  request_id: string;
  at: string;
  /** Whether it was sent to this API, or is a decision about a request to your own API: through a gateway (`gate`) or `verify` */
  via: "api" | "gate" | "verify";
  key_id: string | null;
  /** The key's name, and the masked secret that was used. Also for keys that are revoked by now */
  key: {
    id: string;
    name: string | null;
    hint: string;
  } | null;
  user_id: string | null;
  environment: "live" | "test";
  method: string;
  path: string;
  route: string;
  status: number;
  /** The problem code; null if the request succeeded */
  code: string | null;
  cost: number;
  latency_ms: number;
  ip: string | null;
  user_agent: string | null;
  checks: Array<{
    check: string;
    outcome: "passed" | "failed";
    detail: string;
  }>;
  /** What it was refused for the lack of; null if that isn't a scope or a limit */
  needed: {
    scopes: string[];
    limit: {
      /** `plan`, `key`, `quota` or `user` */
      name: string;
      limit: number;
      used: number;
      /** Such as `minute` */
      per: string;
      /** When the next request would have been accepted */
      resets_at: string | null;
    } | null;
  } | null;
};

export type Me = {
  actor: {
    type: "api_key";
    id: string;
    name: string | null;
  } | {
    type: "user";
    id: string;
    name: string | null;
    email: string;
  };
  /** Null for a user without a workspace */
  workspace: {
    id: string;
    name: string;
    plan: string;
    /** Null for an API key */
    role: "owner" | "admin" | "developer" | "viewer" | null;
  } | null;
  /** Null for a user, who can access both */
  environment: "live" | "test" | null;
  scopes: string[];
  /** Which emails a user gets. API keys don't have it */
  notifications?: {
    key_expiring: boolean;
  };
  /** The new email that a user has requested and not confirmed yet. API keys don't have it */
  pending_email?: {
    email: string;
    expires_at: string;
  } | null;
};

export type Member = {
  user_id: string;
  email: string;
  name: string | null;
  role: "owner" | "admin" | "developer" | "viewer";
  joined_at: string;
};

export type MintedKey = {
  id: string;
  name: string | null;
  hint: string;
  environment: "live" | "test";
  status: "active" | "disabled" | "expired" | "revoked";
  scopes: string[];
  external_id: string | null;
  metadata: Record<string, unknown>;
  rate_limit: {
    requests: number;
    window_seconds: number;
  } | null;
  expires_at: string | null;
  last_used_at: string | null;
  created_at: string;
  created_by: {
    type: "user" | "api_key";
    id: string;
    /** The user who created the key, directly or through another key */
    user_id: string | null;
  };
  revoked_at: string | null;
  /** Set while the previous secret still works */
  rotation: {
    previous_hint: string;
    previous_expires_at: string;
    previous_last_used_at: string | null;
  } | null;
  /** Shown only in this response. Null if the request repeats an Idempotency-Key */
  secret: string | null;
};

export type NewInvitation = {
  /** An email address */
  email: string;
  role: "owner" | "admin" | "developer" | "viewer";
};

export type NewKey = {
  /** A name to recognize the key by */
  name?: string | null;
  /** Defaults to live. An API key can only create keys in its own environment */
  environment?: "live" | "test";
  scopes?: string[];
  expires_at?: string | null;
  rate_limit?: {
    /** Maximum accepted requests in any window */
    requests: number;
    window_seconds: number;
  } | null;
  /** Your own ID for the customer who uses this key */
  external_id?: string | null;
  metadata?: Record<string, unknown>;
};

export type NewScope = {
  /** resource:action */
  name: string;
  description?: string;
};

export type NewWorkspace = {
  name: string;
  key_format?: {
    prefix?: string;
    /** Whether keys contain live or test */
    include_environment?: boolean;
    /** hex keys are 64 characters without a prefix */
    style?: "base62" | "hex";
  };
};

export type PasswordChange = {
  current_password: string;
  new_password: string;
};

export type PasswordChanged = {
  email: string;
  status: "password_changed";
};

export type Plan = {
  id: string;
  name: string;
  /** Null until the operator sets it */
  requests_per_minute: number | null;
  /** Accepted requests per calendar month (UTC) and environment. Null: unlimited */
  monthly_quota: number | null;
  /** Null: unlimited */
  max_active_keys: number | null;
  /** Whether the plan is only available through sales */
  contact_sales: boolean;
};

export type PlanRequest = {
  /** The ID of a plan */
  plan: string;
  /** What you want to tell the operator */
  note?: string;
};

export type PlanRequested = {
  plan: string;
  status: "requested";
};

/** An error (RFC 9457 problem details) */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: "malformed_json" | "invalid_encoding" | "json_too_deep" | "malformed_request" | "malformed_path" | "duplicate_header" | "multiple_credentials" | "credential_in_url" | "invalid_cursor" | "invalid_idempotency_key" | "invalid_parameter" | "unauthorized" | "invalid_api_key" | "invalid_token" | "invalid_credentials" | "invalid_refresh_token" | "inactive_api_key" | "forbidden" | "email_not_verified" | "not_found" | "method_not_allowed" | "request_timeout" | "conflict" | "idempotency_in_progress" | "idempotency_key_reused" | "code_used" | "code_expired" | "body_too_large" | "headers_too_large" | "path_too_long" | "unsupported_media_type" | "unsupported_encoding" | "validation_failed" | "unknown_field" | "rate_limited" | "quota_exceeded" | "too_many_attempts" | "internal_error" | "unavailable";
  reason?: string;
  errors?: Array<{
    pointer: string;
    code: string;
    detail: string;
  }>;
  required_scopes?: string[];
  retry_after_seconds?: number;
  request_id: string;
};

export type ProfileChange = {
  /** Null or empty: no name */
  name?: string | null;
  notifications?: {
    /** Whether you get an email 14, 7 and 1 days before an API key expires that you created or administer */
    key_expiring?: boolean;
  };
};

export type RateLimits = {
  plan: string;
  /** Null if the plan has no rate limit */
  rate_limit: {
    /** Requests allowed in any 60 seconds */
    rpm: number;
    used: number;
    remaining: number;
    /** Seconds until the next slot opens, rounded up; 0 if no requests are counted */
    reset_in_seconds: number;
  } | null;
};

export type RoleChange = {
  role: "owner" | "admin" | "developer" | "viewer";
};

export type Rotation = {
  /** How long the previous secret keeps working */
  overlap_seconds?: number;
};

export type Scope = {
  /** resource:action */
  name: string;
  description: string;
  /** Whether this API uses this scope itself */
  built_in: boolean;
  /** Whether the workspace created it, so that its admins and owners can delete it */
  own: boolean;
};

export type Usage = {
  plan: string;
  /** The calendar month, UTC */
  period: {
    start: string;
    end: string;
  };
  /** Requests made with API keys */
  requests: {
    total: number;
    succeeded: number;
    failed: number;
    rate_limited: number;
  };
  quota: {
    limit: number;
    used: number;
    remaining: number;
    resets_at: string;
  } | null;
};

export type UsageSlice = {
  start: string;
  group: string | null;
  total: number;
  succeeded: number;
  failed: number;
  rate_limited: number;
};

export type Verdict = {
  valid: boolean;
  code: "valid" | "unknown" | "revoked" | "expired" | "disabled" | "suspended" | "insufficient_scope" | "rate_limited" | "quota_exceeded";
  /** Null if the caller can't see this key */
  key: {
    id: string;
    name: string | null;
    workspace_id: string;
    environment: "live" | "test";
    plan: string;
    scopes: string[];
    external_id: string | null;
    metadata: Record<string, unknown>;
    expires_at: string | null;
  } | null;
  missing_scopes: string[];
  /** The limit with the least remaining */
  rate_limit: {
    limit: number;
    remaining: number;
    reset_in_seconds: number;
    window_seconds: number;
  } | null;
  quota: {
    limit: number;
    remaining: number;
    resets_at: string;
  } | null;
};

export type VerifyRequest = {
  /** The full API key */
  key: string;
  /** The key must have all of them */
  scopes?: string[];
  /** How much the request counts against the limits; 0 checks without counting */
  cost?: number;
};

export type Workspace = {
  id: string;
  name: string;
  plan: string;
  /** Your role; null for an API key */
  role: "owner" | "admin" | "developer" | "viewer" | null;
  key_format: KeyFormat;
  /** Null: the plan's limit applies */
  max_active_keys: number | null;
  rotation_overlap_max_seconds: number;
  /** Whether new keys need expires_at */
  require_expiry: boolean;
  /** How many days a key can work, from its creation. Null: the plan's maximum applies */
  max_lifetime_days: number | null;
  /** The scopes that keys can get. Null: all */
  grantable_scopes: string[] | null;
  created_at: string;
};

export type WorkspaceChange = {
  name?: string;
  key_format?: {
    prefix?: string;
    /** Whether keys contain live or test */
    include_environment?: boolean;
    /** hex keys are 64 characters without a prefix */
    style?: "base62" | "hex";
  };
  max_active_keys?: number | null;
  rotation_overlap_max_seconds?: number;
  /** Whether new keys need expires_at */
  require_expiry?: boolean;
  /** How many days a key can work, from its creation. Null: the plan's maximum applies */
  max_lifetime_days?: number | null;
  /** The scopes that keys can get from now on. Keys keep the ones they have. Null: all */
  grantable_scopes?: string[] | null;
};

export type WorkspaceDetail = {
  id: string;
  name: string;
  plan: string;
  /** Your role; null for an API key */
  role: "owner" | "admin" | "developer" | "viewer" | null;
  key_format: KeyFormat;
  /** Null: the plan's limit applies */
  max_active_keys: number | null;
  rotation_overlap_max_seconds: number;
  /** Whether new keys need expires_at */
  require_expiry: boolean;
  /** How many days a key can work, from its creation. Null: the plan's maximum applies */
  max_lifetime_days: number | null;
  /** The scopes that keys can get. Null: all */
  grantable_scopes: string[] | null;
  created_at: string;
  plan_name: string;
  /** What is in force: of the workspace, its plan and the operator, the stricter one */
  limits: {
    /** Requests that all keys of an environment can make in any 60 seconds. Null: no limit */
    requests_per_minute: number | null;
    /** Per environment. Null: no quota */
    monthly_quota: number | null;
    /** Null: no limit */
    max_active_keys: number | null;
    /** How many keys are active. Null if there is no limit */
    active_keys: number | null;
    rotation_overlap_max_seconds: number;
  };
  /** What new keys have to be like, of the workspace and its plan the stricter one */
  key_policy: {
    /** Whether new keys need expires_at */
    require_expiry: boolean;
    /** Null: no maximum */
    max_lifetime_days: number | null;
    /** The scopes that you can give a new key. Empty if you can't create keys */
    grantable_scopes: string[];
  };
  /** What the plan or the operator allows. The workspace's settings can be stricter */
  allowed: {
    /** Null: no limit */
    max_active_keys: number | null;
    /** Null: no limit */
    rotation_overlap_max_seconds: number | null;
    require_expiry: boolean;
    /** Null: no maximum */
    max_lifetime_days: number | null;
  };
  /** What the operator has set for this workspace. Null: the plan's limit applies */
  operator_limits: {
    requests_per_minute: number | null;
    monthly_quota: number | null;
    max_active_keys: number | null;
    rotation_overlap_max_seconds: number | null;
  };
};

/** What each operation takes and answers, by its name in the OpenAPI document. */
export interface Operations {
  getAuditEvents: {
    query: {
      /** Who did it: a user or a key */
      actor_id?: string;
      action?: "key.created" | "key.imported" | "key.changed" | "key.disabled" | "key.enabled" | "key.rotated" | "key.rotation_finished" | "key.revoked" | "scope.created" | "scope.deleted" | "workspace.created" | "workspace.changed" | "workspace.deleted" | "workspace.suspended" | "workspace.resumed" | "workspace.plan_changed" | "workspace.plan_requested" | "workspace.plan_request_accepted" | "workspace.plan_request_declined" | "workspace.limits_changed" | "member.joined" | "member.role_changed" | "member.removed" | "member.left" | "invitation.sent" | "invitation.withdrawn" | "invitation.accepted" | "user.signed_up" | "user.created" | "user.email_verified" | "user.email_changed" | "user.email_change_requested" | "user.password_changed" | "user.password_link_sent" | "user.changed" | "user.suspended" | "user.resumed" | "user.approved" | "user.deleted" | "session.started" | "session.ended" | "login.blocked" | "service.created" | "service.rotated" | "service.rotation_finished" | "service.revoked" | "plan.created" | "plan.changed" | "plan.deleted" | "operator.granted" | "operator.withdrawn" | "settings.changed" | "mail.retried";
      /** What was changed */
      target_id?: string;
      /** By default, users get all events. An API key gets those of its own environment and those of none */
      environment?: "live" | "test";
      from?: string;
      to?: string;
      /** Downloads all events that match as a file, without pages */
      format?: "csv" | "ndjson";
      /** Results per page */
      limit?: number;
      /** next_cursor from the previous page */
      cursor?: string;
    };
    result: {
      data: AuditEvent[];
      meta: {
        next_cursor: string | null;
      };
    };
  };
  getExamplesGreeting: {
    query: {
      name?: string;
    };
    result: {
      data: {
        greeting: string;
        workspace_id: string;
      };
    };
  };
  postInvitationsAccept: {
    body: InvitationToken;
    result: {
      data: Workspace;
    };
  };
  postInvitationsPreview: {
    body: InvitationToken;
    result: {
      data: InvitationPreview;
    };
  };
  getKeys: {
    query: {
      environment?: "live" | "test";
      /** One or more, separated by commas: active,disabled,expired hides revoked keys */
      status?: string;
      external_id?: string;
      /** Only keys that have this scope */
      scope?: string;
      /** Only keys that this user created, directly or through another key */
      created_by?: string;
      /** Part of the name or hint, or a key ID */
      q?: string;
      /** The order: - means descending. Names are compared without case. Keys without a name or an expiration date come last */
      sort?: "created_at" | "-created_at" | "name" | "-name" | "expires_at" | "-expires_at";
      /** Results per page */
      limit?: number;
      /** next_cursor from the previous page with the same sort */
      cursor?: string;
    };
    result: {
      data: Key[];
      meta: {
        next_cursor: string | null;
      };
    };
  };
  postKeys: {
    body: NewKey;
    result: {
      data: MintedKey;
    };
  };
  postKeysBulk: {
    body: BulkChange;
    result: {
      data: BulkOutcome[];
    };
  };
  postKeysImport: {
    body: KeyImport;
    result: {
      data: Key[];
    };
  };
  postKeysVerify: {
    body: VerifyRequest;
    result: {
      data: Verdict;
    };
  };
  getKeysId: {
    result: {
      data: Key;
    };
  };
  patchKeysId: {
    body: KeyChange;
    result: {
      data: Key;
    };
  };
  deleteKeysId: {
    result: {
      data: Key;
    };
  };
  getKeysIdActivity: {
    query: {
      from?: string;
      to?: string;
    };
    result: {
      data: KeyActivity;
    };
  };
  getKeysIdRateLimit: {
    result: {
      data: KeyLimits;
    };
  };
  postKeysIdRotate: {
    body: Rotation;
    result: {
      data: MintedKey;
    };
  };
  postKeysIdRotateEnd: {
    result: {
      data: Key;
    };
  };
  getKeysIdUsage: {
    query: {
      from?: string;
      to?: string;
      interval?: "minute" | "hour" | "day";
      /** previous: the secret that the last rotation replaced */
      made_with?: "current" | "previous";
    };
    result: {
      data: KeyUsage;
    };
  };
  getMe: {
    result: {
      data: Me;
    };
  };
  patchMe: {
    body: ProfileChange;
    result: {
      data: Me;
    };
  };
  getMeDelete: {
    result: {
      data: DeletionPreview;
    };
  };
  postMeDelete: {
    body: AccountDeletion;
    result: undefined;
  };
  postMeEmail: {
    body: EmailChange;
    result: {
      data: EmailChangeSent;
    };
  };
  postMeEmailConfirm: {
    body: EmailConfirmation;
    result: {
      data: EmailChanged;
    };
  };
  getMeExport: {
    query: {
      /** api_keys.next_cursor from the previous response */
      keys_cursor?: string;
      /** audit_events.next_cursor from the previous response */
      events_cursor?: string;
    };
    result: {
      data: AccountExport;
    };
  };
  postMePassword: {
    body: PasswordChange;
    result: {
      data: PasswordChanged;
    };
  };
  getOpenapiJson: {
    result: Record<string, unknown>;
  };
  getPlans: {
    result: {
      data: Plan[];
    };
  };
  getRequests: {
    query: {
      /** By default, users get both environments. An API key can only see its own */
      environment?: "live" | "test";
      /** A key ID */
      key_id?: string;
      made_by?: "api_key" | "user";
      /** Statuses and classes, separated by commas, such as `401,5xx` */
      status?: string;
      /** Problem codes, separated by commas */
      code?: string;
      /** Methods, separated by commas */
      method?: string;
      /** The whole path, or its beginning and `*`, such as `/v1/orders/*` */
      path?: string;
      /** The client's address */
      ip?: string;
      from?: string;
      to?: string;
      /** Lists the requests that were logged after this one: the ID of a request, or `meta.after` of an earlier answer */
      after?: string;
      /** Results per page */
      limit?: number;
      /** next_cursor from the previous page */
      cursor?: string;
    };
    result: {
      data: LoggedRequest[];
      meta: {
        next_cursor: string | null;
        /** Set if the search ended here because few requests match. Continue with `next_cursor`, or with `meta.after` if you sent `after` */
        searched_to: string | null;
        /** Send this as `after` to list what is logged from now on. Null on later pages */
        after: string | null;
        /** There are more requests, or there is more to search */
        has_more: boolean;
      };
    };
  };
  getRequestsExport: {
    query: {
      /** By default, users get both environments. An API key can only see its own */
      environment?: "live" | "test";
      /** A key ID */
      key_id?: string;
      made_by?: "api_key" | "user";
      /** Statuses and classes, separated by commas, such as `401,5xx` */
      status?: string;
      /** Problem codes, separated by commas */
      code?: string;
      /** Methods, separated by commas */
      method?: string;
      /** The whole path, or its beginning and `*`, such as `/v1/orders/*` */
      path?: string;
      /** The client's address */
      ip?: string;
      from?: string;
      to?: string;
      format?: "ndjson" | "csv";
    };
    result: unknown;
  };
  getRequestsId: {
    result: {
      data: LoggedRequest;
    };
  };
  getScopes: {
    result: {
      data: Scope[];
    };
  };
  postScopes: {
    body: NewScope;
    result: {
      data: Scope;
    };
  };
  deleteScopesName: {
    result: undefined;
  };
  getUsage: {
    query: {
      /** By default, users get both environments. An API key can only see its own */
      environment?: "live" | "test";
    };
    result: {
      data: Usage;
    };
  };
  getUsageRateLimits: {
    query: {
      /** By default, users get both environments. An API key can only see its own */
      environment?: "live" | "test";
    };
    result: {
      data: RateLimits;
    };
  };
  getUsageRateLimitsKeys: {
    query: {
      /** By default, users get both environments. An API key can only see its own */
      environment?: "live" | "test";
      /** Results per page */
      limit?: number;
      /** next_cursor from the previous page */
      cursor?: string;
    };
    result: {
      data: KeyLimit[];
      meta: {
        next_cursor: string | null;
      };
    };
  };
  getUsageSeries: {
    query: {
      /** By default, users get both environments. An API key can only see its own */
      environment?: "live" | "test";
      from?: string;
      to?: string;
      interval?: "minute" | "hour" | "day";
      group_by?: "key" | "route" | "status" | "code";
      /** Only requests made with these keys: at most 100 key IDs, separated by commas */
      key_id?: string;
      limit_groups?: number;
      /** Also counts the requests of the time before, which is as long */
      compare?: "previous";
      format?: "json" | "csv";
    };
    result: {
      data: UsageSlice[];
      meta: {
        totals: {
          start: string;
          end: string;
          total: number;
          succeeded: number;
          failed: number;
          rate_limited: number;
          /** Share of failed and rate-limited requests, from 0 to 1 */
          error_rate: number;
        };
        /** The totals of the time before, which is as long. Null without `compare=previous` */
        previous: {
          start: string;
          end: string;
          total: number;
          succeeded: number;
          failed: number;
          rate_limited: number;
          /** Share of failed and rate-limited requests, from 0 to 1 */
          error_rate: number;
        } | null;
        /** The busiest first, and `other` last. A `code` is null for what was counted before codes were, and `ok` for successes */
        groups: Array<{
          /** As in the series */
          id: string | null;
          /** A key's name; otherwise the same as the ID */
          name: string | null;
          /** A key's masked secret */
          hint: string | null;
        }>;
      };
    };
  };
  getWorkspaces: {
    result: {
      data: Workspace[];
    };
  };
  postWorkspaces: {
    body: NewWorkspace;
    result: {
      data: Workspace;
    };
  };
  getWorkspacesId: {
    result: {
      data: WorkspaceDetail;
    };
  };
  patchWorkspacesId: {
    body: WorkspaceChange;
    result: {
      data: Workspace;
    };
  };
  deleteWorkspacesId: {
    query: {
      /** The workspace's exact name. Required */
      confirm?: string;
    };
    result: undefined;
  };
  getWorkspacesIdInvitations: {
    query: {
      /** Results per page */
      limit?: number;
      /** next_cursor from the previous page */
      cursor?: string;
    };
    result: {
      data: Invitation[];
      meta: {
        next_cursor: string | null;
      };
    };
  };
  postWorkspacesIdInvitations: {
    body: NewInvitation;
    result: {
      data: Invitation;
    };
  };
  deleteWorkspacesIdInvitationsInvitationId: {
    result: undefined;
  };
  getWorkspacesIdMembers: {
    query: {
      /** Only members with one of these IDs */
      user_id?: string;
      /** Part of the name or the email */
      q?: string;
      /** Only members with one of these roles */
      role?: string;
      /** Results per page */
      limit?: number;
      /** next_cursor from the previous page */
      cursor?: string;
    };
    result: {
      data: Member[];
      meta: {
        next_cursor: string | null;
      };
    };
  };
  patchWorkspacesIdMembersUserId: {
    body: RoleChange;
    result: {
      data: Member;
    };
  };
  deleteWorkspacesIdMembersUserId: {
    query: {
      /** Also revokes the keys of this workspace that the member created, directly or through other keys */
      revoke_keys?: "true" | "false";
    };
    result: undefined;
  };
  postWorkspacesIdPlanRequests: {
    body: PlanRequest;
    result: {
      data: PlanRequested;
    };
  };
}
