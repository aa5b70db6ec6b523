import { afterEach, expect, test } from "vitest";
import * as stored from "#db/queries/epochs.ts";
import { startRedis, type TestRedis } from "#e2e/unit/redis.ts";
import { newTenant } from "#e2e/unit/tenant.ts";
import { clockMs } from "#lib/clock.ts";
import { ClusterLimiter } from "#lib/limits/cluster-limiter.ts";
import { Epochs } from "#lib/limits/epochs.ts";
import { RedisConnection } from "#lib/limits/redis/connection.ts";
import { RedisStore } from "#lib/limits/redis/redis-store.ts";

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function startInstance() {
  const redis: TestRedis = await startRedis();
  ending.push(() => redis.stop());
  await stored.createFirst();
  const connection = new RedisConnection({ url: redis.url, timeoutMs: 2000 });
  ending.push(() => connection.close());
  const epochs = new Epochs();
  const store = new RedisStore(connection, epochs, 0);
  const usable = () => expect.poll(() => connection.runId, { timeout: 5000 }).not.toBeNull();
  await usable();
  await store.consider();
  expect((await stored.current()).store).toBe("redis");
  const prefix = `latchkey:{${await stored.installation()}}`;
  return { redis, epochs, store, prefix, usable, limiter: new ClusterLimiter(epochs, store) };
}

const MARKERS = ["9223372036854774784:0", "9007199254740990:0", `${"9".repeat(30)}:0`, "nonsense"];

test.each(MARKERS)(
  "an epoch that Redis can't have, %s, doesn't change those of PostgreSQL",
  async (marker) => {
    const { redis, epochs, store, prefix, usable } = await startInstance();
    const { number } = await stored.current();
    await redis.command("SET", `${prefix}:epoch`, marker);
    await epochs.end(number, "a test");
    await usable();
    await store.consider();
    expect(await stored.current()).toMatchObject({ number: number + 2, store: "redis" });
    await epochs.end(number + 2, "a test");
    expect(await stored.current()).toMatchObject({ number: number + 3, store: "postgresql" });
  },
);

test("a time that Redis can't have isn't the time of a request", async () => {
  const { redis, prefix, limiter } = await startInstance();
  const policies = [newTenant().key("a", 5)];
  await limiter.take(policies, 1);
  const [counter] = (await redis.command("KEYS", `${prefix}:*:key:*`)) as string[];
  await redis.command("LSET", counter!, "-1", `${clockMs() + 86_400_000}:1`);
  const { at } = await limiter.take(policies, 1);
  expect(at).toBeLessThan(clockMs() + 60_000);
  expect((await stored.current()).store).toBe("postgresql");
});

test("a month that can't be read ends the epoch, instead of being built again and again", async () => {
  const { redis, prefix, limiter } = await startInstance();
  const policies = [newTenant().quota(5)];
  await limiter.take(policies, 1);
  const [counter] = (await redis.command("KEYS", `${prefix}:*:month:*`)) as string[];
  await redis.command("SET", counter!, "nonsense");
  expect((await limiter.take(policies, 1)).refusal).toBeNull();
  expect((await stored.current()).store).toBe("postgresql");
});
