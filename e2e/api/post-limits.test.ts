import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { cookiesOf, csrf, FORM, logIn } from "#e2e/api/browser-login.ts";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { account, newPerson, randomAddress } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

const PER_MINUTE = 20;
const { dialect } = inject("server");
let server: OwnServer;
let ada: Developer;

beforeAll(async () => {
  const env = { TRUSTED_PROXIES: "127.0.0.1", POSTS_PER_NETWORK_MINUTE: String(PER_MINUTE) };
  server = await startTestServer({
    dialect,
    postgresqlUrl: inject("postgresqlUrl"),
    env,
    waitForPages: true,
  });
  ada = await newDeveloper(server);
});

afterAll(() => server?.end());

const from = (ip: string) => ({ "x-forwarded-for": ip });

/** Uses up what a network may send. */
async function exhaust(ip: string): Promise<void> {
  const sent = Array.from({ length: 2 * PER_MINUTE }, () =>
    account(server, "refresh", { refresh_token: "lk_refresh_nothing" }, ip),
  );
  const refused = (await Promise.all(sent)).filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThanOrEqual(PER_MINUTE - 2);
}

const PUBLIC = [
  ["login", () => ({ email: newPerson().email, password: "certainly not that one" }), 401],
  ["signup", newPerson, 202],
  ["verification", () => ({ email: newPerson().email }), 202],
  ["verify", () => ({ token: "lk_code_nothing" }), 410],
  ["password/forgot", () => ({ email: newPerson().email }), 202],
  ["password/reset", () => ({ token: "lk_code_nothing", password: "quite another password" }), 410],
  ["refresh", () => ({ refresh_token: "lk_refresh_nothing" }), 401],
  ["logout", () => ({ refresh_token: "lk_refresh_nothing" }), 401],
] as const;

test.each(PUBLIC)(
  "a network that sends too many requests to %s is told to wait",
  async (path, body, status) => {
    const ip = randomAddress();
    const answers = await Promise.all(
      Array.from({ length: 2 * PER_MINUTE }, () => account(server, path, body(), ip)),
    );
    const [passed, refused] = [status, 429].map((wanted) =>
      answers.filter((answer) => answer.status === wanted),
    );
    expect(passed!.length + refused!.length).toBe(answers.length);
    expect(passed!.length).toBeGreaterThanOrEqual(PER_MINUTE);
    expect(passed!.length).toBeLessThan(1.5 * PER_MINUTE);
    for (const answer of refused!) {
      expectProblem(answer, 429, "too_many_attempts");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.body.retry_after_seconds).toBeLessThanOrEqual(3);
    }
    expect((await account(server, path, body())).status).toBe(status);
  },
);

test("the limit holds for all of them together, the browser's log-in and pages included", async () => {
  const ip = randomAddress();
  const { csrfToken, cookie } = await csrf(server);
  const rawBody = new URLSearchParams({ csrfToken, json: "true" }).toString();
  const form = { cookie, rawBody, headers: { ...FORM, ...from(ip) } };
  const pages = ["/api/auth/callback/credentials", "/api/auth/signout", "/login"];
  await exhaust(ip);
  // At once, because the network gets a request back every 3 seconds.
  const answers = await Promise.all([
    ...PUBLIC.map(([path, body]) => account(server, path, body(), ip)),
    ...pages.map((path) => call(server, "POST", path, form)),
  ]);
  for (const answer of answers) expectProblem(answer, 429, "too_many_attempts");
});

test("the addresses of one IPv6 network share the limit, and other networks do not", async () => {
  const network = `2001:db8:${randomBytes(2).toString("hex")}:1`;
  await exhaust(`${network}::1`);
  const refresh = (ip: string) => account(server, "refresh", { refresh_token: "lk_refresh_nothing" }, ip);
  expect((await refresh(`${network}::2`)).status).toBe(429);
  expect((await refresh(randomAddress())).status).toBe(401);
});

test("requests with a credential and requests that only read are not limited by it", async () => {
  const ip = randomAddress();
  await exhaust(ip);
  const { secret } = await newKey(server, ada, { scopes: ["keys:read", "keys:write"] });
  const headers = from(ip);
  for (let i = 0; i < 5; i += 1) {
    expect(
      (await call(server, "POST", "/api/v1/keys", { key: secret, body: { name: "more" }, headers })).status,
    ).toBe(201);
    expect((await call(server, "GET", "/api/v1/plans", { headers })).status).toBe(200);
    expect((await call(server, "GET", "/login", { headers })).status).toBe(200);
  }
});

test("a browser that has logged in before can log in whatever its network has sent", async () => {
  const ip = randomAddress();
  const device = cookiesOf((await logIn(server, ada, { ip })).headers).find((pair) =>
    pair.startsWith("latchkey-device="),
  )!;
  await exhaust(ip);
  expect((await logIn(server, ada, { ip, cookies: [device.slice(0, -1)] })).status).toBe(429);
  // Its own bucket is a tenth of the network's.
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => logIn(server, ada, { ip, cookies: [device] })),
  );
  const [passed, refused] = [200, 429].map((status) => answers.filter((answer) => answer.status === status));
  expect(passed!.length).toBeGreaterThanOrEqual(2);
  expect(refused!.length).toBeGreaterThanOrEqual(5);
});

test("a flood of log-ins from many networks is refused with 503 and Retry-After beyond a bounded queue", async () => {
  const known = randomAddress();
  expect((await account(server, "login", { email: ada.email, password: ada.password }, known)).status).toBe(
    200,
  );
  const flood = Array.from({ length: 250 }, () =>
    account(server, "login", { email: newPerson().email, password: "certainly not that one" }),
  );
  const owner = account(server, "login", { email: ada.email, password: ada.password }, known);
  const answers = await Promise.all(flood);
  const busy = answers.filter(({ status }) => status === 503);
  expect(busy.length).toBeGreaterThan(0);
  for (const answer of busy) {
    expectProblem(answer, 503, "unavailable");
    expect(answer.body.retry_after_seconds).toBeGreaterThan(0);
  }
  for (const answer of answers) if (answer.status !== 503) expectProblem(answer, 401, "invalid_credentials");
  expect((await owner).status).toBe(200);
});

test("a flood of browser log-ins is refused with 503, and an attempt that was refused does not count", async () => {
  const victim = await newDeveloper(server);
  const ip = randomAddress();
  const flood = Array.from({ length: 250 }, () =>
    account(server, "login", { email: newPerson().email, password: "certainly not that one" }),
  );
  const attempts = Array.from({ length: 8 }, () =>
    logIn(server, { email: victim.email, password: "certainly not that one" }, { ip }),
  );
  await Promise.all(flood);
  const answers = await Promise.all(attempts);
  const refused = answers.filter(({ status }) => status === 503);
  for (const { headers } of refused) expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  const checked = answers.filter(({ body }) => /error=invalid_credentials/.test(body?.url)).length;
  // What was not checked is still free.
  for (let i = checked; i < 10; i += 1)
    expectProblem(
      await account(server, "login", { email: victim.email, password: "certainly not that one" }, ip),
      401,
      "invalid_credentials",
    );
});
