import { beforeEach, expect, test } from "vitest";
import { sqlite } from "#db/client.ts";
import { append } from "#db/queries/append-sqlite.ts";
import { acceptedSince, latestAt, type RequestRow } from "#db/queries/requests.ts";
import * as usage from "#db/queries/usage.ts";
import { clearRequestLog } from "#e2e/unit/request-log.ts";
import { newId } from "#lib/ids.ts";
import { Compaction, compactAll } from "#lib/request-log/compaction.ts";

beforeEach(clearRequestLog);

const compaction = new Compaction(sqlite()!.control);
const compact = (rows: number) => compaction.compact(rows);
const prune = (nowMs: number, days: number) => compaction.prune(nowMs, days);

const start = Date.parse("2026-03-05T10:00:00Z");
const HOUR_MS = 3_600_000;
const month = { from: new Date("2026-03-01T00:00:00Z"), to: new Date("2026-04-01T00:00:00Z") };
const all = { workspaceId: "ws_1", ...month };

function row(i: number): RequestRow {
  const at = start + i * 60_000;
  const status = i % 10 === 0 ? 429 : i % 7 === 0 ? 404 : 200;
  return {
    id: newId("req", at),
    at: new Date(at),
    workspaceId: "ws_1",
    environment: "live",
    keyId: `key_${i % 3}`,
    hint: null,
    userId: null,
    method: "GET",
    path: "/",
    route: "/",
    status,
    code: null,
    cost: status === 200 ? 1 : 0,
    latencyMicros: 1,
    ip: null,
    userAgent: null,
    checks: [],
  };
}

const readAll = async () => ({
  totals: await usage.totals(all),
  key: await usage.totals({ ...all, keyIds: ["key_1"] }),
  days: await usage.series(all, 24 * HOUR_MS, "status", 100),
  keys: await usage.series(all, 24 * HOUR_MS, "key", 100),
  hours: await usage.series(all, HOUR_MS, "route", 100),
  cost: await usage.costSince(
    { kind: "workspace", workspaceId: "ws_1", environment: "live" },
    month.from.getTime(),
    true,
  ),
});

test("every query returns the same before, during and after compaction, and counts stay when rows are deleted", async () => {
  await append(
    1,
    Array.from({ length: 100 }, (_, i) => row(i)),
  );
  const before = await readAll();
  expect(before.totals).toEqual({ total: 100, succeeded: 77, failed: 13, rateLimited: 10 });
  expect(before.cost).toBe(77);
  expect(compact(37)).toEqual({ upTo: 0, left: 63 });
  expect(await readAll()).toEqual(before);
  while (compact(37));
  expect(await readAll()).toEqual(before);
  expect(prune(start + 200 * 86_400_000, 90)).toBe(false);
  expect(await acceptedSince({ kind: "key", keyId: "key_1" }, 0, true)).toEqual([]);
  expect(await readAll()).toEqual(before);
  await append(101, [row(100)]);
  expect((await usage.totals(all)).total).toBe(101);
  while (compact(1000));
  expect((await usage.totals(all)).total).toBe(101);
});

test("although a batch is in key order, the latest time is found and no recent row is pruned", async () => {
  const rows = Array.from({ length: 90 }, (_, i) => ({ ...row(i), keyId: `key_${(i * 7) % 30}` }));
  await append(1, rows);
  const latest = rows.at(-1)!.at.getTime();
  do expect(await latestAt()).toBe(latest);
  while (compact(20));
  expect(await latestAt()).toBe(latest);
  const keptAt = async () =>
    (await acceptedSince({ kind: "workspace", workspaceId: "ws_1", environment: "live" }, 0, false)).map(
      ({ at }) => at,
    );
  const accepted = rows.filter(({ cost }) => cost > 0).map(({ at }) => at.getTime());
  for (let day = 90 * 86_400_000, i = 0; i <= 90; i += 1) {
    const from = start + i * 60_000;
    prune(from + day, 90);
    expect(await keptAt()).toEqual(expect.arrayContaining(accepted.filter((at) => at >= from)));
  }
  expect(await keptAt()).toEqual([]);
});

test("the latest time is found after a start that compacted more than one batch", async () => {
  const rows = Array.from({ length: 6000 }, (_, i) => ({ ...row(i), keyId: `key_${5999 - i}` }));
  await append(1, rows);
  compactAll(sqlite()!.control.name);
  expect(await latestAt()).toBe(rows.at(-1)!.at.getTime());
});
