import { beforeAll, expect, inject, test } from "vitest";
import { type Answer, call, type Developer, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const HINT = expect.stringMatching(/^lk_live_\w+…\w+$/);
const SENT = { total: 12, succeeded: 5, failed: 4, rate_limited: 3 };
let dev: Developer;
let key: NewKey;
const answers: Answer[] = [];

const read = (path: string) => call(server, "GET", `/api/v1${path}`, { token: dev.accessToken });
const requestId = ({ headers }: Answer) => headers.get("request-id")!;

// 5 that pass, 2 without the scope, 3 over the key's limit, 2 after revocation, and 1 in the other environment.
beforeAll(async () => {
  dev = await newDeveloper(server);
  key = await newKey(server, dev, { rate_limit: { requests: 5, window_seconds: 3600 } });
  const paths = ["/me", "/keys", "/keys", "/me", "/usage", "/me", "/me", "/me", "/me", "/me"];
  for (const path of paths) answers.push(await call(server, "GET", `/api/v1${path}`, { key: key.secret }));
  await call(server, "DELETE", `/api/v1/keys/${key.id}`, { token: dev.accessToken });
  for (const path of ["/me", "/me"])
    answers.push(await call(server, "GET", `/api/v1${path}`, { key: key.secret }));
  const other = await newKey(server, dev, { environment: "test" });
  await call(server, "GET", "/api/v1/me", { key: other.secret });
});

test("the requests get the expected statuses", () => {
  expect(answers.map(({ status }) => status)).toEqual([
    200, 403, 403, 200, 200, 200, 200, 429, 429, 429, 401, 401,
  ]);
});

test("the month's usage equals the requests sent", async () => {
  const { body } = await read("/usage?environment=live");
  expect(body).toEqual({
    data: { plan: "trial", period: { start: INSTANT, end: INSTANT }, requests: SENT, quota: null },
  });
  const now = new Date();
  const month = (offset: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset)).toISOString();
  expect(body.data.period).toEqual({ start: month(0), end: month(1) });
  const test = (await read("/usage?environment=test")).body.data.requests;
  expect(test).toEqual({ total: 1, succeeded: 1, failed: 0, rate_limited: 0 });
});

test("the key's usage equals the requests sent", async () => {
  const { total, ...counts } = SENT;
  const { data } = (await read(`/keys/${key.id}/usage`)).body;
  expect(data).toEqual({
    key_id: key.id,
    period: { start: INSTANT, end: INSTANT },
    requests_current_period: total,
    ...counts,
    error_rate: 7 / 12,
    last_used_at: INSTANT,
    series: expect.any(Array),
    truncated: false,
  });
  expect(sum(data.series)).toEqual(SENT);
});

interface Counts {
  total: number;
  succeeded: number;
  failed: number;
  rate_limited: number;
}

function sum(slices: Counts[]): Counts {
  const sums: Counts = { total: 0, succeeded: 0, failed: 0, rate_limited: 0 };
  for (const slice of slices)
    for (const name of Object.keys(sums) as (keyof Counts)[]) sums[name] += slice[name];
  return sums;
}

test.each(["minute", "hour", "day"])("the series by %s adds up to the requests sent", async (interval) => {
  const { data } = (await read(`/usage/series?interval=${interval}&environment=live`)).body;
  expect(sum(data)).toEqual(SENT);
  const ms = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }[interval]!;
  for (const { start } of data) expect(Date.parse(start) % ms).toBe(0);
});

test("the series can be grouped by status, route and key", async () => {
  const groups = async (by: string) => {
    const { data } = (await read(`/usage/series?group_by=${by}&interval=day&environment=live`)).body;
    const totals: Record<string, number> = {};
    for (const { group, total } of data) totals[group] = (totals[group] ?? 0) + total;
    return totals;
  };
  expect(await groups("status")).toEqual({ 200: 5, 403: 2, 429: 3, 401: 2 });
  expect(await groups("route")).toEqual({
    "GET /api/v1/me": 9,
    "GET /api/v1/keys": 2,
    "GET /api/v1/usage": 1,
  });
  expect(await groups("key")).toEqual({ [key.id]: 12 });
});

test("the request log pages through every request of the key, newest first", async () => {
  const ids: string[] = [];
  let cursor: string | null = "";
  do {
    const page: Answer = await read(`/requests?key_id=${key.id}&limit=5${cursor && `&cursor=${cursor}`}`);
    ids.push(...page.body.data.map((row: { request_id: string }) => row.request_id));
    cursor = page.body.meta.next_cursor;
  } while (cursor && ids.length < 50);
  expect(ids).toEqual(answers.map(requestId).reverse());
});

test("the request log can be filtered by status, path, environment and actor type", async () => {
  const rows = async (query: string) => (await read(`/requests?limit=100&${query}`)).body.data;
  expect(await rows("status=429")).toHaveLength(3);
  expect(await rows("path=/api/v1/usage&made_by=api_key")).toHaveLength(1);
  expect(await rows("environment=test&made_by=api_key")).toHaveLength(1);
  const people = await rows("made_by=user");
  expect(people.length).toBeGreaterThan(0);
  for (const row of people)
    expect(row).toMatchObject({ key_id: null, user_id: expect.stringMatching(/^usr_/) });
  expect(await rows(`to=${encodeURIComponent("2001-01-01T00:00:00Z")}`)).toEqual([]);
});

const passed = (check: string) => ({ check, outcome: "passed", detail: expect.any(String) });
const failed = (check: string) => ({ check, outcome: "failed", detail: expect.any(String) });

/** What the refused requests would have needed. */
const NEEDED: Record<number, unknown> = {
  1: { scopes: ["keys:read"], limit: null },
  7: { scopes: [], limit: { name: "key", limit: 5, used: 5, per: "hour", resets_at: INSTANT } },
};

test.each([
  ["passed", 0, [passed("credential"), passed("key_status"), passed("limit:plan"), passed("limit:key")]],
  ["lacked a scope", 1, [passed("credential"), passed("key_status"), failed("scope")]],
  [
    "was over the limit",
    7,
    [passed("credential"), passed("key_status"), passed("limit:plan"), failed("limit:key")],
  ],
  ["came after the key's end", 10, [passed("credential"), failed("key_status")]],
])("the log shows, check by check, why a request %s", async (_, index, checks) => {
  const answer = answers[index]!;
  const { body } = await read(`/requests/${requestId(answer)}`);
  expect(body.data).toEqual({
    request_id: requestId(answer),
    at: INSTANT,
    via: "api",
    key_id: key.id,
    key: { id: key.id, name: "test", hint: HINT },
    user_id: null,
    environment: "live",
    method: "GET",
    path: index === 1 ? "/api/v1/keys" : "/api/v1/me",
    route: index === 1 ? "/api/v1/keys" : "/api/v1/me",
    status: answer.status,
    code: answer.status === 200 ? null : answer.body.code,
    cost: answer.status === 200 ? 1 : 0,
    latency_ms: expect.any(Number),
    ip: "127.0.0.1",
    user_agent: "node",
    checks,
    needed: NEEDED[index] ?? null,
  });
  expect(body.data.latency_ms).toBeGreaterThan(0);
});

test("a key can read the log and usage of its own environment only", async () => {
  const reader = await newKey(server, dev, { environment: "test", scopes: ["usage:read"] });
  const withKey = (path: string) => call(server, "GET", `/api/v1${path}`, { key: reader.secret });
  const { data } = (await withKey("/requests?limit=100")).body;
  expect(data.every(({ environment }: { environment: string }) => environment === "test")).toBe(true);
  expectProblem(await withKey(`/requests/${requestId(answers[0]!)}`), 404, "not_found");
  expectProblem(await withKey("/usage?environment=live"), 403, "forbidden", "other_environment");
  expectProblem(await withKey("/requests?environment=live"), 403, "forbidden", "other_environment");
});

test("the request log can be filtered by classes of status, codes, methods, the start of the path and the address", async () => {
  const rows = async (query: string) =>
    (await read(`/requests?limit=100&key_id=${key.id}&${query}`)).body.data;
  expect(await rows("status=2xx,429")).toHaveLength(8);
  expect(await rows("code=forbidden,invalid_api_key")).toHaveLength(4);
  expect(await rows("method=post,get&status=4xx")).toHaveLength(7);
  expect(await rows("method=POST")).toEqual([]);
  expect(await rows("path=/api/v1/k*")).toHaveLength(2);
  expect(await rows("path=/api/v1/k")).toEqual([]);
  expect(await rows("path=*&ip=127.0.0.1")).toHaveLength(12);
  expect(await rows("ip=127.0.0.2")).toEqual([]);
});

test("a client that polls with the last ID, or with meta.after, gets each request once", async () => {
  const ada = await newDeveloper(server);
  const { secret, id } = await newKey(server, ada);
  const list = async (query: string) =>
    (await call(server, "GET", `/api/v1/requests?key_id=${id}&${query}`, { token: ada.accessToken })).body;
  const send = async () => requestId(await call(server, "GET", "/api/v1/me", { key: secret }));
  const ids = ({ data }: { data: { request_id: string }[] }) => data.map(({ request_id }) => request_id);
  const start = (await list("limit=1")).meta.after;
  const sent = [await send(), await send(), await send()];
  const first = await list(`after=${start}&limit=2`);
  expect(ids(first)).toEqual([sent[1], sent[0]]);
  expect(first.meta).toMatchObject({ next_cursor: null, has_more: true, searched_to: null });
  for (const after of [first.meta.after, sent[1]]) {
    const second = await list(`after=${after}`);
    expect(ids(second)).toEqual([sent[2]]);
    expect(ids(await list(`after=${second.meta.after}`))).toEqual([]);
  }
});

test("another workspace's request and one that doesn't exist can't be followed, with the same answer", async () => {
  const ada = await newDeveloper(server);
  const answerTo = async (after: string) => {
    const answer = await call(server, "GET", `/api/v1/requests?after=${after}`, { token: ada.accessToken });
    expectProblem(answer, 400, "invalid_parameter");
    return answer.body.detail;
  };
  const absent = requestId(answers[0]!).slice(0, -5);
  expect(await answerTo(requestId(answers[0]!))).toBe(await answerTo(`${absent}00000`));
});

test("an export has the same requests as the list, as lines of JSON and as CSV", async () => {
  const list = (await read(`/requests?limit=100&key_id=${key.id}&status=4xx`)).body.data;
  const exported = async (format: string) => {
    const url = `${server.url}/api/v1/requests/export?key_id=${key.id}&status=4xx&format=${format}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${dev.accessToken}` } });
    return {
      type: answer.headers.get("content-type"),
      lines: (await answer.text()).trimEnd().split(/\r?\n/),
    };
  };
  const ndjson = await exported("ndjson");
  expect(ndjson.type).toBe("application/x-ndjson");
  expect(ndjson.lines.map((line) => JSON.parse(line))).toEqual(list);
  const csv = await exported("csv");
  expect(csv.lines.map((line) => line.split(",")[0])).toEqual([
    "request_id",
    ...list.map(({ request_id }: { request_id: string }) => request_id),
  ]);
});

test("a series has few groups with names, totals, and those of the time before", async () => {
  const url = "/usage/series?interval=day&environment=live&compare=previous";
  const { data, meta } = (await read(`${url}&group_by=code&limit_groups=1`)).body;
  const totals = { ...SENT, start: INSTANT, end: INSTANT, error_rate: 7 / 12 };
  const none = { total: 0, succeeded: 0, failed: 0, rate_limited: 0, error_rate: 0 };
  expect(meta.totals).toEqual(totals);
  expect(meta.previous).toEqual({ ...none, start: INSTANT, end: meta.totals.start });
  expect(meta.groups).toEqual([
    { id: "ok", name: "ok", hint: null },
    { id: "other", name: "other", hint: null },
  ]);
  expect(sum(data)).toEqual(SENT);
  const byKey = (await read(`${url}&group_by=key`)).body;
  expect(byKey.meta.groups).toEqual([{ id: key.id, name: "test", hint: HINT }]);
  const csv = await fetch(`${server.url}/api/v1${url}&format=csv&group_by=key`, {
    headers: { authorization: `Bearer ${dev.accessToken}` },
  });
  expect(csv.headers.get("content-type")).toBe("text/csv");
  expect((await csv.text()).split("\r\n")[1]).toMatch(new RegExp(`,${key.id},test,lk_live_[^,]+,12,5,4,3$`));
});

test.each([
  "/requests?status=7xx",
  "/requests?status=200,",
  "/requests?method=",
  "/requests?after=req_1",
  "/requests?ip=",
  "/requests?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
  `/requests?code=${"a,".repeat(30)}a`,
  "/requests/export?format=xml",
  "/requests/export?limit=5",
  "/usage/series?limit_groups=0",
  "/usage/series?limit_groups=101",
  "/usage/series?group_by=user",
  "/usage/series?compare=next",
  "/usage/series?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
  "/usage/series?interval=minute&from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z",
  "/usage/series?from=yesterday",
  "/usage/series?interval=week",
  "/usage?environment=production",
])("%s is refused as an invalid parameter", async (path) => {
  expectProblem(await read(path), 400, "invalid_parameter");
});

test("usage by route names the route, also when a value in the path reads like another part of it", async () => {
  const ada = await newDeveloper(server);
  const { secret } = await newKey(server, ada, { scopes: ["usage:read", "keys:read"] });
  for (const path of ["/requests/requests", "/keys/keys", "/keys/v1/usage"])
    expect((await call(server, "GET", `/api/v1${path}`, { key: secret })).status).toBe(404);
  const { body } = await call(server, "GET", "/api/v1/usage/series?group_by=route", {
    token: ada.accessToken,
  });
  expect(body.data.map(({ group }: { group: string }) => group).sort()).toEqual([
    "GET /api/v1/keys/{id}",
    "GET /api/v1/keys/{id}/usage",
    "GET /api/v1/requests/{id}",
  ]);
});
