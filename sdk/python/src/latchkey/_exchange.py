"""One request and its answer, within a time. httpx limits each step, so this limits the whole."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import anyio
import httpcore
import httpx

from latchkey._answers import Answer
from latchkey._retries import Failure
from latchkey._secret import Secret, SecretAuth, forget
from latchkey._version import VERSION
from latchkey.errors import APIConnectionError, APITimeoutError

USER_AGENT = f"latchkey-python/{VERSION}"
# Much more than the API ever answers.
MOST_BYTES = 64_000_000
# In these cases, no byte of the request was sent.
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@lru_cache(maxsize=1)
def certificates() -> ssl.SSLContext:
    """The certificates that are trusted. Reading them takes longer than all else that a new client does."""
    return httpx.create_ssl_context()


def no_cookies() -> CookieJar:
    """A jar that stays empty: an answer can't leave something for the next request."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


class _Left(float):
    """The seconds that are left for a step, and when they end."""

    ends: float

    @classmethod
    def until(cls, ends: float) -> _Left:
        left = cls(max(ends - time.monotonic(), 0.001))
        left.ends = ends
        return left


def _limit_reads(stream: Any) -> None:
    """Makes each read of a connection end with its step: httpx gives each the whole time, so that drops never end."""
    read = stream.read

    def limited(max_bytes: int, timeout: float | None = None) -> bytes:
        if isinstance(timeout, _Left):
            if timeout.ends <= time.monotonic():
                raise httpcore.ReadTimeout("The answer took too long")
            timeout = _Left.until(timeout.ends)
        data: bytes = read(max_bytes, timeout)
        return data

    stream.read = limited


class Deadline:
    """The end of one try. As `trace`, it gives each step of httpx only the time that is left."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self.timeouts: dict[str, float] = dict.fromkeys(("connect", "read", "write", "pool"), _Left.until(self._ends))
        #: Whether the request went over a connection that was open before.
        self.kept_connection = True
        self._answered = False

    @property
    def left(self) -> float:
        return self._ends - time.monotonic()

    def found_closed(self, failure: Failure) -> bool:
        """Whether a connection that was kept ended before an answer began. Then the request can be sent again."""
        error = failure.error.__cause__
        if not self.kept_connection or self._answered or self.left <= 0 or isinstance(error, httpx.TimeoutException):
            return False
        # What isn't HTTP is an answer, too: then an error of the parser led to this one.
        return not (isinstance(error, httpx.RemoteProtocolError) and error.__cause__ and error.__cause__.__context__)

    def note(self, event: str, info: Mapping[str, Any]) -> None:
        self._note(event)
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            _limit_reads(info["return_value"])

    def _note(self, event: str) -> None:
        if event == "connection.connect_tcp.started":
            self.kept_connection = False
        if event == "http11.receive_response_headers.complete":
            self._answered = True
        if event.endswith(".started"):
            self.timeouts.update(dict.fromkeys(self.timeouts, _Left.until(self._ends)))

    async def anote(self, event: str, _info: Mapping[str, Any]) -> None:
        # The whole try is limited, so its reads needn't be.
        self._note(event)


class _Body:
    """The body of an answer, unless it is longer than anything that is expected. Then it is as if there were none."""

    def __init__(self, most_bytes: int) -> None:
        self._chunks: list[bytes] = []
        self._left = most_bytes

    def add(self, chunk: bytes) -> bool:
        """Returns whether to read on."""
        self._left -= len(chunk)
        self._chunks.append(chunk)
        return self._left >= 0

    def read(self) -> bytes:
        return b"".join(self._chunks) if self._left >= 0 else b""


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
    most_bytes: int = MOST_BYTES,
) -> Answer | Failure:
    """Sends one request and reads its whole answer. Redirects aren't followed."""
    extensions = {"trace": deadline.note, "timeout": deadline.timeouts}
    build = httpx.Request if isinstance(http, httpx.HTTPTransport) else http.build_request
    request = build(method, url, params=query or None, content=content, headers=headers, extensions=extensions)
    try:
        response = _send(http, request, secret)
        body = _Body(most_bytes)
        try:
            for chunk in response.iter_bytes():
                if deadline.left < 0:
                    raise httpx.ReadTimeout("The answer took too long", request=request)
                if not body.add(chunk):
                    break
        finally:
            response.close()
        return Answer(response.status_code, response.headers, body.read())
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
    most_bytes: int = MOST_BYTES,
) -> Answer | Failure:
    """The same without blocking. If the task is cancelled, the connection is closed at once."""
    extensions = {"trace": deadline.anote, "timeout": deadline.timeouts}
    build = httpx.Request if isinstance(http, httpx.AsyncHTTPTransport) else http.build_request
    request = build(method, url, params=query or None, content=content, headers=headers, extensions=extensions)
    try:
        with anyio.fail_after(max(deadline.left, 0)):
            response = await _asend(http, request, secret)
            body = _Body(most_bytes)
            try:
                async for chunk in response.aiter_bytes():
                    if not body.add(chunk):
                        break
            finally:
                await response.aclose()
            return Answer(response.status_code, response.headers, body.read())
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
