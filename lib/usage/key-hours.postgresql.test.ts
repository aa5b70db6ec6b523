import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { postgresqlHourCounts } from "#db/queries/hour-counts-postgresql.ts";
import * as keyHours from "#db/queries/key-hours.ts";
import { usageKeyHours } from "#db/schema/request-log.ts";
import { person } from "#e2e/unit/people.ts";
import { clearRequestLog, countKeyHoursFrom } from "#e2e/unit/request-log.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { clockMs } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import { DirectLog } from "#lib/request-log/direct-log.ts";
import { countNextPart, startKeyHours } from "#lib/request-log/key-hours.ts";
import { noteOpen } from "#lib/request-log/open-requests.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const noon = Date.UTC(2026, 2, 5, 12);
const hour = (n: number, ms = 0) => noon + n * HOUR_MS + ms;
const settled = async () => true;
const { workspaceId } = await person("ada");
const until = async () => (await keyHours.countedHours()).until.getTime();
const totals = async () =>
  (await db().select().from(usageKeyHours)).map((row) => [row.hour.getTime(), row.total]).toSorted();

async function append(...times: number[]) {
  const requestLog = new DirectLog();
  await Promise.all(times.map((at) => requestLog.append(rowAt(at, { workspaceId }))));
}

/** Counts everything that can be counted. Returns whether that was anything. */
async function countAll(nowMs: number, settledBefore = settled): Promise<boolean> {
  let parts = 0;
  while (await countNextPart(nowMs, settledBefore)) parts += 1;
  return parts > 0;
}

/** Keys are counted by hour from noon on. */
beforeEach(async () => {
  await clearRequestLog();
  await countKeyHoursFrom(new Date(noon));
  await countAll(noon);
});
afterEach(() => void vi.restoreAllMocks());

test("an hour is counted when it is over and all its requests are logged", async () => {
  expect(await countAll(hour(1, 4 * MINUTE_MS))).toBe(false);
  const logged = noteOpen("ws_any", { at: new Date(hour(1, -1)), id: "req_1" });
  expect(await countAll(hour(1, 6 * MINUTE_MS))).toBe(false);
  logged();
  const later = noteOpen("ws_any", { at: new Date(hour(1)), id: "req_2" });
  const elsewhere = vi.fn(async () => false);
  expect(await countAll(hour(1, 6 * MINUTE_MS), elsewhere)).toBe(false);
  expect(elsewhere.mock.calls).toEqual([[hour(1)]]);
  expect(await countAll(hour(1, 6 * MINUTE_MS))).toBe(true);
  later();
  expect(await until()).toBe(hour(1));
  expect(await countAll(hour(1, 6 * MINUTE_MS))).toBe(false);
});

test("after the clock was set back, the hours that get more requests are counted again, and the log says so once", async () => {
  const warned = vi.spyOn(log, "warn").mockImplementation(() => {});
  await append(hour(0), hour(1), hour(2));
  await countAll(hour(4));
  const one = [hour(0), hour(1), hour(2)].map((at) => [at, 1]);
  expect([await until(), await totals()]).toEqual([hour(3), one]);
  await countAll(hour(1, MINUTE_MS));
  expect(await until()).toBe(hour(1));
  await append(hour(1, 2 * MINUTE_MS), hour(2, 2 * MINUTE_MS));
  await countAll(hour(2, MINUTE_MS));
  await countAll(hour(4));
  expect([await until(), await totals()]).toEqual([
    hour(3),
    [
      [hour(0), 1],
      [hour(1), 2],
      [hour(2), 2],
    ],
  ]);
  expect(warned).toHaveBeenCalledOnce();
});

test("the job counts, tries again with fewer requests at a time what took too long, and stops", async () => {
  const errors = vi.spyOn(log, "error").mockImplementation(() => {});
  vi.spyOn(log, "info").mockImplementation(() => {});
  const thisHour = Math.floor(clockMs() / HOUR_MS) * HOUR_MS;
  await countKeyHoursFrom(new Date(thisHour));
  await append(...Array.from({ length: 20 }, (_, i) => thisHour - HOUR_MS + i));
  const count = postgresqlHourCounts.count;
  const tried: number[] = [];
  vi.spyOn(postgresqlHourCounts, "count").mockImplementation(async (...args) => {
    if (tried.length < 6) throw new Error("Query read timeout");
    return count(...args);
  });
  const timeOfRow = postgresqlHourCounts.timeOfRow;
  vi.spyOn(postgresqlHourCounts, "timeOfRow").mockImplementation((slice, rows) => {
    tried.push(rows);
    return timeOfRow(slice, rows);
  });
  const stop = startKeyHours(settled, 1);
  await vi.waitFor(async () => expect(await totals()).toEqual([[thisHour - HOUR_MS, 20]]), { timeout: 5000 });
  await stop();
  expect(tried.slice(0, 6)).toEqual([1000, 250, 62, 15, 10, 10]);
  expect(errors.mock.calls.map(([, message]) => message)).toEqual([
    "the keys' requests of an hour could not be counted",
  ]);
  // Nothing is counted any more.
  await countKeyHoursFrom(new Date(thisHour));
  await delay(50);
  expect(await totals()).toEqual([]);
});

test("a process that was stopped while it counted sets nothing back when it wakes up", async () => {
  await append(hour(0), hour(1));
  const stale = await postgresqlHourCounts.progress();
  await countAll(hour(2, 6 * MINUTE_MS));
  const save = async () => postgresqlHourCounts.save(stale, { ...stale, hourMs: noon });
  await expect(save()).rejects.toThrow(/Another process/);
  expect([await until(), (await totals()).length]).toEqual([hour(2), 2]);
});
