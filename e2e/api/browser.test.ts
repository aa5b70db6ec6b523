import { beforeAll, expect, inject, test } from "vitest";
import { cookiesOf, FORM, logIn, sessionCookie, signOut } from "#e2e/api/browser-login.ts";
import { call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { newPerson } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { connectTo, startTestServer } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
let ada: Developer;

beforeAll(async () => {
  ada = await newDeveloper(server);
});

const withCookie = (
  cookie: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: object,
) => call(server, method, path, { cookie, headers, body });
const SAME_ORIGIN = { "sec-fetch-site": "same-origin" };

test("a browser login sets an HttpOnly, SameSite=Lax cookie for this host only", async () => {
  const answer = await logIn(server, ada);
  expect(answer.status).toBe(200);
  const cookie = answer.headers.getSetCookie().find((text) => text.startsWith("latchkey-session="))!;
  expect(cookie).toMatch(/^latchkey-session=[\w.-]{40,}; /);
  expect(cookie).toMatch(/; HttpOnly/i);
  expect(cookie).toMatch(/; SameSite=Lax/i);
  expect(cookie).toMatch(/; Path=\//i);
  expect(cookie).not.toMatch(/Domain=/i);
});

test("a failed browser login sets no session cookie and reveals only the error code", async () => {
  const answer = await logIn(server, { email: ada.email, password: "certainly not that one" });
  expect(answer.status).toBe(401);
  expect(new URL(answer.body.url).searchParams.get("error")).toBe("invalid_credentials");
  expect(cookiesOf(answer.headers).some((pair) => pair.startsWith("latchkey-session="))).toBe(false);
});

test("a login form without the CSRF token is refused", async () => {
  const form = new URLSearchParams({ email: ada.email, password: ada.password, json: "true" }).toString();
  const { headers } = await call(server, "POST", "/api/auth/callback/credentials", {
    rawBody: form,
    headers: FORM,
  });
  expect(cookiesOf(headers).some((pair) => pair.startsWith("latchkey-session="))).toBe(false);
});

test("the session cookie authenticates requests from this site's own pages", async () => {
  const cookie = await sessionCookie(server, ada);
  const origins = [SAME_ORIGIN, { origin: server.url }, { ...SAME_ORIGIN, origin: server.url }];
  for (const headers of [{}, ...origins]) {
    const { status, body } = await withCookie(cookie, "GET", "/api/v1/me", headers);
    expect(status, JSON.stringify(headers)).toBe(200);
    expect(body.data.actor).toMatchObject({ type: "user", email: ada.email });
  }
  for (const headers of origins)
    expect((await withCookie(cookie, "POST", "/api/v1/keys", headers, { name: "own" })).status).toBe(201);
});

test.each([
  ["another site", { "sec-fetch-site": "cross-site" }],
  ["another subdomain", { "sec-fetch-site": "same-site" }],
  ["another origin", { origin: "https://evil.example" }],
  ["no origin at all", { origin: "null" }],
  ["another port", { origin: "http://localhost:1" }],
  ["another site that names this origin", { "sec-fetch-site": "cross-site", origin: server.url }],
])("the session cookie sent from %s is refused and changes nothing", async (_, headers) => {
  const cookie = await sessionCookie(server, ada);
  const count = async () =>
    (await withCookie(cookie, "GET", "/api/v1/keys?limit=100", SAME_ORIGIN)).body.data.length;
  const before = await count();
  for (const [method, path, body] of [
    ["GET", "/api/v1/me", undefined],
    ["POST", "/api/v1/keys", { name: "forged" }],
    ["POST", "/api/v1/auth/logout", undefined],
  ] as const)
    expectProblem(await withCookie(cookie, method, path, headers, body), 403, "forbidden", "bad_origin");
  expect(await count()).toBe(before);
});

test("a change with the session cookie requires a same-origin header and JSON", async () => {
  const cookie = await sessionCookie(server, ada);
  expectProblem(await withCookie(cookie, "POST", "/api/v1/keys", {}, {}), 403, "forbidden", "bad_origin");
  const navigation = { "sec-fetch-site": "none" };
  expectProblem(
    await withCookie(cookie, "POST", "/api/v1/keys", navigation, {}),
    403,
    "forbidden",
    "bad_origin",
  );
  for (const type of ["text/plain", FORM["content-type"], "multipart/form-data"]) {
    const headers = { ...SAME_ORIGIN, "content-type": type };
    expectProblem(
      await withCookie(cookie, "POST", "/api/v1/keys", headers, {}),
      415,
      "unsupported_media_type",
    );
  }
});

test("a browser session is listed, and logging out revokes its cookie immediately", async () => {
  const cookie = await sessionCookie(server, ada);
  const { body } = await withCookie(cookie, "GET", "/api/v1/auth/sessions", SAME_ORIGIN);
  const current = body.data.filter((session: { current: boolean }) => session.current);
  expect(current).toMatchObject([{ kind: "browser", current: true }]);

  expect((await signOut(server, cookie)).status).toBe(200);
  expectProblem(await withCookie(cookie, "GET", "/api/v1/me", SAME_ORIGIN), 401, "unauthorized");
  const page = await call(server, "GET", "/settings/api-keys", { cookie });
  expect(page.headers.get("location") ?? page.body).toMatch(/\/login/);
});

test("ending a browser session from another one revokes its cookie immediately", async () => {
  const cookie = await sessionCookie(server, ada);
  const { body } = await withCookie(cookie, "GET", "/api/v1/auth/sessions", SAME_ORIGIN);
  const { id } = body.data.find((session: { current: boolean }) => session.current);
  expect(
    (await call(server, "DELETE", `/api/v1/auth/sessions/${id}`, { token: ada.accessToken })).status,
  ).toBe(204);
  expectProblem(await withCookie(cookie, "GET", "/api/v1/me", SAME_ORIGIN), 401, "unauthorized");
});

test("every page has security headers and a new nonce on every script", async () => {
  const nonces = new Set<string>();
  for (const path of ["/", "/login", "/signup", "/docs/errors", "/no-such-page", "/"]) {
    const { headers, body } = await call(server, "GET", path);
    const policy = headers.get("content-security-policy")!;
    const nonce = /script-src [^;]*'nonce-([\w+/=]{20,})'/.exec(policy)![1]!;
    nonces.add(nonce);
    for (const directive of [
      "default-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ])
      expect(policy).toContain(directive);
    expect(policy).not.toMatch(/script-src[^;]*'unsafe/);
    const scripts = [...body.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    expect(scripts.length).toBeGreaterThan(0);
    for (const tag of scripts) expect(tag).toContain(`nonce="${nonce}"`);
    expectSafe(headers);
  }
  expect(nonces.size).toBe(6);
});

test("every API response has security headers, errors included", async () => {
  for (const path of [
    "/api/v1/plans",
    "/api/v1/me",
    "/api/v1/nothing",
    "/api/auth/csrf",
    "/.well-known/jwks.json",
  ])
    expectSafe((await call(server, "GET", path)).headers);
});

function expectSafe(headers: Headers) {
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toMatch(/^(strict-origin-when-cross-origin|no-referrer)$/);
  expect(headers.get("x-frame-options")).toBe("DENY");
  for (const name of ["x-powered-by", "server"]) expect(headers.has(name), name).toBe(false);
}

test("behind HTTPS, cookies are Secure with a __Host- or __Secure- prefix, and HSTS is sent", async () => {
  const { dialect } = inject("server");
  const env = { APP_URL: "https://desk.example.test", HOST: "127.0.0.1" };
  const https = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl"), env });
  try {
    const page = await call(https, "GET", "/login");
    expect(page.headers.get("strict-transport-security")).toMatch(/max-age=\d{7,}/);
    const form = await call(https, "GET", "/api/auth/csrf");
    const signUp = await call(https, "POST", "/api/v1/auth/signup", { body: newPerson() });
    expect(signUp.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-latchkey-signup=/)]);
    for (const cookie of [...form.headers.getSetCookie(), ...signUp.headers.getSetCookie()]) {
      expect(cookie).toMatch(/^__(Host|Secure)-/);
      expect(cookie).toMatch(/; Secure/i);
    }
    const dead = await call(https, "GET", "/api/v1/me", { cookie: "latchkey-session=anything" });
    expectProblem(dead, 401, "unauthorized");
    expect(dead.body.detail).not.toMatch(/session has ended/);
  } finally {
    await https.end();
  }
});
