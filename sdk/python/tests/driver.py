"""Makes the calls of the conformance table, with the synchronous and the asynchronous client."""

from __future__ import annotations

import inspect
import keyword
from dataclasses import dataclass
from typing import Any

import servers

from latchkey import AsyncGate, AsyncLatchkey, Gate, Latchkey, LatchkeyError

# A vector says what must happen, not how fast: a busy machine must not make a gate's verdict another one.
GATE_TIMEOUT_SECONDS = 10.0


@dataclass
class Outcome:
    """What the caller got."""

    value: Any = None
    items: list[Any] | None = None
    raw: Any = None
    error: LatchkeyError | None = None
    result: Any = None


class Driver:
    """One of the two clients. `finish` awaits what the asynchronous one returns."""

    client_class: type[Any]
    gate_class: type[Any]

    async def finish(self, value: Any) -> Any:
        raise NotImplementedError

    async def collect(self, pages: Any) -> list[Any]:
        raise NotImplementedError

    async def run(self, call: dict[str, Any], options: dict[str, Any], base_url: str) -> Outcome:
        """Makes a call with a client that has these options."""
        client = gate = None
        try:
            if call["operation"] == "gate.check":
                gate = self.gate_class(url=base_url, **gate_options(options))
                return await self.check(gate, call)
            client = self.client_class(**client_options(options, base_url))
            if call["operation"] == "gate.check_with_api":
                gate = self.gate_class(client=client, **gate_options(options))
                return await self.check(gate, call)
            return await self.call(client, call)
        except LatchkeyError as error:
            return Outcome(error=error)
        finally:
            for one in (gate, client):
                if one is not None:
                    await self.finish(one.close())

    async def check(self, gate: Any, call: dict[str, Any]) -> Outcome:
        for _ in range(call.get("repeat", 1)):
            verdict = await self.finish(gate.check(**call["arguments"]))
        return Outcome(value=vars(verdict), result=verdict)

    async def call(self, client: Any, call: dict[str, Any]) -> Outcome:
        options = dict(call.get("options", {}))
        arguments = {python_name(name): value for name, value in call.get("arguments", {}).items()}
        if "idempotency_key" in options:
            arguments["idempotency_key"] = options.pop("idempotency_key")
        if options:
            timeout = timeout_of(options)
            client = client.with_options(**options, **timeout)
        method = client
        for name in call["operation"].split("."):
            method = getattr(method, python_name(name))
        if call.get("raw"):
            raw = await self.finish(client.with_raw_response(method, **arguments))
            return Outcome(value=plain(raw.value), raw=raw, result=raw.value)
        for _ in range(call.get("repeat", 1)):
            result = method(**arguments)
            if call.get("all"):
                return Outcome(items=await self.collect(result))
            result = await self.finish(result)
        return Outcome(value=plain(result), result=result)


class SyncDriver(Driver):
    client_class = Latchkey
    gate_class = Gate

    async def finish(self, value: Any) -> Any:
        return value

    async def collect(self, pages: Any) -> list[Any]:
        return [plain(item) for item in pages]


class AsyncDriver(Driver):
    client_class = AsyncLatchkey
    gate_class = AsyncGate

    async def finish(self, value: Any) -> Any:
        return await value if inspect.isawaitable(value) else value

    async def collect(self, pages: Any) -> list[Any]:
        return [plain(item) async for item in pages]


def python_name(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def timeout_of(options: dict[str, Any]) -> dict[str, float]:
    milliseconds = options.pop("timeout_ms", None)
    return {} if milliseconds is None else {"timeout": milliseconds / 1000}


def gate_options(options: dict[str, Any]) -> dict[str, Any]:
    options = dict(options)
    return {
        "timeout": timeout_of(options).get("timeout", GATE_TIMEOUT_SECONDS),
        "fail_open": options.get("fail_open", False),
    }


def client_options(options: dict[str, Any], base_url: str) -> dict[str, Any]:
    options = {name: value for name, value in options.items() if name not in ("environment", "fail_open")}
    if "api_key" not in options and "access_token" not in options:
        options["api_key"] = "lk_test_vector"
    options.setdefault("base_url", base_url + options.pop("base_path", ""))
    milliseconds = options.pop("max_retry_after_ms", None)
    if milliseconds is not None:
        options["max_retry_after"] = milliseconds / 1000
    timeout = timeout_of(options)
    return {**options, **timeout}


def plain(result: Any) -> Any:
    """A result as JSON."""
    if isinstance(result, list):
        return [plain(item) for item in result]
    return result.to_dict() if hasattr(result, "to_dict") else result


def differences(expected: Any, actual: Any, where: str = "") -> list[str]:
    """What of the expected JSON isn't there. Objects may have more members."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return [
            difference
            for name, value in expected.items()
            for difference in differences(value, actual.get(name, "(missing)"), f"{where}.{name}")
        ]
    if isinstance(expected, list) and isinstance(actual, (list, tuple)):
        if len(expected) != len(actual):
            return [f"{where} has {len(actual)} elements, not {len(expected)}"]
        return [
            difference
            for index, value in enumerate(expected)
            for difference in differences(value, actual[index], f"{where}[{index}]")
        ]
    if expected == actual and isinstance(expected, bool) == isinstance(actual, bool):
        return []
    return [f"{where or 'the result'} is {actual!r}, not {expected!r}"]


def judge(expected: dict[str, Any] | None, outcome: Outcome) -> list[str]:
    """What of a vector's result isn't so."""
    expected = expected or {}
    if "error" in expected:
        if outcome.error is None:
            return [f"there is no error, but {outcome.value!r}"]
        return differences(expected["error"], {**described(outcome.error)})
    if outcome.error is not None:
        raise outcome.error
    problems = []
    if "value" in expected:
        problems += differences(expected["value"], outcome.value)
    if "items" in expected:
        problems += differences(expected["items"], outcome.items)
    if "raw" in expected:
        raw = {"status": outcome.raw.status, "headers": dict(outcome.raw.headers)}
        problems += differences(expected["raw"], raw)
    for scope, has in expected.get("has_scope", {}).items():
        problems += differences(has, outcome.result.has_scope(scope), f"has_scope({scope})")
    return problems


def described(error: LatchkeyError) -> dict[str, Any]:
    names = ("status", "code", "reason", "message", "request_id", "required_scopes", "retry_after_seconds", "errors")
    members = {name: getattr(error, name, None) for name in (*names, "attempts")}
    return {"type": error.type, **members}


def base_for(operation: str) -> str:
    return servers.gate_url() if operation == "gate.check" else servers.base_url()
