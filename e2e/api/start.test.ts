import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { call, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate } from "#e2e/api/gate-client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { requestLogOf } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { trials } from "#e2e/trials.ts";

const { dialect } = inject("server");
const LIMIT_MS = 10_000;

async function exitOf({ process }: OwnServer, signal: NodeJS.Signals) {
  const start = performance.now();
  const exited = once(process, "exit");
  process.kill(signal);
  const [code, killedBy] = await exited;
  return { code, killedBy, tookMs: performance.now() - start };
}

test("SIGTERM at any moment of a start ends the process in order, and every accepted request is logged", async () => {
  const server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl") });
  try {
    const accepted: string[] = [];
    // One for each trial, so that no limit is reached.
    const keys: NewKey[] = [];
    while (keys.length < trials(2)) keys.push(await newKey(server, await newDeveloper(server)));
    for (const [trial, { secret: key }] of keys.entries()) {
      // Both ports are open and Next is still starting, which is the longest part of a start.
      await server.restart();
      const five = () => Array.from({ length: 5 }, () => call(server, "GET", "/api/v1/me", { key }));
      // The first five leave connections behind, so the next five reach the server before the signal does.
      await Promise.all(five());
      const requests = Promise.allSettled(five());
      await delay(trial * 300);
      const exit = await exitOf(server, "SIGTERM");
      expect(exit).toMatchObject({ code: 0, killedBy: null });
      expect(exit.tookMs).toBeLessThan(LIMIT_MS);
      for (const answer of await requests) {
        expect(answer).toMatchObject({ status: "fulfilled", value: { status: 200 } });
        if (answer.status === "fulfilled") accepted.push(answer.value.headers.get("request-id")!);
      }
    }
    expect(accepted.length).toBeGreaterThan(0);
    const rows = new Set<string>();
    for (const { id } of keys) for (const row of await requestLogOf(server, id)) rows.add(row.id);
    expect(accepted.filter((requestId) => !rows.has(requestId))).toEqual([]);
  } finally {
    await server.end();
  }
});

test("/readyz answers 503 until pages are ready too, and decisions are made meanwhile", async () => {
  const server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl") });
  try {
    const readyz = () => askGate(server, { path: "/readyz" });
    const starting = await readyz();
    expectProblem(starting, 503, "unavailable");
    expect(starting.body.detail).toBe("The server is starting. Try again in a moment.");
    expectProblem(await askGate(server, { key: "somebody-elses-key-1" }), 401, "invalid_api_key", "unknown");
    await expect.poll(async () => (await readyz()).status, { timeout: 20_000, interval: 20 }).toBe(200);
    expect((await call(server, "GET", "/login")).status).toBe(200);
  } finally {
    await server.end();
  }
});

test("SIGTERM before the ports are open ends the process in time, and the next start works", async () => {
  const server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl") });
  try {
    for (const afterMs of [50, 300, 600]) {
      await server.stop();
      const starting = server.restart().catch(() => {});
      await delay(afterMs);
      expect((await exitOf(server, "SIGTERM")).tookMs, `after ${afterMs} ms`).toBeLessThan(LIMIT_MS);
      await starting;
    }
    await server.restart();
    expect((await call(server, "GET", "/api/v1/plans")).status).toBe(200);
  } finally {
    await server.end();
  }
});
