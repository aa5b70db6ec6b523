import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionCookie } from "#e2e/api/browser-login.ts";
import {
  expectBrowserUnavailable,
  expectNoLimitUsed,
  expectUnavailable,
  type FaultyServer,
  loadDuring,
  startFaultyServer,
} from "#e2e/api/faulty-server.ts";
import { query } from "#e2e/api/store.ts";
import { type OwnPostgresqlServer, ownPostgresql } from "#scripts/postgresql.ts";

let postgresql: OwnPostgresqlServer;
let faulty: FaultyServer;
let { server, developer: ada, ask, back } = {} as FaultyServer;

beforeAll(async () => {
  postgresql = await ownPostgresql();
  faulty = await startFaultyServer({ dialect: "postgresql", postgresqlUrl: postgresql.url });
  ({ server, developer: ada, ask, back } = faulty);
});

afterAll(async () => {
  await faulty?.end();
  await postgresql?.stop();
});

/** Speaks to the database from outside, as its administrator. */
const administer = (sql: string) => query({ ...server, databaseUrl: postgresql.url }, sql);
const database = () => new URL(server.databaseUrl).pathname.slice(1);

/** The limits of a store belong to one process: whoever holds the lock. */
async function expectLocked() {
  const held = () => administer("select count(*)::int as held from pg_locks where locktype = 'advisory'");
  await expect.poll(held, { timeout: 5000 }).toEqual([{ held: 1 }]);
}

test("the database is stopped: every question is a 503 with Retry-After, and the same process answers when it is back", async () => {
  const cookie = await sessionCookie(server, ada);
  await postgresql.halt();
  await expectUnavailable(ask);
  await expectBrowserUnavailable(server, ada, cookie);
  await postgresql.resume();
  await back();
  for (const name of ["a refresh", "a login", "a browser's cookie"])
    expect((await ask[name]!()).status, name).toBe(200);
  expect((await ask["an unknown key"]!()).status).toBe(401);
  await expectLocked();
});

test("the database is read-only: 503, also where reading would be enough, and 200 as soon as it can be written", async () => {
  const readOnly = async (on: boolean) => {
    await administer(`alter database ${database()} set default_transaction_read_only = ${on}`);
    await administer(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database()}'`,
    );
  };
  const away = async () => {
    await readOnly(true);
    await expectUnavailable(ask);
  };
  await expectNoLimitUsed(server, ada, away, async () => {
    await readOnly(false);
    await back();
  });
  await expectLocked();
});

test("the database's disk is full: 503, and 200 as soon as there is room", async () => {
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
  await query(server, "drop function full_disk cascade");
  await back();
});

test("stopped three times under load: only 200, 201 and 503, every accepted request has its row, and the limit holds", async () => {
  const { seen, limit, accepted, rows } = await loadDuring(server, ada, async () => {
    for (let stop = 0; stop < 3; stop += 1) {
      await delay(200);
      await postgresql.halt();
      await delay(200);
      await postgresql.resume();
      await back();
    }
  });
  expect(seen).toEqual([200, 201, 503]);
  // A commit whose answer was cut off may have a row more.
  const known = new Set(rows);
  expect(accepted.filter((id) => !known.has(id))).toEqual([]);
  expect(accepted.length).toBeLessThanOrEqual(limit);
});
