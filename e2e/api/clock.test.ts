import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { type Answer, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate } from "#e2e/api/gate-client.ts";
import { burst, statuses } from "#e2e/api/load.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query, requestLogOf, setPlan } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { root } from "#scripts/processes.ts";

const HOUR_MS = 3_600_000;
const { dialect } = inject("server");
const folder = mkdtempSync(join(tmpdir(), "latchkey-clock-"));
const WALL_CLOCK_FILE = join(folder, "offset");
let server: OwnServer;
let ada: Developer;

/** Sets the server's wall clock relative to the machine's, and waits until the server has read it. */
async function setClock(hours: number): Promise<void> {
  writeFileSync(WALL_CLOCK_FILE, String(hours * HOUR_MS));
  await delay(50);
}

beforeAll(async () => {
  await setClock(0);
  const preload = pathToFileURL(join(root, "e2e/processes/wall-clock.mjs")).href;
  const env = { WALL_CLOCK_FILE, NODE_OPTIONS: `--import ${preload}`, TRUSTED_PROXIES: "127.0.0.1" };
  server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl"), env });
  ada = await newDeveloper(server);
  await setPlan(server, ada, 1_000_002);
});

beforeEach(() => setClock(0));

afterAll(async () => {
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
});

const me = (key: string) => call(server, "GET", "/api/v1/me", { key });
const limitedKey = (requests: number, window_seconds: number) =>
  newKey(server, ada, { rate_limit: { requests, window_seconds } });
const expiringKey = (inMs: number) =>
  newKey(server, ada, { expires_at: new Date(Date.now() + inMs).toISOString() });

/** Every number of seconds in the headers is a whole number within the window. */
function expectSaneWaits({ headers }: Answer, windowSeconds: number): void {
  const texts = [
    headers.get("x-ratelimit-reset"),
    headers.get("x-ratelimit-remaining"),
    headers.get("retry-after"),
  ];
  const resets = [...headers.get("ratelimit")!.matchAll(/"key";r=(\S+);t=(\S+)/g)].flatMap(([, r, t]) => [
    r!,
    t!,
  ]);
  for (const text of [...texts, ...resets]) if (text !== null) expect(text).toMatch(/^\d+$/);
  expect(Number(headers.get("retry-after") ?? 1)).toBeGreaterThanOrEqual(1);
  expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(windowSeconds);
}

test("while the clock jumps, no limit starts afresh, and every Retry-After is sane", async () => {
  const { id, secret } = await limitedKey(5, 60);
  let accepted = 0;
  for (const hours of [0, 3, -3, 0, 24 * 40, -24 * 400]) {
    await setClock(hours);
    const answers = await burst(6, server, "GET", "/api/v1/me", { key: secret });
    accepted += statuses(answers)[200] ?? 0;
    for (const answer of answers) expectSaneWaits(answer, 60);
    expectProblem(await me(secret), 429, "rate_limited", "key");
  }
  expect(accepted).toBe(5);
  expect((await requestLogOf(server, id)).filter(({ cost }) => cost > 0)).toHaveLength(5);
});

test("a window lasts its real time when the clock is set back", async () => {
  const { secret } = await limitedKey(2, 3);
  await burst(2, server, "GET", "/api/v1/me", { key: secret });
  await setClock(-5);
  const refused = await me(secret);
  expectProblem(refused, 429, "rate_limited", "key");
  await delay(Number(refused.headers.get("retry-after")) * 1000);
  expect((await me(secret)).status).toBe(200);
});

test("a quota does not reset when the clock jumps to another month", async () => {
  await query(server, "update plans set monthly_quota = $1 where requests_per_minute = 1000002", [3]);
  try {
    const { secret } = await newKey(server, ada, { environment: "test" });
    expect(statuses(await burst(5, server, "GET", "/api/v1/me", { key: secret }))).toEqual({
      200: 3,
      429: 2,
    });
    for (const days of [40, -40]) {
      await setClock(days * 24);
      expectProblem(await me(secret), 429, "quota_exceeded", "quota");
    }
  } finally {
    await query(server, "update plans set monthly_quota = null where requests_per_minute = 1000002");
  }
});

test("a clock that is set back revives neither an expired key nor a rotated secret", async () => {
  const expiring = await expiringKey(1500);
  const rotated = await newKey(server, ada);
  const rotate = { token: ada.accessToken, body: { overlap_seconds: 1 } };
  expect((await call(server, "POST", `/api/v1/keys/${rotated.id}/rotate`, rotate)).status).toBe(200);
  expect((await me(expiring.secret)).status).toBe(200);
  await delay(1600);
  for (const hours of [0, -5, -24 * 40]) {
    await setClock(hours);
    expectProblem(await me(expiring.secret), 401, "invalid_api_key", "expired");
    expectProblem(await me(rotated.secret), 401, "invalid_api_key", "revoked");
  }
});

test("a key expires within a second of a clock that is corrected forward, everywhere, and stays expired", async () => {
  const { id, secret } = await expiringKey(HOUR_MS);
  const auth = { token: ada.accessToken };
  const changer = await newKey(server, ada, {
    scopes: ["keys:write"],
    expires_at: new Date(Date.now() + HOUR_MS).toISOString(),
  });
  expect((await me(secret)).status).toBe(200);
  expect((await askGate(server, { key: secret })).status).toBe(200);
  for (const hours of [2, 0]) {
    await setClock(hours);
    await delay(900);
    expectProblem(await me(secret), 401, "invalid_api_key", "expired");
    expectProblem(await askGate(server, { key: secret }), 401, "invalid_api_key", "expired");
    const verified = await call(server, "POST", "/api/v1/keys/verify", { ...auth, body: { key: secret } });
    expect(verified.body.data).toMatchObject({ valid: false, code: "expired" });
    const change = { key: changer.secret, body: { name: "renamed" } };
    expectProblem(
      await call(server, "PATCH", `/api/v1/keys/${id}`, change),
      401,
      "invalid_api_key",
      "expired",
    );
    expect((await call(server, "GET", `/api/v1/keys/${id}`, auth)).body.data.status).toBe("expired");
    const expired = await call(server, "GET", "/api/v1/keys?status=expired", auth);
    expect(expired.body.data.map((key: { id: string }) => key.id)).toContain(id);
    const past = { ...auth, body: { expires_at: new Date(Date.now() + HOUR_MS).toISOString() } };
    const refused = await call(server, "PATCH", `/api/v1/keys/${id}`, past);
    expect(refused.body.errors).toMatchObject([{ pointer: "/expires_at", code: "not_in_the_future" }]);
  }
  // Set back by more than a day, the clock counts as wrong before, so that later tests start from now.
  await setClock(-24 * 40);
  await me(secret);
  await setClock(0);
  expect((await me(secret)).status).toBe(200);
});

test("sessions stay valid and new keys work when the clock is off by 30 hours", async () => {
  for (const hours of [30, -30]) {
    await setClock(hours);
    expect((await call(server, "GET", "/api/v1/me", { token: ada.accessToken })).status).toBe(200);
    const { secret } = await newKey(server, ada);
    expect((await me(secret)).status).toBe(200);
    const { email, password } = ada;
    const login = await call(server, "POST", "/api/v1/auth/login", { body: { email, password } });
    expect(login.status).toBe(200);
    const token = login.body.data.access_token;
    expect((await call(server, "GET", "/api/v1/me", { token })).status).toBe(200);
  }
});

test("after a restart with the clock set back, limits go on, expired keys stay expired, and windows end", async () => {
  const limited = await limitedKey(3, 3600);
  expect(statuses(await burst(5, server, "GET", "/api/v1/me", { key: limited.secret }))[200]).toBe(3);
  const expired = await expiringKey(1200);
  await delay(1300);
  expectProblem(await me(expired.secret), 401, "invalid_api_key", "expired");

  await server.stop();
  await setClock(-3);
  await server.restart();
  const refused = await me(limited.secret);
  expectProblem(refused, 429, "rate_limited", "key");
  expectSaneWaits(refused, 3600);
  expectProblem(await me(expired.secret), 401, "invalid_api_key", "expired");
  const fresh = await limitedKey(2, 2);
  expect(statuses(await burst(3, server, "GET", "/api/v1/me", { key: fresh.secret }))).toEqual({
    200: 2,
    429: 1,
  });
  await delay(2000);
  expect((await me(fresh.secret)).status).toBe(200);
}, 120_000);

test("requests made while the clock was ahead still count once it is right", async () => {
  const { id, secret } = await limitedKey(3, 7200);
  await server.stop();
  await setClock(1);
  await server.restart();
  expect(statuses(await burst(5, server, "GET", "/api/v1/me", { key: secret }))[200]).toBe(3);
  const [first] = await requestLogOf(server, id);
  expect(first!.at - Date.now(), "the server sees the clock that this test sets").toBeGreaterThan(
    HOUR_MS / 2,
  );
  await server.stop();
  await setClock(0);
  await server.restart();
  const refused = await me(secret);
  expectProblem(refused, 429, "rate_limited", "key");
  expectSaneWaits(refused, 7200);
}, 120_000);
