"""What the API is asked instead of the gate port, and what its answer means. Pure, like `_gate`."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

from latchkey._answers import Answer, data_of, strings
from latchkey._calls import Call, given
from latchkey._gate import GateVerdict, Question, refused, unavailable, unreadable
from latchkey._key_info import is_sound, wait_of_verdict
from latchkey.errors import APIDecodeError, APIStatusError


def key_of(asked: Question) -> str | GateVerdict:
    """The key in a client's request, or the refusal if there is none or more than one."""
    if len(asked.credentials) > 1:
        return refused(400, "multiple_credentials", "Multiple credentials", "Send one credential.")
    for name, value in asked.credentials:
        if name == "x-api-key" and value:
            return value
        bearer = re.fullmatch(r"[Bb][Ee][Aa][Rr][Ee][Rr] +(\S+)", value)
        if name == "authorization" and bearer:
            return bearer[1]
    return refused(401, "unauthorized", "Unauthorized", "Send an API key in X-API-Key or Authorization: Bearer.")


def verification(key: str, asked: Question) -> Call:
    """The question to the API, for a service that can't reach the gate port."""
    body = given(key=key)
    if asked.scopes:
        body["scopes"] = asked.scopes
    if asked.cost is not None:
        body["cost"] = asked.cost
    return Call(method="POST", path="/keys/verify", body=body, counts_once=asked.cost != 0)


def refused_by_api(error: APIStatusError, *, fail_open: bool) -> GateVerdict:
    """What an error of `POST /keys/verify` means."""
    if error.code is None or error.status not in (400, 413, 422):
        return unavailable(fail_open=fail_open)
    if any(one.get("pointer") == "/key" for one in error.errors):
        return unreadable()
    # A client could cause it, so it is no sign that Latchkey is away.
    return unavailable(fail_open=False)


def verdict_of_api(answer: Answer, *, fail_open: bool) -> GateVerdict:
    """What an answer of `POST /keys/verify` means."""
    try:
        data = data_of(answer)
    except APIDecodeError:
        return unavailable(fail_open=fail_open)
    request_id = answer.headers.get("request-id")
    code = data.get("code") if isinstance(data, dict) else None
    if not isinstance(code, str):
        return unavailable(fail_open=fail_open)
    headers = {**_limit_headers(data), **({"request-id": request_id} if request_id else {})}
    key = data.get("key")
    if not is_sound(data):
        return unavailable(fail_open=fail_open)
    if code == "valid":
        return GateVerdict(
            allowed=True,
            status=200,
            key_id=key.get("id"),
            workspace_id=key.get("workspace_id"),
            environment=key.get("environment"),
            plan=key.get("plan"),
            scopes=strings(key.get("scopes")),
            external_id=key.get("external_id"),
            request_id=request_id,
            headers=headers,
        )
    refusal = _refusal_of(code, data, request_id)
    return replace(refusal, headers={**headers, **refusal.headers})


def _refusal_of(code: str, data: dict[str, Any], request_id: str | None) -> GateVerdict:
    if code in ("rate_limited", "quota_exceeded"):
        seconds = wait_of_verdict(data)
        title = "Rate limited" if code == "rate_limited" else "Quota exceeded"
        detail = f"{title}. Retry in {seconds} seconds."
        return refused(429, code, title, detail, retry_after_seconds=seconds, request_id=request_id)
    if code == "insufficient_scope":
        missing = strings(data.get("missing_scopes"))
        detail = f"The API key doesn't have the scopes {', '.join(missing)}."
        return refused(
            403, "forbidden", "Forbidden", detail, reason=code, required_scopes=missing, request_id=request_id
        )
    if code == "suspended":
        detail = "The API key's workspace is suspended."
        return refused(403, "forbidden", "Forbidden", detail, reason="workspace_suspended", request_id=request_id)
    if code == "disabled":
        return refused(403, "inactive_api_key", "Inactive API key", "The API key is disabled.", request_id=request_id)
    return refused(
        401, "invalid_api_key", "Invalid API key", "The API key is not valid.", reason=code, request_id=request_id
    )


def _limit_headers(data: dict[str, Any]) -> dict[str, str]:
    """The limits of the client's key. The headers of the answer are about the service's own."""
    limit = data.get("rate_limit")
    if not isinstance(limit, dict):
        return {}
    values = {name: limit.get(member) for name, member in _LIMIT_MEMBERS.items()}
    return {name: str(math.ceil(value)) for name, value in values.items() if isinstance(value, (int, float))}


_LIMIT_MEMBERS = {
    "x-ratelimit-limit": "limit",
    "x-ratelimit-remaining": "remaining",
    "x-ratelimit-reset": "reset_in_seconds",
}
