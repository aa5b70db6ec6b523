"""The example applications, as processes of their own, behind a real gate."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import servers
from scripted import nobody

from latchkey import Latchkey

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
COMMANDS = {
    "fastapi": ["-m", "uvicorn", "app:app", "--log-level", "warning", "--port"],
    "flask": ["-m", "flask", "--app", "app", "run", "--port"],
}
START_SECONDS = 60


@dataclass
class Example:
    open: str
    gate_is_down: str


@contextmanager
def running(name: str, gate_url: str) -> Iterator[str]:
    """The address of an example that asks this gate."""
    # Below the ports that outgoing connections get.
    port = random.randint(20_000, 30_000)
    command = [sys.executable, *COMMANDS[name], str(port)]
    environment = {**os.environ, "LATCHKEY_GATE_URL": gate_url}
    process = subprocess.Popen(
        command, cwd=EXAMPLES / name, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        output, _ = process.communicate(timeout=30)
        assert b"Traceback" not in output, output.decode()


def wait_for(url: str) -> None:
    ends = time.monotonic() + START_SECONDS
    while True:
        try:
            assert get(f"{url}/health").status_code == 200
            return
        except httpx.TransportError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.05)


def get(url: str, key: str | None = None) -> httpx.Response:
    headers = {"X-API-Key": key} if key else {}
    return httpx.get(url, headers=headers, timeout=30, trust_env=False, verify=False)


@pytest.fixture(scope="module")
def examples() -> Iterator[dict[str, Example]]:
    with ExitStack() as stack:
        started = {
            name: Example(
                open=stack.enter_context(running(name, servers.gate_url())),
                gate_is_down=stack.enter_context(running(name, nobody())),
            )
            for name in COMMANDS
        }
        for example in started.values():
            wait_for(example.open)
            wait_for(example.gate_is_down)
        yield started


@pytest.fixture(params=COMMANDS)
def example(request: pytest.FixtureRequest, examples: dict[str, Example]) -> Example:
    found: Example = examples[request.param]
    return found


@pytest.fixture
def latchkey() -> Iterator[Latchkey]:
    with Latchkey(api_key=servers.test_key(), base_url=servers.base_url()) as client:
        yield client


def create(latchkey: Latchkey, *scopes: str, requests: int = 1000) -> tuple[str, str]:
    key = latchkey.keys.create(name="example", scopes=scopes, rate_limit={"requests": requests, "window_seconds": 3600})
    assert key.secret
    return key.id, key.secret


def test_route_that_is_free(example: Example) -> None:
    assert get(f"{example.open}/health").json() == {"status": "ok"}


def test_key_with_the_scope(example: Example, latchkey: Latchkey) -> None:
    key_id, secret = create(latchkey, "data:read")
    answer = get(f"{example.open}/orders", secret)
    assert answer.status_code == 200, answer.text
    assert answer.json()["key"] == key_id
    assert '"key"' in answer.headers["ratelimit"]
    assert answer.headers["request-id"].startswith("req_")
    assert get(f"{example.open}/whoami", secret).json()["can_read"] is True


def test_request_is_in_the_log(example: Example, latchkey: Latchkey) -> None:
    key_id, secret = create(latchkey, "data:read")
    request_id = get(f"{example.open}/orders?page=2", secret).headers["request-id"]
    logged = latchkey.requests.retrieve(request_id)
    assert (logged.key_id, logged.method, logged.status, logged.via) == (key_id, "GET", 200, "gate")
    assert logged.path.startswith("/orders")


def test_no_key(example: Example) -> None:
    for path in ("/orders", "/whoami", "/nowhere"):
        answer = get(f"{example.open}{path}")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Bearer realm="api"'
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "unauthorized"


def test_key_without_the_scope(example: Example, latchkey: Latchkey) -> None:
    _, secret = create(latchkey)
    answer = get(f"{example.open}/orders", secret)
    assert answer.status_code == 403
    assert answer.json()["required_scopes"] == ["data:read"]


def test_limited_key(example: Example, latchkey: Latchkey) -> None:
    _, secret = create(latchkey, "data:read", requests=2)
    statuses = [get(f"{example.open}/orders", secret).status_code for _ in range(2)]
    answer = get(f"{example.open}/orders", secret)
    assert [*statuses, answer.status_code] == [200, 200, 429]
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["code"] == "rate_limited"


def test_key_that_is_revoked_between_two_requests(example: Example, latchkey: Latchkey) -> None:
    key_id, secret = create(latchkey, "data:read")
    assert get(f"{example.open}/orders", secret).status_code == 200
    latchkey.keys.revoke(key_id)
    answer = get(f"{example.open}/orders", secret)
    assert (answer.status_code, answer.json()["reason"]) == (401, "revoked")


def test_gate_that_is_down(example: Example, latchkey: Latchkey) -> None:
    _, secret = create(latchkey, "data:read")
    answer = get(f"{example.gate_is_down}/orders", secret)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert get(f"{example.gate_is_down}/health").status_code == 200
