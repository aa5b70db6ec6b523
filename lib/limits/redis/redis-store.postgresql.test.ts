import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { db } from "#db/client.ts";
import * as stored from "#db/queries/epochs.ts";
import { sleep } from "#e2e/cluster/use-up.ts";
import { startRedis, type TestRedis } from "#e2e/unit/redis.ts";
import { startUnwatched } from "#e2e/unit/redis-instance.ts";
import { Epochs } from "#lib/limits/epochs.ts";

async function redis(): Promise<TestRedis> {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  return server;
}

test("a Redis that starts again with old counters is not believed, although it has their epoch", async () => {
  const server = await redis();
  const { send, usable } = await startUnwatched(server.url);
  expect(await send(10)).toBe(10);
  await server.command("SAVE");
  expect(await send(30)).toBe(30);
  await server.kill();
  await server.restart();
  await usable();
  expect(await server.command("DBSIZE")).toBe(2);
  expect(await send(40)).toBe(20);
  expect((await stored.current()).store).toBe("postgresql");
});

test("a Redis that starts again with old counters while a missing one is read from the log is not believed", async () => {
  const server = await redis();
  const { limiter, policies, plan, connection, usable, send } = await startUnwatched(server.url);
  expect(await send(10)).toBe(10);
  await server.command("SAVE");
  expect(await send(30)).toBe(30);
  const { runId } = connection;
  const deciding = db().transaction(async (tx) => {
    await tx.execute(sql`lock table requests in access exclusive mode`);
    // The plan's counter doesn't exist yet. In an object, because a promise would be waited for here.
    const decision = Promise.resolve(limiter.take([...policies, plan(1000)], 1));
    await sleep(100);
    await server.kill();
    await server.restart();
    await usable();
    expect(connection.runId).not.toBe(runId);
    return { decision };
  });
  const { states } = await (await deciding).decision;
  expect(states[0]!.used).toBe(41);
});

test("an instance that still decides in an epoch that is over logs nothing in it", async () => {
  const server = await redis();
  const one = await startUnwatched(server.url);
  expect((await stored.current()).store).toBe("redis");
  const decision = await one.limiter.take(one.policies, 60);
  // Another instance has lost its connection to Redis.
  const { number } = await stored.current();
  await new Epochs().end(number, "a test");
  expect(await one.send(70)).toBe(60);
  await one.limiter.refund(decision);
  expect((await one.limiter.read(one.policies))[0]!.used).toBe(60);
});

test("a Redis that has counters of a later epoch is used with an epoch that is later still", async () => {
  const server = await redis();
  const { store, usable, send } = await startUnwatched(server.url);
  const installation = await stored.installation();
  await server.command("SET", `latchkey:{${installation}}:epoch`, "1000000:0");
  expect(await send(50)).toBe(50);
  await usable();
  await store.consider();
  await store.consider();
  const { number, store: place } = await stored.current();
  expect(place).toBe("redis");
  expect(number).toBeGreaterThan(1_000_000);
  expect(await send(50)).toBe(10);
});

test("while an instance can't use Redis, the counters aren't moved there", async () => {
  const server = await redis();
  const { store, epochs } = await startUnwatched(server.url);
  const { number } = await stored.current();
  await epochs.end(number, "a test");
  const others = [
    ["inst_1", null],
    ["inst_2", "another run"],
  ] as const;
  for (const [id, runId] of others) {
    await db().execute(
      sql`insert into instances (id, clock_ahead_ms, redis_run_id) values (${id}, 0, ${runId})`,
    );
    await store.consider();
    expect((await stored.current()).store).toBe("postgresql");
    await db().execute(sql`delete from instances`);
  }
  await store.consider();
  expect((await stored.current()).store).toBe("redis");
});

test("if instances move the counters to Redis at the same time, one epoch begins there, and stays", async () => {
  const server = await redis();
  const instances = await Promise.all([1, 2, 3].map(() => startUnwatched(server.url)));
  for (let round = 0; round < 50; round += 1) {
    const { number } = await stored.current();
    await instances[0]!.epochs.end(number, "a test");
    await Promise.all(instances.map(({ store }) => store.consider()));
    expect(await stored.current()).toMatchObject({ number: number + 2, store: "redis" });
  }
});

test("after a fault, the counters stay in PostgreSQL for a while, although all instances are connected to Redis", async () => {
  const { store, epochs } = await startUnwatched((await redis()).url, 500);
  const place = async () => {
    await store.consider();
    return (await stored.current()).store;
  };
  await expect.poll(place, { timeout: 5000 }).toBe("redis");
  const { number } = await stored.current();
  await epochs.end(number, "a test");
  expect(await place()).toBe("postgresql");
  expect(await place()).toBe("postgresql");
  await expect.poll(place, { timeout: 5000 }).toBe("redis");
});

test("once Redis has lost the counters of an epoch in which it decided, it isn't asked for them again", async () => {
  const server = await redis();
  const { limiter, policies, store, send } = await startUnwatched(server.url);
  // If an earlier test has left the counters in its Redis, the first look takes them away from there.
  await store.consider();
  expect((await stored.current()).store).toBe("redis");
  expect(await send(10)).toBe(10);
  await server.command("FLUSHALL");
  await server.command("CONFIG", "RESETSTAT");
  expect((await limiter.take(policies, 1)).states[0]!.used).toBe(11);
  expect((await stored.current()).store).toBe("postgresql");
  expect(await scripts(server)).toBe(1);
});

test("if a script fails, no request is sent again, and those that wait for their turn aren't sent", async () => {
  const server = await redis();
  const { limiter, policies, store } = await startUnwatched(server.url);
  await store.consider();
  expect((await limiter.read(policies))[0]!.used).toBe(0);
  await server.command("ACL", "SETUSER", "default", "-evalsha");
  await server.command("CONFIG", "RESETSTAT");
  const decisions = await Promise.all(Array.from({ length: 200 }, () => limiter.take(policies, 1)));
  expect(decisions.filter(({ refusal }) => !refusal)).toHaveLength(60);
  expect(await scripts(server, "rejected_calls")).toBeLessThanOrEqual(2);
});

/** How many scripts Redis has run since its statistics were reset, or how many it has rejected. */
async function scripts(server: TestRedis, count: "calls" | "rejected_calls" = "calls"): Promise<number> {
  const stats = String(await server.command("INFO", "commandstats"));
  return Number(new RegExp(`cmdstat_evalsha:.*?\\b${count}=(\\d+)`).exec(stats)?.[1]);
}

test("of many requests that miss a counter, one reads it from the log", async () => {
  const server = await redis();
  const { limiter, policies, store, epochs, send, usable } = await startUnwatched(server.url);
  expect(await send(20)).toBe(20);
  const { number } = await stored.current();
  await epochs.end(number, "a test");
  await usable();
  await store.consider();
  await server.command("CONFIG", "RESETSTAT");
  const decisions = await Promise.all(Array.from({ length: 100 }, () => limiter.take(policies, 1)));
  expect(decisions.filter(({ refusal }) => !refusal)).toHaveLength(40);
  // Each asks twice, and 64 of them share a script.
  expect(await scripts(server)).toBeLessThanOrEqual(6);
});
