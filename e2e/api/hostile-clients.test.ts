import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { crowd, HOSTILE_ADDRESS, head, manners } from "#e2e/api/hostile-clients.ts";
import { setPlan } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { size } from "#e2e/trials.ts";

const HOSTILE = size(80, 200);
const HONEST_LIMIT_MS = 2000;
const FREED_WITHIN_MS = 5000;
// More than the slots for pages.
const MANY = size(20, 48);

const HONEST = "192.0.2.1";

// A server of its own, because a server that fails these tests answers no others.
let server: OwnServer;
let key: string;
/** The path of a file of the built app, among the largest answers that there are. */
let script: string;

beforeAll(async () => {
  server = await startTestServer({
    dialect: inject("server").dialect,
    postgresqlUrl: inject("postgresqlUrl"),
    waitForPages: true,
    env: { TRUSTED_PROXIES: "127.0.0.1,::1" },
  });
  const ada = await newDeveloper(server);
  await setPlan(server, ada);
  ({ secret: key } = await newKey(server, ada));
  script = await largestScript();
});

afterAll(async () => {
  const log = server ? readFileSync(server.logFile, "utf8") : "";
  await server?.end();
  expect(log).not.toMatch(/request failed|uncaughtException|unhandledRejection|MaxListeners/);
});

/** The status of an honest request; "late" if it isn't answered in time. */
async function honest(url: string, address = HONEST, limitMs = HONEST_LIMIT_MS): Promise<number | "late"> {
  const headers = { "x-api-key": key, "x-forwarded-for": address };
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(limitMs) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return "late";
  }
}

/** How many requests for pages are being answered or wait. */
async function busy(): Promise<number> {
  const metrics = await (await fetch(`${server.gateUrl}/metrics`)).text();
  const counts = [...metrics.matchAll(/^latchkey_page_requests\{.*\} (\d+)$/gm)];
  return counts.length === 2 ? counts.reduce((sum, [, count]) => sum + Number(count), 0) : Number.NaN;
}

async function largestScript(): Promise<string> {
  const page = await (await fetch(`${server.url}/login`)).text();
  const paths = [...page.matchAll(/\/_next\/static\/[^"']+\.js/g)].map(([path]) => path);
  const sizes = await Promise.all(
    [...new Set(paths)].map(async (path) => {
      const body = await (await fetch(server.url + path)).arrayBuffer();
      return [body.byteLength, path] as const;
    }),
  );
  return sizes.sort(([a], [b]) => b - a)[0]![1];
}

const NAMES = manners({ read: "", write: "", long: "" }).map(([name]) => name);
const mannerOf = (name: string, target: Parameters<typeof manners>[0]) =>
  manners(target).find(([known]) => known === name)![1];

describe.each([
  ["pages", () => server.url, "/login", "/login"],
  ["the browser's login", () => server.url, "/api/auth/csrf", "/api/auth/callback/credentials"],
  ["the API", () => server.url, "/api/v1/plans", "/api/v1/auth/login"],
  ["the gate port", () => server.gateUrl, "/gate", "/verify"],
] as const)(`${HOSTILE} clients of %s`, (target, base, read, write) => {
  const honestUrl = () => base() + (target === "the API" ? "/api/v1/me" : read);

  test.each(NAMES)("that %s don't keep others waiting", async (name) => {
    const long = target === "pages" ? script : read;
    const clients = await crowd(base(), HOSTILE, mannerOf(name, { read, write, long }));
    try {
      expect(await honest(honestUrl())).toBe(200);
    } finally {
      await Promise.all(clients.map((client) => client.leave()));
    }
    const fromTheSameNetwork = () => honest(honestUrl(), HOSTILE_ADDRESS);
    await expect.poll(fromTheSameNetwork, { timeout: HONEST_LIMIT_MS, interval: 50 }).toBe(200);
    await expect.poll(busy, { timeout: FREED_WITHIN_MS, interval: 50 }).toBe(0);
    const many = await Promise.all(
      Array.from({ length: MANY }, () => honest(honestUrl(), HOSTILE_ADDRESS, FREED_WITHIN_MS)),
    );
    expect(many.filter((status) => status !== 200)).toEqual([]);
  });
});

test("a client that sends too many requests at once is told so, and disconnected", async () => {
  const text = head("GET /login").repeat(100);
  const [client] = await crowd(server.url, 1, (socket) => socket.write(text));
  await expect.poll(() => client!.socket.readableEnded, { timeout: 5000 }).toBe(true);
  const statuses = [...client!.received().matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status);
  expect(statuses).toEqual([...Array(17).fill("200"), "503"]);
  const refusal = client!.received().slice(client!.received().lastIndexOf("HTTP/1.1 503"));
  expect(refusal).toMatch(/\r\nretry-after: 1\r\n/);
  expect(refusal).toMatch(/\r\nconnection: close\r\n/i);
  expect(refusal).toContain('"code":"unavailable"');
  await client!.leave();
});
