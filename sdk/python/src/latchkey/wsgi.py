"""Middleware for WSGI applications."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from latchkey._gate import GateVerdict, answer_headers, problem_bytes
from latchkey._protection import Requirement, protection, requirement
from latchkey._sync.gate import Gate

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["ENVIRON", "LatchkeyMiddleware"]

#: Where the verdict is in the environ. A client can't set it: its headers are `HTTP_…`.
ENVIRON = "latchkey.verdict"


class LatchkeyMiddleware:
    """
    Lets only requests with a valid key reach the application. The verdict is `environ["latchkey.verdict"]`.

    `public`: whole paths that need no key. `scopes` and `cost`: what every other request needs and counts.
    `allow_preflight`: lets CORS preflights pass. Raises ConfigurationError.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        gate: Gate | None = None,
        public: Collection[str] = (),
        scopes: Sequence[str] = (),
        cost: int | None = None,
        allow_preflight: bool = False,
    ) -> None:
        self._app = app
        self._gate = gate or Gate()
        self._protection = protection(public, allow_preflight)
        self._requirement = requirement(scopes, cost)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.pop(ENVIRON, None)
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        headers = dict(headers_of(environ))
        if not self._protection.covers(environ["REQUEST_METHOD"], path or "/", headers):
            return self._app(environ, start_response)
        verdict = check_environ(self._gate, environ, self._requirement)
        if not verdict.allowed:
            return refuse(verdict, start_response)
        environ[ENVIRON] = verdict

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            return start_response(status, with_headers(headers, verdict), *rest)

        return self._app(environ, start)


def check_environ(gate: Gate, environ: WSGIEnvironment, needed: Requirement) -> GateVerdict:
    """The gate's verdict on a request."""
    return gate.check(
        headers=headers_of(environ),
        method=environ["REQUEST_METHOD"],
        uri=_uri(environ),
        ip=environ.get("REMOTE_ADDR"),
        scopes=needed.scopes,
        cost=needed.cost,
    )


def refuse(verdict: GateVerdict, start_response: StartResponse) -> Iterable[bytes]:
    try:
        phrase = HTTPStatus(verdict.status).phrase
    except ValueError:
        phrase = "Refused"
    start_response(f"{verdict.status} {phrase}", answer_headers(verdict))
    return [problem_bytes(verdict)]


def with_headers(headers: list[tuple[str, str]], verdict: GateVerdict) -> list[tuple[str, str]]:
    """The application's headers, and those of the verdict that it didn't set itself."""
    present = {name.lower() for name, _ in headers}
    return [*headers, *(pair for pair in verdict.headers.items() if pair[0] not in present)]


def headers_of(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    return [
        (name[5:].replace("_", "-").lower(), str(value)) for name, value in environ.items() if name.startswith("HTTP_")
    ]


def _uri(environ: WSGIEnvironment) -> str:
    """The path and the query. WSGI gives the path decoded, so it is encoded again."""
    path = quote((environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).encode("latin-1")) or "/"
    query = environ.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path
