"""A backend that creates keys for its own customers, and validates them before it answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import people
import pytest
import servers

from latchkey import AuthenticationError, Latchkey, PermissionDeniedError, RateLimitError


@pytest.fixture
def backend() -> Iterator[Latchkey]:
    """A client with a key of a workspace of its own, which has the scopes orders:read and orders:write."""
    person = people.sign_up()
    with Latchkey(access_token=person.access_token, base_url=servers.base_url()) as user:
        for name in ("orders:read", "orders:write"):
            user.scopes.create(name=name)
        scopes = ["keys:read", "keys:write", "keys:verify", "orders:read", "orders:write"]
        key = user.keys.create(name="backend", scopes=scopes)
    with Latchkey(api_key=key.secret, base_url=servers.base_url()) as client:
        yield client


def test_key_of_a_customer_with_scopes_expiry_and_limit(backend: Latchkey) -> None:
    expires_at = datetime.now(timezone.utc) + timedelta(days=90)
    key = backend.keys.create(
        name="shop",
        external_id="cus_7",
        scopes=["orders:read"],
        expires_at=expires_at,
        rate_limit={"requests": 100, "window_seconds": 60},
        metadata={"tier": "gold"},
    )
    assert key.secret
    assert key.secret not in repr(key)
    info = backend.keys.validate(key.secret, scopes=["orders:read"])
    assert (info.id, info.external_id, info.metadata) == (key.id, "cus_7", {"tier": "gold"})
    assert info.has_scope("orders:read")
    assert not info.has_scope("orders:write")
    assert info.expires_at
    assert abs(info.expires_at - expires_at) < timedelta(seconds=1)
    assert [found.id for found in backend.keys.list(external_id="cus_7")] == [key.id]


def test_key_that_is_not_valid_is_an_error_that_says_why(backend: Latchkey) -> None:
    key = backend.keys.create(scopes=["orders:read"])
    assert key.secret
    with pytest.raises(PermissionDeniedError, match="insufficient scope, orders:write") as denied:
        backend.keys.validate(key.secret, scopes=["orders:read", "orders:write"])
    assert denied.value.required_scopes == ["orders:write"]
    backend.keys.update(key.id, enabled=False)
    with pytest.raises(PermissionDeniedError, match="disabled"):
        backend.keys.validate(key.secret)
    backend.keys.update(key.id, enabled=True)
    assert backend.keys.validate(key.secret).id == key.id
    backend.keys.revoke(key.id)
    with pytest.raises(AuthenticationError, match="revoked"):
        backend.keys.validate(key.secret)
    with pytest.raises(AuthenticationError, match="unknown"):
        backend.keys.validate("nonsense-that-is-no-key")


def test_limit_of_a_key_is_enforced_and_can_be_changed(backend: Latchkey) -> None:
    key = backend.keys.create(rate_limit={"requests": 2, "window_seconds": 600})
    assert key.secret
    for _ in range(2):
        backend.keys.validate(key.secret)
    with pytest.raises(RateLimitError, match=r"rate limited\. Retry in \d+ s\.") as limited:
        backend.keys.validate(key.secret)
    assert limited.value.retry_after_seconds
    assert 500 < limited.value.retry_after_seconds <= 600
    assert limited.value.attempts == 1
    changed = backend.keys.update(key.id, rate_limit={"requests": 3, "window_seconds": 600})
    assert changed.rate_limit
    assert changed.rate_limit.requests == 3
    assert backend.keys.validate(key.secret).id == key.id
    with pytest.raises(RateLimitError):
        backend.keys.validate(key.secret)
    left = backend.keys.rate_limit(key.id).rate_limit
    assert left
    assert (left.requests, left.used, left.remaining) == (3, 3, 0)
    backend.keys.update(key.id, rate_limit=None)
    assert backend.keys.validate(key.secret).id == key.id


def test_cost_of_a_validation(backend: Latchkey) -> None:
    key = backend.keys.create(rate_limit={"requests": 5, "window_seconds": 600})
    assert key.secret
    backend.keys.validate(key.secret, cost=0)
    backend.keys.validate(key.secret, cost=3)
    with pytest.raises(RateLimitError):
        backend.keys.validate(key.secret, cost=3)
    backend.keys.validate(key.secret, cost=2)
    left = backend.keys.rate_limit(key.id).rate_limit
    assert left
    assert left.remaining == 0


def test_rotation_changes_only_the_secret(backend: Latchkey) -> None:
    key = backend.keys.create(name="to rotate", external_id="cus_1", scopes=["orders:read"], metadata={"a": 1})
    rotated = backend.keys.rotate(key.id)
    assert key.secret
    assert rotated.secret
    assert (rotated.id, rotated.name, rotated.external_id) == (key.id, "to rotate", "cus_1")
    assert (rotated.scopes, rotated.metadata) == (["orders:read"], {"a": 1})
    with pytest.raises(AuthenticationError, match="revoked"):
        backend.keys.validate(key.secret)
    assert backend.keys.validate(rotated.secret).id == key.id


def test_usage_of_a_key(backend: Latchkey) -> None:
    key = backend.keys.create(scopes=["orders:read"], rate_limit={"requests": 2, "window_seconds": 600})
    assert key.secret
    assert backend.keys.usage(key.id).last_used_at is None
    backend.keys.validate(key.secret)
    with pytest.raises(PermissionDeniedError):
        backend.keys.validate(key.secret, scopes=["orders:write"])
    backend.keys.validate(key.secret)
    with pytest.raises(RateLimitError):
        backend.keys.validate(key.secret)
    usage = backend.keys.usage(key.id)
    assert usage.requests_current_period == 4
    assert (usage.succeeded, usage.failed, usage.rate_limited, usage.error_rate) == (2, 1, 1, 0.5)
    assert usage.last_used_at
    assert datetime.now(timezone.utc) - usage.last_used_at < timedelta(minutes=5)


def test_key_without_the_right_to_verify(backend: Latchkey) -> None:
    key = backend.keys.create(scopes=["orders:read"])
    assert key.secret
    with (
        Latchkey(api_key=key.secret, base_url=servers.base_url()) as customer,
        pytest.raises(PermissionDeniedError) as denied,
    ):
        customer.keys.validate(key.secret)
    assert (denied.value.reason, denied.value.required_scopes) == ("insufficient_scope", ["keys:verify"])
    with pytest.raises(PermissionDeniedError) as escalation:
        backend.keys.create(scopes=["usage:read"])
    assert escalation.value.reason == "scope_escalation"
