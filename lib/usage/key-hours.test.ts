import { beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import * as keyHours from "#db/queries/key-hours.ts";
import { requests, usageKeyHours } from "#db/schema/request-log.ts";
import { ENGINES } from "#e2e/unit/engine.ts";
import { keyOf } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import { clearRequestLog, countKeyHoursFrom, hourCounts } from "#e2e/unit/request-log.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { countPart } from "#lib/request-log/hour-counting.ts";
import { readKeyUsage } from "#lib/usage/key-usage.ts";
import { readSeries } from "#lib/usage/usage.ts";

const HOUR_MS = 3_600_000;
const noon = Date.UTC(2026, 2, 5, 12);
const hour = (n: number, ms = 0) => noon + n * HOUR_MS + ms;
const now = new Date(hour(4));
/** Counts up to `rows` requests by hour, in a process that has just started. */
const count = (rows: number) => countPart(hourCounts(), rows, async (endMs) => endMs <= hour(4));

const [ada, bob] = [await person("ada"), await person("bob")];
const [busy, quiet, test_key] = [
  (await keyOf(ada)).id,
  (await keyOf(ada)).id,
  (await keyOf(ada, { environment: "test" })).id,
];

/** Keys are counted by hour from noon on. */
beforeEach(async () => {
  await clearRequestLog();
  await countKeyHoursFrom(new Date(noon));
});

function someRows() {
  const of = (keyId: string, at: number, more = {}) =>
    rowAt(at, { workspaceId: ada.workspaceId, keyId, ...more });
  const failed = { status: 403, code: "forbidden", cost: 0 };
  return [
    ...[-2, -1, 0, 1, 2, 3].flatMap((n) => [
      of(busy, hour(n)),
      of(busy, hour(n, 1)),
      of(busy, hour(n, HOUR_MS - 1), failed),
    ]),
    of(quiet, hour(-1)),
    of(quiet, hour(1, 600_000)),
    of(test_key, hour(1), { environment: "test" }),
    rowAt(hour(1), { workspaceId: ada.workspaceId, keyId: null, userId: "usr_1" }),
    rowAt(hour(1), { workspaceId: bob.workspaceId, keyId: "key_of_bob" }),
  ];
}

const range = { from: new Date(hour(-3)), to: now, interval: "hour" as const };

async function expectAll() {
  const byKey = await readSeries(ada, { ...range, group_by: "key", environment: "live" }, now);
  const shown = byKey.buckets.map(({ start, group, total, failed }) => {
    const name = group === busy ? "busy" : group === quiet ? "quiet" : group;
    return [(Date.parse(start) - noon) / HOUR_MS, name, total, failed];
  });
  expect(shown.toSorted()).toEqual(
    [
      ...[-2, -1, 0, 1, 2, 3].map((n) => [n, "busy", 3, 1]),
      [-1, "quiet", 1, 0],
      [1, "quiet", 1, 0],
    ].toSorted(),
  );
  const some = await readSeries(ada, { ...range, key_id: [quiet, test_key], group_by: "status" }, now);
  expect(some.buckets.map(({ group, total }) => [group, total])).toEqual([
    ["200", 1],
    ["200", 2],
  ]);
  const query = { ...range, compare: "previous" as const, key_id: [busy], from: new Date(hour(1)) };
  const compared = await readSeries(ada, query, now);
  expect([compared.meta.totals.total, compared.meta.previous!.total]).toEqual([9, 9]);
  const ofKey = await readKeyUsage(ada, busy, range, now);
  expect(ofKey).toMatchObject({ requests_current_period: 18, failed: 6, truncated: false });
}

test.each(ENGINES)(
  "a key's requests by hour are the same before, while and after they are counted, with %s",
  async (_, start) => {
    const { log, compact } = await start();
    await Promise.all(someRows().map((row) => log.append(row)));
    await expectAll();
    while (await compact(4)) await expectAll();
    for (let rows = 1; await count(rows); rows = (rows % 3) + 1) await expectAll();
    await expectAll();
    expect(await hourCounts().progress()).toMatchObject({ sinceMs: 0, hourMs: null });
  },
);

test.each(ENGINES)("what was logged before an upgrade is counted afterwards, with %s", async (_, start) => {
  const { log, compact } = await start();
  const rows = someRows();
  // The upgrade comes when half of them are compacted, and the next whole hour has begun.
  await Promise.all(rows.map((row) => log.append(row)));
  await compact(rows.length / 2);
  await countKeyHoursFrom(new Date(hour(4)));
  await compact(4);
  await expectAll();
  for (let rounds = 0; await count(2); rounds += 1) {
    if (rounds % 4 === 3) await compact(2);
    await expectAll();
  }
  while (await compact(4));
  await expectAll();
  await db().delete(requests);
  await expectAll();
});

test("a part that another process has counted isn't counted again", async () => {
  const { log, compact } = await ENGINES[0]![1]();
  await Promise.all(someRows().map((row) => log.append(row)));
  while (await compact(100));
  await countKeyHoursFrom(new Date(hour(4)));
  await count(2);
  const before = await hourCounts().progress();
  await count(2);
  await expect(countPart({ ...hourCounts(), progress: () => before }, 2, async () => false)).rejects.toThrow(
    "Another process",
  );
});

test.each(ENGINES)("counted hours don't need the log's rows, with %s", async (_, start) => {
  const { log, compact } = await start();
  await Promise.all(someRows().map((row) => log.append(row)));
  while (await compact(100));
  while (await count(100));
  await db().delete(requests);
  await expectAll();
});

test("counts of old hours are removed, a workspace at a time", async () => {
  const rows = [0, 1, 2].flatMap((n) =>
    [ada, bob].map(({ workspaceId }) => ({
      workspaceId,
      hour: new Date(hour(n)),
      keyId: "key_1",
      status: 200,
      environment: "live",
      total: 1,
    })),
  );
  await db().insert(usageKeyHours).values(rows);
  const left = async () =>
    (await db().select().from(usageKeyHours)).map(({ workspaceId, hour: at }) => [
      workspaceId === ada.workspaceId ? "ada" : "bob",
      (at.getTime() - noon) / HOUR_MS,
    ]);
  const before = new Date(hour(2));
  expect(await keyHours.remove(ada.workspaceId, before, 1)).toBe(1);
  expect((await left()).length).toBe(5);
  expect(await keyHours.remove(ada.workspaceId, before, 5)).toBe(1);
  expect((await left()).toSorted()).toEqual(
    [
      ["ada", 2],
      ["bob", 0],
      ["bob", 1],
      ["bob", 2],
    ].toSorted(),
  );
  const order = [ada.workspaceId, bob.workspaceId].toSorted();
  let id = "";
  const seen: string[] = [];
  do {
    id = (await keyHours.workspaceAfter(id))!;
    seen.push(id);
  } while (seen.length < 2);
  expect(seen).toEqual(order);
  expect(await keyHours.workspaceAfter(order[1]!)).toBeNull();
});
