"""The options of a client, checked."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from latchkey import _secret
from latchkey._calls import UNSET, Unset
from latchkey._secret import Secret
from latchkey.errors import ConfigurationError


@dataclass(frozen=True, kw_only=True)
class Options:
    base_url: str
    timeout: float
    max_retries: int
    max_retry_after: float
    workspace_id: str | None

    def __post_init__(self) -> None:
        if not self.timeout > 0:
            raise ConfigurationError("timeout must be more than 0 seconds.")
        if self.max_retries < 0 or self.max_retry_after < 0:
            raise ConfigurationError("max_retries and max_retry_after must not be negative.")
        workspace = self.workspace_id
        if workspace is not None and not (workspace.isascii() and workspace.isprintable() and workspace.strip()):
            raise ConfigurationError("workspace_id must be a workspace's ID, such as ws_….")

    def changed(self, **members: Any) -> Options:
        """The same options, with those that are given."""
        return replace(self, **{name: value for name, value in members.items() if value is not UNSET})


def base_url_of(base_url: str | None, variable: str = "LATCHKEY_BASE_URL") -> str:
    """The address, from the option or the environment. Raises ConfigurationError if it isn't http(s)."""
    url = base_url if base_url is not None else os.environ.get(variable, "")
    if not url:
        raise ConfigurationError(f"Latchkey's address is missing. Set {variable}.")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(character <= " " for character in url):
        raise ConfigurationError(f"{variable} must be an http or https URL, such as https://keys.example.com.")
    if "@" in parts.netloc or "?" in url or "#" in url:
        raise ConfigurationError(f"{variable} can't have a user name, a password, a query or a fragment.")
    return url.rstrip("/")


def is_here(base_url: str) -> bool:
    """Whether an address is on this machine. A proxy would get the credential, and has another machine there."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def secret_of(api_key: str | None, access_token: object | None) -> Secret | None:
    """
    The API key, from the option or the environment; None if there is an access token instead. Raises
    ConfigurationError without a credential, and with two.
    """
    if api_key is not None and access_token is not None:
        raise ConfigurationError("Give api_key or access_token, not both.")
    if access_token is not None:
        return _secret.access_token(access_token) if isinstance(access_token, str) else None
    key = api_key if api_key is not None else os.environ.get("LATCHKEY_API_KEY", "")
    if not key:
        raise ConfigurationError("A credential is missing. Set LATCHKEY_API_KEY, or give api_key or access_token.")
    return _secret.api_key(key)


__all__ = ["UNSET", "Options", "Unset", "base_url_of", "secret_of"]
