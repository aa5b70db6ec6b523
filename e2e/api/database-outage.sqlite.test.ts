import { spawnSync } from "node:child_process";
import { copyFileSync, renameSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionCookie } from "#e2e/api/browser-login.ts";
import { call, newKey } from "#e2e/api/client.ts";
import {
  expectNoLimitUsed,
  expectReadiness,
  expectUnavailable,
  type FaultyServer,
  loadDuring,
  startFaultyServer,
} from "#e2e/api/faulty-server.ts";
import { askGate } from "#e2e/api/gate-client.ts";
import { query } from "#e2e/api/store.ts";
import { trials } from "#e2e/trials.ts";

let faulty: FaultyServer;
let { server, developer: ada, ask, recovered } = {} as FaultyServer;

beforeAll(async () => {
  faulty = await startFaultyServer({ dialect: "sqlite" });
  ({ server, developer: ada, ask, recovered } = faulty);
});

afterAll(() => faulty?.end());

/** Takes SQLite's write lock, as another program would; returns its release. */
function lockOut(): () => void {
  const other = new Database(server.databaseUrl.slice("file:".length));
  other.exec("BEGIN IMMEDIATE");
  return () => void other.close();
}

/** Limits how large a file the server may write, in bytes: it meets the errors of a full or read-only disk. */
function limitFiles(bytes: number | "unlimited"): void {
  const { status, stderr } = spawnSync("prlimit", [`--pid=${server.process.pid}`, `--fsize=${bytes}:`], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
}

test("requests get 503 while another program holds the write lock, and 200 afterwards", async () => {
  let unlock = () => {};
  const startOutage = async () => {
    unlock = lockOut();
    await expectUnavailable(ask);
  };
  await expectNoLimitUsed(server, ada, startOutage, async () => {
    unlock();
    await recovered();
  });
});

test("requests succeed while another program holds the write lock for moments", async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    const unlock = lockOut();
    const asked = [ask["a good key"]!(), ask["a new key"]!(), ask["verifying a key"]!()];
    await delay(300);
    unlock();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 201, 200]);
  }
});

test("requests get 503 and use no limit while the disk is full, and 200 afterwards", async () => {
  const cookie = await sessionCookie(server, ada);
  const startOutage = async () => {
    limitFiles(0);
    await expectUnavailable(ask);
    // Requests that only read still succeed.
    for (const path of ["/settings/api-keys", "/api/v1/plans"])
      expect((await call(server, "GET", path, { cookie })).status, path).toBe(200);
  };
  await expectNoLimitUsed(server, ada, startOutage, async () => {
    limitFiles("unlimited");
    await recovered();
  });
  for (const name of ["a refresh", "a login", "a browser's cookie"])
    expect((await ask[name]!()).status, name).toBe(200);
  expect(await query(server, "pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
});

/** Whether the server is ready before, during and after an outage. */
async function expectUnreadyDuring(startOutage: () => void, endOutage: () => void): Promise<void> {
  await expectReadiness(server, 200);
  startOutage();
  try {
    await expectReadiness(server, 503);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  } finally {
    endOutage();
  }
  await expectReadiness(server, 200);
}

test("/readyz answers 503 while the disk is full, the database is locked, or its file isn't in its place", async () => {
  await expectUnreadyDuring(
    () => limitFiles(0),
    () => limitFiles("unlimited"),
  );
  let unlock = () => {};
  const lock = () => {
    unlock = lockOut();
  };
  await expectUnreadyDuring(lock, () => unlock());
  const file = server.databaseUrl.slice("file:".length);
  const moved = `${file}.moved`;
  await expectUnreadyDuring(
    () => renameSync(file, moved),
    () => renameSync(moved, file),
  );
  const replace = () => {
    renameSync(file, moved);
    copyFileSync(moved, file);
  };
  await expectUnreadyDuring(replace, () => renameSync(moved, file));
  await recovered();
});

test("a request that can't be logged counts as unavailable in the metrics, at both entry points", async () => {
  const { secret: key } = await newKey(server, ada);
  const both = async () => [
    (await call(server, "GET", "/api/v1/me", { key })).status,
    (await askGate(server, { key })).status,
  ];
  expect(await both()).toEqual([200, 200]);
  const counted = async () => {
    const text = await (await fetch(`${server.gateUrl}/metrics`)).text();
    return ["api", "gate"].map((entrypoint) =>
      ["ok", "unavailable"].map((code) => countOf(text, entrypoint, code)),
    );
  };
  const before = await counted();
  limitFiles(0);
  try {
    expect(await both()).toEqual([503, 503]);
  } finally {
    limitFiles("unlimited");
  }
  const more = (await counted()).map((codes, i) => codes.map((count, j) => count - before[i]![j]!));
  expect(more).toEqual([
    [0, 1],
    [0, 1],
  ]);
  await recovered();
});

function countOf(metrics: string, entrypoint: string, code: string): number {
  const line = `latchkey_decisions_total{entrypoint="${entrypoint}",code="${code}"} `;
  const found = metrics.split("\n").find((text) => text.startsWith(line));
  return Number(found?.slice(line.length) ?? 0);
}

test("with a full disk and a locked database under load, accepted requests have one row each and the limit is exact", async () => {
  const { seen, limit, accepted, rows } = await loadDuring(server, ada, async () => {
    for (let fault = 0; fault < trials(3); fault += 1) {
      await delay(150);
      limitFiles(0);
      await delay(150);
      limitFiles("unlimited");
      const unlock = lockOut();
      await delay(150);
      unlock();
      await recovered();
    }
  });
  expect(seen).toEqual([200, 201, 503]);
  expect(rows.sort()).toEqual(accepted.sort());
  expect(accepted).toHaveLength(limit);
});
