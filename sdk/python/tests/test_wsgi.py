from __future__ import annotations

from typing import Any

import httpx
import pytest
from flask import Blueprint, Flask, g, request
from flask.views import MethodView
from scripted import KEY, PASSED, REFUSALS, nobody, refusal, scripted, shown

from latchkey import ConfigurationError, Gate, Latchkey
from latchkey.flask import LatchkeyExtension, public, require
from latchkey.wsgi import LatchkeyMiddleware


class Plain:
    """A WSGI application behind a gate, which remembers what reached it."""

    def __init__(self, gate: Gate | str, **options: Any) -> None:
        self.reached: list[Any] = []
        gate = Gate(url=gate, timeout=10) if isinstance(gate, str) else gate
        self.app = LatchkeyMiddleware(self.answer, gate=gate, **options)

    def answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.reached.append(environ.get("latchkey.verdict"))
        start_response("200 OK", [("Content-Type", "text/plain"), ("X-RateLimit-Limit", "mine")])
        return [b"ok"]

    def get(self, path: str, headers: Any = KEY, method: str = "GET") -> httpx.Response:
        transport = httpx.WSGITransport(app=self.app, remote_addr="203.0.113.7")
        with httpx.Client(transport=transport, base_url="http://service") as client:
            return client.request(method, path, headers=headers)


class Service(Plain):
    """The same with Flask."""

    def __init__(self, gate: Gate | str, **options: Any) -> None:
        self.reached = []
        app = Flask("service")
        gate = Gate(url=gate, timeout=10) if isinstance(gate, str) else gate
        LatchkeyExtension(app, gate=gate, **options)
        self.app = app  # type: ignore[assignment]

        @app.route("/orders", methods=["GET", "OPTIONS"])
        def orders() -> str:
            self.reached.append(g.get("latchkey"))
            return "ok"

        @app.get("/health")
        @public
        def health() -> str:
            self.reached.append(g.get("latchkey"))
            return "ok"

        @app.get("/read")
        @require(scopes=["data:read"], cost=3)
        def read() -> str:
            self.reached.append(g.latchkey)
            return "ok"

        @app.get("/hidden")
        @_forgetful
        @require(scopes=["data:write"])
        def hidden() -> str:
            raise AssertionError("reached")

        @app.get("/open-but-required")
        @public
        @require()
        def contradiction() -> str:
            raise AssertionError("reached")

        blueprint = Blueprint("shop", __name__, url_prefix="/shop")

        class Items(MethodView):
            decorators = [require(scopes=["data:read"])]  # noqa: RUF012

            def get(self) -> str:
                return g.latchkey.key_id  # type: ignore[no-any-return]

        blueprint.add_url_rule("/items", view_func=Items.as_view("items"))
        app.register_blueprint(blueprint)


def _forgetful(view: Any) -> Any:
    """A decorator that doesn't pass on what others noted about the view."""

    def forgetful() -> Any:
        return view()

    return forgetful


BOTH = pytest.mark.parametrize("service_class", [Plain, Service])


@BOTH
@pytest.mark.parametrize("answer", REFUSALS, ids=lambda answer: answer["status"])
def test_refused_request_never_reaches_the_application(service_class: type[Plain], answer: dict[str, Any]) -> None:
    with scripted(answer) as gate:
        service = service_class(gate)
        response = service.get("/orders")
    assert service.reached == []
    assert response.status_code == answer["status"]
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert response.json() == answer["body"]
    assert shown(answer).items() <= dict(response.headers).items()


@BOTH
def test_request_that_may_pass_has_its_verdict_and_the_rate_limit_headers(service_class: type[Plain]) -> None:
    with scripted(PASSED) as gate:
        service = service_class(gate)
        response = service.get("/orders")
    assert [verdict.key_id for verdict in service.reached] == ["key_1"]
    assert shown(PASSED).items() <= dict(response.headers).items()


def test_headers_that_the_application_sets_stay() -> None:
    answer = {**PASSED, "headers": {**PASSED["headers"], "x-ratelimit-limit": "60"}}  # type: ignore[dict-item]
    with scripted(answer) as gate:
        response = Plain(gate).get("/orders")
    assert response.headers.get_list("x-ratelimit-limit") == ["mine"]


@BOTH
def test_gate_is_asked_about_the_clients_own_request(service_class: type[Plain]) -> None:
    asked = {
        "path": "/gate",
        "query": {},
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
        assert service_class(gate).get("/orders?a=%20b", headers).status_code == 200


def test_middleware_asks_for_its_scopes_and_cost() -> None:
    with scripted(PASSED, request={"query": {"scope": ["a:b", "c:d"], "cost": "2"}}) as gate:
        assert Plain(gate, scopes=["a:b", "c:d"], cost=2).get("/orders").status_code == 200


@BOTH
def test_gate_that_is_down_closes_the_service(service_class: type[Plain]) -> None:
    service = service_class(nobody())
    response = service.get("/orders")
    assert service.reached == []
    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"


@BOTH
def test_gate_that_is_down_opens_the_service_if_that_is_chosen(service_class: type[Plain]) -> None:
    service = service_class(Gate(url=nobody(), fail_open=True))
    assert service.get("/orders").status_code == 200
    assert [(verdict.failed_open, verdict.key_id) for verdict in service.reached] == [(True, None)]


@BOTH
@pytest.mark.parametrize("value", ["lk_\x00", "lk_\xff", "x" * 20_000])
def test_credential_that_cannot_be_sent_never_opens_the_service(service_class: type[Plain], value: str) -> None:
    service = service_class(Gate(url=nobody(), fail_open=True))
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/orders",
        "SERVER_NAME": "service",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "HTTP_X_API_KEY": value,
    }
    statuses: list[str] = []

    def start_response(status: str, *_: Any) -> Any:
        statuses.append(status)

    list(service.app(environ, start_response))
    assert statuses[0][:3] in ("401", "431")
    assert service.reached == []


@BOTH
def test_public_paths_are_whole_paths(service_class: type[Plain]) -> None:
    with scripted(*[REFUSALS[0]] * 2) as gate:
        service = service_class(gate, public=["/orders"])
        assert service.get("/orders", {}).status_code == 200
        for path in ("/orders/", "/orders/1"):
            assert service.get(path, {}).status_code == 401


@BOTH
def test_preflight_passes_only_if_that_is_allowed_and_without_a_credential(service_class: type[Plain]) -> None:
    preflight = {"Origin": "https://app.example.com", "Access-Control-Request-Method": "GET"}
    with scripted(*[REFUSALS[0]] * 2) as gate:
        assert service_class(gate).get("/orders", preflight, "OPTIONS").status_code == 401
        service = service_class(gate, allow_preflight=True)
        assert service.get("/orders", preflight, "OPTIONS").status_code == 200
        assert service.get("/orders", {**preflight, **KEY}, "OPTIONS").status_code == 401


def test_client_cannot_set_the_verdict() -> None:
    service = Plain(nobody(), public=["/"])
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "latchkey.verdict": "forged"}
    service.app(environ, lambda *_: bytes)
    assert service.reached == [None]


def test_flask_asks_the_gate_with_the_scopes_and_the_cost_of_the_view() -> None:
    with scripted(PASSED, REFUSALS[1], request={"query": {"scope": "data:read", "cost": "3"}}) as gate:
        service = Service(gate)
        assert service.get("/read").status_code == 200
        assert service.get("/read").status_code == 403
    assert len(service.reached) == 1


def test_flask_view_below_its_route_needs_its_scopes_all_the_same() -> None:
    request = {"query": {"scope": "data:read", "cost": "3"}}
    with scripted(PASSED, request={"path": "/gate", **request}) as url:
        service = Service(url)

        @require(scopes=["data:read"], cost=3)
        @service.app.get("/upside-down")  # type: ignore[attr-defined, untyped-decorator]
        def upside_down() -> str:
            return "ok"

        assert service.get("/upside-down").status_code == 200


def test_flask_asks_with_the_scopes_of_a_view_of_a_blueprint() -> None:
    with scripted(PASSED, request={"query": {"scope": "data:read"}}) as gate:
        assert Service(gate).get("/shop/items").text == "key_1"


def test_scopes_that_another_decorator_hides_are_checked_before_the_view() -> None:
    with scripted(PASSED) as gate:
        response = Service(gate).get("/hidden")
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["required_scopes"] == ["data:write"]


def test_path_that_does_not_exist_needs_a_key_too() -> None:
    with scripted(REFUSALS[0], PASSED) as gate:
        service = Service(gate)
        assert service.get("/nowhere").status_code == 401
        assert service.get("/nowhere").status_code == 404


def test_public_view_needs_no_key_and_has_no_verdict_of_an_earlier_request() -> None:
    with scripted(PASSED) as gate:
        service = Service(gate)
        app: Any = service.app
        # Then both requests share a context.
        with app.app_context():
            client = app.test_client()
            assert client.get("/orders", headers=KEY).status_code == 200
            assert client.get("/health").status_code == 200
    assert [verdict and verdict.key_id for verdict in service.reached] == ["key_1", None]


def test_view_that_is_public_and_needs_a_key_is_an_error_and_not_open() -> None:
    assert Service(nobody()).get("/open-but-required").status_code == 500


def test_check_comes_before_what_else_runs_before_a_request() -> None:
    app = Flask("service")
    reached: list[str] = []
    app.before_request(lambda: reached.append(request.path))
    with scripted(REFUSALS[0]) as gate:
        LatchkeyExtension(app, gate=Gate(url=gate, timeout=10))
        assert app.test_client().get("/").status_code == 401
    assert reached == []


def test_service_without_access_to_the_gate_port_asks_the_api() -> None:
    with (
        scripted(
            {"status": 200, "body": {"data": {"valid": False, "code": "revoked"}}}, request={"method": "POST"}
        ) as url,
        Latchkey(api_key="lk_live_ours", base_url=url) as client,
    ):
        response = Service(Gate(client=client, timeout=10)).get("/orders")
    assert (response.status_code, response.json()["reason"]) == (401, "revoked")


def test_two_credentials_are_refused() -> None:
    with scripted(refusal(400, "multiple_credentials")) as gate:
        response = Service(gate).get("/orders", {**KEY, "Authorization": "Bearer other"})
    assert response.status_code == 400


@pytest.mark.parametrize("options", [{"public": "/health"}, {"public": ["health"]}])
def test_mistakes_in_the_configuration_show_at_the_start(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        Service(nobody(), **options)
