"""What is generated is fresh, and what is written by hand fits the OpenAPI document."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

import generate_sync
import generate_types
import pytest

import latchkey

DOCUMENT = json.loads(generate_types.DOCUMENT.read_text(encoding="utf-8"))
OPERATIONS = generate_types.operations_of(DOCUMENT)
ROOT = Path(__file__).resolve().parent.parent
# A file instead of JSON, and for the SDK itself.
LEFT_OUT = {"format", "X-Workspace-Id", "Idempotency-Key"}


def test_types_are_those_of_the_openapi_document() -> None:
    assert generate_types.TARGET.read_text(encoding="utf-8") == generate_types.generate(), (
        "Run python tools/generate_types.py"
    )


def test_synchronous_client_is_that_of_the_asynchronous_one() -> None:
    written = {path: path.read_text(encoding="utf-8") for path in generate_sync.TARGET.glob("*.py")}
    assert written == generate_sync.generate(), "Run python tools/generate_sync.py"
    for text in written.values():
        assert not re.search(r"\b(async|await)\b|Async[A-Z]|anyio", text)


def test_types_can_be_imported_and_have_all_members() -> None:
    members = DOCUMENT["components"]["schemas"]["Key"]["properties"]
    assert members.keys() <= latchkey.types.Key.__annotations__.keys()
    assert latchkey.types.MintedKey._times >= {"created_at", "expires_at"}


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("client_class", [latchkey.Latchkey, latchkey.AsyncLatchkey])
def test_method_takes_what_its_operation_takes(client_class: type[Any], name: str) -> None:
    client = client_class(api_key="lk_test_vector", base_url="http://127.0.0.1:9")
    method = client
    for part in name.split("."):
        method = getattr(method, f"{part}_" if part == "import" else part)
    parameters = inspect.signature(method).parameters
    operation = OPERATIONS[name]
    declared = operation.get("parameters", [])
    expected = {parameter["name"] for parameter in declared} - LEFT_OUT
    body = operation.get("requestBody")
    if body:
        reference = body["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
        expected |= DOCUMENT["components"]["schemas"][reference]["properties"].keys()
    if any(parameter["name"] == "Idempotency-Key" for parameter in declared):
        expected.add("idempotency_key")
    assert {parameter.removesuffix("_") for parameter in parameters} == expected
    positional = [one for one in parameters.values() if one.kind is not inspect.Parameter.KEYWORD_ONLY]
    in_path = {parameter["name"] for parameter in declared if parameter["in"] == "path"}
    assert {one.name for one in positional} == (in_path or ({"key"} if "key" in parameters else set()))


def test_version_is_in_the_changelog() -> None:
    assert f"\n## {latchkey.__version__}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_everything_public_is_exported() -> None:
    for name in latchkey.__all__:
        assert getattr(latchkey, name) is not None
    errors = {
        name
        for name, value in vars(latchkey.errors).items()
        if isinstance(value, type) and issubclass(value, latchkey.LatchkeyError)
    }
    assert errors <= set(latchkey.__all__)
