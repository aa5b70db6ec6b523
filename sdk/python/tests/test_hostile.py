"""What answers isn't Latchkey, or means harm."""

from __future__ import annotations

import gzip
import math
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import pytest
import servers

from latchkey import APIDecodeError, APITimeoutError, AsyncGate, AsyncLatchkey, Gate, Latchkey
from latchkey.webhooks import WebhookVerificationError, verify

Answer = Callable[[socket.socket], None]
# The gate's time-out is 0.2 seconds. A busy machine needs longer, but not as long as the drops fall.
SOON_SECONDS = 2.0
PASSED = b"HTTP/1.1 200 OK\r\nx-gate-key-id: key_1\r\n"


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """A server whose connections are answered like this, until the client closes them."""
    listener = socket.create_server(("127.0.0.1", 0))

    def converse(connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65536)
                answer(connection)
            except OSError:
                pass

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=converse, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def in_drops(first: bytes) -> Answer:
    def answer(connection: socket.socket) -> None:
        connection.sendall(first)
        for _ in range(60):
            connection.sendall(b"x")
            time.sleep(0.1)

    return answer


def endlessly(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")


def packed(connection: socket.socket) -> None:
    body = gzip.compress(b" " * 80_000_000)
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(body) + body)


DROPS = {
    "headers": in_drops(b"HTTP/1.1 200 OK\r\n"),
    "the first line": in_drops(b""),
    "a problem": in_drops(b"HTTP/1.1 401 No\r\ncontent-length: 1000\r\n\r\n"),
    "a body": in_drops(PASSED + b"content-length: 1000\r\n\r\n"),
}


def run(make: Callable[[], Any], ask: Callable[[Any], Any]) -> Any:
    """What an asynchronous client gets."""

    async def main() -> Any:
        async with make() as client:
            return await ask(client)

    return anyio.run(main)


@pytest.mark.parametrize("what", DROPS)
def test_an_answer_in_drops_is_given_up_in_time(what: str) -> None:
    headers = {"x-api-key": "lk_test_1"}
    with answering(DROPS[what]) as url:
        began = time.monotonic()
        with Gate(url=url) as gate:
            assert gate.check(headers=headers).status == 503
        assert run(lambda: AsyncGate(url=url), lambda gate: gate.check(headers=headers)).status == 503
        impatient = Latchkey(api_key="lk_test_1", base_url=url, timeout=0.2, max_retries=0)
        with impatient, pytest.raises(APITimeoutError):
            impatient.me.retrieve()
        assert time.monotonic() - began < SOON_SECONDS


@pytest.mark.parametrize(
    "text",
    [
        PASSED.replace(b"200 OK", b"101 Switching") + b"upgrade: x\r\nconnection: upgrade\r\n\r\n",
        b"HTTP/1.1 103 Hints\r\nx-gate-key-id: key_1\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx-gate-key-id: key_1\r\n\r\n",
        PASSED + b"x-gate-key-id: key_2\r\ncontent-length: 0\r\n\r\n",
        PASSED.replace(b"200", b"206") + b"content-length: 0\r\n\r\n",
    ],
    ids=["101", "103", "trailer", "two keys", "206"],
)
def test_a_gate_that_answers_strangely_is_closed(text: bytes) -> None:
    with answering(lambda connection: connection.sendall(text)) as url:
        with Gate(url=url) as gate:
            assert gate.check(headers={}).status == 503
        assert run(lambda: AsyncGate(url=url), lambda gate: gate.check(headers={})).status == 503


@pytest.mark.parametrize("answer", [endlessly, packed])
def test_an_answer_without_end_is_not_kept_in_memory(answer: Answer) -> None:
    with answering(answer) as url:
        with Latchkey(api_key="lk_test_1", base_url=url) as client, pytest.raises(APIDecodeError):
            client.me.retrieve()
        with pytest.raises(APIDecodeError):
            run(
                lambda: AsyncLatchkey(api_key="lk_test_1", base_url=url),
                lambda client: client.me.retrieve(),
            )


@pytest.mark.parametrize("options", [{"tolerance": math.nan}, {"now": math.nan}])
def test_a_time_that_is_no_number_lets_no_webhook_pass(options: dict[str, float]) -> None:
    signed = servers.read("webhooks.json")[0]
    with pytest.raises(WebhookVerificationError) as caught:
        verify(signed["body"], signed["headers"], signed["secrets"], **{"now": signed["now"], **options})
    assert caught.value.reason == "too_old"


def test_a_webhook_that_is_no_text_has_no_good_signature() -> None:
    signed = servers.read("webhooks.json")[0]
    with pytest.raises(WebhookVerificationError) as caught:
        verify("\ud800", signed["headers"], signed["secrets"], now=signed["now"])
    assert caught.value.reason == "bad_signature"


def test_many_empty_credentials_do_not_open_a_gate() -> None:
    with answering(lambda _: None) as url, Gate(url=url, fail_open=True) as gate:
        verdict = gate.check(headers=[("authorization", "")] * 1000)
    assert (verdict.allowed, verdict.status) == (False, 431)
