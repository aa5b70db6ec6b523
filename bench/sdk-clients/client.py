"""Asks the gate, as client.ts does, over the channel of messages that Node gives to its children."""

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable

import httpx

from latchkey import AsyncGate, Gate

gate_url, key = sys.argv[1:]
address = f"{gate_url}/gate"
http = httpx.Client()
async_http = httpx.AsyncClient()
gate = Gate(url=gate_url)
async_gate = AsyncGate(url=gate_url)
client_headers = [("host", "api.example.com"), ("user-agent", "bench"), ("accept", "*/*"), ("x-api-key", key)]
request = {"method": "GET", "uri": "/orders?limit=10", "headers": client_headers, "ip": "127.0.0.1"}


async def ask_httpx() -> bool:
    return (await async_http.get(address, headers={"x-api-key": key})).status_code == 200


async def ask_gate() -> bool:
    return (await async_gate.check(**request)).allowed


BLOCKING: dict[str, Callable[[], bool]] = {
    "httpx.Client": lambda: http.get(address, headers={"x-api-key": key}).status_code == 200,
    "check": lambda: gate.check(**request).allowed,
}
ASYNC: dict[str, Callable[[], Awaitable[bool]]] = {"httpx.AsyncClient": ask_httpx, "async check": ask_gate}


async def turn(client: str, ms: int, at_once: int) -> dict[str, float]:
    took: list[float] = []
    failed = 0
    used = time.process_time()
    until = time.perf_counter() + ms / 1000

    def note(began: float, allowed: bool) -> None:
        nonlocal failed
        took.append(time.perf_counter() - began)
        failed += not allowed

    async def ask_on() -> None:
        while (began := time.perf_counter()) < until:
            note(began, await ASYNC[client]())

    if client in ASYNC:
        await asyncio.gather(*(ask_on() for _ in range(at_once)))
    else:
        while (began := time.perf_counter()) < until:
            note(began, BLOCKING[client]())
    return {
        "requests": len(took),
        "failed": failed,
        "p50Ms": statistics.median(took) * 1000,
        "cpuMicros": (time.process_time() - used) * 1e6 / len(took),
    }


async def main() -> None:
    with os.fdopen(int(os.environ["NODE_CHANNEL_FD"]), "r+b", buffering=0) as channel:
        pending = b""
        while chunk := channel.read(65536):
            pending += chunk
            while b"\n" in pending:
                line, pending = pending.split(b"\n", 1)
                asked = json.loads(line)
                answer = await turn(asked["client"], asked["ms"], asked["atOnce"])
                channel.write(json.dumps(answer).encode() + b"\n")


asyncio.run(main())
