import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { call } from "#e2e/api/client.ts";
import { type FullInstallation, fillInstallation, readInstallation } from "#e2e/api/full-installation.ts";
import { account } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { expectSameRows } from "#e2e/api/two-databases.ts";
import { createDatabase } from "#e2e/database.ts";
import { cli, shell } from "#e2e/operator.ts";
import { type OwnServer, startTestServer, type TestServer } from "#e2e/test-server.ts";

// One installation on SQLite, made by the API. It is moved once; then a server runs on PostgreSQL.
let server: OwnServer;
let moved: TestServer;
let installation: FullInstallation;
let file: string;
let database: { url: string; drop(): Promise<void> };

const env = { TRUSTED_PROXIES: "127.0.0.1,::1", POSTS_PER_NETWORK_MINUTE: "0", MAILS_PER_NETWORK_HOUR: "0" };
const me = (key: string) => call(server, "GET", "/api/v1/me", { key });

beforeAll(async () => {
  server = await startTestServer({ dialect: "sqlite", env });
  file = server.databaseUrl.slice("file:".length);
  database = await createDatabase(inject("postgresqlUrl"));
  moved = { ...server, dialect: "postgresql", databaseUrl: database.url };
  installation = await fillInstallation(server);
}, 120_000);
afterAll(async () => {
  await server?.end();
  await database?.drop();
});

test("everything is moved: every row of every table, and none is empty", async () => {
  const staged = new Database(file, { readonly: true });
  expect(staged.prepare("select count(*) from staged_requests").pluck().get()).not.toBe(0);
  staged.close();
  const { code, stdout, output } = await cli(server, "move", "--to", database.url, "--json");
  expect(code, output).toBe(0);
  const counts = await expectSameRows(file, database.url);
  for (const [name, rows] of Object.entries(counts)) expect(rows, `rows of ${name}`).toBeGreaterThan(0);
  expect(JSON.parse(stdout)).toMatchObject({ tables: counts, resumed: false, already_moved: false });
  expect(output).toContain("Set DATABASE_URL");
  expect(output).not.toContain(new URL(database.url).password);
  // A command that was killed after its last statement can run again.
  const again = await cli(server, "move", "--to", database.url, "--json");
  expect(JSON.parse(again.stdout)).toMatchObject({ already_moved: true });
}, 60_000);

test("the database has the indexes of one that never was on SQLite", async () => {
  const indexesOf = async (url: string) => {
    const found = await query(
      { ...moved, databaseUrl: url },
      "select indexname, replace(indexdef, 'public.', '') as definition from pg_indexes where schemaname = 'public' order by 1",
    );
    return found.map(({ indexname, definition }) => `${indexname}: ${definition}`);
  };
  expect(await indexesOf(database.url)).toEqual(await indexesOf(inject("server").databaseUrl));
});

test("on PostgreSQL, the API answers as on SQLite, which still works", async () => {
  await server.restart();
  const before = await readInstallation(server, installation);
  await server.restart({ DATABASE_URL: database.url });
  expect(await readInstallation(moved, installation)).toEqual(before);
}, 60_000);

test("limits and quotas that were used up stay used up", async () => {
  expectProblem(await me(installation.limited), 429, "rate_limited", "key");
  expectProblem(await me(installation.overQuota), 429, "quota_exceeded", "quota");
});

test("keys work as before: both secrets of a rotation, and no revoked one", async () => {
  for (const secret of [installation.key.secret, ...installation.rotated.secrets])
    expect((await me(secret)).status).toBe(200);
  expectProblem(await me(installation.revoked), 401, "invalid_api_key", "revoked");
});

test("people log in with their passwords, and sessions go on", async () => {
  const { ada, operator, blocked } = installation;
  const { email, password, refreshToken, accessToken } = operator;
  expect((await account(server, "login", { email, password })).status).toBe(200);
  expect((await call(server, "GET", "/api/v1/me", { token: accessToken })).status).toBe(200);
  expect((await account(server, "refresh", { refresh_token: refreshToken })).status).toBe(200);
  const guess = { email: blocked.email, password: "wrong password" };
  // The delay may be over, but not the count of failures.
  await account(server, "login", guess, blocked.ip);
  expectProblem(await account(server, "login", guess, blocked.ip), 429, "too_many_attempts");
  expect((await account(server, "login", { email: ada.email, password: ada.password })).status).toBe(200);
});

test("a repeated Idempotency-Key gets the first answer", async () => {
  const { request, answer } = installation.repeated;
  const { id } = answer.body.data;
  expect((await request()).body.data).toMatchObject({ id, secret: null });
});

test("queued emails are sent", async () => {
  const waiting = async () => Number((await query(moved, "select count(*) as n from mails"))[0]!.n);
  await expect.poll(waiting, { timeout: 10_000 }).toBe(0);
  const mails = await server.mailbox.all(installation.mailed);
  expect(mails.filter(({ subject }) => /reset/i.test(subject))).not.toEqual([]);
});

test("the audit log is intact, and goes on", async () => {
  const { code, stdout, output } = await cli(moved, "audit", "verify", "--json");
  expect(code, output).toBe(0);
  expect(JSON.parse(stdout).sealed).toBeGreaterThan(20);
  expect(await cli(moved, "user", "log-out", installation.ada.email)).toMatchObject({ code: 0 });
  await expect.poll(async () => (await cli(moved, "audit", "verify")).output).toContain(", 0 not sealed");
}, 30_000);

test("a database that is in use or has other data is refused", async () => {
  const words = `npm run -s cli -- move --to '${database.url}'`;
  const refused = async () => {
    const { code, output } = await shell(server, words, { LOCK_WAIT_SECONDS: "0" });
    expect(code, output).toBe(1);
    return output;
  };
  expect(await refused()).toMatch(/^A Latchkey server or another move uses the database at /);
  await server.stop();
  // SQLite has changed since, so this is another move.
  expect(await refused()).toMatch(
    / isn't empty: it has a table \w+\. Create an empty database for the move\.$/m,
  );
}, 60_000);
