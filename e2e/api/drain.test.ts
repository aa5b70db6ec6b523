import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { sessionCookie } from "#e2e/api/browser-login.ts";
import { call, type Developer, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { hammer } from "#e2e/api/load.ts";
import { account, newPerson } from "#e2e/api/people.ts";
import { requestLogOf, setPlan } from "#e2e/api/store.ts";
import { accepts, type OwnServer, startTestServer } from "#e2e/test-server.ts";

const LIMIT_MS = 10_000;
const SHORT_DRAIN_SECONDS = 2;
const { dialect } = inject("server");
let server: OwnServer;
let ada: Developer;
let key: NewKey;

beforeAll(async () => {
  server = await startTestServer({
    dialect,
    postgresqlUrl: inject("postgresqlUrl"),
    env: { TRUSTED_PROXIES: "127.0.0.1" },
    waitForPages: true,
  });
  ada = await newDeveloper(server);
  await setPlan(server, ada);
  key = await newKey(server, ada);
});

beforeEach(async () => {
  if (server.process.exitCode !== null) await server.restart();
});

afterAll(() => server?.end());

/** Sends SIGTERM; resolves with the exit code and how long the process took to exit. */
async function terminate(running = server) {
  const start = performance.now();
  const exited = once(running.process, "exit");
  running.process.kill("SIGTERM");
  const [code] = await exited;
  return { code, tookMs: performance.now() - start };
}

interface Connection {
  socket: Socket;
  received: () => string;
  closed: Promise<unknown>;
}

/** A connection to write to byte by byte. */
async function open(url: string): Promise<Connection> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    text += chunk;
  });
  socket.on("error", () => {});
  const closed = once(socket, "close");
  await once(socket, "connect");
  return { socket, received: () => text, closed };
}

const request = (head: string, ...more: string[]) =>
  [`${head} HTTP/1.1`, "host: desk.test", ...more, "", ""].join("\r\n");

test("idle connections are closed and do not delay the exit", async () => {
  const used = await Promise.all([server.url, server.url, server.gateUrl, server.gateUrl].map(open));
  for (const { socket, received } of used) {
    socket.write(request("GET /gate", `x-api-key: ${key.secret}`));
    await once(socket, "data");
    expect(received()).toMatch(/^HTTP\/1\.1 (200|404)/);
    expect(received()).not.toMatch(/connection: close/i);
  }
  const unused = await Promise.all([server.url, server.gateUrl].map(open));
  const { code, tookMs } = await terminate();
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(LIMIT_MS);
  await Promise.all([...used, ...unused].map(({ closed }) => closed));
});

test("a request whose body still arrives is answered completely, with Connection: close", async () => {
  const body = JSON.stringify({ email: ada.email, password: ada.password });
  const { socket, received, closed } = await open(server.url);
  const headers = ["content-type: application/json", `content-length: ${body.length}`];
  socket.write(request("POST /api/v1/auth/login", ...headers) + body.slice(0, 10));
  await delay(100);
  const exit = terminate();
  await delay(700);
  socket.write(body.slice(10));
  await closed;
  expect(received()).toMatch(/^HTTP\/1\.1 200 /);
  expect(received()).toMatch(/connection: close/i);
  expect(received()).toContain('"refresh_token":"');
  expect(received()).toMatch(/\}\}\r?\n?(0\r\n\r\n)?$/);
  const { code, tookMs } = await exit;
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(LIMIT_MS);
});

test("under load, every request sent before SIGTERM is answered and logged, and later ones are refused", async () => {
  const cookie = await sessionCookie(server, ada);
  const asks = [
    () => fetch(`${server.url}/api/v1/me`, { headers: { "x-api-key": key.secret } }),
    () => fetch(`${server.gateUrl}/gate`, { headers: { "x-api-key": key.secret } }),
    () => fetch(`${server.url}/settings/api-keys`, { headers: { cookie } }),
  ];
  // Each hashes a password, two at a time, so most are waiting when the signal arrives.
  const slow = Array.from({ length: 12 }, () => account(server, "signup", newPerson()));
  const accepted: string[] = [];
  const wrong: string[] = [];
  let [stopping, over] = [false, false];
  const clients = hammer(
    12,
    () => over,
    async (client) => {
      const sentBefore = !stopping;
      const which = client % asks.length;
      const answer = await asks[which]!().catch(() => null);
      const whole = await answer?.text().catch(() => null);
      if (!answer && !sentBefore) over = true;
      else if (whole === undefined || whole === null) wrong.push(`${which} was cut`);
      else if (answer!.status !== 200) wrong.push(`${which} got ${answer!.status}`);
      else if (which < 2) accepted.push(answer!.headers.get("request-id")!);
    },
  );
  await expect.poll(() => accepted.length, { timeout: 10_000, interval: 10 }).toBeGreaterThan(20);
  stopping = true;
  const { code, tookMs } = await terminate();
  await clients;
  expect((await Promise.all(slow)).map(({ status }) => status)).toEqual(slow.map(() => 202));
  expect(wrong).toEqual([]);
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(LIMIT_MS);
  const rows = new Set((await requestLogOf(server, key.id)).map(({ id }) => id));
  expect(accepted.filter((id) => !rows.has(id))).toEqual([]);
  for (const ask of asks) await expect(ask()).rejects.toThrow();
});

test("a client that never finishes its request delays the exit only up to the drain limit", async () => {
  const env = { DRAIN_SECONDS: String(SHORT_DRAIN_SECONDS) };
  const own = await startTestServer({
    dialect,
    postgresqlUrl: inject("postgresqlUrl"),
    env,
    waitForPages: true,
  });
  try {
    const { socket, closed } = await open(own.url);
    socket.write(request("POST /api/v1/auth/login", "content-type: application/json", "content-length: 100"));
    await delay(100);
    const { tookMs } = await terminate(own);
    expect(tookMs).toBeGreaterThan(SHORT_DRAIN_SECONDS * 1000 - 500);
    expect(tookMs).toBeLessThan(SHORT_DRAIN_SECONDS * 1000 + 2000);
    await closed;
    await own.restart();
    expect((await call(own, "GET", "/api/v1/plans")).status).toBe(200);
  } finally {
    await own.end();
  }
});

test("a mail server that never answers and an unfinished upload delay neither the other port nor the exit", async () => {
  const silent = createServer((socket) => socket.on("error", () => {}));
  await once(silent.listen(0, "127.0.0.1"), "listening");
  const { port } = silent.address() as AddressInfo;
  const env = { SMTP_URL: `smtp://127.0.0.1:${port}`, TRUSTED_PROXIES: "127.0.0.1", DRAIN_SECONDS: "6" };
  const own = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl"), env });
  try {
    const mailed = once(silent, "connection");
    for (let i = 0; i < 3; i += 1) expect((await account(own, "signup", newPerson())).status).toBe(202);
    await mailed;
    const upload = await open(own.url);
    upload.socket.write(
      "POST /api/v1/auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
    );
    await delay(100);
    const ended = terminate(own);
    await expect.poll(() => accepts(Number(new URL(own.gateUrl).port)), { timeout: 4000 }).toBe(false);
    upload.socket.destroy();
    expect(await ended).toMatchObject({ code: 0 });
  } finally {
    await own.end();
    silent.close();
  }
});
