import { beforeEach, expect, test } from "vitest";
import { db, sqlite } from "#db/client.ts";
import { requests } from "#db/schema/request-log.ts";
import { clearRequestLog } from "#e2e/unit/request-log.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { Compaction } from "#lib/request-log/compaction.ts";
import { prune } from "#lib/request-log/prune.ts";

const DAY_MS = 86_400_000;
const now = Date.parse("2026-03-05T10:00:00Z");
const UNKNOWN = { workspaceId: null, keyId: null, status: 401, cost: 0 };

beforeEach(clearRequestLog);

/** Removes old rows as the server does, and returns the IDs of the rows that are left. */
async function afterPruning(retentionDays: number): Promise<string[]> {
  const handle = sqlite();
  const compaction = handle && new Compaction(handle.control);
  const pruneSome = async () =>
    compaction ? compaction.prune(now, retentionDays) : prune(now, retentionDays, 200);
  while (await pruneSome());
  return (await db().select({ id: requests.id }).from(requests)).map(({ id }) => id);
}

/** Logs a request with a key, and one with an unknown key, of each age. */
async function logOfEachAge(days: number[]) {
  const rows = days.map((age) => ({
    known: rowAt(now - age * DAY_MS),
    unknown: rowAt(now - age * DAY_MS, UNKNOWN),
  }));
  for (const { known, unknown } of rows) await db().insert(requests).values([known, unknown]);
  return rows.map(({ known, unknown }) => ({ known: known.id, unknown: unknown.id }));
}

test.each([0, 30])("with a retention of %i days, requests with unknown keys leave after 7", async (days) => {
  const [old, kept] = await logOfEachAge([7.001, 6.999]);
  expect((await afterPruning(days)).sort()).toEqual([old!.known, kept!.known, kept!.unknown].sort());
});

test("with a shorter retention, requests with unknown keys leave with the others", async () => {
  const [, kept] = await logOfEachAge([3.001, 2.999]);
  expect((await afterPruning(3)).sort()).toEqual([kept!.known, kept!.unknown].sort());
});

test("all old requests with unknown keys leave, however many there are and whatever is between them", async () => {
  const kept = rowAt(now);
  for (let i = 0; i < 3; i += 1) {
    const many = Array.from({ length: 300 }, (_, n) => rowAt(now - (8 + i) * DAY_MS + n, UNKNOWN));
    await db().insert(requests).values(many);
    if (i === 1) await db().insert(requests).values(kept);
  }
  expect(await afterPruning(0)).toEqual([kept.id]);
});
