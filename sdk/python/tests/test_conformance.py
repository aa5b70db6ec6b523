"""Every vector and every scenario of sdk/conformance, with both clients."""

from __future__ import annotations

import re
import secrets
from typing import Any

import pytest
import servers
from driver import AsyncDriver, Driver, SyncDriver, base_for, judge

from latchkey import WebhookVerificationError, webhooks

DRIVERS = [pytest.param(SyncDriver(), id="sync"), pytest.param(AsyncDriver(), id="async")]
VECTORS = servers.vectors()
SCENARIOS = servers.read("live.json")
WEBHOOKS = servers.read("webhooks.json")


def named(case: Any) -> str:
    return str(case["name"])


@pytest.mark.anyio
@pytest.mark.parametrize("vector", VECTORS, ids=named)
@pytest.mark.parametrize("driver", DRIVERS)
async def test_vector(driver: Driver, vector: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    scripted = servers.control("start", vector)["base_url"]
    options = vector.get("client", {})
    for name, value in options.get("environment", {}).items():
        monkeypatch.setenv(name, value.replace("{base}", scripted))
    try:
        outcome = await driver.run(vector["call"], options, scripted)
    finally:
        problems = servers.control("finish", {"base_url": scripted})["problems"]
    assert problems == []
    assert judge(vector["result"], outcome) == []


@pytest.mark.anyio
@pytest.mark.parametrize("scenario", SCENARIOS, ids=named)
@pytest.mark.parametrize(("driver", "language"), [(SyncDriver(), "python"), (AsyncDriver(), "python-async")])
async def test_scenario(driver: Driver, language: str, scenario: dict[str, Any]) -> None:
    # A new name in every run, so that the tests can run again on the same servers.
    variables: dict[str, Any] = {"{language}": f"{language}-{secrets.token_hex(4)}"}
    for step in scenario["steps"]:
        step = filled(step, variables)
        options = step.get("client", {"api_key": servers.test_key()})
        # Only what happened counts: a refusal for a limit isn't waited for.
        options = {"max_retries": 0, **options}
        outcome = await driver.run(step["call"], options, base_for(step["call"]["operation"]))
        assert judge(step.get("result"), outcome) == [], step["call"]
        for variable, path in step.get("save", {}).items():
            value = outcome.value
            for member in path.split("."):
                value = value[member]
            variables[variable] = value


def filled(value: Any, variables: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {name: item if name == "save" else filled(item, variables) for name, item in value.items()}
    if isinstance(value, list):
        return [filled(item, variables) for item in value]
    if isinstance(value, str):
        return re.sub(r"\{language\}|\$\w+", lambda match: str(variables.get(match[0], match[0])), value)
    return value


@pytest.mark.parametrize("case", WEBHOOKS, ids=named)
def test_webhook(case: dict[str, Any]) -> None:
    def verify(body: bytes | str) -> Any:
        return webhooks.verify(body, case["headers"], case["secrets"], now=case["now"])

    for body in (case["body"], case["body"].encode()):
        if "error" in case["result"]:
            with pytest.raises(WebhookVerificationError) as caught:
                verify(body)
            assert {"type": caught.value.type, "reason": caught.value.reason} == case["result"]["error"]
        else:
            assert verify(body) == case["result"]["value"]
