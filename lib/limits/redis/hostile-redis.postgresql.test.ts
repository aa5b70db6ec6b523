import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { db } from "#db/client.ts";
import * as stored from "#db/queries/epochs.ts";
import { startRedis } from "#e2e/unit/redis.ts";
import { startUnwatched } from "#e2e/unit/redis-instance.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import { newTenant } from "#e2e/unit/tenant.ts";
import { clockMs } from "#lib/clock.ts";
import { DirectLog } from "#lib/request-log/direct-log.ts";

async function startInstance() {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const instance = await startUnwatched(redis.url);
  expect((await stored.current()).store).toBe("redis");
  return { redis, ...instance };
}

const MARKERS = ["9223372036854774784:0", "9007199254740990:0", `${"9".repeat(30)}:0`, "nonsense"];

test.each(MARKERS)(
  "an epoch that Redis can't have, %s, doesn't change those of PostgreSQL",
  async (marker) => {
    const { redis, epochs, store, usable } = await startInstance();
    const { number } = await stored.current();
    const markers = (await redis.command("KEYS", "latchkey:*:epoch")) as string[];
    await redis.command("SET", markers[0]!, marker);
    await epochs.end(number, "a test");
    await usable();
    await store.consider();
    expect(await stored.current()).toMatchObject({ number: number + 2, store: "redis" });
    await epochs.end(number + 2, "a test");
    expect(await stored.current()).toMatchObject({ number: number + 3, store: "postgresql" });
  },
);

test("a time that Redis can't have isn't the time of a request", async () => {
  const { redis, limiter } = await startInstance();
  const policies = [newTenant().key("a", 5)];
  await limiter.take(policies, 1);
  const [counter] = (await redis.command("KEYS", "latchkey:*:key:*")) as string[];
  await redis.command("LSET", counter!, "-1", `${clockMs() + 86_400_000}:1`);
  const { at } = await limiter.take(policies, 1);
  expect(at).toBeLessThan(clockMs() + 60_000);
  expect((await stored.current()).store).toBe("postgresql");
});

test("a month that can't be read ends the epoch, instead of being built again and again", async () => {
  const { redis, limiter } = await startInstance();
  const policies = [newTenant().quota(5)];
  await limiter.take(policies, 1);
  const [counter] = (await redis.command("KEYS", "latchkey:*:month:*")) as string[];
  await redis.command("SET", counter!, "nonsense");
  expect((await limiter.take(policies, 1)).refusal).toBeNull();
  expect((await stored.current()).store).toBe("postgresql");
});

test("counters that Redis has of epochs that PostgreSQL has lost are never asked", async () => {
  const { redis, send, policies } = await startInstance();
  expect(await send(1)).toBe(1);
  // PostgreSQL is restored from a backup: the current epoch will come once more.
  const { number } = await stored.current();
  await db().execute(
    sql`update epochs set number = ${number - 2}, store = 'postgresql', redis_run_id = null`,
  );
  const { epochs, store, limiter, usable } = await startUnwatched(redis.url, 500);
  const log = new DirectLog();
  const keyId = (policies[0]!.subject as { keyId: string }).keyId;
  const accepted = async () => {
    const { at, cost, epoch } = await limiter.take(policies, 1);
    const row = rowAt(at, { workspaceId: "ws_restored", keyId, cost });
    return (await log.append(row, [], epoch)) === "appended" ? cost : 0;
  };
  let total = 0;
  for (let i = 0; i < 70; i += 1) total += await accepted();
  expect(total).toBe(59);
  // A request comes as soon as an epoch in Redis has begun, and Redis learns of it a moment later.
  const requests: Promise<number>[] = [];
  const end = epochs.end.bind(epochs);
  epochs.end = async (...given) => {
    const begun = await end(...given);
    if (given[2]?.store === "redis") requests.push(accepted());
    await Promise.race([...requests, delay(50)]);
    return begun;
  };
  const place = async () => {
    await usable();
    await store.consider();
    return (await stored.current()).store;
  };
  await expect.poll(place, { timeout: 5000 }).toBe("redis");
  expect(requests.length).toBeGreaterThan(0);
  expect(await Promise.all(requests)).toEqual(requests.map(() => 0));
});
