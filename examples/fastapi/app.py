"""A FastAPI service behind Latchkey: uvicorn app:app"""

from typing import Annotated

from fastapi import Depends, FastAPI

from latchkey import AsyncGate
from latchkey.fastapi import GateVerdict, LatchkeyMiddleware, require

app = FastAPI(title="Orders")
# The gate is LATCHKEY_GATE_URL. By default, it has 0.2 seconds to answer.
gate = AsyncGate(timeout=2)
# Every route needs a key, except /health.
app.add_middleware(LatchkeyMiddleware, gate=gate, public=["/health"])


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/orders")
async def orders(key: Annotated[GateVerdict, Depends(require(scopes=["data:read"]))]) -> dict[str, object]:
    return {"orders": [{"id": 1, "item": "Espresso"}], "plan": key.plan, "key": key.key_id}


@app.get("/whoami")
async def whoami(key: Annotated[GateVerdict, Depends(require())]) -> dict[str, object]:
    return {"key": key.key_id, "workspace": key.workspace_id, "can_read": key.has_scope("data:read")}
