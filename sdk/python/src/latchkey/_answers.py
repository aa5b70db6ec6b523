"""What came back: an answer becomes a result or an error."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Generic, TypeVar

import httpx

from latchkey.errors import APIDecodeError, APIStatusError, class_of

T = TypeVar("T")
# Longer than anyone waits.
_LONGEST_SECONDS = 10**9


@dataclass(frozen=True)
class Answer:
    status: int
    headers: httpx.Headers
    body: bytes = field(repr=False)
    attempts: int = 1


@dataclass(frozen=True)
class RawResponse(Generic[T]):
    """A result, together with the answer that it came in."""

    status: int
    headers: httpx.Headers
    #: Not in `repr`: it may have a secret.
    body: bytes = field(repr=False)
    #: What the method returns.
    value: T = field(repr=False)

    @property
    def request_id(self) -> str | None:
        """Identifies the request in Latchkey's request log."""
        request_id: str | None = self.headers.get("request-id")
        return request_id


def json_of(answer: Answer) -> Any:
    """The JSON of a successful answer; None if it has no body. Raises APIDecodeError."""
    if not 200 <= answer.status < 300:
        raise undecodable(answer, f"Latchkey answered with a redirect ({answer.status}). Check the base URL.")
    if answer.status == 204:
        return None
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise undecodable(answer, "The answer isn't JSON. Check the base URL.") from error


def data_of(answer: Answer) -> Any:
    """The member `data` of a successful answer. Raises APIDecodeError."""
    body = json_of(answer)
    if not isinstance(body, dict) or body.get("data") is None:
        raise undecodable(answer, "The answer has no data. Check the base URL.")
    return body["data"]


def undecodable(answer: Answer, message: str) -> APIDecodeError:
    return APIDecodeError(
        message,
        status=answer.status,
        request_id=answer.headers.get("request-id"),
        attempts=answer.attempts,
    )


def problem_of(answer: Answer) -> dict[str, Any] | None:
    """The problem (RFC 9457) in an answer; None if it is something else, such as a proxy's page."""
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) and _text(body, "code") else None


def error_of(answer: Answer) -> APIStatusError:
    """The error that an answer from status 400 on is."""
    problem = problem_of(answer)
    members = problem or {}
    detail = _text(members, "detail")
    return class_of(answer.status)(
        detail or f"Latchkey answered with status {answer.status}.",
        attempts=answer.attempts,
        status=answer.status,
        code=_text(members, "code"),
        reason=_text(members, "reason"),
        request_id=_text(members, "request_id") or answer.headers.get("request-id"),
        required_scopes=strings(members.get("required_scopes")),
        retry_after_seconds=wait_of(answer.headers, members),
        errors=_errors(members.get("errors")),
        problem=problem,
    )


def _text(members: Mapping[str, Any], name: str) -> str | None:
    value = members.get(name)
    return value if isinstance(value, str) else None


def strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _errors(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def wait_of(headers: Mapping[str, str], problem: Mapping[str, Any] | None) -> int | None:
    """How long Latchkey asks to wait, in seconds: in `Retry-After`, else in the problem. None if it doesn't say."""
    in_header = _retry_after(headers)
    if in_header is not None:
        return in_header
    value = (problem or {}).get("retry_after_seconds")
    return value if isinstance(value, int) and value >= 0 else None


def _retry_after(headers: Mapping[str, str]) -> int | None:
    """`Retry-After` in seconds, rounded up; it can be a number or a date. None if it is neither."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]+", text):
        return min(int(text[:12]), _LONGEST_SECONDS)
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=timezone.utc)
    return max(0, math.ceil((date - datetime.now(timezone.utc)).total_seconds()))
