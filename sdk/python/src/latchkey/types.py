"""
Generated from Latchkey's OpenAPI document by tools/generate_types.py. Don't edit.

Models are what methods return. Classes whose names end in Param are what methods take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Literal, TypedDict

from latchkey._model import Model

AuditAction = Literal["key.created", "key.imported", "key.changed", "key.disabled", "key.enabled", "key.rotated", "key.rotation_finished", "key.revoked", "scope.created", "scope.deleted", "workspace.created", "workspace.changed", "workspace.deleted", "workspace.suspended", "workspace.resumed", "workspace.plan_changed", "workspace.plan_requested", "workspace.plan_request_accepted", "workspace.plan_request_declined", "workspace.limits_changed", "member.joined", "member.role_changed", "member.removed", "member.left", "invitation.sent", "invitation.withdrawn", "invitation.accepted", "user.signed_up", "user.created", "user.email_verified", "user.email_changed", "user.email_change_requested", "user.password_changed", "user.password_link_sent", "user.changed", "user.suspended", "user.resumed", "user.approved", "user.deleted", "session.started", "session.ended", "login.blocked", "service.created", "service.rotated", "service.rotation_finished", "service.revoked", "plan.created", "plan.changed", "plan.deleted", "operator.granted", "operator.withdrawn", "settings.changed", "mail.retried"]
Environment = Literal["live", "test"]
Interval = Literal["minute", "hour", "day"]
KeySort = Literal["created_at", "-created_at", "name", "-name", "expires_at", "-expires_at"]
KeyStatus = Literal["active", "disabled", "expired", "revoked"]
Role = Literal["owner", "admin", "developer", "viewer"]
UsageGroup = Literal["key", "route", "status", "code"]


class MeActor(Model):
    __slots__ = ()
    type: Literal["api_key", "user"]
    id: str
    name: str | None
    email: str | None
    _optional: ClassVar = frozenset(["email"])


class MeWorkspace(Model):
    __slots__ = ()
    id: str
    name: str
    plan: str
    #: None for an API key.
    role: Role | None


class MeNotifications(Model):
    """Which emails a user gets. API keys don't have it."""

    __slots__ = ()
    key_expiring: bool


class MePendingEmail(Model):
    __slots__ = ()
    email: str
    expires_at: datetime
    _times: ClassVar = frozenset(["expires_at"])


class Me(Model):
    __slots__ = ()
    actor: MeActor
    #: None for a user without a workspace.
    workspace: MeWorkspace | None
    #: None for a user, who can access both.
    environment: Environment | None
    scopes: list[str]
    #: Which emails a user gets. API keys don't have it.
    notifications: MeNotifications | None
    #: The new email that a user has requested and not confirmed yet. API keys don't have it.
    pending_email: MePendingEmail | None
    _models: ClassVar = {"actor": MeActor, "workspace": MeWorkspace, "notifications": MeNotifications, "pending_email": MePendingEmail}
    _optional: ClassVar = frozenset(["notifications", "pending_email"])


class KeyRateLimit(Model):
    __slots__ = ()
    requests: int
    window_seconds: int


class KeyCreatedBy(Model):
    __slots__ = ()
    type: Literal["user", "api_key"]
    id: str
    #: The user who created the key, directly or through another key.
    user_id: str | None


class KeyRotation(Model):
    __slots__ = ()
    previous_hint: str
    previous_expires_at: datetime
    previous_last_used_at: datetime | None
    _times: ClassVar = frozenset(["previous_expires_at", "previous_last_used_at"])


class MintedKey(Model):
    __slots__ = ()
    id: str
    name: str | None
    hint: str
    environment: Environment
    status: KeyStatus
    scopes: list[str]
    external_id: str | None
    metadata: dict[str, Any]
    rate_limit: KeyRateLimit | None
    expires_at: datetime | None
    last_used_at: datetime | None
    created_at: datetime
    created_by: KeyCreatedBy
    revoked_at: datetime | None
    #: Set while the previous secret still works.
    rotation: KeyRotation | None
    #: Shown only in this response. None if the request repeats an Idempotency-Key.
    secret: str | None
    _models: ClassVar = {"rate_limit": KeyRateLimit, "created_by": KeyCreatedBy, "rotation": KeyRotation}
    _times: ClassVar = frozenset(["expires_at", "last_used_at", "created_at", "revoked_at"])


class Key(Model):
    __slots__ = ()
    id: str
    name: str | None
    hint: str
    environment: Environment
    status: KeyStatus
    scopes: list[str]
    external_id: str | None
    metadata: dict[str, Any]
    rate_limit: KeyRateLimit | None
    expires_at: datetime | None
    last_used_at: datetime | None
    created_at: datetime
    created_by: KeyCreatedBy
    revoked_at: datetime | None
    #: Set while the previous secret still works.
    rotation: KeyRotation | None
    _models: ClassVar = {"rate_limit": KeyRateLimit, "created_by": KeyCreatedBy, "rotation": KeyRotation}
    _times: ClassVar = frozenset(["expires_at", "last_used_at", "created_at", "revoked_at"])


class KeyUsagePeriod(Model):
    __slots__ = ()
    start: datetime
    end: datetime
    _times: ClassVar = frozenset(["start", "end"])


class UsageSlice(Model):
    __slots__ = ()
    start: datetime
    group: str | None
    total: int
    succeeded: int
    failed: int
    rate_limited: int
    _times: ClassVar = frozenset(["start"])


class KeyUsage(Model):
    __slots__ = ()
    key_id: str
    period: KeyUsagePeriod
    requests_current_period: int
    succeeded: int
    failed: int
    rate_limited: int
    #: Share of failed and rate-limited requests, from 0 to 1.
    error_rate: float
    last_used_at: datetime | None
    series: list[UsageSlice]
    #: There are more requests than were counted: with made_with, or by minute, the newest 100,000.
    truncated: bool
    _models: ClassVar = {"period": KeyUsagePeriod, "series": UsageSlice}
    _times: ClassVar = frozenset(["last_used_at"])


class KeyLimitsRateLimit(Model):
    __slots__ = ()
    #: Maximum accepted requests in any window.
    requests: int
    window_seconds: int
    used: int
    remaining: int
    #: Seconds until the next slot opens, rounded up; 0 if no requests are counted.
    reset_in_seconds: int


class KeyLimits(Model):
    __slots__ = ()
    #: The key's own limit; None if it has none.
    rate_limit: KeyLimitsRateLimit | None
    #: The limit that all keys of the workspace and environment share; None if there is none.
    plan: KeyLimitsRateLimit | None
    _models: ClassVar = {"rate_limit": KeyLimitsRateLimit, "plan": KeyLimitsRateLimit}


class KeyActivityPeriod(Model):
    __slots__ = ()
    start: datetime
    end: datetime
    _times: ClassVar = frozenset(["start", "end"])


class AuditEventActor(Model):
    __slots__ = ()
    type: Literal["user", "api_key", "service", "operator", "system"]
    id: str | None
    #: The name or email at the time.
    label: str | None


class AuditEventTarget(Model):
    __slots__ = ()
    type: str
    id: str | None
    label: str | None


class AuditEvent(Model):
    __slots__ = ()
    id: str
    at: datetime
    action: str
    actor: AuditEventActor
    target: AuditEventTarget
    #: Each field that changed, with its values before and after.
    changes: dict[str, Any] | None
    environment: str | None
    request_id: str | None
    ip: str | None
    user_agent: str | None
    _models: ClassVar = {"actor": AuditEventActor, "target": AuditEventTarget}
    _times: ClassVar = frozenset(["at"])


class KeyActivityRequests(Model):
    __slots__ = ()
    day: str
    method: str
    route: str
    ip: str | None
    user_agent: str | None
    total: int
    succeeded: int
    failed: int
    rate_limited: int
    first_at: datetime
    last_at: datetime
    _times: ClassVar = frozenset(["first_at", "last_at"])


class KeyActivityAddresses(Model):
    __slots__ = ()
    total: int
    first_at: datetime
    last_at: datetime
    ip: str | None
    _times: ClassVar = frozenset(["first_at", "last_at"])


class KeyActivityUserAgents(Model):
    __slots__ = ()
    total: int
    first_at: datetime
    last_at: datetime
    user_agent: str | None
    _times: ClassVar = frozenset(["first_at", "last_at"])


class KeyActivity(Model):
    __slots__ = ()
    key_id: str
    period: KeyActivityPeriod
    #: What the key did and what was done to it, newest first, at most 100.
    events: list[AuditEvent]
    #: The key's requests (UTC days), those with the most requests first within a day, at most 500.
    requests: list[KeyActivityRequests]
    #: The addresses that requests came from, the last seen first, at most 100.
    addresses: list[KeyActivityAddresses]
    #: The user agents that were seen, the last seen first, at most 100.
    user_agents: list[KeyActivityUserAgents]
    #: There is more than was counted or is listed.
    truncated: bool
    _models: ClassVar = {"period": KeyActivityPeriod, "events": AuditEvent, "requests": KeyActivityRequests, "addresses": KeyActivityAddresses, "user_agents": KeyActivityUserAgents}


class VerdictKey(Model):
    __slots__ = ()
    id: str
    name: str | None
    workspace_id: str
    environment: Environment
    plan: str
    scopes: list[str]
    external_id: str | None
    metadata: dict[str, Any]
    expires_at: datetime | None
    _times: ClassVar = frozenset(["expires_at"])


class VerdictRateLimit(Model):
    __slots__ = ()
    limit: int
    remaining: int
    reset_in_seconds: int
    window_seconds: int


class VerdictQuota(Model):
    __slots__ = ()
    limit: int
    remaining: int
    resets_at: datetime
    _times: ClassVar = frozenset(["resets_at"])


class Verdict(Model):
    __slots__ = ()
    valid: bool
    code: Literal["valid", "unknown", "revoked", "expired", "disabled", "suspended", "insufficient_scope", "rate_limited", "quota_exceeded"]
    #: None if the caller can't see this key.
    key: VerdictKey | None
    missing_scopes: list[str]
    #: The limit with the least remaining.
    rate_limit: VerdictRateLimit | None
    quota: VerdictQuota | None
    _models: ClassVar = {"key": VerdictKey, "rate_limit": VerdictRateLimit, "quota": VerdictQuota}


class Scope(Model):
    __slots__ = ()
    #: resource:action.
    name: str
    description: str
    #: Whether this API uses this scope itself.
    built_in: bool
    #: Whether the workspace created it, so that its admins and owners can delete it.
    own: bool


class UsagePeriod(Model):
    """The calendar month, UTC."""

    __slots__ = ()
    start: datetime
    end: datetime
    _times: ClassVar = frozenset(["start", "end"])


class UsageRequests(Model):
    """Requests made with API keys."""

    __slots__ = ()
    total: int
    succeeded: int
    failed: int
    rate_limited: int


class UsageQuota(Model):
    __slots__ = ()
    limit: int
    used: int
    remaining: int
    resets_at: datetime
    _times: ClassVar = frozenset(["resets_at"])


class Usage(Model):
    __slots__ = ()
    plan: str
    #: The calendar month, UTC.
    period: UsagePeriod
    #: Requests made with API keys.
    requests: UsageRequests
    quota: UsageQuota | None
    _models: ClassVar = {"period": UsagePeriod, "requests": UsageRequests, "quota": UsageQuota}


class RateLimitsRateLimit(Model):
    __slots__ = ()
    #: Requests allowed in any 60 seconds.
    rpm: int
    used: int
    remaining: int
    #: Seconds until the next slot opens, rounded up; 0 if no requests are counted.
    reset_in_seconds: int


class RateLimits(Model):
    __slots__ = ()
    plan: str
    #: None if the plan has no rate limit.
    rate_limit: RateLimitsRateLimit | None
    _models: ClassVar = {"rate_limit": RateLimitsRateLimit}


class LoggedRequestKey(Model):
    __slots__ = ()
    id: str
    name: str | None
    hint: str


class LoggedRequestChecks(Model):
    __slots__ = ()
    check: str
    outcome: Literal["passed", "failed"]
    detail: str


class LoggedRequestNeededLimit(Model):
    __slots__ = ()
    #: `plan`, `key`, `quota` or `user`.
    name: str
    limit: int
    used: int
    #: Such as `minute`.
    per: str
    #: When the next request would have been accepted.
    resets_at: datetime | None
    _times: ClassVar = frozenset(["resets_at"])


class LoggedRequestNeeded(Model):
    __slots__ = ()
    scopes: list[str]
    limit: LoggedRequestNeededLimit | None
    _models: ClassVar = {"limit": LoggedRequestNeededLimit}


class LoggedRequest(Model):
    __slots__ = ()
    request_id: str
    at: datetime
    #: Whether it was sent to this API, or is a decision about a request to your own API: through a gateway (`gate`) or `verify`.
    via: Literal["api", "gate", "verify"]
    key_id: str | None
    #: The key's name, and the masked secret that was used. Also for keys that are revoked by now.
    key: LoggedRequestKey | None
    user_id: str | None
    environment: Environment
    method: str
    path: str
    route: str
    status: int
    #: The problem code; None if the request succeeded.
    code: str | None
    cost: int
    latency_ms: float
    ip: str | None
    user_agent: str | None
    checks: list[LoggedRequestChecks]
    #: What it was refused for the lack of; None if that isn't a scope or a limit.
    needed: LoggedRequestNeeded | None
    _models: ClassVar = {"key": LoggedRequestKey, "checks": LoggedRequestChecks, "needed": LoggedRequestNeeded}
    _times: ClassVar = frozenset(["at"])


class KeyFormat(Model):
    __slots__ = ()
    prefix: str
    #: Whether keys contain live or test.
    include_environment: bool
    #: hex keys are 64 characters without a prefix.
    style: Literal["base62", "hex"]


class Workspace(Model):
    __slots__ = ()
    id: str
    name: str
    plan: str
    #: Your role; None for an API key.
    role: Role | None
    key_format: KeyFormat
    #: None: the plan's limit applies.
    max_active_keys: int | None
    rotation_overlap_max_seconds: int
    #: Whether new keys need expires_at.
    require_expiry: bool
    #: How many days a key can work, from its creation. None: the plan's maximum applies.
    max_lifetime_days: int | None
    #: The scopes that keys can get. None: all.
    grantable_scopes: list[str] | None
    created_at: datetime
    _models: ClassVar = {"key_format": KeyFormat}
    _times: ClassVar = frozenset(["created_at"])


class WorkspaceDetailLimits(Model):
    """What is in force: of the workspace, its plan and the operator, the stricter one."""

    __slots__ = ()
    #: Requests that all keys of an environment can make in any 60 seconds. None: no limit.
    requests_per_minute: int | None
    #: Per environment. None: no quota.
    monthly_quota: int | None
    #: None: no limit.
    max_active_keys: int | None
    #: How many keys are active. None if there is no limit.
    active_keys: int | None
    rotation_overlap_max_seconds: int


class WorkspaceDetailKeyPolicy(Model):
    """What new keys have to be like, of the workspace and its plan the stricter one."""

    __slots__ = ()
    #: Whether new keys need expires_at.
    require_expiry: bool
    #: None: no maximum.
    max_lifetime_days: int | None
    #: The scopes that you can give a new key. Empty if you can't create keys.
    grantable_scopes: list[str]


class WorkspaceDetailAllowed(Model):
    """What the plan or the operator allows. The workspace's settings can be stricter."""

    __slots__ = ()
    #: None: no limit.
    max_active_keys: int | None
    #: None: no limit.
    rotation_overlap_max_seconds: int | None
    require_expiry: bool
    #: None: no maximum.
    max_lifetime_days: int | None


class WorkspaceDetailOperatorLimits(Model):
    """What the operator has set for this workspace. None: the plan's limit applies."""

    __slots__ = ()
    requests_per_minute: int | None
    monthly_quota: int | None
    max_active_keys: int | None
    rotation_overlap_max_seconds: int | None


class WorkspaceDetail(Model):
    __slots__ = ()
    id: str
    name: str
    plan: str
    #: Your role; None for an API key.
    role: Role | None
    key_format: KeyFormat
    #: None: the plan's limit applies.
    max_active_keys: int | None
    rotation_overlap_max_seconds: int
    #: Whether new keys need expires_at.
    require_expiry: bool
    #: How many days a key can work, from its creation. None: the plan's maximum applies.
    max_lifetime_days: int | None
    #: The scopes that keys can get. None: all.
    grantable_scopes: list[str] | None
    created_at: datetime
    plan_name: str
    #: What is in force: of the workspace, its plan and the operator, the stricter one.
    limits: WorkspaceDetailLimits
    #: What new keys have to be like, of the workspace and its plan the stricter one.
    key_policy: WorkspaceDetailKeyPolicy
    #: What the plan or the operator allows. The workspace's settings can be stricter.
    allowed: WorkspaceDetailAllowed
    #: What the operator has set for this workspace. None: the plan's limit applies.
    operator_limits: WorkspaceDetailOperatorLimits
    _models: ClassVar = {"key_format": KeyFormat, "limits": WorkspaceDetailLimits, "key_policy": WorkspaceDetailKeyPolicy, "allowed": WorkspaceDetailAllowed, "operator_limits": WorkspaceDetailOperatorLimits}
    _times: ClassVar = frozenset(["created_at"])


class Plan(Model):
    __slots__ = ()
    id: str
    name: str
    #: None until the operator sets it.
    requests_per_minute: int | None
    #: Accepted requests per calendar month (UTC) and environment. None: unlimited.
    monthly_quota: int | None
    #: None: unlimited.
    max_active_keys: int | None
    #: Whether the plan is only available through sales.
    contact_sales: bool


class RateLimitParam(TypedDict):
    #: Maximum accepted requests in any window.
    requests: int
    window_seconds: int


class _ImportedKeyParamRequired(TypedDict):
    hash: str


class ImportedKeyParam(_ImportedKeyParamRequired, total=False):
    #: A name to recognize the key by.
    name: str | None
    #: Defaults to live. An API key can only create keys in its own environment.
    environment: Environment
    scopes: Sequence[str]
    expires_at: str | datetime | None
    rate_limit: RateLimitParam | None
    #: Your own ID for the customer who uses this key.
    external_id: str | None
    metadata: Mapping[str, Any]
    #: The masked key, such as sk_…x7Qa.
    hint: str
