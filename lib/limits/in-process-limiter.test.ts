import { expect, test } from "vitest";
import type { RequestRow } from "#db/queries/requests.ts";
import { Engine } from "#e2e/unit/engine.ts";
import { clockMs } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import type { Policy } from "#lib/limits/limiter.ts";

const keyPolicy = (keyId: string, limit: number, windowSeconds = 60): Policy => ({
  name: "key",
  limit,
  windowSeconds,
  subject: { kind: "key", keyId },
});

const planPolicy = (workspaceId: string, limit: number): Policy => ({
  name: "plan",
  limit,
  windowSeconds: 60,
  subject: { kind: "workspace", workspaceId, environment: "live" },
});

function row(
  at: number,
  { keyId, workspaceId = "ws_1", cost = 1 }: { keyId: string; workspaceId?: string; cost?: number },
): RequestRow {
  return {
    id: newId("req", at),
    at: new Date(at),
    workspaceId,
    environment: "live",
    keyId,
    hint: null,
    userId: null,
    method: "GET",
    path: "/",
    route: "/",
    status: cost ? 200 : 429,
    code: null,
    cost,
    latencyMicros: 1,
    ip: null,
    userAgent: null,
    checks: [],
  };
}

test("of 200 requests at once, exactly as many as the limit are accepted", async () => {
  const engine = new Engine();
  const decisions = await Promise.all(
    Array.from({ length: 200 }, () => engine.take([keyPolicy("key_a", 60)], 1)),
  );
  expect(decisions.filter(({ refusal }) => !refusal)).toHaveLength(60);
  expect(Math.min(...decisions.flatMap(({ states }) => states.map(({ remaining }) => remaining)))).toBe(0);
});

test("a request that one policy refuses takes nothing from the others", async () => {
  const engine = new Engine();
  const policies = [planPolicy("ws_b", 10), keyPolicy("key_b", 2)];
  for (let i = 0; i < 5; i += 1) await engine.take(policies, 1);
  const { states } = await engine.take(policies, 0);
  expect(states.map(({ used }) => used)).toEqual([2, 2]);
});

test("looking takes nothing and is never refused", async () => {
  const engine = new Engine();
  const policies = [keyPolicy("key_c", 1)];
  await engine.take(policies, 1);
  for (let i = 0; i < 3; i += 1) expect((await engine.take(policies, 0)).refusal).toBeNull();
  expect((await engine.take(policies, 1)).refusal?.policy.name).toBe("key");
});

test("after a restart the limits stand as the engine has them: nothing starts afresh", async () => {
  const before = new Engine();
  const now = clockMs();
  await Promise.all(
    [50_000, 40_000, 10].map((ago) => before.append(row(now - ago, { keyId: "key_d", workspaceId: "ws_d" }))),
  );
  await before.append(row(now - 61_000, { keyId: "key_d", workspaceId: "ws_d" }));
  await before.append(row(now - 5, { keyId: "key_d", workspaceId: "ws_d", cost: 0 }));
  const { states } = await new Engine().take([planPolicy("ws_d", 60), keyPolicy("key_d", 60)], 0);
  expect(states.map(({ used }) => used)).toEqual([3, 3]);
  expect(states[0]!.resetSeconds).toBe(10);
});

test("a row from the future, left by a clock that was set back, counts as of now", async () => {
  const engine = new Engine();
  await engine.append(row(clockMs() + 3_600_000, { keyId: "key_e" }));
  const { refusal } = await new Engine().take([keyPolicy("key_e", 1)], 1);
  expect(refusal?.retryAfterSeconds).toBeLessThanOrEqual(60);
});

test("a limit that is changed is in force for the next decision; a changed window is counted from the engine", async () => {
  const engine = new Engine();
  const { at } = await engine.take([keyPolicy("key_f", 5, 60)], 1);
  await engine.append(row(at, { keyId: "key_f" }));
  expect((await engine.take([keyPolicy("key_f", 1, 60)], 1)).refusal).not.toBeNull();
  expect((await engine.take([keyPolicy("key_f", 1, 3600)], 1)).refusal).not.toBeNull();
});
