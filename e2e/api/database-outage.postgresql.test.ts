import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionCookie } from "#e2e/api/browser-login.ts";
import {
  expectBrowserUnavailable,
  expectNoLimitUsed,
  expectReadiness,
  expectUnavailable,
  type FaultyServer,
  loadDuring,
  startFaultyServer,
} from "#e2e/api/faulty-server.ts";
import { query } from "#e2e/api/store.ts";
import { trials } from "#e2e/trials.ts";
import { type OwnPostgresqlServer, ownPostgresql } from "#scripts/postgresql.ts";

let postgresql: OwnPostgresqlServer;
let faulty: FaultyServer;
let { server, developer: ada, ask, recovered } = {} as FaultyServer;

beforeAll(async () => {
  postgresql = await ownPostgresql();
  faulty = await startFaultyServer({ dialect: "postgresql", postgresqlUrl: postgresql.url });
  ({ server, developer: ada, ask, recovered } = faulty);
});

afterAll(async () => {
  await faulty?.end();
  await postgresql?.stop();
});

/** Runs a statement as the database's administrator. */
const administer = (sql: string) => query({ ...server, databaseUrl: postgresql.url }, sql);
const database = () => new URL(server.databaseUrl).pathname.slice(1);

/** The process that decides limits holds the advisory lock. */
async function expectLocked() {
  const held = () => administer("select count(*)::int as held from pg_locks where locktype = 'advisory'");
  await expect.poll(held, { timeout: 5000 }).toEqual([{ held: 1 }]);
}

test("requests get 503 while PostgreSQL is stopped, and the same process recovers", async () => {
  const cookie = await sessionCookie(server, ada);
  await expectReadiness(server, 200);
  await postgresql.halt();
  await expectUnavailable(ask);
  await expectReadiness(server, 503);
  await expectBrowserUnavailable(server, ada, cookie);
  await postgresql.resume();
  await recovered();
  await expectReadiness(server, 200);
  for (const name of ["a refresh", "a login", "a browser's cookie"])
    expect((await ask[name]!()).status, name).toBe(200);
  expect((await ask["an unknown key"]!()).status).toBe(401);
  await expectLocked();
});

test("requests get 503 and use no limit while the database is read-only, and 200 afterwards", async () => {
  const readOnly = async (on: boolean) => {
    await administer(`alter database ${database()} set default_transaction_read_only = ${on}`);
    await administer(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database()}'`,
    );
  };
  const startOutage = async () => {
    await readOnly(true);
    await expectUnavailable(ask);
    await expectReadiness(server, 503);
  };
  await expectNoLimitUsed(server, ada, startOutage, async () => {
    await readOnly(false);
    await recovered();
  });
  await expectLocked();
});

test("requests get 503 while the database's disk is full, and 200 afterwards", async () => {
  const tables = await query(server, "select tablename from pg_tables where schemaname = 'public'");
  await query(
    server,
    "create function full_disk() returns trigger language plpgsql as $$ begin raise exception using errcode = 'disk_full'; end $$",
  );
  for (const { tablename } of tables)
    await query(
      server,
      `create trigger full_disk before insert or update or delete on ${tablename} execute function full_disk()`,
    );
  await expectUnavailable(ask);
  await expectReadiness(server, 503);
  await query(server, "drop function full_disk cascade");
  await recovered();
});

test("while PostgreSQL stops and starts under load, accepted requests have their rows and the limit holds", async () => {
  const { seen, limit, accepted, rows } = await loadDuring(server, ada, async () => {
    for (let stop = 0; stop < trials(3); stop += 1) {
      await delay(200);
      await postgresql.halt();
      await delay(200);
      await postgresql.resume();
      await recovered();
    }
  });
  expect(seen).toEqual([200, 201, 503]);
  // A commit whose response was cut off may have left a row.
  const known = new Set(rows);
  expect(accepted.filter((id) => !known.has(id))).toEqual([]);
  expect(accepted.length).toBeLessThanOrEqual(limit);
});
