"""A call, before it is a request."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Final
from urllib.parse import quote


class Unset(Enum):
    """A member that isn't given. `None` is a value: it is sent as null, and takes the value away."""

    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
API = "/api/v1"
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_METHOD = re.compile(r"[A-Z]{1,20}")


@dataclass(frozen=True, kw_only=True)
class Call:
    """One operation. `path` is below /api/v1 and already escaped."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = field(default=UNSET, repr=False)
    idempotency_key: str | None = None
    #: A verification that counts: if it may have arrived, it mustn't be sent again.
    counts_once: bool = False

    def prepared(self) -> PreparedCall:
        """The same for all tries, with an Idempotency-Key if it is a POST that can be repeated."""
        key = self.idempotency_key
        if key is not None and not _IDEMPOTENCY_KEY.fullmatch(key):
            raise ValueError("idempotency_key must be 1 to 255 visible ASCII characters")
        if self.counts_once:
            key = None
        elif key is None and self.method == "POST":
            key = str(uuid.uuid4())
        return PreparedCall(
            method=self.method,
            path=API + self.path,
            query=query_of(self.query),
            content=None if self.body is UNSET else to_json(self.body),
            idempotency_key=key,
            counts_once=self.counts_once,
        )


@dataclass(frozen=True, kw_only=True)
class PreparedCall:
    method: str
    path: str
    query: list[tuple[str, str | int | float | bool | None]]
    content: bytes | None = field(repr=False)
    idempotency_key: str | None
    counts_once: bool


def any_call(method: str, path: str, query: Mapping[str, Any], body: Any, idempotency_key: str | None) -> Call:
    """A call of an operation that has no method. Raises ValueError for a path that could lead elsewhere."""
    if not _METHOD.fullmatch(method):
        raise ValueError("method must be an HTTP method in capitals, such as GET")
    segments = path.lower().replace("%2e", ".").split("/")
    if not path.startswith("/") or re.search(r"[?#\\\s]", path) or {".", ".."} & set(segments):
        raise ValueError("path must start with / and have no dot segments, ?, # or spaces; use query")
    counts = (method, path) == ("POST", "/keys/verify") and not (isinstance(body, Mapping) and body.get("cost") == 0)
    return Call(method=method, path=path, query=query, body=body, idempotency_key=idempotency_key, counts_once=counts)


def path_of(template: str, **values: str) -> str:
    """Puts values into a path, each as one segment: `path_of("/keys/{id}", id="key_1")`."""
    return template.format(**{name: _segment(name, value) for name, value in values.items()})


def _segment(name: str, value: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str")
    if value in ("", ".", ".."):
        raise ValueError(f"{name} must not be empty or dots: it would be another path")
    return quote(value, safe="")


def given(**members: Any) -> dict[str, Any]:
    """The members of a body that the caller gave."""
    return {name: value for name, value in members.items() if value is not UNSET}


def scopes_of(scopes: Sequence[str]) -> list[str]:
    """A list of scopes. A single string would be taken apart into its letters."""
    if isinstance(scopes, str):
        raise TypeError('scopes must be a list, such as ["data:read"]')
    return list(scopes)


def query_of(members: Mapping[str, Any]) -> list[tuple[str, str | int | float | bool | None]]:
    """Query parameters; None isn't sent, and a list is a repeated parameter."""
    pairs: list[tuple[str, str | int | float | bool | None]] = []
    for name, value in members.items():
        if value is None or value is UNSET:
            continue
        values = value if isinstance(value, (list, tuple)) else [value]
        pairs.extend((name, _text(item)) for item in values)
    return pairs


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return write_time(value)
    return str(value)


def to_json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), allow_nan=False, default=_jsonable).encode()


def _jsonable(value: Any) -> Any:
    if isinstance(value, datetime):
        return write_time(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (Sequence, set, frozenset)):
        return list(value)
    raise TypeError(f"{type(value).__name__} can't be sent as JSON")


def write_time(time: datetime) -> str:
    """RFC 3339. Raises ValueError for a time without a time zone, which could be any."""
    if time.tzinfo is None:
        raise ValueError("times need a time zone, such as datetime.now(timezone.utc)")
    return time.isoformat()
