import { afterAll, beforeAll, expect, test } from "vitest";
import { connectTo, documentedUsers } from "#e2e/unit/redis.ts";
import { startSentinels, type TestSentinels } from "#e2e/unit/redis-sentinel.ts";
import type { RedisConnection } from "#lib/limits/redis/connection.ts";
import { RedisUnavailable } from "#lib/limits/redis/in-time.ts";
import { Script } from "#lib/limits/redis/node.ts";

let redis: TestSentinels;
let connection: RedisConnection;
beforeAll(async () => {
  redis = await startSentinels();
  connection = connectTo(redis.url, 1000);
}, 60_000);
afterAll(async () => {
  connection?.close();
  await redis?.stop();
});

const usable = () => expect.poll(() => connection.runId, { timeout: 20_000 }).not.toBeNull();
const increment = new Script("return redis.call('INCR', KEYS[1])");
const run = (runId = connection.runId!) => connection.run({ runId, slot: 0 }, increment, ["n"], []);

test("scripts run on the primary that the Sentinels name", async () => {
  await usable();
  expect(await run()).toBe(1);
  expect(await (await redis.primary()).command("GET", "n")).toBe("1");
});

test("after a failover, scripts run on the new primary, which is another run", async () => {
  await usable();
  const { runId } = connection;
  const lost = await redis.primary();
  await lost.kill();
  await expect.poll(() => connection.runId, { timeout: 5000 }).toBeNull();
  await usable();
  expect(connection.runId).not.toBe(runId);
  await expect(run(runId!)).rejects.toThrow(RedisUnavailable);
  expect(await redis.primary()).not.toBe(lost);
  await run();
  // The former primary comes back as a replica.
  const { runId: second } = connection;
  await lost.restart();
  await redis.whole();
  expect(connection.runId).toBe(second);
}, 60_000);

test("a Sentinel that doesn't answer is not needed", async () => {
  await usable();
  redis.sentinels[0]!.signal("SIGSTOP");
  const another = connectTo(redis.url, 500);
  await expect.poll(() => another.runId, { timeout: 10_000 }).toBe(connection.runId);
  another.close();
  redis.sentinels[0]!.signal("SIGCONT");
});

test("Sentinels with users of their own are asked with the documented rights", async () => {
  await usable();
  for (const sentinel of redis.sentinels) {
    await sentinel.command(...documentedUsers()[1]!);
    await sentinel.command("ACL", "SETUSER", "default", "-sentinel|get-master-addr-by-name");
  }
  const without = connectTo(redis.url, 1000);
  await expect.poll(() => without.problem, { timeout: 5000 }).toMatch(/a Sentinel: NOPERM/);
  without.close();
  const another = connectTo(`${redis.url}?sentinelUser=latchkey&sentinelPassword=a-password`, 1000);
  await expect.poll(() => another.runId, { timeout: 5000 }).toBe(connection.runId);
  another.close();
  for (const sentinel of redis.sentinels) await sentinel.command("ACL", "SETUSER", "default", "+@all");
});

test("a name that the Sentinels don't know is a problem that says so", async () => {
  const another = connectTo(redis.url.replace("/counters", "/others"), 1000);
  await expect
    .poll(() => another.problem, { timeout: 5000 })
    .toBe("the Sentinels know no primary named others");
  expect(another.runId).toBeNull();
  another.close();
});
