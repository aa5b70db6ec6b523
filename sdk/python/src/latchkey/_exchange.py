"""One request and its answer, within a time. httpx limits each step, so this limits the whole."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import anyio
import httpx

from latchkey._answers import Answer
from latchkey._retries import Failure
from latchkey._secret import Secret, SecretAuth, forget
from latchkey._version import VERSION
from latchkey.errors import APIConnectionError, APITimeoutError

USER_AGENT = f"latchkey-python/{VERSION}"
# In these cases, no byte of the request was sent.
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@lru_cache(maxsize=1)
def certificates() -> ssl.SSLContext:
    """The certificates that are trusted. Reading them takes longer than all else that a new client does."""
    return httpx.create_ssl_context()


def no_cookies() -> CookieJar:
    """A jar that stays empty: an answer can't leave something for the next request."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


class Deadline:
    """The end of one try. As `trace`, it gives each step of httpx only the time that is left."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self.timeouts = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
        #: Whether the request went over a connection that was open before.
        self.kept_connection = True

    @property
    def left(self) -> float:
        return self._ends - time.monotonic()

    def note(self, event: str, _info: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.started":
            self.kept_connection = False
        if event.endswith(".started"):
            left = max(self.left, 0.001)
            self.timeouts.update(dict.fromkeys(self.timeouts, left))

    async def anote(self, event: str, info: Mapping[str, Any]) -> None:
        self.note(event, info)


Headers = list[tuple[str, str]]
# What httpx takes for a query.
Query = list[tuple[str, str | int | float | bool | None]]


def exchange(
    http: httpx.Client | httpx.HTTPTransport,
    method: str,
    url: str,
    *,
    headers: Headers,
    deadline: Deadline,
    secret: Secret | None = None,
    query: Query | None = None,
    content: bytes | None = None,
) -> Answer | Failure:
    """Sends one request and reads its whole answer. Redirects aren't followed."""
    extensions = {"trace": deadline.note, "timeout": deadline.timeouts}
    build = httpx.Request if isinstance(http, httpx.HTTPTransport) else http.build_request
    request = build(method, url, params=query or None, content=content, headers=headers, extensions=extensions)
    try:
        response = _send(http, request, secret)
        try:
            chunks = []
            for chunk in response.iter_bytes():
                chunks.append(chunk)
                if deadline.left < 0:
                    raise httpx.ReadTimeout("The answer took too long", request=request)
        finally:
            response.close()
        return Answer(response.status_code, response.headers, b"".join(chunks))
    except (httpx.TransportError, httpx.DecodingError) as error:
        return _failure(error, request)
    finally:
        forget(request)


def _send(http: httpx.Client | httpx.HTTPTransport, request: httpx.Request, secret: Secret | None) -> httpx.Response:
    if isinstance(http, httpx.HTTPTransport):
        return http.handle_request(request)
    auth = SecretAuth(secret) if secret else None
    return http.send(request, stream=True, auth=auth, follow_redirects=False)


async def aexchange(
    http: httpx.AsyncClient | httpx.AsyncHTTPTransport,
    method: str,
    url: str,
    *,
    headers: Headers,
    deadline: Deadline,
    secret: Secret | None = None,
    query: Query | None = None,
    content: bytes | None = None,
) -> Answer | Failure:
    """The same without blocking. If the task is cancelled, the connection is closed at once."""
    extensions = {"trace": deadline.anote, "timeout": deadline.timeouts}
    build = httpx.Request if isinstance(http, httpx.AsyncHTTPTransport) else http.build_request
    request = build(method, url, params=query or None, content=content, headers=headers, extensions=extensions)
    try:
        with anyio.fail_after(max(deadline.left, 0)):
            response = await _asend(http, request, secret)
            try:
                body = b"".join([chunk async for chunk in response.aiter_bytes()])
            finally:
                await response.aclose()
            return Answer(response.status_code, response.headers, body)
    except TimeoutError:
        return _failure(httpx.ReadTimeout("The answer took too long", request=request), request)
    except (httpx.TransportError, httpx.DecodingError) as error:
        return _failure(error, request)
    finally:
        forget(request)


async def _asend(
    http: httpx.AsyncClient | httpx.AsyncHTTPTransport, request: httpx.Request, secret: Secret | None
) -> httpx.Response:
    if isinstance(http, httpx.AsyncHTTPTransport):
        return await http.handle_async_request(request)
    auth = SecretAuth(secret) if secret else None
    return await http.send(request, stream=True, auth=auth, follow_redirects=False)


def _failure(error: httpx.RequestError, request: httpx.Request) -> Failure:
    # The cause keeps its request, whose headers and body have secrets.
    error.request = httpx.Request(request.method, request.url)
    address = f"{request.url.scheme}://{request.url.netloc.decode('ascii')}"
    if isinstance(error, httpx.TimeoutException):
        wrapped: APIConnectionError = APITimeoutError(f"{address} didn't answer in time.")
    else:
        wrapped = APIConnectionError(f"The connection to {address} failed: {type(error).__name__}.")
    wrapped.__cause__ = error
    return Failure(wrapped, sent=not isinstance(error, _UNSENT))
