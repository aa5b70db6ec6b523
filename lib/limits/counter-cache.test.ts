import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { append } from "#db/queries/requests.ts";
import { requestLog, staged } from "#db/schema/views.ts";
import { Engine } from "#e2e/unit/engine.ts";
import { clearRequestLog } from "#e2e/unit/request-log.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { clockMs } from "#lib/clock.ts";
import { CounterCache } from "#lib/limits/counter-cache.ts";
import type { Policy } from "#lib/limits/limiter.ts";
import { monthMs } from "#lib/limits/month.ts";
import { compact } from "#lib/request-log/compact.ts";
import { LogWriter } from "#lib/request-log/log-writer.ts";

beforeEach(clearRequestLog);
afterEach(clearRequestLog);

const WIDE = 1_000_000;
const ofKey = (keyId: string, windowSeconds: Policy["windowSeconds"] = 3600, limit = WIDE): Policy => ({
  name: "key",
  limit,
  windowSeconds,
  subject: { kind: "key", keyId },
});
const ofWorkspace = (windowSeconds: Policy["windowSeconds"], limit = WIDE): Policy => ({
  name: windowSeconds === "month" ? "quota" : "plan",
  limit,
  windowSeconds,
  subject: { kind: "workspace", workspaceId: "ws_1", environment: "live" },
});
const ofUser: Policy = {
  name: "user",
  limit: WIDE,
  windowSeconds: 3600,
  subject: { kind: "user", userId: "usr_1" },
};
const ALL = [ofKey("key_1"), ofKey("key_2"), ofWorkspace(3600), ofWorkspace("month"), ofUser];

const used = async (engine: Engine, policies: Policy[]) =>
  (await engine.take(policies, 0)).states.map((state) => state.used);
const compactAll = async () => {
  while (await compact(50));
};

/** What an earlier process left staged: of two keys of one workspace, another environment, a person, refusals. */
async function leave(): Promise<void> {
  // Of this month, whenever the test runs.
  const at = Math.max(clockMs() - 1000, monthMs(clockMs()).start);
  const rows = [
    ...Array.from({ length: 90 }, (_, i) => rowAt(at + i, { keyId: i % 3 ? "key_1" : "key_2" })),
    ...Array.from({ length: 5 }, () => rowAt(at, { keyId: "key_3", environment: "test" })),
    ...Array.from({ length: 4 }, () => rowAt(at, { keyId: null, userId: "usr_1" })),
    ...Array.from({ length: 6 }, () => rowAt(at, { status: 429, cost: 0 })),
    rowAt(at, { cost: 7 }),
  ];
  await append(1, rows);
}
const LEFT = [67, 30, 97, 97, 4];

test("limits that are rebuilt right after a start count each row that was left once, when nothing is compacted", async () => {
  await leave();
  expect(await used(new Engine(), ALL)).toEqual(LEFT);
});

test("likewise when all of it was compacted before anybody asked", async () => {
  await leave();
  await compactAll();
  expect(await used(new Engine(), ALL)).toEqual(LEFT);
});

test("likewise when it is compacted between the first question and the next, in chunks", async () => {
  await leave();
  const engine = new Engine();
  expect(await used(engine, [ALL[0]!])).toEqual([67]);
  for (const policy of ALL.slice(1)) {
    const done = await compact(30);
    if (done) engine.log.compacted(done.upTo);
    expect(await used(engine, [policy])).toEqual([LEFT[ALL.indexOf(policy)]]);
  }
});

test("likewise when it is compacted while they are rebuilt", async () => {
  await leave();
  const engine = new Engine();
  const [states] = await Promise.all([used(engine, ALL), compact(40)]);
  expect(states).toEqual(LEFT);
  const [longer] = await Promise.all([used(engine, [ofKey("key_1", 7200), ofWorkspace(7200)]), compact(40)]);
  expect(longer).toEqual([67, 97]);
});

test("a limit whose window becomes another counts what was recorded, compacted or not, and takes on from there", async () => {
  const engine = new Engine();
  for (let windowSeconds = 60; windowSeconds < 100; windowSeconds += 1) {
    const policy = ofKey("key_1", windowSeconds, 40);
    const { at, refusal, states } = await engine.take([policy], 1);
    expect(states[0]!.used).toBe(windowSeconds - 59);
    expect(refusal).toBeNull();
    await engine.append(rowAt(at));
    if (windowSeconds % 3 === 0) engine.log.compacted((await compact(2))?.upTo ?? 0);
  }
  expect((await engine.take([ofKey("key_1", 100, 40)], 1)).refusal).not.toBeNull();
});

test("likewise what is still on its way into the store when the window changes", async () => {
  const engine = new Engine();
  const take = (windowSeconds: number) =>
    Promise.all(Array.from({ length: 300 }, () => engine.take([ofKey("key_1", windowSeconds, 400)], 1)));
  // More than one commit carries: some are in it, and others wait for the next one.
  const recording = (await take(60)).map(({ at }) => engine.append(rowAt(at)));
  await recording[0];
  expect((await take(61)).filter(({ refusal }) => !refusal)).toHaveLength(100);
  await Promise.all(recording);
});

test("a compactor that has compacted all before the first request leaves nobody uncounted afterwards", async () => {
  await leave();
  const writer = new LogWriter();
  for (let done = await compact(50); done; done = await compact(50)) writer.compacted(done.upTo);
  for (let i = 0; i < 20; i += 1) await writer.append(rowAt(clockMs(), { keyId: `key_new_${i}` }));
  for (let i = 0; i < 20; i += 1) expect(await writer.stagedOf(`key_new_${i}`), `${i}`).toBe("any");
});

test("an empty window leaves the memory, but not before its rows are compacted: nobody searches the staged rows for them", async () => {
  const clock = globalThis as { latchkeyClock?: number };
  const writer = new LogWriter();
  await writer.open();
  const states = new CounterCache(writer);
  const policy = ofKey("key_1", 1);
  const isInMemory = () => {
    // So much later that the window is empty and the next sweep is due.
    clock.latchkeyClock! += 60_000;
    for (let i = 0; i < 3; i += 1) states.known([]);
    return states.known([policy]) !== null;
  };
  isInMemory();
  await states.load([policy]);
  states.known([policy])![0]!.add(clockMs(), 1);
  await writer.append(rowAt(clockMs()));
  expect(isInMemory()).toBe(true);
  for (const other of ["key_2", "key_3"]) {
    for (let done = await compact(50); done; done = await compact(50)) writer.compacted(done.upTo);
    await writer.append(rowAt(clockMs(), { keyId: other }));
  }
  expect(isInMemory()).toBe(false);
});

test("what waits for its commit, what is committed and what is compacted: a subject is asked about as long as it may wait", async () => {
  const writer = new LogWriter();
  await writer.open();
  const adding = Array.from({ length: 600 }, (_, i) =>
    writer.append(rowAt(clockMs(), { keyId: `key_${i}` })),
  );
  // A commit carries 256: after the first and the second one, others wait for theirs.
  for (const committed of [0, 300]) {
    await adding[committed];
    for (let i = 0; i < 600; i += 1) expect(await writer.stagedOf(`key_${i}`), `${i}`).toBe("any");
  }
  await Promise.all(adding);
  for (let i = 0; i < 4; i += 1) {
    const done = await compact(100);
    writer.compacted(done!.upTo);
    await writer.append(rowAt(clockMs(), { keyId: `key_later_${i}` }));
  }
  const waiting = await db().select({ keyId: staged.keyId }).from(staged);
  expect(waiting).toHaveLength(204);
  for (const { keyId } of waiting) expect(await writer.stagedOf(keyId!), keyId!).toBe("any");
  await compactAll();
});

test("likewise at every moment of a batch, whether they are rebuilt by who has begun before it or within it", async () => {
  await leave();
  const early = new Engine();
  await early.log.open();
  for (let window = 3600; ; window += 1) {
    const policies = [ofKey("key_1", window), ofKey("key_2", window), ofWorkspace(window)];
    for (const engine of [early, new Engine()])
      expect(await used(engine, policies), `${window}`).toEqual([67, 30, 97]);
    expect(await used(new Engine(), ALL)).toEqual(LEFT);
    if (!(await compact(7))) break;
  }
});

test("a process that starts while a compacted batch is removed numbers its rows after it", async () => {
  const left = Array.from({ length: 1500 }, () => rowAt(clockMs(), { keyId: "key_2" }));
  await append(1, left);
  while ((await compact(400))?.upTo !== 1500);
  for (let removed = 0; removed < 3; removed += 1) {
    const engine = new Engine();
    await engine.append(rowAt(clockMs()));
    expect(await used(new Engine(), [ofKey("key_1"), ofKey("key_2")])).toEqual([removed + 1, 1500]);
    expect(await db().$count(requestLog)).toBe(1501 + removed);
    await compact(400);
  }
  await compactAll();
});
