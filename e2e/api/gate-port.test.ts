import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, expect, inject, test } from "vitest";
import { type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate, passedAs } from "#e2e/api/gate-client.ts";
import { hammer } from "#e2e/api/load.ts";
import { account, newPerson } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { rawHttp } from "#e2e/api/raw-http.ts";
import { setPlan } from "#e2e/api/store.ts";
import { connectTo, startTestServer } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const port = { url: server.gateUrl };
let ada: Developer;

beforeAll(async () => {
  ada = await newDeveloper(server);
  await setPlan(server, ada);
});

const JSON_BODY: [string, string][] = [["Content-Type", "application/json"]];
const verify = (body: object | string) =>
  askGate(server, {
    method: "POST",
    path: "/verify",
    headers: JSON_BODY,
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const get = (path: string) => askGate(server, { path });

test("/verify checks and charges keys of every workspace without a credential", async () => {
  for (const developer of [ada, await newDeveloper(server)]) {
    const { id, secret: key } = await newKey(server, developer, {
      scopes: ["data:read"],
      external_id: "customer 7",
      rate_limit: { requests: 5, window_seconds: 3600 },
    });
    const answer = await verify({ key, scopes: ["data:read"], cost: 3 });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(answer.body.data).toMatchObject({
      valid: true,
      code: "valid",
      key: { id, environment: "live", external_id: "customer 7" },
      rate_limit: { limit: 5, remaining: 2 },
    });
    expect((await verify({ key, cost: 3 })).body.data).toMatchObject({ valid: false, code: "rate_limited" });
    expect((await verify({ key, scopes: ["data:write"] })).body.data).toMatchObject({
      code: "insufficient_scope",
      missing_scopes: ["data:write"],
      rate_limit: null,
    });
  }
  expect((await verify({ key: "nobody-ever-made-this" })).body.data).toMatchObject({
    code: "unknown",
    key: null,
  });
});

test("an invalid body of /verify gets the same problem as at the API", async () => {
  expectProblem(await verify("{"), 400, "malformed_json");
  expectProblem(await verify({ key: "x", keys: [] }), 422, "unknown_field");
  expectProblem(await verify({ key: "" }), 422, "validation_failed");
  expectProblem(await verify({ key: "x", cost: -1 }), 422, "validation_failed");
  expectProblem(
    await askGate(server, { method: "POST", path: "/verify", body: "{}" }),
    415,
    "unsupported_media_type",
  );
});

test("/healthz answers alive and /readyz ready, and HEAD the same without a body", async () => {
  await expect.poll(async () => (await get("/readyz")).status, { timeout: 20_000 }).toBe(200);
  for (const [path, word] of [
    ["/healthz", "alive"],
    ["/readyz", "ready"],
  ] as const) {
    const { status, headers, body } = await get(path);
    expect([status, body, headers.get("cache-control")]).toEqual([200, word, "no-store"]);
    const head = await askGate(server, { method: "HEAD", path });
    expect([head.status, head.body, head.headers.get("content-length")]).toEqual([
      200,
      "",
      String(word.length),
    ]);
  }
});

/** What all instances count together. */
async function metrics() {
  const texts = await Promise.all(server.gateUrls.map(metricsOf));
  return {
    text: texts.join(""),
    decided: (code: string) => texts.reduce((sum, text) => sum + decidedOf(text, code), 0),
  };
}

async function metricsOf(gateUrl: string): Promise<string> {
  const { status, headers, body } = await askGate({ gateUrl }, { path: "/metrics" });
  expect(status).toBe(200);
  expect(headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  return body;
}

function decidedOf(text: string, code: string): number {
  const name = `latchkey_decisions_total{entrypoint="gate",code="${code}"}`.replace(/[{}]/g, "\\$&");
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
}

test("/metrics counts decisions by code and reveals no key, workspace, user or path", async () => {
  const { id, secret: key } = await newKey(server, ada, {
    rate_limit: { requests: 2, window_seconds: 3600 },
  });
  const before = await metrics();
  const { "workspace-id": workspaceId } = passedAs(
    await askGate(server, { key, path: "/gate/a-path-of-my-own/7" }),
  );
  passedAs(await askGate(server, { key }));
  for (let i = 0; i < 3; i += 1) await askGate(server, { key, path: "/gate?fold=1" });
  await askGate(server);
  await askGate(server, { key, path: "/gate?cost=x" });
  await askGate(server, { key, path: "/gate?scope=a-scope:of-my-own" });
  const after = await metrics();
  const more = (code: string) => after.decided(code) - before.decided(code);
  expect(["ok", "rate_limited", "unauthorized", "invalid_parameter", "forbidden"].map(more)).toEqual([
    2, 3, 1, 1, 1,
  ]);

  for (const told of [id, workspaceId!, key, key.slice(-4), "a-path-of-my-own", "of-my-own", ada.email])
    expect(after.text).not.toContain(told);
  const labels = after.text.matchAll(/^latchkey_\w+\{([^}]*)\}/gm);
  const names = new Set(
    [...labels].flatMap(([, list]) => list!.split(",").map((label) => label.split("=")[0])),
  );
  expect([...names].sort()).toEqual(["code", "entrypoint", "le", "port", "state"]);
});

test("unknown paths get 404 and unknown methods 405, with or without a credential", async () => {
  const { secret: key } = await newKey(server, ada);
  for (const path of ["/", "/gates", "/verify/", "/api/v1/me", "/GATE", "/%67ate", "/healthz/x"])
    expectProblem(await askGate(server, { path, key }), 404, "not_found");
  for (const [method, path, allow] of [
    ["GET", "/verify", "POST"],
    ["POST", "/healthz", "GET"],
    ["DELETE", "/metrics", "GET"],
    ["PROPFIND", "/readyz", "GET"],
  ] as const) {
    const answer = await askGate(server, { method, path });
    expectProblem(answer, 405, "method_not_allowed");
    expect(answer.headers.get("allow")).toBe(allow);
  }
});

test.each([
  ["garbage", "\x16\x03\x01\x02\x00garbage\r\n\r\n"],
  ["no HTTP", "hello\r\n\r\n"],
  ["a broken header", "GET /gate HTTP/1.1\r\nHost x\r\n\r\n"],
  ["two lengths", "POST /gate HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
  [
    "a length and chunks",
    "POST /gate HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
])("%s on the gate port gets 400, and the port stays open", async (_, bytes) => {
  expectProblem(await rawHttp(port, bytes), 400, "malformed_request");
  expect((await get("/healthz")).status).toBe(200);
});

test("endless headers get 431", async () => {
  const answer = await rawHttp(port, `GET /gate HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(40_000)}\r\n\r\n`);
  expectProblem(answer, 431, "headers_too_large");
});

test("HTTP/1.0, Upgrade and Expect requests of a gateway are answered", async () => {
  const { secret } = await newKey(server, ada);
  const key = `X-API-Key: ${secret}\r\n`;
  const rest = `Host: x\r\nConnection: close\r\n${key}`;
  passedAs({ ...(await rawHttp(port, `GET /gate HTTP/1.0\r\n${key}\r\n`)), body: "" });
  const upgrade = `GET /gate HTTP/1.1\r\nHost: x\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n${key}\r\n`;
  passedAs({ ...(await rawHttp(port, upgrade)), body: "" });
  for (const expected of ["100-continue", "of-the-future"])
    passedAs({
      ...(await rawHttp(port, `GET /gate HTTP/1.1\r\nExpect: ${expected}\r\n${rest}\r\n`)),
      body: "",
    });
});

test("while draining, /readyz answers 503, decisions go on, and requests in flight are answered", async () => {
  const own = await startTestServer({
    dialect: server.dialect,
    postgresqlUrl: inject("postgresqlUrl"),
    waitForPages: true,
  });
  try {
    const { secret: key } = await newKey(own, await newDeveloper(own));
    expect((await askGate(own, { path: "/readyz" })).status).toBe(200);
    // Each hashes a password, two at a time, so some are in flight when the signal arrives.
    const slow = Array.from({ length: 8 }, () => account(own, "signup", newPerson()));
    await delay(50);
    const exited = once(own.process, "exit");
    const { promise: told, resolve: tell } = Promise.withResolvers<void>();
    let over = false;
    // The port closes after a short silence, so a gateway keeps asking.
    const gateway = hammer(
      2,
      () => over,
      async () => {
        if ((await askGate(own, { path: "/readyz" })).status === 503) tell();
      },
    );
    own.process.kill("SIGTERM");
    await Promise.race([told, gateway]);
    expectProblem(await askGate(own, { path: "/readyz" }), 503, "unavailable");
    expect((await askGate(own, { path: "/healthz" })).body).toBe("alive");
    passedAs(await askGate(own, { key }));
    over = true;
    await gateway;
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual(slow.map(() => 202));
    expect(await exited).toEqual([0, null]);
  } finally {
    await own.end();
  }
});

const withHost = (path: string, host: string) =>
  rawHttp(port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);

test("pages of a website that points its name at this port can't read anything", async () => {
  for (const path of ["/metrics", "/readyz", "/healthz", "/verify", "/nothing"])
    for (const host of ["rebound.example.com", "rebound.example.com:3001", "127.0.0.1.example.com"])
      expectProblem(await withHost(path, host), 403, "forbidden", "unknown_host");
  for (const host of ["127.0.0.1:3001", "[::1]:3001", "localhost", "latchkey:3001", "latchkey.keys.svc"])
    expect((await withHost("/healthz", host)).status, host).toBe(200);
  // Gateways pass on the Host of their own client.
  expectProblem(await withHost("/gate", "api.example.com"), 401, "unauthorized");
});
