"""What the middleware of all frameworks has in common."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from latchkey._calls import scopes_of
from latchkey.errors import ConfigurationError


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """What a request needs, and what it counts."""

    scopes: tuple[str, ...] = ()
    cost: int | None = None


def requirement(scopes: Sequence[str], cost: int | None) -> Requirement:
    """Checks what is configured, so that a mistake shows at the start and not as a refusal."""
    if cost is not None and cost < 0:
        raise ConfigurationError("cost must be 0 or more.")
    return Requirement(scopes=tuple(scopes_of(scopes)), cost=cost)


@dataclass(frozen=True, kw_only=True)
class Protection:
    """Which requests are checked: all, except for these paths, and preflights if they are allowed."""

    public: frozenset[str]
    allow_preflight: bool

    def covers(self, method: str, path: str, headers: Mapping[str, str]) -> bool:
        if path in self.public:
            return False
        return not (self.allow_preflight and _is_preflight(method, headers))


def protection(public: Collection[str], allow_preflight: bool) -> Protection:
    if isinstance(public, str) or not all(path.startswith("/") for path in public):
        raise ConfigurationError('public must be a list of whole paths, such as ["/health"].')
    return Protection(public=frozenset(public), allow_preflight=allow_preflight)


def _is_preflight(method: str, headers: Mapping[str, str]) -> bool:
    """A browser's question before a request from another origin. It never has a credential."""
    asked = ("origin", "access-control-request-method")
    credentials = ("x-api-key", "authorization")
    return (
        method == "OPTIONS"
        and all(name in headers for name in asked)
        and not any(name in headers for name in credentials)
    )
