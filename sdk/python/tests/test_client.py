from __future__ import annotations

import asyncio
import copy
import pickle
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx
import pytest
from scripted import nobody, refusal, scripted

from latchkey import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AsyncGate,
    AsyncLatchkey,
    ConfigurationError,
    Gate,
    Latchkey,
    NotFoundError,
    ServerError,
    WebhookVerificationError,
    webhooks,
)
from latchkey.types import Key, MintedKey, RateLimits

SECRET = "lk_live_verysecret"  # not a key
OK = {"status": 200, "body": {"data": {"id": "key_1"}}}


def client(url: str = "http://127.0.0.1:9", **options: Any) -> Latchkey:
    return Latchkey(**{"api_key": SECRET, "base_url": url, **options})


# Secrets


def test_neither_clients_nor_gates_show_their_credential() -> None:
    shown = [
        client(),
        AsyncLatchkey(api_key=SECRET, base_url="http://127.0.0.1:9"),
        Latchkey(access_token=SECRET, base_url="http://127.0.0.1:9"),
        Gate(client=client()),
    ]
    for one in shown:
        assert SECRET not in f"{one!r} {one!s} {vars(one)!r}"


def test_a_key_that_cannot_be_one_is_not_in_the_error() -> None:
    with pytest.raises(ConfigurationError) as caught:
        client(api_key=f"{SECRET}\n{SECRET}")
    assert SECRET not in str(caught.value)


def test_errors_do_not_show_credentials_however_deep_one_looks() -> None:
    theirs = "_".join(["lk", "live", "theirs"])
    with client(max_retries=0) as latchkey, pytest.raises(APIConnectionError) as caught:
        latchkey.keys.verify(theirs, cost=0)
    error = caught.value
    cause: Any = error.__cause__
    deep = [repr(error), repr(vars(error)), repr(cause), repr(vars(cause)), repr(vars(cause.request))]
    for text in (*deep, *traceback.format_exception(error)):
        assert SECRET not in text
        assert theirs not in text
    assert dict(cause.request.headers).keys() <= {"host", "content-length"}


def test_response_keeps_no_credential() -> None:
    seen: list[httpx.Response] = []
    http = httpx.Client(event_hooks={"response": [seen.append]}, trust_env=False)
    with scripted(OK, request={"headers": {"x-api-key": SECRET}}) as url:
        client(url, http_client=http).keys.retrieve("key_1")
    http.close()
    assert SECRET not in repr(seen[0].request.headers.raw)


def test_new_secret_is_an_attribute_and_is_not_printed() -> None:
    key = MintedKey({"id": "key_1", "secret": SECRET})
    assert key.secret == SECRET
    assert SECRET not in f"{key!r} {key!s} {[key]!r}"
    assert repr(MintedKey({"secret": None})) == "MintedKey(secret=None)"


# Results


def test_results_are_objects_with_times() -> None:
    key = Key({"created_at": "2026-11-21T09:00:00.000Z", "expires_at": None, "rate_limit": {"requests": 5}, "new": 1})
    assert key.created_at == datetime(2026, 11, 21, 9, tzinfo=timezone.utc)
    assert key.expires_at is None
    assert key.rate_limit is not None
    assert key.rate_limit.requests == 5
    assert key.new == 1
    assert key == pickle.loads(pickle.dumps(key)) == copy.deepcopy(key)
    assert key != RateLimits(key.to_dict())
    assert "rate_limit" in dir(key)
    with pytest.raises(AttributeError, match="has no name"):
        key.name  # noqa: B018
    with pytest.raises(AttributeError, match="can't be changed"):
        key.name = "other"


def test_errors_can_be_pickled() -> None:
    with scripted(refusal(404, "not_found", request_id="req_1")) as url, pytest.raises(NotFoundError) as caught:
        client(url).keys.retrieve("key_1")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again), vars(again)) == (NotFoundError, "No.", vars(caught.value))
    assert isinstance(again, APIStatusError)


def test_a_page_knows_the_next() -> None:
    first = {"status": 200, "body": {"data": [{"id": "key_1"}], "meta": {"next_cursor": "c1"}}}
    second = {"status": 200, "body": {"data": [{"id": "key_2"}], "meta": {"next_cursor": None}}}
    with scripted(first, second) as url:
        page = client(url).keys.list(limit=1)
        following = page.next_page()
    assert following is not None
    assert [page.data[0].id, following.data[0].id] == ["key_1", "key_2"]
    assert following.next_page() is None


@pytest.mark.anyio
async def test_a_list_is_awaited_for_its_first_page() -> None:
    answer = {"status": 200, "body": {"data": [{"id": "key_1"}], "meta": {"next_cursor": "c1"}}}
    with scripted(answer) as url:
        async with AsyncLatchkey(api_key=SECRET, base_url=url) as latchkey:
            page = await latchkey.keys.list()
    assert (page.data[0].id, page.next_cursor) == ("key_1", "c1")


# What is sent


def test_times_are_sent_with_their_zone() -> None:
    time = datetime(2026, 12, 1, 1, tzinfo=timezone(timedelta(hours=1)))
    sent = {"body": {"expires_at": "2026-12-01T01:00:00+01:00"}}
    with scripted(OK, request={**sent, "method": "POST"}) as url:
        client(url).keys.create(expires_at=time)
    with pytest.raises(ValueError, match="time zone"):
        client().keys.create(expires_at=datetime(2026, 12, 1))


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_value_that_would_change_the_path_is_not_sent(value: str) -> None:
    with pytest.raises(ValueError, match="another path"):
        client().keys.revoke(value)


@pytest.mark.parametrize("path", ["keys", "/keys/../me", "/keys/%2E%2e/me", "/keys?a=b", "/keys#a", "/a b", "/a\\b"])
def test_requests_stay_below_the_api(path: str) -> None:
    with pytest.raises(ValueError, match="path must start"):
        client().request("GET", path)


@pytest.mark.parametrize("key", ["", "a b", "käse", "a\n", "x" * 256])
def test_idempotency_key_that_cannot_be_sent(key: str) -> None:
    with pytest.raises(ValueError, match="idempotency_key"):
        client().keys.create(idempotency_key=key)


def test_scopes_that_are_one_string_are_a_mistake() -> None:
    for call in (client().keys.create, lambda **scopes: client().keys.validate("key", **scopes)):
        with pytest.raises(TypeError, match="list"):
            call(scopes="data:read")


def test_token_function_is_asked_for_every_try() -> None:
    tokens = iter(["at_1", "at_2"])
    with scripted(refusal(503, "unavailable", {"retry-after": "0"}), OK) as url:
        latchkey = Latchkey(access_token=lambda: next(tokens), base_url=url)
        assert latchkey.keys.retrieve("key_1").id == "key_1"
    assert list(tokens) == []


@pytest.mark.anyio
async def test_token_function_can_be_asynchronous() -> None:
    async def token() -> str:
        return "at_1"

    with scripted(OK, request={"headers": {"authorization": "Bearer at_1"}}) as url:
        async with AsyncLatchkey(access_token=token, base_url=url) as latchkey:
            assert (await latchkey.keys.retrieve("key_1")).id == "key_1"


def test_cookies_are_not_kept() -> None:
    answer = {**OK, "headers": {"set-cookie": "a=b"}}
    with scripted(answer, answer, request={"headers": {"cookie": None}}) as url:
        latchkey = client(url)
        for _ in range(2):
            latchkey.keys.retrieve("key_1")


# Retries and time


def test_verification_that_counts_is_tried_again_if_nobody_was_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("latchkey._sync.client.time.sleep", lambda _: None)
    with pytest.raises(APIConnectionError) as caught:
        client(nobody()).keys.verify("lk_live_theirs")
    assert caught.value.attempts == 3


def test_waits_are_random_and_grow_to_eight_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("latchkey._sync.client.time.sleep", waits.append)
    monkeypatch.setattr("latchkey._sync.client.random.random", lambda: 0.5)
    with pytest.raises(APIConnectionError):
        client(nobody(), max_retries=7).me.retrieve()
    assert waits == [0.25, 0.5, 1, 2, 4, 4, 4]


@contextmanager
def dripping(start: bytes) -> Iterator[str]:
    """A server that always sends one more byte, soon enough for every single read."""
    ended = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        listener.settimeout(10)

        def serve() -> None:
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(start)
                with suppress(OSError):
                    # Longer than any test waits, but not for ever.
                    for _ in range(200):
                        if not ended.wait(0.05):
                            connection.sendall(b" ")

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            ended.set()
            thread.join()


BODY = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n"


def test_answer_that_never_ends_is_a_time_out() -> None:
    with dripping(BODY) as url, pytest.raises(APITimeoutError):
        client(url, timeout=0.5, max_retries=0).me.retrieve()


@pytest.mark.anyio
@pytest.mark.parametrize("start", [BODY, b"HTTP/1.1 200 OK\r\nx-slow:"])
async def test_answer_that_never_ends_is_a_time_out_without_blocking(start: bytes) -> None:
    with dripping(start) as url:
        async with AsyncLatchkey(api_key=SECRET, base_url=url, timeout=0.5, max_retries=0) as latchkey:
            with pytest.raises(APITimeoutError):
                await latchkey.me.retrieve()


@pytest.mark.anyio
async def test_gate_that_never_ends_its_answer_closes() -> None:
    with dripping(BODY) as url:
        async with AsyncGate(url=url) as gate:
            verdict = await gate.check(headers={"x-api-key": "lk_live_theirs"})
    assert (verdict.allowed, verdict.status) == (False, 503)


@pytest.mark.anyio
async def test_cancelled_call_ends_while_it_waits() -> None:
    with scripted(refusal(429, "rate_limited", {"retry-after": "50"})) as url:
        async with AsyncLatchkey(api_key=SECRET, base_url=url) as latchkey:
            task = asyncio.create_task(latchkey.me.retrieve())
            await asyncio.sleep(0.5)
            assert not task.done()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task


@pytest.mark.anyio
async def test_many_calls_at_a_time() -> None:
    with scripted(*[OK] * 50) as url:
        async with AsyncLatchkey(api_key=SECRET, base_url=url) as latchkey:
            keys = await asyncio.gather(*(latchkey.keys.retrieve("key_1") for _ in range(50)))
    assert [key.id for key in keys] == ["key_1"] * 50


# Options


def test_options_of_one_call_leave_the_client_as_it_is() -> None:
    away = refusal(503, "unavailable", {"retry-after": "0"})
    with scripted(away, OK, away) as url:
        latchkey = client(url, max_retries=0)
        assert latchkey.with_options(max_retries=1).keys.retrieve("key_1").id == "key_1"
        with pytest.raises(ServerError):
            latchkey.keys.retrieve("key_1")


def test_closing_a_client_with_other_options_leaves_the_connections_open() -> None:
    with scripted(OK) as url, client(url) as latchkey:
        latchkey.with_options(timeout=5).close()
        assert latchkey.keys.retrieve("key_1").id == "key_1"


def test_http_client_of_the_caller_stays_open() -> None:
    with httpx.Client(trust_env=False) as http:
        client(http_client=http).close()
        assert not http.is_closed


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"max_retries": -1},
        {"max_retry_after": -1},
        {"workspace_id": "ws_\n"},
        {"base_url": "https://keys.example.com?a=b"},
        {"base_url": "https://keys.example.com:port"},
    ],
)
def test_options_that_cannot_work(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        client(**options)


def test_gate_needs_one_address() -> None:
    for options in ({}, {"url": nobody(), "client": client()}, {"url": nobody(), "timeout": 0}):
        with pytest.raises(ConfigurationError):
            Gate(**options)  # type: ignore[arg-type]


def test_with_raw_response_takes_only_methods_that_send() -> None:
    with pytest.raises(TypeError, match="sends a request"):
        client().with_raw_response(len, [])


@pytest.mark.parametrize(("by_api", "least", "most"), [(True, 2, 4), (False, 0.2, 2)])
def test_the_api_may_take_longer_for_a_verdict_than_the_gate_port(by_api: bool, least: float, most: float) -> None:
    with dripping(BODY) as url, closing(Gate(client=client(url)) if by_api else Gate(url=url)) as gate:
        began = time.monotonic()
        assert gate.check(headers={"X-API-Key": SECRET}).status == 503
        assert least <= time.monotonic() - began < most


# Webhooks


@pytest.mark.parametrize("body", [{"type": "key.revoked"}, [], 3, None])
def test_a_webhook_body_that_was_parsed_is_a_mistake_of_the_caller_and_says_so(body: Any) -> None:
    headers = {"webhook-id": "a", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}
    with pytest.raises(TypeError, match="as it arrived"):
        webhooks.verify(body, headers, "whsec_AAAA", now=1)


def test_a_webhook_secret_that_is_not_set_is_a_bad_secret() -> None:
    secret: Any = None
    with pytest.raises(WebhookVerificationError) as caught:
        webhooks.verify(b"{}", {}, secret, now=1)
    assert caught.value.reason == "bad_secret"


def test_webhook_headers_of_a_wrong_kind_are_refused() -> None:
    headers = {"webhook-id": "a", "webhook-timestamp": "1", "webhook-signature": "v1,\udcff"}
    with pytest.raises(WebhookVerificationError) as caught:
        webhooks.verify(b"{}", headers, "whsec_AAAA", now=1)
    assert caught.value.reason == "bad_signature"
