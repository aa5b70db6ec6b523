import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, postgresql } from "#db/client.ts";
import { acceptedCosts } from "#db/queries/accepted-costs.ts";
import { createFirst } from "#db/queries/epochs.ts";
import { removeExpired } from "#db/queries/limit-counters.ts";
import { passTime } from "#e2e/unit/clock.ts";
import { newTenant } from "#e2e/unit/tenant.ts";
import { clockMs } from "#lib/clock.ts";
import { ClusterLimiter } from "#lib/limits/cluster-limiter.ts";
import { counterKeyOf } from "#lib/limits/counter-keys.ts";
import { Epochs } from "#lib/limits/epochs.ts";

const LOGGED = 20_000;

const logMany = (keyId: string, beforeMs: number) =>
  db().execute(sql`
    insert into requests (id, at, workspace_id, environment, key_id, method, path, route, status, cost, latency_micros, checks)
    select 'req_' || ${keyId}::text || n, to_timestamp((${beforeMs}::bigint - n * 100) / 1000.0), 'ws_many', 'live', ${keyId}, 'GET', '/',
      '/', 200, 1, 1, '[]' from generate_series(1, ${LOGGED}::int) n`);

test("a window with very many requests stays small, and nothing counts for a shorter time than it should", async () => {
  await createFirst();
  const epochs = new Epochs();
  epochs.doubt();
  const limiter = new ClusterLimiter(epochs);
  const { key } = newTenant();
  const subject = { kind: "key", keyId: "key_with_many", workspaceId: "ws_many" } as const;
  const policies = [{ ...key("a", LOGGED + 10, 3600), subject }];
  // One every 100 ms, so the first leaves the window in 1,600 seconds.
  const now = clockMs();
  await logMany(subject.keyId, now);
  for (let i = 0; i < 10; i += 1) expect((await limiter.take(policies, 1)).refusal).toBeNull();
  const { refusal, states } = await limiter.take(policies, 1);
  expect(states[0]!.used).toBe(LOGGED + 10);
  const { rows } = await db().execute<{ size: number }>(
    sql`select cardinality(times) as size from limit_counters where name like ${`key:${subject.keyId}:%`}`,
  );
  expect(rows[0]!.size).toBeLessThan(2100);
  const exactWaitMs = now - LOGGED * 100 + 3_600_000 - clockMs();
  const waitMs = refusal!.retryAfterSeconds * 1000;
  expect(waitMs).toBeGreaterThanOrEqual(exactWaitMs);
  expect(waitMs).toBeLessThanOrEqual(exactWaitMs + 3_600_000 / 2048 + 1000);
  passTime(waitMs);
  expect((await limiter.take(policies, 1)).refusal).toBeNull();
});

test("a window with very many requests is built in Redis with few, and nothing counts for a shorter time than it should", async () => {
  const now = clockMs();
  const counter = counterKeyOf(newTenant().key("in_redis", 1, 3600), now);
  await logMany(counter.id, now);
  const untilMs = now - 60_000;
  for (const [until, count] of [
    [null, LOGGED],
    [untilMs, LOGGED - 599],
  ] as const) {
    const [costs] = await acceptedCosts([{ counter, afterMs: now - 3_600_000, untilMs: until, nowMs: now }]);
    expect(costs!.length).toBeLessThan(2100);
    expect(costs!.reduce((sum, { cost }) => sum + cost, 0)).toBe(count);
    expect(costs!.map(({ at }) => at)).toEqual(costs!.map(({ at }) => at).toSorted((a, b) => a - b));
    const first = now - LOGGED * 100;
    expect(costs![0]!.at).toBeGreaterThanOrEqual(first);
    expect(costs![0]!.at).toBeLessThan(first + 3_600_000 / 2048 + 100);
    expect(costs!.at(-1)!.at).toBeLessThanOrEqual(until ?? now);
  }
});

test("a counter that is removed while a request waits for it is there again, and the request's other limits hold", async () => {
  const limiter = new ClusterLimiter(new Epochs());
  const { key, plan } = newTenant();
  const usedUp = plan(1, 3600);
  const idle = key("idle", 5, 60);
  expect((await limiter.take([usedUp], 1)).refusal).toBeNull();
  await limiter.take([idle], 0);
  const cleaning = await postgresql()!.log.connect();
  await cleaning.query("begin");
  const { name } = counterKeyOf(idle, clockMs());
  const { rowCount } = await cleaning.query("delete from limit_counters where name = $1", [name]);
  expect(rowCount).toBe(1);
  const waiting = limiter.take([idle, usedUp], 1);
  await isBlocked();
  await cleaning.query("commit");
  cleaning.release();
  expect((await waiting).refusal?.policy).toBe(usedUp);
});

test("counters that are in use stay, and nobody waits for them when others are removed", async () => {
  await db().execute(sql`
    insert into limit_counters (name, epoch, covers_ms, used, times, costs, expires_ms)
    select 'key:expired_' || n || '::0', 1, 60000, 0, '{}', '{}', n from unnest(array[1, 2, 9007199254740991]) as n`);
  const using = await postgresql()!.log.connect();
  await using.query("begin");
  await using.query("select from limit_counters where name = 'key:expired_1::0' for update");
  expect(await removeExpired(3, 10)).toBe(1);
  await using.query("commit");
  using.release();
  expect(await removeExpired(3, 10)).toBe(1);
  expect(await removeExpired(3, 10)).toBe(0);
});

async function isBlocked(): Promise<void> {
  const look = sql`select pid from pg_stat_activity where wait_event_type = 'Lock' and query ~ 'decide_limits'`;
  while ((await db().execute(look)).rows.length === 0) await delay(5);
}
