import { spawnSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionCookie } from "#e2e/api/browser-login.ts";
import { call } from "#e2e/api/client.ts";
import {
  expectNoLimitUsed,
  expectUnavailable,
  type FaultyServer,
  loadDuring,
  startFaultyServer,
} from "#e2e/api/faulty-server.ts";
import { query } from "#e2e/api/store.ts";

let faulty: FaultyServer;
let { server, developer: ada, ask, back } = {} as FaultyServer;

beforeAll(async () => {
  faulty = await startFaultyServer({ dialect: "sqlite" });
  ({ server, developer: ada, ask, back } = faulty);
});

afterAll(() => faulty?.end());

/** Takes SQLite's one write lock, as another program would; returns how to let it go. */
function lockOut(): () => void {
  const other = new Database(server.databaseUrl.slice("file:".length));
  other.exec("BEGIN IMMEDIATE");
  return () => void other.close();
}

/** The largest file that the server may write, in bytes, or none: what a full disk and one gone read-only are to it. */
function limitFiles(bytes: number | "unlimited"): void {
  const { status, stderr } = spawnSync("prlimit", [`--pid=${server.process.pid}`, `--fsize=${bytes}:`], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
}

test("another program holds the write lock: 503 while it does, without the server standing still, and 200 after", async () => {
  let unlock = () => {};
  const away = async () => {
    unlock = lockOut();
    await expectUnavailable(ask);
  };
  await expectNoLimitUsed(server, ada, away, async () => {
    unlock();
    await back();
  });
});

test("another program holds the write lock for moments, as the operator's commands do: nobody notices", async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    const unlock = lockOut();
    const asked = [ask["a good key"]!(), ask["a new key"]!(), ask["a verdict"]!()];
    await delay(300);
    unlock();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 201, 200]);
  }
});

test("the disk takes nothing more: 503 for every question, nothing taken, and 200 when it does again", async () => {
  const cookie = await sessionCookie(server, ada);
  const away = async () => {
    limitFiles(0);
    await expectUnavailable(ask);
    // What only reads is answered.
    for (const path of ["/settings/api-keys", "/api/v1/plans"])
      expect((await call(server, "GET", path, { cookie })).status, path).toBe(200);
  };
  await expectNoLimitUsed(server, ada, away, async () => {
    limitFiles("unlimited");
    await back();
  });
  for (const name of ["a refresh", "a login", "a browser's cookie"])
    expect((await ask[name]!()).status, name).toBe(200);
  expect(await query(server, "pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
});

test("a full disk and a locked database under load: every accepted request has its one row, and the limit is used to its last", async () => {
  const { seen, limit, accepted, rows } = await loadDuring(server, ada, async () => {
    for (let fault = 0; fault < 3; fault += 1) {
      await delay(150);
      limitFiles(0);
      await delay(150);
      limitFiles("unlimited");
      const unlock = lockOut();
      await delay(150);
      unlock();
      await back();
    }
  });
  expect(seen).toEqual([200, 201, 503]);
  expect(rows.sort()).toEqual(accepted.sort());
  expect(accepted).toHaveLength(limit);
});
