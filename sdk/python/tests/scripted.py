"""A gate that plays the answers of a test, and checks what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import servers

KEY = {"X-API-Key": "lk_live_theirs"}
LIMITS = {"ratelimit": '"plan";r=59;t=60', "ratelimit-policy": '"plan";q=60;w=60', "x-ratelimit-remaining": "59"}
PASSED = {
    "status": 200,
    "headers": {
        "x-gate-key-id": "key_1",
        "x-gate-user-id": "none",
        "x-gate-workspace-id": "ws_1",
        "x-gate-environment": "live",
        "x-gate-plan": "trial",
        "x-gate-scopes": "data:read",
        "x-gate-external-id": "none",
        "request-id": "req_1",
        **LIMITS,
    },
}


def refusal(status: int, code: str, headers: dict[str, str] | None = None, **members: Any) -> dict[str, Any]:
    body = {"type": "about:blank", "title": code, "status": status, "detail": "No.", "code": code, **members}
    return {"status": status, "headers": headers or {}, "body": body}


REFUSALS = [
    refusal(401, "invalid_api_key", {"www-authenticate": 'Bearer realm="api"'}, reason="revoked"),
    refusal(403, "forbidden", LIMITS, reason="insufficient_scope", required_scopes=["data:read"]),
    refusal(429, "rate_limited", {"retry-after": "34", **LIMITS}, retry_after_seconds=34),
    refusal(503, "unavailable", {"retry-after": "1"}),
]


@contextmanager
def scripted(*exchanges: dict[str, Any], request: dict[str, Any] | None = None) -> Iterator[str]:
    """The address of a gate that gives these answers, in order, and gets no other requests."""
    asked = {"method": "GET", **(request or {})}
    vector = {"exchanges": [{"request": asked, "answer": answer} for answer in exchanges]}
    url = servers.control("start", vector)["base_url"]
    try:
        yield url
    finally:
        problems = servers.control("finish", {"base_url": url})["problems"]
    assert problems == []


def nobody() -> str:
    """An address where nobody listens: port 9 isn't given to outgoing connections."""
    return "http://127.0.0.1:9"


def shown(answer: dict[str, Any]) -> dict[str, str]:
    """The headers of a gate's answer that a client must get."""
    return {name: value for name, value in answer["headers"].items() if not name.startswith("x-gate-")}
