import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { cookiesOf, logIn, sessionCookie, signOut } from "#e2e/api/browser-login.ts";
import { type Answer, type Call, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { hammer } from "#e2e/api/load.ts";
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

/** A question to the API that cannot be answered without the store. */
export type Ask = () => Promise<Answer>;

/** A server that is to lose its store, and who asks it. */
export interface FaultyServer {
  server: OwnServer;
  developer: Developer;
  ask: Record<string, Ask>;
  /** Resolved when it answers again. */
  back(): Promise<void>;
  /** Ends it; what the process survived only because something else caught it, it did not survive. */
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
    back: () => expectBack(ask["a good key"]!),
    end: async () => {
      expect(readFileSync(server.logFile, "utf8")).not.toMatch(/uncaughtException|unhandledRejection/);
      expect(server.process).toMatchObject({ pid, exitCode: null });
      await server.end();
    },
  };
}

/** One of each kind, by name, each with what it needs: a key, tokens, a browser's session. */
async function asks(server: TestServer, developer: Developer): Promise<Record<string, Ask>> {
  const { email, password, accessToken: token, refreshToken } = developer;
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
    "a verdict": post("/api/v1/keys/verify", { key, cost: 0 }, { key }),
    "the internal port": () => call({ url: server.gateUrl }, "GET", "/gate", { key }),
    "a verdict of the internal port": () =>
      call({ url: server.gateUrl }, "POST", "/verify", { body: { key, cost: 0 } }),
    "a new key": post("/api/v1/keys", { name: "in bad weather" }, { token }),
    "a login": post("/api/v1/auth/login", { email, password }),
    "a wrong login": post("/api/v1/auth/login", { email, password: "not this one" }),
    "a refresh": post("/api/v1/auth/refresh", { refresh_token: refreshToken }),
    "a forgotten password": post("/api/v1/auth/password/forgot", { email }),
    "a sign-up": post("/api/v1/auth/signup", newPerson()),
  };
}

/** What all of them say while the store is away: not now, and when to come back; never that the credential is wrong. */
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

const RECOVERY_MS = 5000;

/** Asks until it is answered again, for as long as the server may take to notice. */
async function expectBack(ask: Ask): Promise<void> {
  await expect.poll(async () => (await ask()).status, { timeout: RECOVERY_MS, interval: 100 }).toBe(200);
}

/**
 * A request that cannot be written down is refused
 * and takes nothing: with one of three places used before, two are left after, however often it was tried.
 */
export async function expectNoLimitUsed(
  server: TestServer,
  developer: Developer,
  away: () => Promise<unknown>,
  back: () => Promise<unknown>,
): Promise<void> {
  const rate_limit = { requests: 3, window_seconds: 3600 };
  const { id, secret } = await newKey(server, developer, { rate_limit });
  const ask = () => call(server, "GET", "/api/v1/me", { key: secret });
  expect((await ask()).status).toBe(200);
  try {
    await away();
    const refused = await Promise.all(Array.from({ length: 8 }, ask));
    for (const answer of refused) expectProblem(answer, 503, "unavailable");
  } finally {
    await back();
  }
  const statuses = [await ask(), await ask(), await ask()].map(({ status }) => status);
  expect(statuses).toEqual([200, 200, 429]);
  expect((await requestLogOf(server, id)).filter(({ cost }) => cost > 0)).toHaveLength(3);
}

/**
 * Fires at a limited key, and makes keys, while `faults` come and go; then uses what is left of the limit.
 * `seen` are the statuses meanwhile but 429, `rows` what the ledger has of requests that took something.
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
  const request = { token: developer.accessToken, body: { name: "under fire" } };
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

/** While the store is away, a page and the browser's login say so too, and no browser loses its session over it. */
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
