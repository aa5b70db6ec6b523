"""What `keys.validate` makes of a verdict."""

from __future__ import annotations

import math
from datetime import datetime, timezone
from typing import Any

from latchkey._answers import Answer, data_of, strings, undecodable
from latchkey._model import read_time
from latchkey.errors import APIStatusError, AuthenticationError, PermissionDeniedError, RateLimitError
from latchkey.types import VerdictKey

_PERMISSION = frozenset({"disabled", "suspended", "insufficient_scope"})
_LIMITS = frozenset({"rate_limited", "quota_exceeded"})


class KeyInfo(VerdictKey):
    """A valid key: who it belongs to and what it can do."""

    __slots__ = ()

    def has_scope(self, scope: str) -> bool:
        """Whether the key has exactly this scope."""
        return scope in self.scopes


def key_info(answer: Answer) -> KeyInfo:
    """The key of a verdict. Raises AuthenticationError, PermissionDeniedError or RateLimitError if it isn't valid."""
    verdict = data_of(answer)
    if not isinstance(verdict, dict) or not is_sound(verdict):
        raise undecodable(answer, "The answer isn't a verdict. Check the base URL.")
    if verdict["code"] == "valid":
        return KeyInfo(verdict["key"])
    raise _error(verdict, answer)


def is_sound(verdict: dict[str, Any]) -> bool:
    """Whether a verdict doesn't contradict itself: a key is only valid with that code, and with information."""
    valid, code, key = (verdict.get(name) for name in ("valid", "code", "key"))
    if not isinstance(valid, bool) or not isinstance(code, str) or not code:
        return False
    if not valid:
        return code != "valid"
    key_id = key.get("id") if isinstance(key, dict) else None
    return isinstance(key_id, str) and key_id != ""


def _error(verdict: dict[str, Any], answer: Answer) -> APIStatusError:
    code = verdict["code"]
    kind: type[APIStatusError] = AuthenticationError
    status = 401
    if code in _PERMISSION:
        kind, status = PermissionDeniedError, 403
    elif code in _LIMITS:
        kind, status = RateLimitError, 429
    missing = strings(verdict.get("missing_scopes"))
    wait = wait_of_verdict(verdict) if code in _LIMITS else None
    why = ", ".join([code.replace("_", " "), *missing])
    return kind(
        f"API key refused: {why}." + (f" Retry in {wait} s." if wait else ""),
        attempts=answer.attempts,
        status=status,
        code=code,
        request_id=answer.headers.get("request-id"),
        required_scopes=missing,
        retry_after_seconds=wait,
    )


def wait_of_verdict(verdict: dict[str, Any]) -> int:
    """How long a limited key has to wait, in seconds, at least 1."""
    seconds: Any
    if verdict.get("code") == "quota_exceeded":
        try:
            resets_at = read_time(verdict["quota"]["resets_at"])
            seconds = math.ceil((resets_at - datetime.now(timezone.utc)).total_seconds())
        except (KeyError, TypeError, ValueError):
            seconds = 1
    else:
        limit = verdict.get("rate_limit")
        seconds = limit.get("reset_in_seconds") if isinstance(limit, dict) else 1
    return max(1, seconds) if isinstance(seconds, int) else 1
