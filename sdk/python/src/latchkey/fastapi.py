"""A FastAPI dependency. It needs `LatchkeyMiddleware` in the application."""

# No annotations from __future__: older FastAPI can't read them on an object that is a dependency.
from collections.abc import Sequence

from fastapi.openapi.models import APIKey
from fastapi.security.base import SecurityBase
from starlette.requests import HTTPConnection

from latchkey._gate import GateVerdict
from latchkey._protection import requirement
from latchkey.asgi import LatchkeyMiddleware, check_request

__all__ = ["GateVerdict", "LatchkeyMiddleware", "require"]


class Require(SecurityBase):
    """The dependency. It shows in the OpenAPI document as an API key."""

    def __init__(self, *, scopes: Sequence[str] = (), cost: int | None = None) -> None:
        self._requirement = requirement(scopes, cost)
        self.model = APIKey.model_validate({"in": "header", "name": "X-API-Key"})
        self.scheme_name = "Latchkey"

    async def __call__(self, connection: HTTPConnection) -> GateVerdict:
        return await check_request(connection.scope, self._requirement)


def require(*, scopes: Sequence[str] = (), cost: int | None = None) -> Require:
    """
    A dependency that gives the verdict, and answers with a problem before the route runs if the request may not pass:
    `Depends(require(scopes=["data:read"]))`.

    With `LatchkeyMiddleware(per_route=True)`, the gate decides with these scopes and this cost. Otherwise the
    middleware has asked the gate already, with its own cost, and the scopes are checked here.
    """
    return Require(scopes=scopes, cost=cost)
