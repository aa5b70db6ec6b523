import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { sessionCookie } from "#e2e/api/browser-login.ts";
import { type Answer, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { ask } from "#e2e/gateways/client.ts";
import { connectTo, type OwnServer, startTestServer } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const PARTNER = "https://app.example.com";
const STRANGER = "https://evil.example";
const PUBLIC = [
  "/api/v1/plans",
  "/api/v1/openapi.json",
  "/.well-known/jwks.json",
  "/docs/errors",
  "/llms.txt",
];
let partners: OwnServer;
let ada: Developer;

beforeAll(async () => {
  partners = await startTestServer({
    dialect: inject("server").dialect,
    postgresqlUrl: inject("postgresqlUrl"),
    env: { CORS_ORIGINS: `${PARTNER}, http://localhost:5173/` },
  });
  ada = await newDeveloper(partners);
});
afterAll(() => partners?.end());

const corsOf = ({ headers }: Answer) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith("access-control-")));
// fetch() would send its own Origin, or none.
const get = (url: string, path: string, origin: string, key?: string) =>
  ask(url, { path, key, headers: [["Origin", origin]] });
const preflight = (url: string, path: string, origin: string, method = "PATCH") =>
  ask(url, {
    method: "OPTIONS",
    path,
    headers: [
      ["Origin", origin],
      ["Access-Control-Request-Method", method],
      ["Access-Control-Request-Headers", "x-api-key,content-type"],
    ],
  });

test.each(PUBLIC)("pages of every origin may read %s, and ask before", async (path) => {
  for (const { url } of [server, partners]) {
    const answer = await get(url, path, STRANGER);
    expect(answer.status).toBe(200);
    expect(corsOf(answer)).toMatchObject({ "access-control-allow-origin": "*" });
    expect((await call({ url }, "GET", path)).headers.get("access-control-allow-origin")).toBe("*");
    const asked = await preflight(url, path, STRANGER, "GET");
    expect(asked.status).toBe(204);
    expect(corsOf(asked)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": expect.stringContaining("GET"),
      "access-control-allow-headers": expect.stringContaining("If-None-Match"),
    });
  }
});

test("by default, no other page may read the rest, and the 401 says why", async () => {
  const answer = await get(server.url, "/api/v1/me", STRANGER);
  expectProblem(answer, 401, "unauthorized");
  expect(answer.body.detail).toContain(`a page of ${STRANGER}`);
  expect(answer.body.detail).toContain("CORS_ORIGINS");
  expect(corsOf(answer)).toEqual({});
  const asked = await preflight(server.url, "/api/v1/keys/x", STRANGER);
  expect([asked.status, corsOf(asked)]).toEqual([204, {}]);
  for (const own of [server.url, undefined]) {
    const headers: [string, string][] = own ? [["Origin", own]] : [];
    const { body } = await ask(server.url, { path: "/api/v1/me", headers });
    expect(body.detail).not.toContain("CORS_ORIGINS");
  }
});

describe("with CORS_ORIGINS", () => {
  test.each([PARTNER, "http://localhost:5173"])("pages of %s may call the API", async (origin) => {
    const { id, secret } = await newKey(partners, ada, { scopes: ["keys:read"] });
    const asked = await preflight(partners.url, `/api/v1/keys/${id}`, origin);
    expect(asked.status).toBe(204);
    expect(asked.headers.get("vary")).toBe("Origin");
    expect(corsOf(asked)).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": expect.stringContaining("PATCH"),
      "access-control-allow-headers": expect.stringMatching(/X-API-Key/i),
      "access-control-max-age": expect.stringMatching(/^\d+$/),
    });
    const answer = await get(partners.url, `/api/v1/keys/${id}`, origin, secret);
    expect([answer.status, answer.headers.get("vary")]).toEqual([200, "Origin"]);
    expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
    const exposed = answer.headers.get("access-control-expose-headers")!.toLowerCase().split(", ");
    for (const name of ["request-id", "ratelimit", "ratelimit-policy", "retry-after"])
      expect(exposed).toContain(name);
  });

  test("errors can be read, too, wherever they come from", async () => {
    for (const [path, status] of [
      ["/api/v1/me", 401],
      ["/api/v1/nothing", 404],
      ["/api/v1/plans/%", 400],
      ["/api/v1/keys?limit=0", 400],
    ] as const) {
      const { secret } = await newKey(partners, ada, { scopes: ["keys:read"] });
      const answer = await get(partners.url, path, PARTNER, status === 401 ? undefined : secret);
      expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([status, PARTNER]);
    }
  });

  test.each([
    STRANGER,
    "null",
    `${PARTNER}.evil.example`,
    `${PARTNER}:444`,
    "http://app.example.com",
    `${PARTNER},x`,
  ])("pages of %s may not", async (origin) => {
    const { secret } = await newKey(partners, ada);
    const answer = await get(partners.url, "/api/v1/me", origin, secret);
    expect(corsOf(answer)).toEqual({});
    expect(answer.headers.get("vary")).toBe("Origin");
    expect(corsOf(await preflight(partners.url, "/api/v1/me", origin))).toEqual({});
  });

  test("never with the session cookie, and never the browser's login or the pages", async () => {
    const cookie = await sessionCookie(partners, ada);
    const headers: [string, string][] = [
      ["Origin", PARTNER],
      ["Cookie", cookie],
    ];
    const answer = await ask(partners.url, { path: "/api/v1/me", headers });
    expectProblem(answer, 403, "forbidden", "bad_origin");
    expect(answer.headers.has("access-control-allow-credentials")).toBe(false);
    for (const path of ["/api/auth/csrf", "/login", "/settings/api-keys", "/docsx"])
      expect(corsOf(await get(partners.url, path, PARTNER)), path).toEqual({});
  });
});
