import type { ChildProcess } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, type Call, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { setPlan } from "#e2e/api/store.ts";
import { accepts, type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { freePort } from "#scripts/free-port.ts";
import { bin, end, root, start } from "#scripts/processes.ts";

// A route file is an ordinary Next route handler. The server calls these handlers without Next; here `next start`
// calls them, on a copy of the same data, and must give the same answers.
let server: OwnServer;
let folder: string;
let next: ChildProcess;
let nextUrl: string;
let ada: Developer;
let keys: { reader: string; writer: string; limited: string; readerId: string; revokedId: string };

beforeAll(async () => {
  server = await startTestServer({ dialect: "sqlite" });
  ada = await newDeveloper(server);
  await setPlan(server, ada);
  const reader = await newKey(server, ada, {
    scopes: ["keys:read", "usage:read"],
    external_id: "customer 7",
  });
  const writer = await newKey(server, ada, { scopes: ["keys:read", "keys:write", "keys:verify"] });
  const limited = await newKey(server, ada, { rate_limit: { requests: 1, window_seconds: 3600 } });
  const revoked = await newKey(server, ada);
  await call(server, "DELETE", `/api/v1/keys/${revoked.id}`, { token: ada.accessToken });
  keys = {
    reader: reader.secret,
    writer: writer.secret,
    limited: limited.secret,
    readerId: reader.id,
    revokedId: revoked.id,
  };
  await server.stop();
  folder = mkdtempSync(join(tmpdir(), "latchkey-plain-next-"));
  cpSync(server.dataDir, folder, { recursive: true });
  await Promise.all([server.restart(), startPlainNext()]);
});

afterAll(async () => {
  if (next) await end(next);
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
});

async function startPlainNext(): Promise<void> {
  const port = await freePort();
  nextUrl = `http://localhost:${port}`;
  const { PATH = "", HOME = "" } = process.env;
  const settings = {
    APP_URL: server.url,
    DATA_DIR: folder,
    DATABASE_URL: `file:${join(folder, "latchkey.db")}`,
    LOG_LEVEL: "warn",
    ENV_FILE: "",
    NEXT_TELEMETRY_DISABLED: "1",
    NODE_ENV: "production",
  };
  next = start(
    bin("node"),
    [join(root, "node_modules/next/dist/bin/next"), "start", "--port", String(port)],
    {
      env: { PATH, HOME, ...settings } as unknown as NodeJS.ProcessEnv,
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  while (!(await accepts(port))) {
    if (next.exitCode !== null) throw new Error(`next start ended with ${next.exitCode}`);
    await delay(50);
  }
}

type Request = [name: string, method: string, path: string, call: () => Call];

const asReader = () => ({ key: keys.reader });
const asAda = () => ({ token: ada.accessToken });
const write = (body: unknown) => () => ({ key: keys.writer, body });

const REQUESTS: Request[] = [
  ["an answer without credentials", "GET", "/api/v1/plans", () => ({})],
  ["the OpenAPI document", "GET", "/api/v1/openapi.json", () => ({})],
  ["a key's own identity", "GET", "/api/v1/me", asReader],
  ["a key as a bearer token", "GET", "/api/v1/me", () => ({ token: keys.reader })],
  ["a person's own identity", "GET", "/api/v1/me", asAda],
  ["HEAD", "HEAD", "/api/v1/me", asReader],
  ["no credential", "GET", "/api/v1/me", () => ({})],
  ["a malformed key", "GET", "/api/v1/me", () => ({ key: "lk_live_no" })],
  ["a malformed token", "GET", "/api/v1/me", () => ({ token: "eyJhbGciOiJub25lIn0.e30.e30" })],
  ["two credentials", "GET", "/api/v1/me", () => ({ ...asReader(), ...asAda() })],
  ["a missing scope", "GET", "/api/v1/keys", () => ({ key: keys.limited })],
  ["a request within the limit", "GET", "/api/v1/me", () => ({ key: keys.limited })],
  ["a request over the limit", "GET", "/api/v1/me", () => ({ key: keys.limited })],
  ["a list", "GET", "/api/v1/keys?limit=2", asReader],
  ["a filtered list", "GET", "/api/v1/keys?external_id=customer%207", asReader],
  ["an unknown parameter", "GET", "/api/v1/keys?colour=red", asReader],
  ["an invalid cursor", "GET", "/api/v1/keys?cursor=garbage", asReader],
  ["one key", "GET", "/api/v1/keys/{reader}", asReader],
  ["an unknown id", "GET", `/api/v1/keys/key_${"0".repeat(25)}`, asReader],
  ["a key's usage", "GET", "/api/v1/keys/{reader}/usage", asReader],
  ["the workspace's usage", "GET", "/api/v1/usage", asAda],
  ["the workspace's limits", "GET", "/api/v1/usage/rate-limits", asReader],
  ["the sessions", "GET", "/api/v1/auth/sessions", asAda],
  ["a created key", "POST", "/api/v1/keys", write({ name: "created", metadata: { a: [1] } })],
  ["an unknown field", "POST", "/api/v1/keys", write({ colour: "red" })],
  ["an invalid field", "POST", "/api/v1/keys", write({ rate_limit: { requests: 0, window_seconds: 1 } })],
  ["malformed JSON", "POST", "/api/v1/keys", () => ({ key: keys.writer, rawBody: "{" })],
  ["a scope the key lacks", "POST", "/api/v1/keys", write({ scopes: ["usage:read"] })],
  ["a change", "PATCH", "/api/v1/keys/{reader}", write({ name: "renamed" })],
  ["a change to a revoked key", "PATCH", "/api/v1/keys/{revoked}", write({ name: "renamed" })],
  ["a verified key", "POST", "/api/v1/keys/verify", () => write({ key: keys.reader, cost: 0 })()],
  [
    "a sign-up, with its cookie",
    "POST",
    "/api/v1/auth/signup",
    () => ({ body: { email: "new@example.test", password: "a long sentence" } }),
  ],
  [
    "a login with a wrong password",
    "POST",
    "/api/v1/auth/login",
    () => ({ body: { email: ada.email, password: "wrong" } }),
  ],
  ["an answer of 204", "POST", "/api/v1/auth/logout", asAda],
  ["a token after logout", "GET", "/api/v1/me", asAda],
];

/** One server's response, without IDs, secrets and times. */
async function answerOf(url: string, [, method, path, request]: Request) {
  const filled = path.replace("{reader}", keys.readerId).replace("{revoked}", keys.revokedId);
  const { status, headers, body } = await call({ url }, method, filled, {
    ...request(),
    // Next compresses what it sends, the server leaves that to a proxy.
    headers: { "accept-encoding": "identity" },
  });
  return { status, headers: shownHeaders(headers), body: JSON.parse(stable(JSON.stringify(body))) };
}

const stable = (text: string) =>
  text
    .replace(/\b(req|key|ses)_[0-9A-Za-z]{25}\b/g, "$1_id")
    .replace(/\blk_signup_[0-9A-Za-z]{43}/g, "lk_signup_token")
    .replace(/\blk_live_[0-9A-Za-z]{4}…?[0-9A-Za-z]*/g, "lk_live_secret")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "an instant")
    .replace(/"(reset_in|retry_after)_seconds":\d+/g, '"$1_seconds":0');

// Next writes its own connection headers, and the server's security and CORS headers are set outside the handlers.
const OUTSIDE = ["connection", "keep-alive", "date", "transfer-encoding", "content-length", "vary"];
const SECURITY = ["x-content-type-options", "referrer-policy", "x-frame-options", "permissions-policy"];
const isOutside = (name: string) =>
  OUTSIDE.includes(name) || SECURITY.includes(name) || /^(cross-origin|access-control)-/.test(name);

function shownHeaders(headers: Answer["headers"]): Record<string, string> {
  const own = [...headers].filter(([name]) => !isOutside(name));
  return Object.fromEntries(
    own.map(([name, value]) => [
      name,
      /^(x-ratelimit-reset|retry-after)$/.test(name) ? "seconds" : stable(value).replace(/;t=\d+/g, ";t=0"),
    ]),
  );
}

// In this order: later requests depend on what earlier ones used up or changed.
test.each(REQUESTS)("%s: plain Next gives the server's answer", async (...request) => {
  const [own, plain] = [await answerOf(server.url, request), await answerOf(nextUrl, request)];
  expect(plain).toEqual(own);
});
