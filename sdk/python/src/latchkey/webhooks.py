"""Checks that a webhook is from Latchkey (Standard Webhooks)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

from latchkey.errors import WebhookVerificationError

__all__ = ["WebhookVerificationError", "verify"]

_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def verify(
    body: bytes | str,
    headers: Mapping[str, str],
    secret: str | Sequence[str],
    *,
    tolerance: float = 300,
    now: float | None = None,
) -> Any:
    """
    Returns the decoded body of a webhook. `body` is exactly what arrived: not parsed and written again. While a secret
    is rotated, give both. `tolerance`: how many seconds the message's time may differ from now.

    Raises WebhookVerificationError, and TypeError for a body that was parsed.
    """
    if not isinstance(body, (str, bytes, bytearray, memoryview)):
        raise TypeError("The body must be the bytes or the str as it arrived, not parsed.")
    # None is a variable of the environment that isn't set.
    keys = [_key_of(text) for text in ([secret] if isinstance(secret, str) else secret or [])]
    if not keys:
        raise _refused("bad_secret", "A webhook secret is needed.")
    lower = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp, signatures = (
        _header(lower, name) for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    )
    _check_time(timestamp, time.time() if now is None else now, tolerance)
    raw = body.encode(errors="replace") if isinstance(body, str) else bytes(body)
    content = f"{message_id}.{timestamp}.".encode(errors="replace") + raw
    if not _signed(content, signatures, keys):
        raise _refused("bad_signature", "No signature fits. Check the secret, and verify the body as it arrived.")
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _refused("bad_body", "The body isn't JSON.") from error


def _key_of(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise _refused("bad_secret", "A webhook secret must be whsec_ and base64.")
    return key


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name)
    if not value:
        raise _refused("missing_header", f"The header {name} is missing.")
    return value


def _check_time(timestamp: str, now: float, tolerance: float) -> None:
    if not _TIMESTAMP.fullmatch(timestamp):
        raise _refused("bad_timestamp", "The header webhook-timestamp must be seconds since 1970.")
    age = now - int(timestamp)
    # So that NaN, which no number is less than, refuses too.
    if not age <= tolerance:
        raise _refused("too_old", f"The message is {age:.0f} seconds old.")
    if not -age <= tolerance:
        raise _refused("too_new", f"The message is from the future: {-age:.0f} seconds. Check the clocks.")


def _signed(content: bytes, signatures: str, keys: Sequence[bytes]) -> bool:
    """Compares every signature with every key, in constant time."""
    expected = [base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()) for key in keys]
    found = False
    for signature in signatures.split(" "):
        version, _, value = signature.partition(",")
        if version == "v1":
            for one in expected:
                found |= hmac.compare_digest(one, value.encode(errors="replace"))
    return found


def _refused(reason: str, message: str) -> WebhookVerificationError:
    return WebhookVerificationError(message, reason=reason)
