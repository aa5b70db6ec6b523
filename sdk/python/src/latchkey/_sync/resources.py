# Generated from _async by tools/generate_sync.py. Don't edit.
from __future__ import annotations

import builtins
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from latchkey import types
from latchkey._answers import json_of
from latchkey._calls import UNSET, Call, Unset, given, path_of
from latchkey._pages import Page

if TYPE_CHECKING:
    from latchkey._sync.client import Latchkey

Time = str | datetime


class _Resource:
    def __init__(self, client: Latchkey) -> None:
        self._client = client


class Me(_Resource):
    """Who the credential belongs to."""

    def retrieve(self) -> types.Me:
        return self._client._data(Call(method="GET", path="/me"), types.Me)  # type: ignore[no-any-return]


class Scopes(_Resource):
    """The scopes that the workspace's keys can have."""

    def list(self) -> builtins.list[types.Scope]:
        return self._client._data(  # type: ignore[no-any-return]
            Call(method="GET", path="/scopes"), types.Scope
        )

    def create(
        self, *, name: str, description: str | Unset = UNSET, idempotency_key: str | None = None
    ) -> types.Scope:
        call = Call(
            method="POST",
            path="/scopes",
            body=given(name=name, description=description),
            idempotency_key=idempotency_key,
        )
        return self._client._data(call, types.Scope)  # type: ignore[no-any-return]

    def delete(self, name: str) -> None:
        json_of(self._client._send(Call(method="DELETE", path=path_of("/scopes/{name}", name=name))))


class Usage(_Resource):
    """What the workspace has used."""

    def retrieve(self, *, environment: types.Environment | None = None) -> types.Usage:
        call = Call(method="GET", path="/usage", query={"environment": environment})
        return self._client._data(call, types.Usage)  # type: ignore[no-any-return]

    def rate_limits(self, *, environment: types.Environment | None = None) -> types.RateLimits:
        """What is left of the plan's rate limit. Asking doesn't count."""
        call = Call(method="GET", path="/usage/rate-limits", query={"environment": environment})
        return self._client._data(call, types.RateLimits)  # type: ignore[no-any-return]

    def series(
        self,
        *,
        environment: types.Environment | None = None,
        from_: Time | None = None,
        to: Time | None = None,
        interval: types.Interval | None = None,
        group_by: types.UsageGroup | None = None,
        key_id: str | None = None,
        limit_groups: int | None = None,
        compare: Literal["previous"] | None = None,
    ) -> builtins.list[types.UsageSlice]:
        """Requests over time; by default the last 24 hours by hour. Intervals without requests are left out."""
        query = {
            "environment": environment,
            "from": from_,
            "to": to,
            "interval": interval,
            "group_by": group_by,
            "key_id": key_id,
            "limit_groups": limit_groups,
            "compare": compare,
        }
        call = Call(method="GET", path="/usage/series", query=query)
        return self._client._data(call, types.UsageSlice)  # type: ignore[no-any-return]


class Requests(_Resource):
    """The request log."""

    def list(
        self,
        *,
        environment: types.Environment | None = None,
        key_id: str | None = None,
        made_by: Literal["api_key", "user"] | None = None,
        status: str | None = None,
        code: str | None = None,
        method: str | None = None,
        path: str | None = None,
        ip: str | None = None,
        from_: Time | None = None,
        to: Time | None = None,
        after: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page[types.LoggedRequest]:
        """Lists requests, newest first. Iterating goes over all pages; `limit` is the size of one."""
        query = {
            "environment": environment,
            "key_id": key_id,
            "made_by": made_by,
            "status": status,
            "code": code,
            "method": method,
            "path": path,
            "ip": ip,
            "from": from_,
            "to": to,
            "after": after,
            "limit": limit,
            "cursor": cursor,
        }
        return Page(self._client, Call(method="GET", path="/requests", query=query), types.LoggedRequest)

    def retrieve(self, id: str) -> types.LoggedRequest:
        """One request, with every check that was made: why it was refused."""
        return self._client._data(  # type: ignore[no-any-return]
            Call(method="GET", path=path_of("/requests/{id}", id=id)), types.LoggedRequest
        )


class Workspaces(_Resource):
    """The workspaces that the credential can see."""

    def list(self) -> builtins.list[types.Workspace]:
        return self._client._data(  # type: ignore[no-any-return]
            Call(method="GET", path="/workspaces"), types.Workspace
        )

    def retrieve(self, id: str) -> types.WorkspaceDetail:
        return self._client._data(  # type: ignore[no-any-return]
            Call(method="GET", path=path_of("/workspaces/{id}", id=id)), types.WorkspaceDetail
        )


class AuditEvents(_Resource):
    """Who changed what."""

    def list(
        self,
        *,
        actor_id: str | None = None,
        action: types.AuditAction | None = None,
        target_id: str | None = None,
        environment: types.Environment | None = None,
        from_: Time | None = None,
        to: Time | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page[types.AuditEvent]:
        """Lists events, newest first. Iterating goes over all pages; `limit` is the size of one."""
        query = {
            "actor_id": actor_id,
            "action": action,
            "target_id": target_id,
            "environment": environment,
            "from": from_,
            "to": to,
            "limit": limit,
            "cursor": cursor,
        }
        return Page(self._client, Call(method="GET", path="/audit-events", query=query), types.AuditEvent)


class Plans(_Resource):
    """The plans that a workspace can have."""

    def list(self) -> builtins.list[types.Plan]:
        return self._client._data(  # type: ignore[no-any-return]
            Call(method="GET", path="/plans"), types.Plan
        )
