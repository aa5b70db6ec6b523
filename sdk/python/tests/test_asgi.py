from __future__ import annotations

from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, FastAPI, Request, Response, WebSocket
from scripted import KEY, PASSED, REFUSALS, nobody, refusal, scripted, shown
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware

from latchkey import AsyncGate, AsyncLatchkey, ConfigurationError
from latchkey.asgi import LatchkeyMiddleware
from latchkey.fastapi import GateVerdict, require

pytestmark = pytest.mark.anyio


class Service:
    """A FastAPI application behind a gate, which remembers what reached it."""

    def __init__(self, gate: AsyncGate | str, **options: Any) -> None:
        self.reached: list[str] = []
        self.app = app = FastAPI()
        own = isinstance(gate, str)
        app.add_middleware(
            LatchkeyMiddleware,
            gate=AsyncGate(url=gate, timeout=10) if own else gate,  # type: ignore[arg-type]
            **options,
        )

        @app.api_route("/orders", methods=["GET", "OPTIONS"], include_in_schema=False)
        async def orders(request: Request) -> dict[str, Any]:
            self.reached.append("orders")
            verdict: GateVerdict | None = getattr(request.state, "latchkey", None)
            return {"key": verdict and verdict.key_id, "failed_open": bool(verdict and verdict.failed_open)}

        @app.get("/read")
        async def read(key: Annotated[GateVerdict, Depends(require(scopes=["data:read"], cost=3))]) -> dict[str, Any]:
            self.reached.append("read")
            return {"key": key.key_id}

        @app.get("/write")
        async def write(key: Annotated[GateVerdict, Depends(require(scopes=["data:write"]))]) -> dict[str, Any]:
            self.reached.append("write")
            return {"key": key.key_id}

        @app.get("/own-headers")
        async def own_headers() -> Response:
            return Response("ok", headers={"RateLimit": "mine"})

        @app.websocket("/socket")
        async def socket(websocket: WebSocket) -> None:
            self.reached.append("socket")
            await websocket.accept()

    async def get(self, path: str, headers: Any = KEY, method: str = "GET", **options: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, client=("203.0.113.7", 1), **options)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            return await client.request(method, path, headers=headers)


@pytest.mark.parametrize("answer", REFUSALS, ids=lambda answer: answer["status"])
async def test_refused_request_never_reaches_the_route(answer: dict[str, Any]) -> None:
    with scripted(answer) as gate:
        service = Service(gate)
        response = await service.get("/orders")
    assert service.reached == []
    assert response.status_code == answer["status"]
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert response.json() == answer["body"]
    assert shown(answer).items() <= dict(response.headers).items()


async def test_request_that_may_pass_has_its_verdict_and_the_rate_limit_headers() -> None:
    with scripted(PASSED) as gate:
        response = await Service(gate).get("/orders")
    assert response.json() == {"key": "key_1", "failed_open": False}
    assert shown(PASSED).items() <= dict(response.headers).items()


async def test_headers_that_the_application_sets_stay() -> None:
    with scripted(PASSED) as gate:
        response = await Service(gate).get("/own-headers")
    assert response.headers.get_list("ratelimit") == ["mine"]


async def test_gate_is_asked_about_the_clients_own_request() -> None:
    asked = {
        "path": "/gate",
        "query": {"scope": ["a:b", "c:d"], "cost": "2"},
        "headers": {
            "x-api-key": "lk_live_theirs",
            "x-forwarded-method": "GET",
            "x-forwarded-uri": "/orders?a=%20b",
            "x-forwarded-for": "203.0.113.7",
            "cookie": None,
            "x-gate-key-id": None,
        },
    }
    headers = {**KEY, "Cookie": "a=b", "X-Forwarded-For": "6.6.6.6", "X-Gate-Key-Id": "key_forged"}
    with scripted(PASSED, request=asked) as gate:
        response = await Service(gate, scopes=["a:b", "c:d"], cost=2).get("/orders?a=%20b", headers)
    assert response.status_code == 200


async def test_gate_that_is_down_closes_the_service() -> None:
    service = Service(nobody())
    response = await service.get("/orders")
    assert service.reached == []
    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert response.json()["code"] == "unavailable"


async def test_gate_that_is_down_opens_the_service_if_that_is_chosen() -> None:
    service = Service(AsyncGate(url=nobody(), fail_open=True))
    response = await service.get("/orders")
    assert response.json() == {"key": None, "failed_open": True}
    # Nothing is known about scopes either, so a route that needs one is open, too.
    assert (await service.get("/read")).status_code == 200


@pytest.mark.parametrize("value", [b"lk_\x00", b"lk_\xff", b"lk_\r\nx: y", b"x" * 20_000])
async def test_credential_that_cannot_be_sent_is_refused_and_never_opens_the_service(value: bytes) -> None:
    service = Service(AsyncGate(url=nobody(), fail_open=True))
    sent = await raw_request(service.app, [(b"x-api-key", value)])
    assert sent[0]["status"] in (401, 431)
    assert service.reached == []


async def test_path_that_is_too_long_is_refused_and_never_opens_the_service() -> None:
    service = Service(AsyncGate(url=nobody(), fail_open=True))
    response = await service.get("/orders?" + "x" * 20_000)
    assert response.status_code == 431
    assert service.reached == []


async def test_two_keys_are_both_sent_so_the_gate_can_refuse_them() -> None:
    asked = {"headers": {"x-api-key": "a, b"}}
    with scripted(refusal(400, "duplicate_header"), request=asked) as gate:
        response = await Service(gate).get("/orders", [("x-api-key", "a"), ("X-API-Key", "b")])
    assert response.status_code == 400


async def test_public_paths_are_whole_paths() -> None:
    with scripted(*[REFUSALS[0]] * 3) as gate:
        service = Service(gate, public=["/orders"])
        assert (await service.get("/orders", {})).status_code == 200
        for path in ("/orders/", "/orders/1", "/ORDERS"):
            assert (await service.get(path, {})).status_code == 401


async def test_preflight_passes_only_if_that_is_allowed_and_without_a_credential() -> None:
    preflight = {"Origin": "https://app.example.com", "Access-Control-Request-Method": "GET"}
    with scripted(*[REFUSALS[0]] * 3) as gate:
        assert (await Service(gate).get("/orders", preflight, "OPTIONS")).status_code == 401
        service = Service(gate, allow_preflight=True)
        assert (await service.get("/orders", preflight, "OPTIONS")).status_code == 200
        assert (await service.get("/orders", {**preflight, **KEY}, "OPTIONS")).status_code == 401
        assert (await service.get("/orders", preflight, "GET")).status_code == 401


async def test_route_that_needs_a_scope_is_checked_without_counting_twice() -> None:
    with scripted(PASSED, PASSED) as gate:
        service = Service(gate)
        assert (await service.get("/read")).json() == {"key": "key_1"}
        response = await service.get("/write")
    assert service.reached == ["read"]
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["ratelimit"] == PASSED["headers"]["ratelimit"]  # type: ignore[index]
    assert response.json()["reason"] == "insufficient_scope"
    assert response.json()["required_scopes"] == ["data:write"]


async def test_per_route_lets_the_gate_decide_with_the_routes_scopes_and_cost() -> None:
    asked = {"query": {"scope": "data:read", "cost": "3"}}
    with scripted(PASSED, REFUSALS[1], request=asked) as gate:
        service = Service(gate, per_route=True)
        response = await service.get("/read")
        assert response.json() == {"key": "key_1"}
        assert response.headers["ratelimit"] == PASSED["headers"]["ratelimit"]  # type: ignore[index]
        assert (await service.get("/read")).status_code == 403
        assert (await service.get("/orders", {})).status_code == 200
    assert service.reached == ["read", "orders"]


async def test_a_refusal_that_something_catches_is_answered_all_the_same() -> None:
    async def forgive(request: Request, call_next: Any) -> Response:
        try:
            response: Response = await call_next(request)
        except Exception:
            return Response("fine")
        return response

    with scripted(REFUSALS[0]) as url:
        service = Service(url, per_route=True)
        # Inside of LatchkeyMiddleware, which was added before.
        service.app.user_middleware.append(Middleware(BaseHTTPMiddleware, dispatch=forgive))
        response = await service.get("/read")
    assert response.status_code == 401
    assert response.json()["reason"] == "revoked"
    assert service.reached == []


async def test_require_without_the_middleware_is_an_error_and_not_open() -> None:
    app = FastAPI()

    @app.get("/")
    async def root(key: Annotated[GateVerdict, Depends(require())]) -> str:
        raise AssertionError("reached")

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        with pytest.raises(RuntimeError, match="LatchkeyMiddleware is missing"):
            await client.get("/", headers=KEY)


async def test_require_shows_in_the_openapi_document() -> None:
    document = Service(nobody()).app.openapi()
    assert document["paths"]["/read"]["get"]["security"] == [{"Latchkey": []}]
    scheme = document["components"]["securitySchemes"]["Latchkey"]
    assert scheme == {"type": "apiKey", "in": "header", "name": "X-API-Key"}


async def test_websocket_is_refused_before_it_is_accepted() -> None:
    with scripted(REFUSALS[2], REFUSALS[2]) as gate:
        service = Service(gate)
        assert await handshake(service.app) == [{"type": "websocket.close", "code": 1008}]
        start, body = await handshake(service.app, extensions={"websocket.http.response": {}})
    assert service.reached == []
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 429)
    assert (b"retry-after", b"34") in start["headers"]
    assert b"rate_limited" in body["body"]


async def test_websocket_that_may_pass_reaches_the_route() -> None:
    with scripted(PASSED) as gate:
        service = Service(gate)
        sent = await handshake(service.app)
    assert service.reached == ["socket"]
    assert sent[0]["type"] == "websocket.accept"


async def test_what_is_neither_http_nor_websocket_is_not_let_through() -> None:
    with pytest.raises(RuntimeError, match="can't check"):
        await LatchkeyMiddleware(Service(nobody()).app, gate=AsyncGate(url=nobody()))(
            {"type": "other"}, nothing, nothing
        )


async def test_a_service_without_access_to_the_gate_port_asks_the_api() -> None:
    verdict = {
        "valid": True,
        "code": "valid",
        "key": {"id": "key_1", "workspace_id": "ws_1", "environment": "live", "plan": "trial", "scopes": []},
        "missing_scopes": [],
        "rate_limit": {"limit": 60, "remaining": 59, "reset_in_seconds": 60, "window_seconds": 60},
        "quota": None,
    }
    asked = {
        "method": "POST",
        "path": "/api/v1/keys/verify",
        "headers": {"x-api-key": "lk_live_ours"},
        "body": {"key": "lk_live_theirs"},
    }
    with scripted({"status": 200, "headers": {"ratelimit": "ours"}, "body": {"data": verdict}}, request=asked) as url:
        async with AsyncLatchkey(api_key="lk_live_ours", base_url=url) as client:
            response = await Service(AsyncGate(client=client, timeout=10)).get("/orders")
    assert response.json()["key"] == "key_1"
    assert response.headers["x-ratelimit-remaining"] == "59"
    # That would be the service's own limit.
    assert "ratelimit" not in response.headers


@pytest.mark.parametrize("options", [{"public": "/health"}, {"public": ["health"]}, {"cost": -1}])
async def test_mistakes_in_the_configuration_show_at_the_start(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        LatchkeyMiddleware(Service(nobody()).app, gate=AsyncGate(url=nobody()), **options)


async def test_scopes_that_are_one_string_are_a_mistake() -> None:
    with pytest.raises(TypeError, match="list"):
        require(scopes="data:read")


async def nothing(*_: Any) -> Any:
    return {"type": "websocket.connect"}


async def raw_request(app: Any, headers: list[tuple[bytes, bytes]]) -> list[Any]:
    """A request as a server passes it on, with headers that no HTTP client sends."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/orders",
        "raw_path": b"/orders",
        "query_string": b"",
        "headers": headers,
        "client": ("203.0.113.7", 1),
    }
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


async def handshake(app: Any, extensions: dict[str, Any] | None = None) -> list[Any]:
    scope = {
        "type": "websocket",
        "path": "/socket",
        "raw_path": b"/socket",
        "query_string": b"",
        "headers": [(b"x-api-key", b"lk_live_theirs")],
        "client": None,
        "extensions": extensions or {},
        "subprotocols": [],
    }
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, nothing, send)
    return sent
