# Generated from _async by tools/generate_sync.py. Don't edit.
from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from latchkey import types
from latchkey._calls import UNSET, Call, Unset, given, path_of, scopes_of
from latchkey._key_info import KeyInfo, key_info
from latchkey._pages import Page

if TYPE_CHECKING:
    from latchkey._sync.client import Latchkey

Time = str | datetime


class Keys:
    """API keys."""

    def __init__(self, client: Latchkey) -> None:
        self._client = client

    def create(
        self,
        *,
        name: str | Unset | None = UNSET,
        environment: types.Environment | Unset = UNSET,
        scopes: Sequence[str] | Unset = UNSET,
        expires_at: Time | Unset | None = UNSET,
        rate_limit: types.RateLimitParam | Unset | None = UNSET,
        external_id: str | Unset | None = UNSET,
        metadata: Mapping[str, Any] | Unset = UNSET,
        idempotency_key: str | None = None,
    ) -> types.MintedKey:
        """Creates a key. Its `secret` is only in this result; None if the Idempotency-Key was used before."""
        body = given(
            name=name,
            environment=environment,
            scopes=_scopes(scopes),
            expires_at=expires_at,
            rate_limit=rate_limit,
            external_id=external_id,
            metadata=metadata,
        )
        call = Call(method="POST", path="/keys", body=body, idempotency_key=idempotency_key)
        return self._client._data(call, types.MintedKey)  # type: ignore[no-any-return]

    def list(
        self,
        *,
        environment: types.Environment | None = None,
        status: types.KeyStatus | None = None,
        external_id: str | None = None,
        scope: str | None = None,
        created_by: str | None = None,
        q: str | None = None,
        sort: types.KeySort | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page[types.Key]:
        """Lists keys, newest first. Iterating goes over all pages; `limit` is the size of one."""
        query = given(
            environment=environment,
            status=status,
            external_id=external_id,
            scope=scope,
            created_by=created_by,
            q=q,
            sort=sort,
            limit=limit,
            cursor=cursor,
        )
        return Page(self._client, Call(method="GET", path="/keys", query=query), types.Key)

    def retrieve(self, id: str) -> types.Key:
        return self._client._data(  # type: ignore[no-any-return]
            Call(method="GET", path=path_of("/keys/{id}", id=id)), types.Key
        )

    def update(
        self,
        id: str,
        *,
        name: str | Unset | None = UNSET,
        scopes: Sequence[str] | Unset = UNSET,
        expires_at: Time | Unset | None = UNSET,
        rate_limit: types.RateLimitParam | Unset | None = UNSET,
        metadata: Mapping[str, Any] | Unset = UNSET,
        external_id: str | Unset | None = UNSET,
        enabled: bool | Unset = UNSET,
    ) -> types.Key:
        """Changes what is given. None takes a value away; `enabled=False` disables the key."""
        body = given(
            name=name,
            scopes=_scopes(scopes),
            expires_at=expires_at,
            rate_limit=rate_limit,
            metadata=metadata,
            external_id=external_id,
            enabled=enabled,
        )
        call = Call(method="PATCH", path=path_of("/keys/{id}", id=id), body=body)
        return self._client._data(call, types.Key)  # type: ignore[no-any-return]

    def revoke(self, id: str) -> types.Key:
        """Revokes a key: requests that start after this are refused. It can't be undone."""
        return self._client._data(  # type: ignore[no-any-return]
            Call(method="DELETE", path=path_of("/keys/{id}", id=id)), types.Key
        )

    def rotate(
        self, id: str, *, overlap_seconds: int | Unset = UNSET, idempotency_key: str | None = None
    ) -> types.MintedKey:
        """Gives a key a new secret. The previous one works for `overlap_seconds` more; by default not at all."""
        call = Call(
            method="POST",
            path=path_of("/keys/{id}/rotate", id=id),
            body=given(overlap_seconds=overlap_seconds),
            idempotency_key=idempotency_key,
        )
        return self._client._data(call, types.MintedKey)  # type: ignore[no-any-return]

    def end_rotation(self, id: str, *, idempotency_key: str | None = None) -> types.Key:
        """Ends the overlap of a rotation: the previous secret stops working now."""
        call = Call(method="POST", path=path_of("/keys/{id}/rotate/end", id=id), idempotency_key=idempotency_key)
        return self._client._data(call, types.Key)  # type: ignore[no-any-return]

    def import_(
        self, *, keys: Sequence[types.ImportedKeyParam], idempotency_key: str | None = None
    ) -> builtins.list[types.Key]:
        """Imports keys that were created elsewhere, by the SHA-256 of each: all of them or none."""
        call = Call(method="POST", path="/keys/import", body={"keys": list(keys)}, idempotency_key=idempotency_key)
        return self._client._data(call, types.Key)  # type: ignore[no-any-return]

    def usage(
        self,
        id: str,
        *,
        from_: Time | None = None,
        to: Time | None = None,
        interval: types.Interval | None = None,
        made_with: Literal["current", "previous"] | None = None,
    ) -> types.KeyUsage:
        query = {"from": from_, "to": to, "interval": interval, "made_with": made_with}
        call = Call(method="GET", path=path_of("/keys/{id}/usage", id=id), query=query)
        return self._client._data(call, types.KeyUsage)  # type: ignore[no-any-return]

    def rate_limit(self, id: str) -> types.KeyLimits:
        """What is left of the key's limits. Asking doesn't count."""
        return self._client._data(  # type: ignore[no-any-return]
            Call(method="GET", path=path_of("/keys/{id}/rate-limit", id=id)), types.KeyLimits
        )

    def activity(self, id: str, *, from_: Time | None = None, to: Time | None = None) -> types.KeyActivity:
        call = Call(method="GET", path=path_of("/keys/{id}/activity", id=id), query={"from": from_, "to": to})
        return self._client._data(call, types.KeyActivity)  # type: ignore[no-any-return]

    def verify(
        self, key: str, *, scopes: Sequence[str] | Unset = UNSET, cost: int | Unset = UNSET
    ) -> types.Verdict:
        """
        Checks a key of a client, and counts `cost` (1) against its limits; 0 looks without counting. Always a verdict,
        also about a key that isn't valid.
        """
        return self._client._data(  # type: ignore[no-any-return]
            _verification(key, scopes, cost), types.Verdict
        )

    def validate(self, key: str, *, scopes: Sequence[str] | Unset = UNSET, cost: int | Unset = UNSET) -> KeyInfo:
        """
        Checks a key like `verify`, and returns whose it is. Raises AuthenticationError if it is unknown, revoked or
        expired, PermissionDeniedError if it is disabled or has too few scopes, and RateLimitError if it is limited.
        """
        return key_info(self._client._send(_verification(key, scopes, cost)))


def _verification(key: str, scopes: Sequence[str] | Unset, cost: int | Unset) -> Call:
    body = given(key=key, scopes=_scopes(scopes), cost=cost)
    return Call(method="POST", path="/keys/verify", body=body, counts_once=cost != 0)


def _scopes(scopes: Sequence[str] | Unset) -> list[str] | Unset:
    return UNSET if isinstance(scopes, Unset) else scopes_of(scopes)
