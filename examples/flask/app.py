"""A Flask service behind Latchkey: flask --app app run"""

from flask import Flask, g

from latchkey import Gate
from latchkey.flask import LatchkeyExtension, public, require

app = Flask(__name__)
# The gate is LATCHKEY_GATE_URL. By default, it has 0.2 seconds to answer.
gate = Gate(timeout=2)
# Every view needs a key, except those that are public.
LatchkeyExtension(app, gate=gate)


@app.get("/health")
@public
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/orders")
@require(scopes=["data:read"])
def orders() -> dict[str, object]:
    return {"orders": [{"id": 1, "item": "Espresso"}], "plan": g.latchkey.plan, "key": g.latchkey.key_id}


@app.get("/whoami")
def whoami() -> dict[str, object]:
    key = g.latchkey
    return {"key": key.key_id, "workspace": key.workspace_id, "can_read": key.has_scope("data:read")}
