import { expect } from "vitest";
import { cookiesOf, logIn, sessionCookie, signOut } from "#e2e/api/browser-login.ts";
import { type Answer, type Call, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { hammer } from "#e2e/api/load.ts";
import { logLinesOf } from "#e2e/api/log-lines.ts";
import { newPerson } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { requestLogOf, setPlan } from "#e2e/api/store.ts";
import {
  type OwnServer,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from "#e2e/test-server.ts";
import { mintToken } from "#lib/keys/token.ts";

/** A request that needs the database. */
export type Ask = () => Promise<Answer>;

/** A server whose database will fail, with requests of every kind to send to it. */
export interface FaultyServer {
  server: OwnServer;
  developer: Developer;
  ask: Record<string, Ask>;
  /** Resolves once requests succeed again. */
  recovered(): Promise<void>;
  /** Stops the server; fails if an exception or a rejection was left unhandled, if its output is more than lines of the log
   * without values of failed statements, or if the process was replaced. */
  end(): Promise<void>;
}

export async function startFaultyServer(options: TestServerOptions): Promise<FaultyServer> {
  const server = await startTestServer({ ...options, env: { TRUSTED_PROXIES: "127.0.0.1" } });
  const { pid } = server.process;
  const developer = await newDeveloper(server);
  await setPlan(server, developer);
  const ask = await asks(server, developer);
  return {
    server,
    developer,
    ask,
    recovered: () => expectBack(ask["a good key"]!),
    end: async () => {
      const printed = JSON.stringify(logLinesOf(server));
      expect(printed).not.toMatch(/uncaughtException|unhandledRejection/);
      // Values of the statements that failed.
      for (const value of [developer.email, developer.password, "$argon2"])
        expect(printed).not.toContain(value);
      expect(server.process).toMatchObject({ pid, exitCode: null });
      await server.end();
    },
  };
}

/** One request of every kind, with the credential it needs. */
async function asks(server: TestServer, developer: Developer): Promise<Record<string, Ask>> {
  const { email, password, accessToken: token } = developer;
  let { refreshToken } = developer;
  const { secret: key } = await newKey(server, developer, { scopes: ["keys:verify", "keys:read"] });
  const { secret: unknown } = mintToken({ prefix: "lk", include_environment: true, style: "base62" }, "live");
  const cookie = await sessionCookie(server, developer);
  const get = (path: string, request: Call) => () => call(server, "GET", path, request);
  const post = (path: string, body: object, request: Call = {}) => {
    return () => call(server, "POST", path, { ...request, body });
  };
  return {
    "a good key": get("/api/v1/me", { key }),
    "an unknown key": get("/api/v1/me", { key: unknown }),
    "a key that lists": get("/api/v1/keys", { key }),
    "an access token": get("/api/v1/me", { token }),
    "a browser's cookie": get("/api/v1/me", { cookie }),
    "verifying a key": post("/api/v1/keys/verify", { key, cost: 0 }, { key }),
    "the gate port": () => call({ url: server.gateUrl }, "GET", "/gate", { key }),
    "verifying a key at the gate port": () =>
      call({ url: server.gateUrl }, "POST", "/verify", { body: { key, cost: 0 } }),
    "a new key": post("/api/v1/keys", { name: "during a fault" }, { token }),
    "a login": post("/api/v1/auth/login", { email, password }),
    "a wrong login": post("/api/v1/auth/login", { email, password: "not this one" }),
    "a refresh": async () => {
      const answer = await post("/api/v1/auth/refresh", { refresh_token: refreshToken })();
      // A refresh token works once.
      if (answer.status === 200) refreshToken = answer.body.data.refresh_token;
      return answer;
    },
    "a forgotten password": post("/api/v1/auth/password/forgot", { email }),
    "a sign-up": post("/api/v1/auth/signup", newPerson()),
  };
}

/** While the database is unavailable, every request gets 503 with Retry-After, never 401. */
export async function expectUnavailable(ask: Record<string, Ask>): Promise<void> {
  const answers = await Promise.all(
    Object.entries(ask).map(async ([name, of]) => [name, await of()] as const),
  );
  const told = answers.map(([name, { status, body }]) => [name, `${status} ${body?.code}`]);
  expect(Object.fromEntries(told)).toEqual(
    Object.fromEntries(Object.keys(ask).map((name) => [name, "503 unavailable"])),
  );
  for (const [, answer] of answers) {
    expectProblem(answer, 503, "unavailable");
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  }
}

/** `/readyz` answers with this status on both ports, within the time that probes take to notice. */
export async function expectReadiness(server: TestServer, status: 200 | 503): Promise<void> {
  const probe = () => Promise.all([server.url, server.gateUrl].map((url) => call({ url }, "GET", "/readyz")));
  const statuses = async () => (await probe()).map((answer) => answer.status);
  // Pages may still be starting.
  await expect.poll(statuses, { timeout: 20_000, interval: 100 }).toEqual([status, status]);
  if (status === 200) return;
  const [onPublicPort, onGatePort] = await probe();
  expectProblem(onPublicPort!, 503, "unavailable");
  expect(onPublicPort!.body.detail).not.toMatch(/database/);
  // Only here, it says which database that is.
  const { detail } = onGatePort!.body;
  expect(detail).toMatch(/The database can't be written \((SQLite|PostgreSQL)\)/);
  onGatePort!.body.detail = detail.replace(/\(\w+\)/, "");
  expectProblem(onGatePort!, 503, "unavailable");
}

const RECOVERY_MS = 5000;

/** Repeats a request until it succeeds, within the time the server has to recover. */
async function expectBack(ask: Ask): Promise<void> {
  await expect.poll(async () => (await ask()).status, { timeout: RECOVERY_MS, interval: 100 }).toBe(200);
}

/**
 * Requests that can't be logged are refused and don't count. Of a limit of three with one used, two are left, however
 * many requests were refused during the outage.
 */
export async function expectNoLimitUsed(
  server: TestServer,
  developer: Developer,
  startOutage: () => Promise<unknown>,
  endOutage: () => Promise<unknown>,
): Promise<void> {
  const rate_limit = { requests: 3, window_seconds: 3600 };
  const { id, secret } = await newKey(server, developer, { rate_limit });
  const ask = () => call(server, "GET", "/api/v1/me", { key: secret });
  expect((await ask()).status).toBe(200);
  try {
    await startOutage();
    const refused = await Promise.all(Array.from({ length: 8 }, ask));
    for (const answer of refused) expectProblem(answer, 503, "unavailable");
  } finally {
    await endOutage();
  }
  const statuses = [await ask(), await ask(), await ask()].map(({ status }) => status);
  expect(statuses).toEqual([200, 200, 429]);
  expect((await requestLogOf(server, id)).filter(({ cost }) => cost > 0)).toHaveLength(3);
}

/**
 * Sends requests with a limited key, and creates keys, while `faults` run; then uses up the rest of the limit. `seen`
 * holds every status except 429, `rows` the IDs of logged requests that used the limit.
 */
export async function loadDuring(server: TestServer, developer: Developer, faults: () => Promise<void>) {
  const limit = 250;
  const rate_limit = { requests: limit, window_seconds: 3600 };
  const { id, secret: key } = await newKey(server, developer, { rate_limit });
  const statuses = new Set<number>();
  const accepted: string[] = [];
  const ask = async () => {
    const { status, headers } = await call(server, "GET", "/api/v1/me", { key });
    if (status === 200) accepted.push(headers.get("request-id")!);
    return status;
  };
  const request = { token: developer.accessToken, body: { name: "under load" } };
  const make = async () => (await call(server, "POST", "/api/v1/keys", request)).status;
  let over = false;
  const turn = async (client: number) => statuses.add(client % 3 === 0 ? await make() : await ask());
  const clients = hammer(12, () => over, turn);
  await faults();
  over = true;
  await clients;
  while ((await ask()) === 200);
  const rows = (await requestLogOf(server, id)).filter(({ cost }) => cost > 0).map((row) => row.id);
  return { seen: [...statuses].filter((status) => status !== 429).sort(), limit, accepted, rows };
}

/** While the database is unavailable, pages and the browser login answer 503 and no session cookie is cleared. */
export async function expectBrowserUnavailable(
  server: TestServer,
  developer: Developer,
  cookie: string,
): Promise<void> {
  const asked = [
    await call(server, "GET", "/settings/api-keys", { cookie }),
    await call(server, "GET", "/settings/usage", { cookie }),
    await call(server, "GET", "/api/auth/session", { cookie }),
    await logIn(server, developer),
    await signOut(server, cookie),
  ];
  for (const { status, headers } of asked) {
    expect({ status, retryAfter: headers.get("retry-after") }).toEqual({ status: 503, retryAfter: "1" });
    expect(cookiesOf(headers)).toEqual([]);
  }
}
