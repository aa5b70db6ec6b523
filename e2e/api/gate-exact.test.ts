import { beforeAll, expect, inject, test } from "vitest";
import { type Answer, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate, passedAs } from "#e2e/api/gate-client.ts";
import { statuses } from "#e2e/api/load.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query, requestLogOf, setPlan } from "#e2e/api/store.ts";
import type { GatewayRequest } from "#e2e/gateways/client.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
let ada: Developer;

beforeAll(async () => {
  ada = await newDeveloper(server);
  await setPlan(server, ada);
});

const limitedKey = (requests: number, more: object = {}) =>
  newKey(server, ada, { rate_limit: { requests, window_seconds: 60 }, ...more });
const times = <T>(count: number, turn: () => Promise<T>) => Promise.all(Array.from({ length: count }, turn));
const gates = (count: number, request: GatewayRequest) => times(count, () => askGate(server, request));
const costOf = async (keyId: string) =>
  (await requestLogOf(server, keyId)).reduce((sum, { cost }) => sum + cost, 0);

/** Whether the key passes at /verify. */
const verify = async (key: string) => {
  const body = JSON.stringify({ key });
  const headers: [string, string][] = [["Content-Type", "application/json"]];
  const answer = await askGate(server, { method: "POST", path: "/verify", headers, body });
  expect(answer.status).toBe(200);
  return answer.body.data.valid as boolean;
};
const me = async (key: string) => (await call(server, "GET", "/api/v1/me", { key })).status === 200;
const gate = async (key: string) => (await askGate(server, { key })).status === 200;

test("200 concurrent clients on a limit of 60: exactly 60 pass, and the others get 429", async () => {
  const { id, secret: key } = await limitedKey(60);
  const start = performance.now();
  const answers = await gates(200, { key });
  expect(performance.now() - start).toBeLessThan(60_000);
  expect(statuses(answers)).toEqual({ 200: 60, 429: 140 });
  for (const answer of answers) {
    const remaining = Number(answer.headers.get("x-ratelimit-remaining"));
    expect(remaining).toBeGreaterThanOrEqual(0);
    if (answer.status === 200) passedAs(answer);
    else expectProblem(answer, 429, "rate_limited", "key");
  }
  const left = answers
    .filter(({ status }) => status === 200)
    .map(({ headers }) => headers.get("x-ratelimit-remaining"));
  expect(new Set(left).size).toBe(60);
  const rows = await requestLogOf(server, id);
  expect(rows).toHaveLength(200);
  expect(rows.filter(({ cost, status }) => cost === 1 && status === 200)).toHaveLength(60);
  expect(rows.filter(({ cost, status }) => cost === 0 && status === 429)).toHaveLength(140);
});

test("the gate, /verify and the API share a key's limit: exactly 60 of 210 requests pass", async () => {
  const { id, secret } = await limitedKey(60);
  const entryPoints = [gate, verify, me];
  const passed = await Promise.all(entryPoints.map((entryPoint) => times(70, () => entryPoint(secret))));
  const counts = passed.map((answers) => answers.filter(Boolean).length);
  expect(counts.reduce((sum, count) => sum + count)).toBe(60);
  expect(await costOf(id)).toBe(60);
  expect(await Promise.all(entryPoints.map((entryPoint) => entryPoint(secret)))).toEqual([
    false,
    false,
    false,
  ]);
});

test("with a limit of 60, requests of cost 7 pass eight times and the rest is left for smaller ones", async () => {
  const { id, secret: key } = await limitedKey(60);
  expect(statuses(await gates(50, { key, path: "/gate?cost=7" }))).toEqual({ 200: 8, 429: 42 });
  expect(statuses(await gates(5, { key, path: "/gate;cost=4/orders" }))).toEqual({ 200: 1, 429: 4 });
  expect(await costOf(id)).toBe(60);
  expectProblem(await askGate(server, { key, path: "/gate?cost=61" }), 429, "rate_limited", "key");
});

test("refused requests use nothing: wrong scope, invalid request, wrong or repeated secret, disabled, limited, cost 0", async () => {
  const { id, secret: key } = await limitedKey(5);
  const resembling = key.slice(0, -1) + (key.endsWith("0") ? "1" : "0");
  const refusals: [number, GatewayRequest][] = [
    [403, { key, path: "/gate?scope=data:read" }],
    [400, { key, path: "/gate?cost=x" }],
    [400, { key, path: `/gate/orders?token=${key}` }],
    [400, { key, headers: [["X-API-Key", key]] }],
    [401, { key: resembling }],
    [429, { key, path: "/gate?cost=6" }],
    [200, { key, path: "/gate?cost=0" }],
  ];
  for (const [status, request] of refusals)
    expect(statuses(await gates(10, request)), JSON.stringify(request)).toEqual({ [status]: 10 });
  const enable = (enabled: boolean) =>
    call(server, "PATCH", `/api/v1/keys/${id}`, { token: ada.accessToken, body: { enabled } });
  await enable(false);
  expect(statuses(await gates(10, { key }))).toEqual({ 403: 10 });
  await enable(true);
  expect(statuses(await gates(20, { key }))).toEqual({ 200: 5, 429: 15 });
  expect(await costOf(id)).toBe(5);
});

test("a request that the key's limit refuses uses nothing of the plan's limit", async () => {
  const dev = await newDeveloper(server);
  const narrow = await newKey(server, dev, { rate_limit: { requests: 3, window_seconds: 60 } });
  const wide = await newKey(server, dev);
  expect(statuses(await gates(40, { key: narrow.secret }))).toEqual({ 200: 3, 429: 37 });
  expect(statuses(await gates(80, { key: wide.secret }))).toEqual({ 200: 57, 429: 23 });
  expectProblem(await askGate(server, { key: narrow.secret }), 429, "rate_limited", "plan");
});

test("with a quota of 1,000, exactly 1,000 of 1,500 concurrent requests of two keys pass", async () => {
  const dev = await newDeveloper(server);
  await setPlan(server, dev, 1_000_002);
  await query(server, "update plans set monthly_quota = 1000 where id = 'of-1000002'");
  const keys = [await newKey(server, dev), await newKey(server, dev)];
  const answers: Answer[] = [];
  for (let wave = 0; wave < 5; wave += 1)
    answers.push(...(await Promise.all(keys.map(({ secret: key }) => gates(150, { key })))).flat());
  expect(statuses(answers)).toEqual({ 200: 1000, 429: 500 });
  for (const { secret: key } of keys) {
    const answer = await askGate(server, { key });
    expectProblem(answer, 429, "quota_exceeded", "quota");
    expect(answer.headers.get("ratelimit")).toMatch(/"quota";r=0;t=\d+$/);
    expect(await me(key)).toBe(false);
  }
  expect((await costOf(keys[0]!.id)) + (await costOf(keys[1]!.id))).toBe(1000);
});

test("a limit or plan that another process changes applies to the next request", async () => {
  const dev = await newDeveloper(server);
  const { id, secret: key } = await newKey(server, dev, { rate_limit: { requests: 20, window_seconds: 60 } });
  expect(statuses(await gates(20, { key }))).toEqual({ 200: 20 });
  await query(server, "update api_keys set limit_requests = 30 where id = $1", [id]);
  expect(statuses(await gates(20, { key }))).toEqual({ 200: 10, 429: 10 });
  await query(server, "update api_keys set limit_requests = null where id = $1", [id]);
  expect(statuses(await gates(40, { key }))).toEqual({ 200: 30, 429: 10 });
  await setPlan(server, dev, 70);
  expect(statuses(await gates(20, { key }))).toEqual({ 200: 10, 429: 10 });
  await query(server, "update api_keys set limit_requests = 70, limit_window_seconds = 3600 where id = $1", [
    id,
  ]);
  await setPlan(server, dev);
  expect(statuses(await gates(5, { key }))).toEqual({ 429: 5 });
});

test("a limit that another process removes and sets again counts what was accepted in between", async () => {
  const dev = await newDeveloper(server);
  await setPlan(server, dev);
  const { id, secret: key } = await newKey(server, dev, { rate_limit: { requests: 20, window_seconds: 60 } });
  expect(statuses(await gates(25, { key }))).toEqual({ 200: 20, 429: 5 });
  const set = (limit: number | null, seconds: number | null) =>
    query(server, "update api_keys set limit_requests = $1, limit_window_seconds = $2 where id = $3", [
      limit,
      seconds,
      id,
    ]);
  await set(null, null);
  expect(statuses(await gates(30, { key }))).toEqual({ 200: 30 });
  await set(70, 60);
  expect(statuses(await gates(30, { key }))).toEqual({ 200: 20, 429: 10 });
});
