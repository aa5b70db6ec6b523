"""A developer portal: sign up, create a key with the product's prefix, and call the API as fast as the limit allows."""

from __future__ import annotations

import asyncio
import time

import people
import pytest
import servers

from latchkey import AsyncLatchkey, AuthenticationError, Latchkey, RateLimitError


def as_user(person: people.Person) -> Latchkey:
    return Latchkey(access_token=lambda: person.access_token, base_url=servers.base_url())


def as_program(secret: str | None, *, max_retries: int = 2) -> Latchkey:
    return Latchkey(api_key=secret, base_url=servers.base_url(), max_retries=max_retries)


def outcomes_of(user: Latchkey, key_id: str) -> list[str]:
    """What the request log says about a key's requests."""
    return [request.code or str(request.status) for request in user.requests.list(key_id=key_id)]


def test_client_of_a_user_goes_on_after_a_refresh() -> None:
    person = people.sign_up()
    with as_user(person) as user:
        assert user.me.retrieve().actor.type == "user"
        before = person.access_token
        person.refresh()
        assert person.access_token != before
        assert user.me.retrieve().actor.type == "user"
        person.access_token = "over"
        with pytest.raises(AuthenticationError):
            user.me.retrieve()
        person.log_in()
        assert user.me.retrieve().actor.type == "user"


def test_key_with_the_prefix_of_the_product_until_it_is_revoked() -> None:
    with as_user(people.sign_up()) as user:
        workspace = user.me.retrieve().workspace
        assert workspace
        key_format = {"prefix": "dfx", "include_environment": False}
        user.request("PATCH", f"/workspaces/{workspace.id}", body={"key_format": key_format})
        key = user.keys.create(name="my script")
        assert key.secret
        assert key.secret.startswith("dfx_")
        assert user.keys.create().name is None
        with as_program(key.secret) as script:
            assert script.me.retrieve().actor.id == key.id
            assert user.keys.revoke(key.id).status == "revoked"
            with pytest.raises(AuthenticationError) as caught:
                script.me.retrieve()
        assert (caught.value.code, caught.value.reason) == ("invalid_api_key", "revoked")


def test_script_that_is_faster_than_its_limit_is_slowed_down() -> None:
    with as_user(people.sign_up()) as user:
        key = user.keys.create(rate_limit={"requests": 2, "window_seconds": 2})
        began = time.monotonic()
        with as_program(key.secret) as script:
            assert [script.me.retrieve().actor.id for _ in range(5)] == [key.id] * 5
        assert time.monotonic() - began > 4
        outcomes = outcomes_of(user, key.id)
    assert outcomes.count("200") == 5
    assert outcomes.count("rate_limited") >= 2


@pytest.mark.anyio
async def test_requests_at_the_same_time_all_pass_in_the_end() -> None:
    with as_user(people.sign_up()) as user:
        key = user.keys.create(rate_limit={"requests": 3, "window_seconds": 1})
        async with AsyncLatchkey(api_key=key.secret, base_url=servers.base_url(), max_retries=10) as script:
            await asyncio.gather(*(script.me.retrieve() for _ in range(9)))
        assert outcomes_of(user, key.id).count("200") == 9


def test_without_retries_the_error_says_when_and_the_usage_stays_readable() -> None:
    with as_user(people.sign_up()) as user:
        key = user.keys.create()
        with as_program(key.secret, max_retries=0) as script:
            for _ in range(60):
                script.me.retrieve()
            with pytest.raises(RateLimitError) as caught:
                script.me.retrieve()
            limits = script.usage.rate_limits()
    assert (caught.value.code, caught.value.reason, caught.value.attempts) == ("rate_limited", "plan", 1)
    assert caught.value.retry_after_seconds
    assert 0 < caught.value.retry_after_seconds <= 60
    assert "60 requests" in str(caught.value)
    assert limits.plan == "trial"
    assert limits.rate_limit
    assert (limits.rate_limit.rpm, limits.rate_limit.used, limits.rate_limit.remaining) == (60, 60, 0)
