import { beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate, loggedAs, passedAs } from "#e2e/api/gate-client.ts";
import { setPlan } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"];
let ada: Developer;
let workspaceId: string;
let userId: string;

beforeAll(async () => {
  ada = await newDeveloper(server);
  await setPlan(server, ada);
  const { body } = await call(server, "GET", "/api/v1/me", { token: ada.accessToken });
  [workspaceId, userId] = [body.data.workspace.id, body.data.actor.id];
});

const readingKey = (more: object = {}) => newKey(server, ada, { scopes: ["data:read"], ...more });
const logged = (answer: Awaited<ReturnType<typeof askGate>>) => loggedAs(server, ada.accessToken, answer);

test.each(METHODS)("%s passes with 200, no body, and every identity header", async (method) => {
  const { id, secret: key } = await readingKey();
  expect(passedAs(await askGate(server, { method, key }))).toEqual({
    "key-id": id,
    "user-id": "none",
    "workspace-id": workspaceId,
    environment: "live",
    plan: "of-1000000",
    scopes: "data:read",
    "external-id": "none",
  });
});

test("a 1 MB body passes, and so does the next request", async () => {
  const { secret: key } = await readingKey();
  const body = Buffer.alloc(1 << 20, "x");
  passedAs(await askGate(server, { method: "POST", key, body, path: "/gate/upload" }));
  passedAs(await askGate(server, { key }));
});

test("an access token passes as its user, with the user's own limit", async () => {
  const headers: [string, string][] = [["Authorization", `Bearer ${ada.accessToken}`]];
  const answer = await askGate(server, { headers });
  expect(passedAs(answer)).toEqual({
    "key-id": "none",
    "user-id": userId,
    "workspace-id": workspaceId,
    environment: "none",
    plan: "of-1000000",
    scopes: expect.stringMatching(/^[a-z]+:[a-z]+( [a-z]+:[a-z]+)*$/),
    "external-id": "none",
  });
  expect(answer.headers.get("ratelimit-policy")).toBe('"user";q=600;w=60');
});

test("a key passes as a bearer token, with its environment and empty scopes", async () => {
  const { id, secret } = await newKey(server, ada, { environment: "test" });
  const told = passedAs(await askGate(server, { headers: [["authorization", `Bearer ${secret}`]] }));
  expect(told).toMatchObject({ "key-id": id, environment: "test", scopes: "none" });
});

test.each([
  "customer 7",
  "a%20b",
  "100%",
  "Ünï/çødé;x=1,y",
  "日本 \u{1F511}",
  '"quoted\\"',
  "\u2028\u00a0\ufeffx",
  "~!@#$^&*()[]{}|<>?",
])("the external ID %j is sent percent-encoded in visible ASCII", async (id) => {
  const { secret: key } = await readingKey({ external_id: id });
  const { "external-id": told } = passedAs(await askGate(server, { key }));
  expect(told).toMatch(/^[\x21-\x7e]+$/);
  expect(decodeURIComponent(told!)).toBe(id.trim());
});

test("every requested scope is required", async () => {
  const { secret: key } = await readingKey({ scopes: ["data:read", "data:write"] });
  for (const path of [
    "/gate?scope=data:read",
    "/gate?scope=data:read&scope=data:write",
    "/gate?scope=data:write%20data:read",
    "/gate;scope=data:read,data:write/orders",
    "/gate/orders?scope=data:read",
  ])
    expect(passedAs(await askGate(server, { key, path })).scopes, path).toBe("data:read data:write");
});

test("a request uses exactly its cost, and cost 0 passes when nothing is left", async () => {
  const { secret: key } = await readingKey({ rate_limit: { requests: 10, window_seconds: 3600 } });
  const left = async (path: string) => {
    const answer = await askGate(server, { key, path });
    passedAs(answer);
    return Number(answer.headers.get("x-ratelimit-remaining"));
  };
  expect(await left("/gate?cost=0")).toBe(10);
  expect(await left("/gate")).toBe(9);
  expect(await left("/gate?cost=4")).toBe(5);
  expect(await left("/gate;cost=3/orders")).toBe(2);
  expect((await askGate(server, { key, path: "/gate?cost=3" })).status).toBe(429);
  expect(await left("/gate?cost=2")).toBe(0);
  expect(await left("/gate;cost=0/orders")).toBe(0);
});

test("the request log has the client's method and path, from the gateway's headers or the path", async () => {
  const { id, secret: key } = await readingKey();
  const forms: [string, Parameters<typeof askGate>[1], { method: string; path: string }][] = [
    [
      "X-Forwarded-*",
      {
        headers: [
          ["X-Forwarded-Method", "DELETE"],
          ["X-Forwarded-Uri", "/a/1?q=2"],
        ],
      },
      { method: "DELETE", path: "/a/1" },
    ],
    [
      "X-Original-*",
      {
        headers: [
          ["X-Original-Method", "PATCH"],
          ["X-Original-URI", "/b/1?q=2"],
        ],
      },
      { method: "PATCH", path: "/b/1" },
    ],
    [
      "X-Original-URL",
      { method: "PUT", headers: [["X-Original-URL", "/c/1"]] },
      { method: "PUT", path: "/c/1" },
    ],
    ["the path", { method: "POST", path: "/gate/d/1?q=2" }, { method: "POST", path: "/d/1" }],
    [
      "the path before headers",
      { path: "/gate;cost=1/e/1", headers: [["X-Forwarded-Uri", "/not-this"]] },
      { method: "GET", path: "/e/1" },
    ],
    [
      "a method that nobody knows",
      { headers: [["X-Forwarded-Method", "BREW"]] },
      { method: "OTHER", path: "/" },
    ],
  ];
  for (const [name, request, original] of forms) {
    const answer = await askGate(server, { ...request, key });
    passedAs(answer);
    const entry = await logged(answer);
    expect(entry, name).toMatchObject({
      ...original,
      route: "/gate",
      key_id: id,
      status: 200,
      code: null,
      cost: 1,
    });
  }
});

test("the request log has the client's address and user agent", async () => {
  const { secret: key } = await readingKey();
  const headers: [string, string][] = [
    ["X-Forwarded-For", "198.51.100.99, 203.0.113.7"],
    ["User-Agent", "client/1.0"],
  ];
  const entry = await logged(await askGate(server, { key, headers }));
  expect(entry).toMatchObject({ ip: "203.0.113.7", user_agent: "client/1.0" });
});

test("the client's query cannot change parameters that the operator put in the path", async () => {
  const { secret: key } = await readingKey({ rate_limit: { requests: 100, window_seconds: 3600 } });
  const path = "/gate;scope=data:read;cost=5/orders?scope=data:write&cost=0&fold=1";
  const answer = await askGate(server, { key, path });
  passedAs(answer);
  expect(answer.headers.get("x-ratelimit-remaining")).toBe("95");
  expect(await logged(answer)).toMatchObject({ path: "/orders", cost: 5 });
});

test("cost=0 is ignored in the form whose query may come from the client", async () => {
  const { secret: key } = await readingKey({ rate_limit: { requests: 1, window_seconds: 3600 } });
  const path = "/gate/orders?cost=0";
  passedAs(await askGate(server, { key, path }));
  expect((await askGate(server, { key, path })).status).toBe(429);
});
