"""A Flask extension."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, abort, current_app, g, request

from latchkey._gate import GateVerdict, problem_bytes
from latchkey._protection import Requirement, protection, requirement
from latchkey._sync.gate import Gate
from latchkey.wsgi import check_environ, headers_of

__all__ = ["GateVerdict", "LatchkeyExtension", "public", "require"]

P = ParamSpec("P")
T = TypeVar("T")
_REQUIREMENT = "__latchkey_requirement__"
_PUBLIC = "__latchkey_public__"


class LatchkeyExtension:
    """
    Lets only requests with a valid key reach the views. The verdict is `g.latchkey`.

    A view says with `@require(scopes=["data:read"])` what it needs, and with `@public` that it needs no key. `public`:
    whole paths that need none either. `allow_preflight`: lets CORS preflights pass. Raises ConfigurationError.
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        gate: Gate | None = None,
        public: Collection[str] = (),
        allow_preflight: bool = False,
    ) -> None:
        self._gate = gate or Gate()
        self._protection = protection(public, allow_preflight)
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Protects an application. The check comes before everything else that runs before a request."""
        app.extensions["latchkey"] = self
        app.before_request_funcs.setdefault(None, []).insert(0, self._before)
        app.after_request(self._after)

    def _before(self) -> Response | None:
        # An application context can outlive a request.
        g.pop("latchkey", None)
        view = current_app.view_functions.get(request.endpoint or "")
        headers = dict(headers_of(request.environ))
        path = request.root_path + request.path
        if getattr(view, _PUBLIC, False) or not self._protection.covers(request.method, path, headers):
            return None
        needed: Requirement = getattr(view, _REQUIREMENT, None) or Requirement()
        verdict = check_environ(self._gate, request.environ, needed)
        if not verdict.allowed:
            return _refusal(verdict)
        g.latchkey = verdict
        return None

    def _after(self, response: Response) -> Response:
        verdict: GateVerdict | None = g.get("latchkey")
        for name, value in verdict.headers.items() if verdict else ():
            response.headers.setdefault(name, value)
        return response


def require(*, scopes: Sequence[str] = (), cost: int | None = None) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """
    A decorator for views: what a request needs, and what it counts. The gate decides with these scopes and this cost.
    If another decorator hides them from the extension, the scopes are checked before the view runs.
    """
    needed = requirement(scopes, cost)

    def decorate(view: Callable[P, T]) -> Callable[P, T]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> T:
            known: GateVerdict | None = g.get("latchkey")
            if known is None:
                raise RuntimeError("This view needs a key, but LatchkeyExtension hasn't checked the request")
            verdict = known.requiring(needed.scopes)
            if not verdict.allowed:
                abort(_refusal(verdict))
            result: T = current_app.ensure_sync(view)(*args, **kwargs)
            return result

        # Also on the view itself, which is what a route above this decorator has registered.
        for one in (view, checked):
            setattr(one, _REQUIREMENT, needed)
        return checked

    return decorate


def public(view: Callable[P, T]) -> Callable[P, T]:
    """A decorator for views that need no key."""
    setattr(view, _PUBLIC, True)
    return view


def _refusal(verdict: GateVerdict) -> Response:
    headers: dict[str, Any] = {**verdict.headers, "cache-control": "no-store"}
    return Response(problem_bytes(verdict), verdict.status, headers, mimetype="application/problem+json")
