import { beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { connectTo } from "#e2e/test-server.ts";

// What the page Your own endpoints promises about app/api/v1/examples/greeting/route.ts and every route like it.
const server = connectTo(inject("server"));
const PATH = "/api/v1/examples/greeting";
let ada: Developer;

beforeAll(async () => {
  ada = await newDeveloper(server);
});

const greet = (key?: string, query = "") => call(server, "GET", `${PATH}${query}`, { key });

test("a key with the scope gets the answer with limit headers", async () => {
  const { secret } = await newKey(server, ada, { scopes: ["data:read"] });
  const { status, headers, body } = await greet(secret, "?name=Ada");
  expect(status).toBe(200);
  expect(body.data).toEqual({ greeting: "Hello, Ada!", workspace_id: expect.stringMatching(/^ws_/) });
  expect(headers.get("ratelimit")).toMatch(/^"plan";r=\d+;t=\d+$/);
  expect((await greet(secret)).body.data.greeting).toBe("Hello, world!");
});

test("a key without the scope gets 403 naming it, and no credential gets 401", async () => {
  const { secret } = await newKey(server, ada, { scopes: ["data:write"] });
  const refused = await greet(secret);
  expectProblem(refused, 403, "forbidden", "insufficient_scope");
  expect(refused.body.required_scopes).toEqual(["data:read"]);
  expectProblem(await greet(), 401, "unauthorized");
  expectProblem(await greet(secret.replace(/.$/, "-")), 401, "invalid_api_key", "unknown");
});

test("undeclared or invalid parameters are refused before the handler runs", async () => {
  const { secret } = await newKey(server, ada, { scopes: ["data:read"] });
  for (const query of ["?nickname=Ada", "?name=Ada&name=Bob", `?name=${"a".repeat(101)}`, "?name=%07"])
    expectProblem(await greet(secret, query), 400, "invalid_parameter");
});

test("it is rate limited and logged with its checks like every other route", async () => {
  const rate_limit = { requests: 2, window_seconds: 60 };
  const { id, secret } = await newKey(server, ada, { scopes: ["data:read"], rate_limit });
  for (let accepted = 0; accepted < 2; accepted += 1) expect((await greet(secret)).status).toBe(200);
  const limited = await greet(secret);
  expectProblem(limited, 429, "rate_limited", "key");

  const log = await call(server, "GET", `/api/v1/requests?key_id=${id}`, { token: ada.accessToken });
  expect(log.body.data.map(({ route, status }: Record<string, unknown>) => `${route} ${status}`)).toEqual([
    `${PATH} 429`,
    `${PATH} 200`,
    `${PATH} 200`,
  ]);
  expect(log.body.data[0].request_id).toBe(limited.headers.get("request-id"));
  expect(log.body.data[0].checks).toContainEqual({ check: "scope", outcome: "passed", detail: "data:read" });
});

test("the OpenAPI document has its scope, parameter and response", async () => {
  const { body } = await call(server, "GET", "/api/v1/openapi.json");
  const { get } = body.paths[PATH];
  expect(get).toMatchObject({ operationId: "getExamplesGreeting", tags: ["Examples"] });
  expect(get.description).toContain("`data:read`");
  expect(get.parameters).toContainEqual(expect.objectContaining({ name: "name", in: "query" }));
  expect(Object.keys(get.responses)).toEqual(expect.arrayContaining(["200", "401", "403", "429", "503"]));
});
