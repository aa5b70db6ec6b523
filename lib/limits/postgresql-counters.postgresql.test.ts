import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { createFirst } from "#db/queries/epochs.ts";
import { passTime } from "#e2e/unit/clock.ts";
import { newTenant } from "#e2e/unit/tenant.ts";
import { clockMs } from "#lib/clock.ts";
import { ClusterLimiter } from "#lib/limits/cluster-limiter.ts";
import { Epochs } from "#lib/limits/epochs.ts";

const LOGGED = 20_000;

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
  await db().execute(sql`
    insert into requests (id, at, workspace_id, environment, key_id, method, path, route, status, cost, latency_micros, checks)
    select 'req_many_' || n, to_timestamp((${now}::bigint - n * 100) / 1000.0), 'ws_many', 'live', ${subject.keyId}, 'GET', '/', '/', 200,
      1, 1, '[]' from generate_series(1, ${LOGGED}::int) n`);
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
