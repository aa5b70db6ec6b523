"""The servers that the tests need. Without them, tests fail instead of being skipped."""

from __future__ import annotations

import atexit
import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest

_control = httpx.Client(timeout=30, trust_env=False)
atexit.register(_control.close)
CONFORMANCE = Path(__file__).resolve().parents[2] / "conformance"


def variable(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        pytest.fail(f"{name} isn't set. Run npm run test:sdks, or source what sdk/conformance/serve.ts prints.")
    return value


def base_url() -> str:
    return variable("LATCHKEY_TEST_BASE_URL")


def gate_url() -> str:
    return variable("LATCHKEY_TEST_GATE_URL")


def test_key() -> str:
    return variable("LATCHKEY_TEST_API_KEY")


test_key.__test__ = False  # type: ignore[attr-defined]


def control(action: str, body: Any) -> Any:
    """Asks the scripted server."""
    url = variable("LATCHKEY_TEST_CONTROL_URL")
    response = _control.post(f"{url}/control/{action}", json=body)
    response.raise_for_status()
    return response.json()


def read(path: str) -> Any:
    return json.loads((CONFORMANCE / path).read_text(encoding="utf-8"))


def vectors() -> list[Any]:
    found = [
        vector for path in sorted((CONFORMANCE / "vectors").glob("*.json")) for vector in read(f"vectors/{path.name}")
    ]
    assert found
    return found
