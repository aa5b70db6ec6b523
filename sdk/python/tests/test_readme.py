"""Runs the code of the README: the Python blocks in order, in one namespace, against a real Latchkey."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
import servers

from latchkey import AsyncGate, Gate

ROOT = Path(__file__).resolve().parent.parent
BLOCKS = re.findall(
    r"^```(\w+)\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


@pytest.fixture(scope="module")
def namespace() -> dict[str, Any]:
    """What the blocks have defined, after all of them ran."""
    found: dict[str, Any] = {"__name__": "readme"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATCHKEY_API_KEY", servers.test_key())
        patch.setenv("LATCHKEY_BASE_URL", servers.base_url())
        patch.setenv("LATCHKEY_GATE_URL", servers.gate_url())
        # Here, the first answer may come late: the machine is busy with the other tests.
        for gate in (Gate, AsyncGate):
            patch.setitem(gate.__init__.__kwdefaults__, "timeout", 10.0)  # type: ignore[arg-type]
        # Every run creates a key of its own.
        suffix = str(time.time_ns())
        for language, code in BLOCKS:
            if language == "python":
                exec(compile(code.replace("nightly-2026-11-29", suffix), "README.md", "exec"), found)
    return found


def test_there_is_no_block_that_is_not_run() -> None:
    languages = [language for language, _ in BLOCKS]
    assert set(languages) == {"sh", "python"}
    assert languages.count("python") >= 10


def test_the_commands() -> None:
    install, *settings = [code for language, code in BLOCKS if language == "sh"]
    # What the documentation's page says is run by test_docs.py.
    shown = json.loads(Path(os.environ["LATCHKEY_TEST_EXAMPLES"]).read_text(encoding="utf-8"))
    venv, pip = install.splitlines(keepends=True)
    assert venv.startswith("python3 -m venv ")
    assert pip == shown["python"]["install"]
    names = re.findall(r"^export (\w+)=", "".join(settings), re.MULTILINE)
    assert names == ["LATCHKEY_API_KEY", "LATCHKEY_BASE_URL", "LATCHKEY_GATE_URL"]


def test_the_first_calls(namespace: dict[str, Any]) -> None:
    assert namespace["info"].id == namespace["created"].id
    assert namespace["response"].status == 200
    assert namespace["response"].value.name is None


@pytest.mark.anyio
async def test_the_fastapi_application(namespace: dict[str, Any]) -> None:
    for app in (namespace["app"], namespace["protected"]):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            assert (await client.get("/orders")).status_code == 401
            answer = await client.get("/orders", headers={"X-API-Key": servers.test_key()})
    assert answer.status_code == 200
    assert answer.json()["can_write"] is False


def test_the_flask_application(namespace: dict[str, Any]) -> None:
    client = namespace["flask_app"].test_client()
    assert client.get("/health").status_code == 200
    assert client.get("/orders").status_code == 401
    answer = client.get("/orders", headers={"X-API-Key": servers.test_key()})
    assert answer.status_code == 200
    assert "ratelimit" in answer.headers


def test_the_webhook(namespace: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    body, stamp = b'{"type":"key.revoked"}', str(int(time.time()))
    key = base64.b64decode(namespace["secret_of_endpoint"].removeprefix("whsec_"))
    digest = hmac.new(key, b"evt_1." + stamp.encode() + b"." + body, hashlib.sha256).digest()
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
    assert namespace["receive"](body, headers) == 204
    assert namespace["receive"](body + b" ", headers) == 400
    assert capsys.readouterr().out == "key.revoked\nbad_signature\n"
