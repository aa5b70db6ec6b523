"""When a call is tried again, and after how long. Pure decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from latchkey._answers import Answer, problem_of, wait_of
from latchkey._calls import PreparedCall
from latchkey.errors import APIConnectionError

_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 8.0
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Failure:
    """A try without a usable answer. `sent`: whether the request may have arrived."""

    error: APIConnectionError
    sent: bool


def next_wait(
    call: PreparedCall,
    outcome: Answer | Failure,
    *,
    retry: int,
    max_retries: int,
    max_retry_after: float,
    random: Callable[[], float],
) -> float | None:
    """
    Seconds until the next try; None if there is none: because the call succeeded, must not be repeated, has used up
    its retries, or Latchkey asks for a longer wait than the client accepts. `retry` counts from 0.
    """
    if retry >= max_retries or not _passing(outcome) or not _may_repeat(call, outcome):
        return None
    asked = wait_of(outcome.headers, problem_of(outcome)) if isinstance(outcome, Answer) else None
    if asked is not None:
        return asked if asked <= max_retry_after else None
    return random() * min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2.0 ** min(retry, 10))


def _passing(outcome: Answer | Failure) -> bool:
    """Whether the next try can go better."""
    if isinstance(outcome, Failure):
        return True
    if outcome.status == 409:
        return (problem_of(outcome) or {}).get("code") == "idempotency_in_progress"
    return outcome.status in (408, 429) or outcome.status >= 500


def _may_repeat(call: PreparedCall, outcome: Answer | Failure) -> bool:
    """Whether repeating the call does nothing twice."""
    if call.counts_once:
        return not outcome.sent if isinstance(outcome, Failure) else outcome.status in (429, 503)
    return call.method in _REPEATABLE or call.idempotency_key is not None
