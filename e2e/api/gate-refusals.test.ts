import { beforeAll, expect, inject, test } from "vitest";
import { sessionCookie } from "#e2e/api/browser-login.ts";
import { type Answer, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate, loggedAs, passedAs } from "#e2e/api/gate-client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query, requestLogOf, setPlan } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";
import { bin, run } from "#scripts/processes.ts";

const server = connectTo(inject("server"));
let ada: Developer;

beforeAll(async () => {
  ada = await newDeveloper(server);
  await setPlan(server, ada);
});

const readingKey = (more: object = {}) => newKey(server, ada, { scopes: ["data:read"], ...more });
const change = (method: string, id: string, body?: object) =>
  call(server, method, `/api/v1/keys/${id}`, { token: ada.accessToken, body });

/** Expects the problem, and no identity header that a gateway could pass on. */
function expectRefused(answer: Answer, status: number, code: string, reason?: string): void {
  expectProblem(answer, status, code, reason);
  expect([...answer.headers.keys()].filter((name) => name.startsWith("x-gate-"))).toEqual([]);
}

test("an unusable secret gets 401 with the reason", async () => {
  expectRefused(await askGate(server), 401, "unauthorized");
  expectRefused(
    await askGate(server, { key: `lk_live_${"a".repeat(36)}` }),
    401,
    "invalid_api_key",
    "malformed",
  );
  expectRefused(await askGate(server, { key: "somebody-elses-key-1" }), 401, "invalid_api_key", "unknown");
  const revoked = await readingKey();
  await change("DELETE", revoked.id);
  expectRefused(await askGate(server, { key: revoked.secret }), 401, "invalid_api_key", "revoked");
  const expired = await readingKey();
  const longAgo = server.dialect === "sqlite" ? 1 : new Date(1);
  await query(server, "update api_keys set expires_at = $1 where id = $2", [longAgo, expired.id]);
  expectRefused(await askGate(server, { key: expired.secret }), 401, "invalid_api_key", "expired");
  const headers: [string, string][] = [["Authorization", `Bearer ${ada.accessToken}x`]];
  expectRefused(await askGate(server, { headers }), 401, "invalid_token", "malformed");
});

test("a key without the scope gets 403 with the missing scope", async () => {
  const disabled = await readingKey();
  await change("PATCH", disabled.id, { enabled: false });
  expectRefused(await askGate(server, { key: disabled.secret }), 403, "inactive_api_key");
  const { id, secret: key } = await readingKey();
  for (const path of [
    "/gate?scope=data:read&scope=data:write",
    "/gate;scope=data:write/x?scope=data:read",
    "/gate/x?scope=data:write",
  ]) {
    const answer = await askGate(server, { key, path });
    expectRefused(answer, 403, "forbidden", "insufficient_scope");
    expect(answer.body.required_scopes, path).toEqual(["data:write"]);
    const entry = await loggedAs(server, ada.accessToken, answer);
    expect(entry).toMatchObject({ key_id: id, route: "/gate", status: 403, code: "forbidden", cost: 0 });
  }
  const person: [string, string][] = [["Authorization", `Bearer ${ada.accessToken}`]];
  const answer = await askGate(server, { headers: person, path: "/gate?scope=data:read" });
  expectRefused(answer, 403, "forbidden", "insufficient_role");
});

test("a key over its limit gets 429 with Retry-After and the limit headers", async () => {
  const { secret: key } = await readingKey({ rate_limit: { requests: 1, window_seconds: 3600 } });
  passedAs(await askGate(server, { key }));
  const answer = await askGate(server, { method: "POST", key });
  expectRefused(answer, 429, "rate_limited", "key");
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(3500);
  expect(answer.headers.get("ratelimit-policy")).toContain('"key";q=1;w=3600');
  expect(answer.headers.get("ratelimit")).toContain('"key";r=0;t=');
  const head = await askGate(server, { method: "HEAD", key });
  expect([head.status, head.body]).toEqual([429, ""]);
});

test("an invalid cost gets 400 in every form and uses nothing", async () => {
  const { id, secret: key } = await readingKey();
  for (const path of [
    "/gate?cost=-1",
    "/gate?cost=",
    "/gate;cost=1.5/orders",
    "/gate/orders?cost=9999999",
    "/gate?cost=x&fold=0",
  ])
    expectRefused(await askGate(server, { key, path }), 400, "invalid_parameter");
  expect(await requestLogOf(server, id)).toEqual([]);
});

test("with fold=1, a refusal is 403 with its real status and problem in headers, and 401 stays 401", async () => {
  const { secret: key } = await readingKey({ rate_limit: { requests: 1, window_seconds: 3600 } });
  passedAs(await askGate(server, { key, path: "/gate?fold=1" }));
  const { secret: other } = await readingKey();
  const twice: [string, string][] = [["X-API-Key", other]];
  for (const [folded, status, request] of [
    [401, 401, { path: "/gate?fold=1" }],
    [403, 403, { key: other, path: "/gate?fold=1&scope=data:write" }],
    [403, 429, { key, path: "/gate;fold=1/orders" }],
    [403, 400, { key: other, headers: twice, path: "/gate?fold=1" }],
    [403, 403, { key: other, path: `/gate?fold=1&scope=${encodeURIComponent("日本\n\u{1F511}é")}` }],
  ] as const) {
    const { path } = request;
    const answer = await askGate(server, {
      ...request,
      headers: "headers" in request ? [...request.headers] : [],
    });
    expect(answer.status, path).toBe(folded);
    expect(answer.headers.get("x-gate-status"), path).toBe(String(status));
    const told = answer.headers.get("x-gate-problem")!;
    expect(told).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(told)).toEqual(answer.body);
    expect(answer.headers.has("www-authenticate")).toBe(status === 401);
    expect(answer.headers.has("retry-after")).toBe(status === 429);
    const { "x-gate-status": _, ...headers } = Object.fromEntries(answer.headers);
    expectProblem(
      { status, headers: new Headers(headers), body: answer.body },
      status,
      answer.body.code,
      answer.body.reason,
    );
  }
});

test("an invalid gate request is not folded, and fold in the client's own query has no effect", async () => {
  const { secret: key } = await readingKey();
  expect((await askGate(server, { key, path: "/gate?fold=1&cost=x" })).status).toBe(400);
  const path = "/gate/orders?fold=1&scope=data:write&cost=2000000";
  expectRefused(await askGate(server, { key, path }), 400, "invalid_parameter");
  const { secret: limited } = await readingKey({ rate_limit: { requests: 1, window_seconds: 3600 } });
  passedAs(await askGate(server, { key: limited }));
  for (const form of ["/gate/orders?fold=1", "/gate;cost=1/orders?fold=1"])
    expectRefused(await askGate(server, { key: limited, path: form }), 429, "rate_limited", "key");
});

test("two credentials get 400, even when both are the same valid key", async () => {
  const { secret: key } = await readingKey();
  const bearer: [string, string] = ["Authorization", `Bearer ${key}`];
  const refused = async (headers: [string, string][], code: string) =>
    expectRefused(await askGate(server, { headers }), 400, code);
  await refused(
    [
      ["X-API-Key", key],
      ["x-api-key", key],
    ],
    "duplicate_header",
  );
  await refused(
    [
      ["X-API-Key", key],
      ["X-Api-Key", "other"],
    ],
    "duplicate_header",
  );
  await refused([bearer, bearer], "duplicate_header");
  await refused([["X-API-Key", key], bearer], "multiple_credentials");
});

test("a key in the client's URL gets 400 in every header and path form, and is not used", async () => {
  const { id, secret: key } = await readingKey();
  for (const uri of [
    `/orders?api_key=${key}`,
    `/orders?x=${key}`,
    `/${key}/orders`,
    `/${key.replaceAll("_", "%5f")}/orders`,
    "/orders?access_token=short",
  ]) {
    for (const name of ["X-Forwarded-Uri", "X-Original-URI", "X-Original-URL"])
      expectRefused(await askGate(server, { key, headers: [[name, uri]] }), 400, "credential_in_url");
    for (const form of ["/gate", "/gate;scope=data:read"])
      expectRefused(await askGate(server, { key, path: form + uri }), 400, "credential_in_url");
  }
  expect(await requestLogOf(server, id)).toEqual([]);
});

test("the gate accepts neither browser sessions nor service credentials", async () => {
  const cookie = await sessionCookie(server, ada);
  const own = await call(server, "GET", "/api/v1/me", { cookie });
  expect(own.status).toBe(200);
  for (const more of [[], [["Sec-Fetch-Site", "same-origin"]], [["Origin", server.url]]] as [
    string,
    string,
  ][][])
    expectRefused(await askGate(server, { headers: [["Cookie", cookie], ...more] }), 401, "unauthorized");
  const env = { ...process.env, DATA_DIR: server.dataDir, DATABASE_URL: server.databaseUrl };
  const made = await run(bin("node"), ["scripts/cli.ts", "service", "create", "at-the-gate", "--json"], {
    env,
  });
  const { secret } = JSON.parse(made.stdout);
  const headers: [string, string][] = [["Authorization", `Bearer ${secret}`]];
  expectRefused(await askGate(server, { headers }), 403, "forbidden", "service_credential");
});

test("with `credential`, the API's own credentials are neither read nor refused", async () => {
  const { id, secret } = await readingKey();
  const headers: [string, string][] = [
    ["X-My-Key", secret],
    ["Authorization", "Basic YTpi"],
    ["X-API-Key", "of-another-system"],
  ];
  const uri: [string, string] = ["X-Forwarded-Uri", `/orders?access_token=abc&sha256=${"0f".repeat(32)}`];
  const path = "/gate?scope=data:read&credential=header:x-my-key";
  expect(passedAs(await askGate(server, { path, headers: [...headers, uri] }))["key-id"]).toBe(id);
  const prefixed = "/gate;scope=data:read;credential=header:x-my-key/orders?access_token=abc&credential=x";
  expect(passedAs(await askGate(server, { path: prefixed, headers }))["key-id"]).toBe(id);
  expectRefused(await askGate(server, { path, key: secret }), 401, "unauthorized");
  const inUrl: [string, string] = ["X-Forwarded-Uri", `/orders?key=${secret}`];
  expectRefused(await askGate(server, { path, headers: [...headers, inUrl] }), 400, "credential_in_url");
  const wrong = await askGate(server, { path: "/gate?credential=cookie", key: secret });
  expectRefused(wrong, 400, "invalid_parameter");
});
