import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { epochMs, query } from "#e2e/api/store.ts";
import { apiClient, workspaceId } from "#e2e/conformance/api-client.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { size } from "#e2e/trials.ts";
import { root } from "#scripts/processes.ts";

const HOUR_MS = 3_600_000;
const HOURS = 40;
/** On SQLite, counting is faster. */
const ROWS = inject("server").dialect === "sqlite" ? 160_000 : 48_000;
/** Before which write of the counting the process is killed: first each of the first part, and each time it goes on. */
const WRITES = [1, 2, 3, 4, 5, 6, 13, 24];
/** Then anywhere, and each time it begins again, because otherwise it would be over before. */
const WRITES_FROM_THE_START = Array.from({ length: size(0, 20) }, (_, i) => 7 + 3 * i);
/** And after how many milliseconds of counting, wherever it is then. */
const MOMENTS_MS = [20, 80, 200];

const { dialect } = inject("server");
const isSqlite = dialect === "sqlite";
const folder = mkdtempSync(join(tmpdir(), "latchkey-hours-"));
const killAtFile = join(folder, "write");
const never = () => writeFileSync(killAtFile, "0");
let server: OwnServer;

beforeAll(async () => {
  never();
  const preload = pathToFileURL(join(root, "e2e/processes/kill-at-write.mjs")).href;
  const env = {
    KILL_AT_FILE: killAtFile,
    KILL_AT_TABLE: "key_hours",
    LOCK_WAIT_SECONDS: "30",
    NODE_OPTIONS: `--import ${preload}`,
  };
  server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl"), env });
  const owners = [await newDeveloper(server), await newDeveloper(server)];
  const keys = await Promise.all(owners.map(keysOf));
  await server.stop();
  await logOldRequests(keys);
  await forgetHours();
});

afterAll(async () => {
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
});

async function keysOf(owner: Developer) {
  const ids = [await newKey(server, owner), await newKey(server, owner)].map(({ id }) => id);
  return { workspace: await workspaceId(apiClient(server, owner)), ids };
}

const startOfHour = () => Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
const time = (ms: string) => (isSqlite ? ms : `to_timestamp((${ms}) / 1000.0)`);

/** Requests of the last 40 hours as in the log of an older version: of two workspaces, with two keys each and without. */
async function logOldRequests(keys: Awaited<ReturnType<typeof keysOf>>[]) {
  const firstMs = startOfHour() - HOURS * HOUR_MS;
  const either = (n: string, of: string[]) =>
    `case ${n} ${of.map((id, i) => `when ${i} then '${id}'`).join(" ")} end`;
  const [ours, theirs] = keys as [(typeof keys)[0], (typeof keys)[0]];
  const key = `case i % 2 when 0 then ${either("(i / 2) % 3", ours.ids)} else ${either("(i / 2) % 3", theirs.ids)} end`;
  await query(
    server,
    `with recursive numbers(i) as (select 0 union all select i + 1 from numbers where i < ${ROWS - 1})
     insert into requests (id, at, workspace_id, environment, key_id, method, path, route, status, cost, latency_micros, checks)
     select 'req_old' || i, ${time(`${firstMs} + i * ${Math.floor((HOURS * HOUR_MS) / ROWS)}`)}, ${either("i % 2", [ours.workspace, theirs.workspace])},
       'live', ${key}, 'GET', '/old', '/old', case i % 7 when 0 then 403 else 200 end, 0, 10, ${isSqlite ? "'[]'" : "'[]'::jsonb"}
     from numbers`,
  );
}

/** As right after the upgrade: nothing is counted, and counting begins with the next hour. */
async function forgetHours() {
  await query(server, "delete from usage_key_hours");
  const since = startOfHour() + HOUR_MS;
  const until = isSqlite ? 253_370_764_800_000 : since;
  const uncounted = isSqlite ? "(select max(seq) from requests)" : "0";
  await query(
    server,
    `update key_hours_counted set since = ${time(String(since))}, until = ${time(String(until))},
       counting_hour = null, counting_workspace_id = '', counting_from = null, uncounted_up_to = ${uncounted}`,
  );
}

async function progress() {
  const [row] = await query(server, "select * from key_hours_counted");
  return { sinceMs: epochMs(row!.since), all: JSON.stringify(row) };
}

type Counts = Record<string, number>;
const hourOf = isSqlite ? "at / 3600000 * 3600000" : "date_trunc('hour', at, 'UTC')";
const toCounts = (rows: Awaited<ReturnType<typeof query>>): Counts =>
  Object.fromEntries(
    rows.map((row) => [
      [epochMs(row.hour), row.workspace_id, row.key_id, row.status, row.environment].join(" "),
      Number(row.total),
    ]),
  );
const counted = async () => toCounts(await query(server, "select * from usage_key_hours"));
const logged = async () =>
  toCounts(
    await query(
      server,
      `select workspace_id, ${hourOf} as hour, key_id, status, environment, count(*) as total from requests
       where key_id is not null group by 1, 2, 3, 4, 5`,
    ),
  );

const isDead = () => server.process.signalCode === "SIGKILL";

/** Starts the server, which is killed before the write with this number. */
async function killAtWrite(write: number) {
  writeFileSync(killAtFile, String(write));
  // It can happen before its ports are open.
  await server.restart().catch((error) => {
    if (!isDead()) throw error;
  });
  await expect.poll(isDead, { timeout: 20_000 }).toBe(true);
}

async function killAfter(ms: number) {
  never();
  const { all } = await progress();
  await server.restart();
  await expect.poll(async () => (await progress()).all !== all, { timeout: 20_000, interval: 5 }).toBe(true);
  await delay(ms);
  await server.kill();
}

test("kill -9 in the middle of counting old hours: each hour is counted exactly once", async () => {
  const expected = await logged();
  // 40 hours with a part of another at most, of two keys in two workspaces, with two statuses.
  expect(Object.keys(expected).length).toBeGreaterThanOrEqual(HOURS * 8);
  const seen = new Set<string>();
  for (const write of WRITES) {
    await killAtWrite(write);
    seen.add((await progress()).all);
  }
  for (const write of WRITES_FROM_THE_START) {
    await forgetHours();
    await killAtWrite(write);
    seen.add((await progress()).all);
  }
  for (const moment of MOMENTS_MS) {
    await killAfter(moment);
    seen.add((await progress()).all);
  }
  // It went on each time, and wasn't over yet.
  expect(seen.size).toBeGreaterThan(MOMENTS_MS.length + 3);
  expect((await progress()).sinceMs).toBeGreaterThan(0);
  const before = await counted();
  expect(Object.keys(before).length).toBeGreaterThan(0);
  for (const [name, total] of Object.entries(before))
    expect(total, name).toBeLessThanOrEqual(expected[name]!);

  never();
  await server.restart();
  await expect.poll(async () => (await progress()).sinceMs, { timeout: 90_000, interval: 200 }).toBe(0);
  expect(await counted()).toEqual(expected);
}, 300_000);
