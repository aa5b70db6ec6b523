"""Runs the Python code of the documentation and of the dashboard: what sdk/conformance/examples.ts has collected."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import servers

from latchkey import AsyncGate, Gate

SHOWN = json.loads(Path(os.environ.get("LATCHKEY_TEST_EXAMPLES", os.devnull)).read_text(encoding="utf-8") or "null")
CLONE = Path(__file__).resolve().parents[3]


def bash(script: str, folder: Path, **environment: str) -> str:
    done = subprocess.run(
        ["bash", "-euc", script],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project beside a clone of Latchkey, where the SDK was installed as the page says."""
    home = tmp_path_factory.mktemp("docs")
    (home / "latchkey").symlink_to(CLONE)
    folder = home / "app"
    folder.mkdir()
    # Its dependency and its build backend are in the environment of the tests.
    own = {"PIP_TARGET": str(folder / "packages"), "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    bash(SHOWN["python"]["install"], folder, **own)
    assert (folder / "packages/latchkey/py.typed").is_file()
    return folder


def test_the_code_is_there() -> None:
    assert SHOWN, "LATCHKEY_TEST_EXAMPLES isn't set. Run npm run test:sdks."
    assert len(SHOWN["python"]["programs"]) >= 4
    assert len(SHOWN["python"]["page"]) > 2_000


@pytest.mark.parametrize("program", SHOWN["python"]["programs"] if SHOWN else [], ids=lambda program: program["shown"])
def test_a_program_runs_as_its_first_lines_say(project: Path, program: dict[str, str]) -> None:
    command, own = "python3 example.py", {"PYTHONPATH": "packages"}
    if program["env"]:
        found = re.search(r"^# (set -a; .*)$", program["code"], re.MULTILINE)
        assert found
        command = found[1]
    else:
        own |= {"LATCHKEY_API_KEY": servers.test_key(), "LATCHKEY_BASE_URL": servers.base_url()}
    (project / ".env").write_text(program["env"] + "\n", encoding="utf-8")
    (project / "example.py").write_text(program["code"], encoding="utf-8")
    assert program["expects"] in bash(command, project, **own)


@pytest.fixture(scope="module")
def page() -> Iterator[dict[str, Any]]:
    """What the parts of the SDK's page have defined, after all of them ran."""
    found: dict[str, Any] = {"__name__": "page"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATCHKEY_API_KEY", servers.test_key())
        patch.setenv("LATCHKEY_BASE_URL", servers.base_url())
        patch.setenv("WEBHOOK_SECRET", "whsec_AAAA")
        # Here, the first answer may come late: the machine is busy with the other tests.
        for gate in (Gate, AsyncGate):
            patch.setitem(gate.__init__.__kwdefaults__, "timeout", 10.0)  # type: ignore[arg-type]
        # Every run creates a key of its own.
        code = SHOWN["python"]["page"].replace("nightly-2026-11-29", str(time.time_ns()))
        exec(compile(code, "docs/sdks/python", "exec"), found)
        yield found
        found["client"].keys.revoke(found["created"].id)


def test_the_calls_of_the_page(page: dict[str, Any]) -> None:
    assert page["me"].actor.type == "api_key"
    assert page["info"].id == page["created"].id
    assert page["response"].status == 200
    assert page["status_of"]({"X-API-Key": servers.test_key()}) == 200
    assert page["status_of"]({}) == 401
    assert page["receive"](b"{}", {}) == 400


@pytest.mark.anyio
async def test_the_fastapi_application_of_the_page(page: dict[str, Any]) -> None:
    transport = httpx.ASGITransport(app=page["app"])
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        assert (await client.get("/orders")).status_code == 401
        answer = await client.get("/orders", headers={"X-API-Key": servers.test_key()})
    assert answer.status_code == 200
    assert answer.json()["can_write"] is False


@pytest.mark.parametrize("name", ["flask_app", "protected"])
def test_the_wsgi_applications_of_the_page(page: dict[str, Any], name: str) -> None:
    with httpx.Client(transport=httpx.WSGITransport(app=page[name]), base_url="http://service") as client:
        assert client.get("/orders").status_code == 401
        answer = client.get("/orders", headers={"X-API-Key": servers.test_key()})
        assert answer.status_code == 200
        assert "of-" in answer.text
