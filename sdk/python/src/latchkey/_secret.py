"""Credentials, which nothing prints."""

from __future__ import annotations

import re
from collections.abc import Generator

import httpx

from latchkey.errors import ConfigurationError

_VISIBLE_ASCII = re.compile(r"[\x21-\x7e]+")
_CREDENTIAL_HEADERS = ("X-API-Key", "Authorization")


class Secret:
    """A credential. Its text only leaves it in `apply`, so tracebacks and logs don't show it."""

    __slots__ = ("_header", "_value")

    def __init__(self, header: str, value: str) -> None:
        self._header = header
        self._value = value

    def __repr__(self) -> str:
        return f"Secret({self._header}, '***')"

    def apply(self, request: httpx.Request) -> None:
        request.headers[self._header] = self._value


def api_key(value: str) -> Secret:
    """A key, sent as X-API-Key. Raises ConfigurationError if it can't be one."""
    return Secret("X-API-Key", _checked(value, "api_key"))


def access_token(value: str) -> Secret:
    """A user's access token, sent as Authorization: Bearer. Raises ConfigurationError if it can't be one."""
    return Secret("Authorization", f"Bearer {_checked(value, 'access_token')}")


def _checked(value: str, name: str) -> str:
    if not isinstance(value, str) or not _VISIBLE_ASCII.fullmatch(value):
        raise ConfigurationError(f"{name} must be visible ASCII characters, without spaces or line breaks.")
    return value


class SecretAuth(httpx.Auth):
    """Adds the credential only while httpx sends the request."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        self._secret.apply(request)
        yield request


def forget(request: httpx.Request) -> None:
    """Takes the credential out of a request that was sent, because errors and responses keep it."""
    for header in _CREDENTIAL_HEADERS:
        request.headers.pop(header, None)
