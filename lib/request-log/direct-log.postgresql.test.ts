import { sql } from "drizzle-orm";
import fc from "fast-check";
import pg from "pg";
import { beforeEach, expect, test, vi } from "vitest";
import { db, postgresql } from "#db/client.ts";
import { isUnavailable } from "#db/faults.ts";
import { appendCurrent } from "#db/queries/append-postgresql.ts";
import type { RequestRow } from "#db/queries/requests.ts";
import { keyVersions } from "#db/schema/postgresql/key-versions.ts";
import { requests, usageHours, usageKeyDays } from "#db/schema/request-log.ts";
import { clearRequestLog } from "#e2e/unit/request-log.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { clockMs } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { metrics } from "#lib/metrics.ts";
import { DirectLog } from "#lib/request-log/direct-log.ts";

beforeEach(async () => {
  await clearRequestLog();
  await db().delete(keyVersions);
});

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const idsIn = async () => (await db().select({ id: requests.id }).from(requests)).map(({ id }) => id).sort();
const idsOf = (rows: RequestRow[]) => rows.map(({ id }) => id).sort();
const run = (statement: string) => db().execute(sql.raw(statement));
const setVersion = (workspaceId: string, version: number) =>
  db()
    .insert(keyVersions)
    .values({ workspaceId, version })
    .onConflictDoUpdate({ target: keyVersions.workspaceId, set: { version } });

/** The differences between rows and counts, read in one snapshot. */
async function differences() {
  const { rows } = await run(`
    with logged as (select * from requests where key_id is not null),
    hours as (select workspace_id, date_trunc('hour', at at time zone 'UTC') at time zone 'UTC' as hour, environment,
      method || ' ' || route as route, status, coalesce(code, '') as code, count(*)::int as total, sum(cost)::int as cost
      from logged group by 1, 2, 3, 4, 5, 6),
    days as (select key_id, date_trunc('day', at at time zone 'UTC') at time zone 'UTC' as day, status, workspace_id, environment,
      count(*)::int as total, max(at) filter (where cost > 0) as last from logged group by 1, 2, 3, 4, 5),
    kept_hours as (select workspace_id, hour, environment, route, status, code, total, cost from usage_hours),
    kept_days as (select key_id, day, status, workspace_id, environment, total, last_accepted_at from usage_key_days)
    select to_jsonb(d) as row from ((table hours except table kept_hours) union all (table kept_hours except table hours)) d
    union all select to_jsonb(d) from ((table days except table kept_days) union all (table kept_days except table days)) d`);
  return rows;
}

test("an entry that relies on two records, both out of date, is stale once, and what is counted are rows", async () => {
  await setVersion("ws_1", 3);
  const log = new DirectLog();
  const twice = [1, 2].map((version) => ({ workspaceId: "ws_1", version }));
  const committed = vi.spyOn(metrics, "committed");
  expect(await log.append(rowAt(clockMs()), twice)).toBe("stale");
  expect(await log.append(rowAt(clockMs()), [{ workspaceId: "ws_1", version: 3 }])).toBe("appended");
  expect(committed.mock.calls.map(([rows]) => rows)).toEqual([0, 1]);
  expect(await idsIn()).toHaveLength(1);
});

test("a row that relies on an outdated version is neither logged nor counted, and other rows are", async () => {
  await setVersion("ws_1", 7);
  await setVersion("ws_2", 1);
  const log = new DirectLog();
  const relying = (...versions: [workspaceId: string, version: number][]) => {
    const row = rowAt(clockMs());
    const on = versions.map(([workspaceId, version]) => ({ workspaceId, version }));
    return { row, outcome: log.append(row, on) };
  };
  const current = [
    relying(),
    relying(["ws_1", 7]),
    relying(["ws_1", 7], ["ws_2", 1]),
    relying(["ws_unchanged", 0]),
  ];
  const stale = [
    relying(["ws_1", 6]),
    relying(["ws_1", 8]),
    relying(["ws_1", 7], ["ws_2", 0]),
    relying(["ws_2", 0], ["ws_1", 7]),
    relying(["ws_1", 0]),
    relying(["ws_unchanged", 1]),
  ];
  expect(await Promise.all(current.map(({ outcome }) => outcome))).toEqual(current.map(() => "appended"));
  expect(await Promise.all(stale.map(({ outcome }) => outcome))).toEqual(stale.map(() => "stale"));
  expect(await idsIn()).toEqual(idsOf(current.map(({ row }) => row)));
  expect(await differences()).toEqual([]);
});

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("", "NULL", '"', "\\", '{"a,b"}', "'; --", "…\u2028\t\n", '\\"'),
);
const entry = fc.record<Partial<RequestRow>>({
  hint: fc.option(text),
  userId: fc.option(text),
  path: text,
  route: text,
  code: fc.option(text),
  userAgent: fc.option(text),
  ip: fc.option(text),
  cost: fc.nat(1000),
  status: fc.constantFrom(200, 404, 429),
  latencyMicros: fc.nat(),
  checks: fc.array(text),
  keyId: fc.constantFrom("key_1", "key_2", null),
  at: fc
    .date({ min: new Date("1969-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
    .map((at) => new Date(Math.floor(at.getTime()))),
});

test("entries with any text, time and number are logged unchanged, and counted by UTC hour and day", async () => {
  const log = new DirectLog();
  const texts = (rows: RequestRow[]) => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const zone of ["UTC", "Asia/Kolkata", "America/St_Johns"]) {
    await run(
      `alter database ${(await run("select current_database() as name")).rows[0]!.name} set timezone = '${zone}'`,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 20 }), async (entries) => {
        await clearRequestLog();
        const hasNul = (value: unknown) => JSON.stringify(value).includes("\\u0000");
        const rows = entries.filter((one) => !hasNul(one)).map((one) => rowAt(clockMs(), one));
        await Promise.all(rows.map((row) => log.append(row)));
        const kept = await db().select().from(requests);
        expect(texts(kept)).toEqual(texts(rows));
        expect(await differences()).toEqual([]);
      }),
      { numRuns: 20 },
    );
  }
});

test("a key's last use is the latest one, even if an earlier one is logged later", async () => {
  const log = new DirectLog();
  const noon = Date.parse("2026-11-27T12:00:00Z");
  for (const at of [noon, noon + 60_000, noon - 60_000]) await log.append(rowAt(at));
  await log.append(rowAt(noon + 120_000, { status: 429, cost: 0 }));
  expect(await differences()).toEqual([]);
});

test("an hour's cost can exceed 32 bits", async () => {
  const log = new DirectLog();
  for (let i = 0; i < 3; i += 1) await log.append(rowAt(clockMs(), { cost: 2 ** 30 }));
  expect((await db().select().from(usageHours)).reduce((sum, { cost }) => sum + cost, 0)).toBe(3 * 2 ** 30);
});

test("an entry whose ID already exists is neither logged nor counted again, in the same or another group", async () => {
  const rows = Array.from({ length: 20 }, () => rowAt(clockMs()));
  const appends = rows.map((row) => ({ row, relyingOn: [] }));
  const { log } = postgresql()!;
  await appendCurrent(log, appends);
  await appendCurrent(log, [...appends.slice(10), ...appends.slice(5, 12), { row: rowAt(0), relyingOn: [] }]);
  expect(await db().$count(requests)).toBe(21);
  expect(await differences()).toEqual([]);
});

/** Locks a table that appends write to while `during` runs. */
async function withLockedCounts(during: () => Promise<void>): Promise<void> {
  await db().transaction(async (tx) => {
    await tx.execute(sql`lock table ${usageKeyDays} in exclusive mode`);
    await during();
  });
}

test.each(["other", "the same"])(
  "concurrent groups with the same keys and hours and %s IDs never deadlock, in any order",
  async (ids) => {
    const { log } = postgresql()!;
    const at = clockMs();
    const newRow = (_: unknown, i: number) =>
      rowAt(at - (i % 4) * 3_600_000, {
        keyId: `key_${(i * 7) % 12}`,
        workspaceId: `ws_${i % 3}`,
        status: i % 5 ? 200 : 429,
        method: i % 2 ? "GET" : "POST",
      });
    // More concurrent appends than one process runs.
    const pools = [log, new pg.Pool({ ...log.options, max: 4 })];
    for (let round = 0; round < 12; round += 1) {
      const rows = Array.from({ length: 200 }, newRow);
      const shuffled = () =>
        rows.map((row) => ({ row, by: Math.random() })).toSorted((one, other) => one.by - other.by);
      const appends = Array.from({ length: 8 }, (_, group) =>
        appendCurrent(
          pools[group % 2]!,
          shuffled().map(({ row }) => ({
            row: ids === "other" ? { ...row, id: newId("req", at) } : row,
            relyingOn: [{ workspaceId: row.workspaceId!, version: 0 }],
          })),
        ),
      );
      await Promise.all(appends);
    }
    await pools[1]!.end();
    expect(await differences()).toEqual([]);
  },
);

test("the counts always match the rows while 64 clients log", async () => {
  const log = new DirectLog();
  let [ending, logged] = [false, 0];
  const clients = Array.from({ length: 64 }, async (_, client) => {
    for (let i = 0; !ending; i += 1) {
      const key = (client + i) % 9;
      await log.append(rowAt(clockMs(), { keyId: `key_${key}`, workspaceId: `ws_${key % 3}` }));
      logged += 1;
    }
  });
  for (let looks = 0; looks < 40; looks += 1) expect(await differences()).toEqual([]);
  ending = true;
  await Promise.all(clients);
  expect(await db().$count(requests)).toBe(logged);
});

test("only queries for the same key, workspace or user wait for entries that are being written", async () => {
  const log = new DirectLog();
  const at = clockMs();
  const done: string[] = [];
  const asked = (name: string, subject: Parameters<DirectLog["hasStaged"]>[0]) =>
    log.hasStaged(subject).then(() => done.push(name));
  const waiting: Promise<unknown>[] = [];
  await withLockedCounts(async () => {
    waiting.push(log.append(rowAt(at)));
    await sleep(50);
    // In its own group, without a key, so it isn't blocked.
    waiting.push(log.append(rowAt(at, { keyId: "key_2", environment: "test" })));
    waiting.push(asked("key", { kind: "key", keyId: "key_1", workspaceId: "ws_1" }));
    waiting.push(asked("workspace", { kind: "workspace", workspaceId: "ws_1", environment: "live" }));
    void asked("another", { kind: "key", keyId: "key_3", workspaceId: "ws_1" });
    void asked("person", { kind: "user", userId: "usr_1" });
    await sleep(50);
    expect(done.sort()).toEqual(["another", "person"]);
  });
  await Promise.all(waiting);
  expect(done.sort()).toEqual(["another", "key", "person", "workspace"]);
});

test("an append is refused when the database doesn't answer in time, and its connection isn't reused", async () => {
  const { log } = postgresql()!;
  const impatient = new pg.Pool({ ...log.options, max: 1, query_timeout: 300 });
  await withLockedCounts(async () => {
    const refused = await appendCurrent(impatient, [{ row: rowAt(clockMs()), relyingOn: [] }]).catch(
      (e) => e,
    );
    expect(isUnavailable(refused)).toBe(true);
  });
  const began = performance.now();
  await appendCurrent(impatient, [{ row: rowAt(clockMs(), { keyId: "key_2" }), relyingOn: [] }]);
  expect(performance.now() - began).toBeLessThan(300);
  await impatient.end();
});

test("if the connection is lost during an append, the database is unavailable, and the next append reconnects", async () => {
  const log = new DirectLog();
  let failed: unknown;
  await withLockedCounts(async () => {
    const appending = log.append(rowAt(clockMs())).catch((error) => error);
    const terminate = () =>
      run(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query like '%appended as%' and wait_event_type = 'Lock'`);
    await expect.poll(async () => (await terminate()).rows.length).toBe(1);
    failed = await appending;
  });
  expect(isUnavailable(failed)).toBe(true);
  expect(await log.append(rowAt(clockMs()))).toBe("appended");
  expect([await db().$count(requests), await db().$count(usageHours)]).toEqual([1, 1]);
});
