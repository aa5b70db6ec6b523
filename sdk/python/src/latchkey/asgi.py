"""Middleware for ASGI applications: Starlette, FastAPI, Litestar, Quart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, MutableMapping, Sequence
from typing import Any

from latchkey._async.gate import AsyncGate
from latchkey._gate import GateVerdict, answer_headers, problem_bytes
from latchkey._protection import Requirement, protection, requirement

__all__ = ["LatchkeyMiddleware", "Refused"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: The key of the verdict in `scope["state"]`, so it is `request.state.latchkey`.
STATE = "latchkey"
_CHECK = "latchkey.check"


class Refused(Exception):
    """Raised below the middleware, which answers with the verdict's problem."""

    def __init__(self, verdict: GateVerdict) -> None:
        super().__init__(f"Refused with status {verdict.status}")
        self.verdict = verdict


class LatchkeyMiddleware:
    """
    Lets only requests with a valid key reach the application. The verdict is `request.state.latchkey`.

    `public`: whole paths that need no key. `scopes` and `cost`: what every other request needs and counts. With
    `per_route`, requests are checked by `latchkey.fastapi.require` in the routes, and a route without it is open.
    `allow_preflight`: lets CORS preflights pass, if no CORS middleware outside of this one answers them.

    Raises ConfigurationError.
    """

    def __init__(
        self,
        app: App,
        *,
        gate: AsyncGate | None = None,
        public: Collection[str] = (),
        scopes: Sequence[str] = (),
        cost: int | None = None,
        per_route: bool = False,
        allow_preflight: bool = False,
    ) -> None:
        self._app = app
        self._owns_gate = gate is None
        self._gate = gate or AsyncGate()
        self._protection = protection(public, allow_preflight)
        self._requirement = requirement(scopes, cost)
        self._per_route = per_route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._live(scope, receive, send)
        if scope["type"] not in ("http", "websocket"):
            raise RuntimeError(f"LatchkeyMiddleware can't check {scope['type']}")
        exchange = _Exchange(scope, send)
        state = scope.setdefault("state", {})
        state.pop(STATE, None)
        scope[_CHECK] = self._check
        try:
            if not self._per_route and self._covers(scope):
                verdict = await self._check(scope, self._requirement)
                if not verdict.allowed:
                    return await exchange.refuse(verdict)
            await self._app(scope, receive, exchange.send)
        except Refused as refused:
            if exchange.started:
                raise
            await exchange.refuse(refused.verdict)

    def _covers(self, scope: Scope) -> bool:
        headers = {name.decode("latin-1").lower(): "" for name, _ in scope["headers"]}
        return self._protection.covers(scope.get("method", "GET"), scope["path"], headers)

    async def _check(self, scope: Scope, needed: Requirement) -> GateVerdict:
        client = scope.get("client")
        verdict = await self._gate.check(
            headers=scope["headers"],
            method=scope.get("method", "GET"),
            uri=_uri(scope),
            ip=client[0] if client else None,
            scopes=needed.scopes,
            cost=needed.cost,
        )
        scope["state"][STATE] = verdict
        return verdict

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Closes the gate's connections when the application ends."""
        try:
            await self._app(scope, receive, send)
        finally:
            if self._owns_gate:
                await self._gate.close()


class _Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self.started = False
        self._refused = False

    async def send(self, message: Message) -> None:
        """Passes on what the application answers, with the headers of the verdict."""
        verdict = self._scope["state"].get(STATE)
        if self._refused or (verdict is not None and not verdict.allowed and _is_success(message)):
            # Something caught Refused, and answers as if the request had been served.
            if not self._refused:
                self._refused = True
                await self.refuse(verdict)
            return
        self.started = True
        if message["type"] == "http.response.start" and verdict is not None:
            headers = list(message.get("headers", ()))
            present = {bytes(name).lower() for name, _ in headers}
            headers += [pair for pair in _encoded(list(verdict.headers.items())) if pair[0] not in present]
            message = {**message, "headers": headers}
        await self._send(message)

    async def refuse(self, verdict: GateVerdict) -> None:
        self.started = True
        if self._scope["type"] == "http":
            return await self._answer(verdict, "http.response")
        if "websocket.http.response" in (self._scope.get("extensions") or {}):
            return await self._answer(verdict, "websocket.http.response")
        # Closing before it is accepted: the server answers the handshake with 403.
        await self._send({"type": "websocket.close", "code": 1008})

    async def _answer(self, verdict: GateVerdict, kind: str) -> None:
        headers = _encoded(answer_headers(verdict))
        await self._send({"type": f"{kind}.start", "status": verdict.status, "headers": headers})
        await self._send({"type": f"{kind}.body", "body": problem_bytes(verdict)})


def _is_success(message: Message) -> bool:
    if message["type"] == "http.response.start":
        return bool(message["status"] < 400)
    return bool(message["type"] == "websocket.accept")


def _encoded(headers: Sequence[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def _uri(scope: Scope) -> str:
    """The path as it arrived, and the query."""
    path = bytes(scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    query = bytes(scope.get("query_string", b"")).decode("latin-1")
    return f"{path}?{query}" if query else path


async def check_request(scope: Scope, needed: Requirement) -> GateVerdict:
    """
    The verdict for a part of the application that needs scopes. If the middleware has asked the gate about this
    request already, it isn't asked, and doesn't count, twice. Raises Refused.
    """
    check = scope.get(_CHECK)
    if check is None:
        raise RuntimeError("LatchkeyMiddleware is missing: app.add_middleware(LatchkeyMiddleware, gate=…)")
    known: GateVerdict | None = scope["state"].get(STATE)
    verdict: GateVerdict = known.requiring(needed.scopes) if known else await check(scope, needed)
    if not verdict.allowed:
        scope["state"][STATE] = verdict
        raise Refused(verdict)
    return verdict
