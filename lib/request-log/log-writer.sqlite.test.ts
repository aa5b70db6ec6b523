import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { db, sqlite } from "#db/client.ts";
import { append } from "#db/queries/append-sqlite.ts";
import { stagedRequests } from "#db/schema/sqlite/staging.ts";
import { requestLog, staged } from "#db/schema/views.ts";
import { clearRequestLog } from "#e2e/unit/request-log.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { clockMs } from "#lib/clock.ts";
import { Compaction } from "#lib/request-log/compaction.ts";
import { LogWriter } from "#lib/request-log/log-writer.ts";
import type { Subject } from "#lib/request-log/subject.ts";

beforeEach(clearRequestLog);

const compaction = new Compaction(sqlite()!.control);
const compact = (rows: number) => compaction.compact(rows);

const ofKey = (keyId: string): Subject => ({ kind: "key", keyId, workspaceId: "ws_1" });
const appendMany = (writer: LogWriter, count: number, name = "key") =>
  Array.from({ length: count }, (_, i) => writer.append(rowAt(clockMs(), { keyId: `${name}_${i}` })));

test("a subject may have staged rows from the append until they are compacted", async () => {
  const writer = new LogWriter();
  await writer.open();
  const appending = appendMany(writer, 600);
  // A commit has up to 256 rows, so others still wait after the first and the second commit.
  for (const committed of [0, 300]) {
    await appending[committed];
    for (let i = 0; i < 600; i += 1) expect(await writer.hasStaged(ofKey(`key_${i}`)), `${i}`).toBe(true);
  }
  await Promise.all(appending);
  for (let i = 0; i < 4; i += 1) {
    writer.compacted(compact(100)!.upTo);
    await writer.append(rowAt(clockMs(), { keyId: `key_later_${i}` }));
  }
  const waiting = await db().select({ keyId: staged.keyId }).from(staged);
  expect(waiting).toHaveLength(204);
  for (const { keyId } of waiting) expect(await writer.hasStaged(ofKey(keyId!)), keyId!).toBe(true);
  for (let i = 0; i < 3; i += 1) {
    for (let done = compact(100); done; done = compact(100)) writer.compacted(done.upTo);
    await writer.append(rowAt(clockMs(), { keyId: "key_last" }));
  }
  expect(await writer.hasStaged(ofKey("key_300"))).toBe(false);
});

test.each([0, 1, 3, 8])(
  "a start compacts all rows that an earlier process left, after %d chunks of an unfinished batch",
  async (chunks) => {
    await append(
      1,
      Array.from({ length: 3000 }, (_, i) => rowAt(clockMs(), { keyId: `key_${i % 7}` })),
    );
    for (let i = 0; i < chunks; i += 1) compact(500);
    const writer = new LogWriter();
    await writer.open();
    expect(await db().$count(stagedRequests)).toBe(0);
    await Promise.all(appendMany(writer, 300));
    expect(await db().$count(requestLog)).toBe(3300);
    expect(await db().$count(staged)).toBe(300);
  },
);

test("appends wait while too many rows are staged, and continue when the compactor has made room", async () => {
  const writer = new LogWriter({ mostStaged: 500, patienceMs: 60_000 });
  await writer.open();
  await Promise.all(appendMany(writer, 500));
  let appended = 0;
  const more = appendMany(writer, 400, "more").map((one) =>
    one.then(() => {
      appended += 1;
    }),
  );
  await sleep(50);
  expect([appended, await db().$count(stagedRequests)]).toEqual([0, 500]);
  writer.compacted(compact(500)!.upTo);
  await Promise.all(more);
  expect(await db().$count(requestLog)).toBe(900);
});

test("without progress of the compactor, appends are refused after a while, and accepted again with progress", async () => {
  const writer = new LogWriter({ mostStaged: 500, patienceMs: 100 });
  await writer.open();
  await Promise.all(appendMany(writer, 500));
  const start = performance.now();
  const refused = await Promise.allSettled(appendMany(writer, 600));
  // Enough rows for three commits. The second and third are refused at once.
  expect(performance.now() - start).toBeLessThan(1000);
  for (const one of refused)
    expect(one).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
  await expect(writer.append(rowAt(clockMs()))).rejects.toMatchObject({ code: "unavailable" });
  expect(await db().$count(requestLog)).toBe(500);
  writer.compacted(compact(500)!.upTo);
  await Promise.all(appendMany(writer, 500));
  expect(await db().$count(requestLog)).toBe(1000);
  // Full again, but after progress, so the earlier waiting time doesn't count.
  const patient = writer.append(rowAt(clockMs()));
  for (let i = 0; i < 4; i += 1) {
    await sleep(60);
    writer.compacted(500);
  }
  writer.compacted(compact(500)!.upTo);
  await patient;
});

test("rows that were refused during an outage don't count as staged afterwards", async () => {
  const writer = new LogWriter({ mostStaged: 500, patienceMs: 50 });
  await writer.open();
  const { log } = sqlite()!;
  log.pragma("query_only = 1");
  for (let i = 0; i < 3; i += 1) {
    const refused = await Promise.allSettled(appendMany(writer, 400));
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set(["rejected"]));
  }
  log.pragma("query_only = 0");
  await Promise.all(appendMany(writer, 300));
  expect(await db().$count(staged)).toBe(300);
});

test("under plain Next, a writer continues the numbers of existing rows and doesn't wait for a compactor", async () => {
  await append(1, [rowAt(clockMs())]);
  const writer = new LogWriter({ mostStaged: 10, patienceMs: 50 });
  for (let i = 0; i < 3; i += 1) await Promise.all(appendMany(writer, 10));
  expect(await db().$count(requestLog)).toBe(31);
});
