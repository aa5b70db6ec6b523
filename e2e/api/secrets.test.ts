import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { mailedToken, newPerson } from "#e2e/api/people.ts";
import { clearThrottles, query } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

const { dialect } = inject("server");
let server: OwnServer;

/** Every secret used here, and in how many responses it may occur. */
const secrets = new Map<string, { value: string; answers: number }>();
const answers: { what: string; text: string }[] = [];

beforeAll(async () => {
  server = await startTestServer({
    dialect,
    postgresqlUrl: inject("postgresqlUrl"),
    env: { LOG_LEVEL: "debug", TRUSTED_PROXIES: "127.0.0.1" },
  });
  await tellStory();
}, 60_000);

afterAll(() => server?.end());

const secret = (name: string, value: string, inAnswers = 1) => {
  expect(value.length, name).toBeGreaterThan(15);
  secrets.set(name, { value, answers: inAnswers });
  return value;
};

/** Sends a request and keeps the whole response. */
async function ask(
  method: string,
  path: string,
  init: { headers?: Record<string, string>; body?: unknown } = {},
) {
  const body =
    init.body === undefined || typeof init.body === "string" ? init.body : JSON.stringify(init.body);
  const headers = { ...(body === undefined ? {} : { "content-type": "application/json" }), ...init.headers };
  const response = await fetch(server.url + path, { method, headers, body, redirect: "manual" });
  const text = await response.text();
  answers.push({
    what: `${method} ${path.slice(0, 40)} → ${response.status}`,
    text: JSON.stringify([...response.headers]) + text,
  });
  return { response, text, data: () => JSON.parse(text).data };
}

const auth = (path: string, body: object) => ask("POST", `/api/v1/auth/${path}`, { body });

async function tellStory(): Promise<void> {
  const { accessToken, refreshToken, email, password } = await account();
  const bearer = { authorization: `Bearer ${accessToken}` };
  const body = { name: "ci", scopes: ["keys:read", "keys:write", "usage:read"] };
  const key = secret("key", (await ask("POST", "/api/v1/keys", { headers: bearer, body })).data().secret);
  const withKey = { "x-api-key": key };
  const next = secret(
    "key made by a key",
    (await ask("POST", "/api/v1/keys", { headers: withKey, body: {} })).data().secret,
  );
  for (const path of ["me", "keys", "usage", "requests", "usage/series", "usage/rate-limits", "openapi.json"])
    await ask("GET", `/api/v1/${path}`, { headers: withKey });
  for (const each of [key, next, accessToken, refreshToken]) await misplace(each, withKey);
  const refreshed = (await auth("refresh", { refresh_token: refreshToken })).data();
  secret("second access token", refreshed.access_token);
  secret("second refresh token", refreshed.refresh_token);
  await auth("refresh", { refresh_token: refreshToken });
  await browse(email, password);
  await resetPassword(email);
}

async function account() {
  const { email } = newPerson();
  const password = secret("password", "a whale sang twice at noon", 0);
  const signedUp = await auth("signup", { email, password });
  const [cookie] = signedUp.response.headers.getSetCookie();
  secret("sign-up cookie", /^latchkey-signup=([^;]+)/.exec(cookie!)![1]!);
  const token = secret("verification token", await mailedToken(server, email), 0);
  await auth("verify", { token });
  await auth("verify", { token });
  const login = (await auth("login", { email, password })).data();
  const accessToken = secret("access token", login.access_token);
  const refreshToken = secret("refresh token", login.refresh_token);
  return { email, password, accessToken, refreshToken };
}

/** Sends a secret where it doesn't belong: in URLs, bodies and other headers. */
async function misplace(value: string, good: Record<string, string>): Promise<void> {
  const text = encodeURIComponent(value);
  for (const path of [`?api_key=${text}`, `?q=${text}`, `?${text}=1`, `/${text}`, `/${text}/usage`])
    await ask("GET", `/api/v1/keys${path}`, { headers: good });
  await ask("GET", `/api/v1/${text}`);
  for (const body of [
    { [value]: 1 },
    { metadata: 1, name: value, colour: value },
    { scopes: [value] },
    value,
    `{"name": "${value}`,
  ])
    await ask("POST", "/api/v1/keys", { headers: good, body });
  await ask("POST", "/api/v1/auth/login", { body: { email: value, password: value } });
  await ask("POST", "/api/v1/auth/login", { body: { email: "a@b.test", [value]: value } });
  await ask("POST", `/api/v1/auth/refresh?${text}`, { body: { refresh_token: value.slice(1) } });
  for (const name of ["user-agent", "x-workspace-id", "origin", "idempotency-key", "content-type"])
    await ask("POST", "/api/v1/keys", { headers: { ...good, [name]: value }, body: "{}x" });
  await ask("GET", "/api/v1/me", { headers: { ...good, "user-agent": `tool/1 (${value})` } });
  await ask("GET", "/api/v1/me", { headers: { authorization: value } });
  await ask("GET", "/api/v1/me", { headers: { "x-api-key": `${value}x` } });
}

/** Logs in as a browser does and opens every page. */
async function browse(email: string, password: string): Promise<void> {
  const form = await ask("GET", "/api/auth/csrf");
  const cookie = form.response.headers
    .getSetCookie()
    .map((text) => text.split(";", 1)[0])
    .join("; ");
  const { csrfToken } = JSON.parse(form.text);
  const login = await ask("POST", "/api/auth/callback/credentials", {
    headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }).toString(),
  });
  const set = login.response.headers
    .getSetCookie()
    .map((text) => /^latchkey-session=([^;]+)/.exec(text)?.[1]);
  const session = secret("browser session", set.find(Boolean)!);
  const headers = { cookie: `latchkey-session=${session}` };
  for (const path of ["/", "/login", "/docs/errors", "/settings/api-keys", "/settings/usage", "/nothing"]) {
    const page = await ask("GET", path, { headers });
    expect(page.response.status, path).toBe(path === "/nothing" ? 404 : 200);
    await ask("GET", path, { headers: { ...headers, rsc: "1" } });
  }
}

async function resetPassword(email: string): Promise<void> {
  await clearThrottles(server);
  await auth("password/forgot", { email });
  const token = secret("reset token", await mailedToken(server, email, /Reset your password/), 0);
  await auth("password/reset", {
    token,
    password: secret("new password", "two herons wait in the reeds", 0),
  });
  await server.mailbox.next(email, { subject: /was changed/ });
}

const occursIn = (text: string) =>
  [...secrets].filter(([, { value }]) => text.includes(value)).map(([name]) => name);

test("each secret occurs in exactly one response, and in no page", () => {
  expect(answers.length).toBeGreaterThan(100);
  for (const [name, { value, answers: allowed }] of secrets) {
    const found = answers.filter(({ text }) => text.includes(value)).map(({ what }) => what);
    expect(found.length, `${name}: ${found.join(", ")}`).toBe(allowed);
  }
});

test("no secret is in the database", async () => {
  const tables =
    dialect === "sqlite"
      ? await query(server, "select name from sqlite_master where type = 'table'")
      : await query(
          server,
          "select tablename as name from pg_tables where schemaname in ('public', 'drizzle')",
        );
  expect(tables.length).toBeGreaterThan(8);
  for (const { name } of tables) {
    const table =
      name === "__drizzle_migrations" && dialect === "postgresql" ? `drizzle."${name}"` : `"${name}"`;
    const rows = await query(server, `select * from ${table}`);
    expect(occursIn(JSON.stringify(rows)), String(name)).toEqual([]);
  }
});

test("no hash of a secret is in the audit log", async () => {
  const events = await query(server, "select * from audit_events");
  expect(events.length).toBeGreaterThan(8);
  const text = JSON.stringify(events).toLowerCase();
  const hashes = [...secrets.values()].flatMap(({ value }) =>
    (["hex", "base64", "base64url"] as const).map((encoding) =>
      createHash("sha256").update(value).digest(encoding),
    ),
  );
  expect(hashes.filter((hash) => text.includes(hash.toLowerCase()))).toEqual([]);
  expect(text).not.toContain("argon2");
});

test("no secret is in any file of the data directory, the WAL included", () => {
  const files = readdirSync(server.dataDir, { recursive: true, encoding: "utf8" })
    .map((name) => join(server.dataDir, name))
    .filter((file) => statSync(file).isFile());
  expect(files.length).toBeGreaterThan(0);
  if (dialect === "sqlite") expect(files.some((file) => file.endsWith("-wal"))).toBe(true);
  for (const file of files) expect(occursIn(readFileSync(file, "latin1")), file).toEqual([]);
});

test("no secret is in the server's log at level debug", () => {
  const log = readFileSync(server.logFile, "utf8");
  expect(log).toContain("ready");
  expect(occursIn(log)).toEqual([]);
});

test("no secret is in a mail, except the token in its own link", async () => {
  const addresses = await query(server, "select email from users");
  const mails = (await Promise.all(addresses.map(({ email }) => server.mailbox.all(String(email))))).flat();
  expect(mails.length).toBeGreaterThanOrEqual(3);
  const found = mails.flatMap(({ text, html }) => occursIn(text + html));
  expect(found.sort()).toEqual(["reset token", "verification token"]);
});
