import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, expect, inject, test } from "vitest";
import { type Answer, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { burst, hammer, mostInAnyWindow, statuses } from "#e2e/api/load.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { requestLogOf, setPlan } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";
import { trials } from "#e2e/trials.ts";

const server = connectTo(inject("server"));
let roomy: Developer;

beforeAll(async () => {
  roomy = await newDeveloper(server);
  await setPlan(server, roomy);
});

const me = (key: string) => call(server, "GET", "/api/v1/me", { key });
const limitedKey = (requests: number, window_seconds: number, more: object = {}) =>
  newKey(server, roomy, { rate_limit: { requests, window_seconds }, ...more });
const rateLimits = async (request: { key?: string; token?: string }, query = "") => {
  const { status, body } = await call(server, "GET", `/api/v1/usage/rate-limits${query}`, request);
  expect(status).toBe(200);
  return body.data;
};

/** The numbers in the rate limit headers; fails when a header is malformed. */
function readHeaders({ headers }: Answer) {
  const policies = [
    ...headers.get("ratelimit-policy")!.matchAll(/"(plan|key|user)";q=(\d+);w=(\d+)(?:, |$)/g),
  ];
  const readings = [...headers.get("ratelimit")!.matchAll(/"(plan|key|user)";r=(\d+);t=(\d+)(?:, |$)/g)];
  expect(policies.map(([text]) => text).join("")).toBe(headers.get("ratelimit-policy"));
  expect(readings.map(([text]) => text).join("")).toBe(headers.get("ratelimit"));
  const [limit, remaining, reset] = ["limit", "remaining", "reset"].map((name) => {
    const value = headers.get(`x-ratelimit-${name}`)!;
    expect(value).toMatch(/^\d+$/);
    return Number(value);
  });
  return {
    policies: policies.map(([, name, q, w]) => ({ name, q: Number(q), w: Number(w) })),
    readings: readings.map(([, name, r, t]) => ({ name, r: Number(r), t: Number(t) })),
    limit: limit!,
    remaining: remaining!,
    reset: reset!,
  };
}

test("200 concurrent clients on a limit of 60: exactly 60 pass, and under load no window ever holds more", async () => {
  const WINDOW_SECONDS = 3;
  const { id, secret } = await limitedKey(60, WINDOW_SECONDS);
  const start = performance.now();
  const answers = await burst(200, server, "GET", "/api/v1/me", { key: secret });
  expect(performance.now() - start).toBeLessThan(WINDOW_SECONDS * 1000);
  expect(statuses(answers)).toEqual({ 200: 60, 429: 140 });

  let accepted = 60;
  await hammer(
    16,
    () => performance.now() - start > 2.4 * WINDOW_SECONDS * 1000,
    async () => {
      const { status } = await me(secret);
      if (status === 200) accepted += 1;
      else await delay(20);
    },
  );
  const rows = await requestLogOf(server, id);
  const taken = rows.filter(({ cost }) => cost > 0);
  expect(taken).toHaveLength(accepted);
  expect(taken.every(({ cost, status }) => cost === 1 && status === 200)).toBe(true);
  expect(
    mostInAnyWindow(
      taken.map(({ at }) => at),
      WINDOW_SECONDS * 1000,
    ),
  ).toBe(60);
  // Constant demand uses up each window: 60 at its start, after one window and after two.
  expect(accepted).toBe(180);
});

test("keys of one environment share the plan's 60 requests a minute; the other environment and people don't", async () => {
  const dev = await newDeveloper(server);
  const [one, two] = [await newKey(server, dev), await newKey(server, dev)];
  const other = await newKey(server, dev, { environment: "test" });
  const [first, second] = await Promise.all([
    burst(50, server, "GET", "/api/v1/me", { key: one.secret }),
    burst(50, server, "GET", "/api/v1/me", { key: two.secret }),
  ]);
  expect(statuses([...first, ...second])).toEqual({ 200: 60, 429: 40 });
  expectProblem(await me(one.secret), 429, "rate_limited", "plan");
  expectProblem(await me(two.secret), 429, "rate_limited", "plan");

  expect((await me(other.secret)).headers.get("ratelimit")).toMatch(/^"plan";r=59;t=\d+$/);
  const person = await call(server, "GET", "/api/v1/me", { token: dev.accessToken });
  expect(person.status).toBe(200);
  expect(person.headers.get("ratelimit-policy")).toBe('"user";q=600;w=60');
  expect(await rateLimits({ token: dev.accessToken }, "?environment=test")).toMatchObject({
    plan: "trial",
    rate_limit: { rpm: 60, used: 1, remaining: 59 },
  });
});

test("the rate limit can be read while it is exhausted, and reading it uses nothing", async () => {
  const dev = await newDeveloper(server);
  const { secret } = await newKey(server, dev);
  expect(await rateLimits({ key: secret })).toEqual({
    plan: "trial",
    rate_limit: { rpm: 60, used: 0, remaining: 60, reset_in_seconds: 0 },
  });
  await burst(61, server, "GET", "/api/v1/me", { key: secret });
  for (let i = 0; i < 3; i += 1) {
    const { rate_limit } = await rateLimits({ key: secret });
    expect(rate_limit).toEqual({ rpm: 60, used: 60, remaining: 0, reset_in_seconds: expect.any(Number) });
    expect(rate_limit.reset_in_seconds).toBeGreaterThan(0);
    expect(rate_limit.reset_in_seconds).toBeLessThanOrEqual(60);
  }
});

test("refused requests use nothing: wrong scope, wrong secret, disabled, limited", async () => {
  const { id, secret } = await limitedKey(5, 60);
  const used = async () =>
    readHeaders(await call(server, "GET", "/api/v1/usage/rate-limits", { key: secret }));
  const resembling = secret.slice(0, -1) + (secret.endsWith("0") ? "1" : "0");
  for (const answer of await burst(10, server, "GET", "/api/v1/keys", { key: secret }))
    expectProblem(answer, 403, "forbidden", "insufficient_scope");
  for (const answer of await burst(10, server, "GET", "/api/v1/me", { key: resembling }))
    expectProblem(answer, 401, "invalid_api_key", "malformed");
  const enable = (enabled: boolean) =>
    call(server, "PATCH", `/api/v1/keys/${id}`, { token: roomy.accessToken, body: { enabled } });
  await enable(false);
  for (const answer of await burst(10, server, "GET", "/api/v1/me", { key: secret }))
    expectProblem(answer, 403, "inactive_api_key");
  await enable(true);
  expect((await used()).remaining).toBe(5);

  expect(statuses(await burst(20, server, "GET", "/api/v1/me", { key: secret }))).toEqual({
    200: 5,
    429: 15,
  });
  const rows = await requestLogOf(server, id);
  expect(rows.reduce((sum, { cost }) => sum + cost, 0)).toBe(5);
});

test("a request that the key's limit refuses uses nothing of the plan's limit", async () => {
  const dev = await newDeveloper(server);
  const narrow = await newKey(server, dev, { rate_limit: { requests: 3, window_seconds: 60 } });
  const wide = await newKey(server, dev);
  expect(statuses(await burst(30, server, "GET", "/api/v1/me", { key: narrow.secret }))).toEqual({
    200: 3,
    429: 27,
  });
  expect((await rateLimits({ key: wide.secret })).rate_limit.used).toBe(3);
});

test("rate limit headers are never negative under load, and a request after Retry-After passes", async () => {
  const { secret } = await limitedKey(5, 1);
  for (let round = 0; round < trials(2); round += 1) {
    const answers = await burst(25, server, "GET", "/api/v1/me", { key: secret });
    for (const answer of answers) {
      const { policies, readings, limit, remaining, reset } = readHeaders(answer);
      expect(policies).toEqual([
        { name: "plan", q: 1_000_000, w: 60 },
        { name: "key", q: 5, w: 1 },
      ]);
      const [, own] = readings;
      expect({ limit, remaining, reset }).toEqual({ limit: 5, remaining: own!.r, reset: own!.t });
      expect(reset).toBeLessThanOrEqual(1);
    }
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) expectProblem(answer, 429, "rate_limited", "key");
    const waits = refused.map(({ headers }) => Number(headers.get("retry-after")));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1);
    await delay(waits.at(-1)! * 1000);
    expect((await me(secret)).status).toBe(200);
    await delay(1000);
  }
});

test("remaining counts down by one in both kinds of headers", async () => {
  const { secret } = await limitedKey(4, 60);
  for (const left of [3, 2, 1, 0]) {
    const { remaining, readings } = readHeaders(await me(secret));
    expect(remaining).toBe(left);
    expect(readings[1]).toMatchObject({ name: "key", r: left });
  }
});

test("a steady client below the limit is never refused", async () => {
  const { secret } = await limitedKey(10, 1);
  for (let sent = 0; sent < 24; sent += 1) {
    const [answer] = await Promise.all([me(secret), delay(110)]);
    expect(answer.status).toBe(200);
  }
});

test("a changed plan applies to the next request and counts earlier requests", async () => {
  const dev = await newDeveloper(server);
  const { secret } = await newKey(server, dev);
  expect(statuses(await burst(61, server, "GET", "/api/v1/me", { key: secret }))[200]).toBe(60);
  await setPlan(server, dev, 70);
  expect(statuses(await burst(30, server, "GET", "/api/v1/me", { key: secret }))).toEqual({
    200: 10,
    429: 20,
  });
});
