import { afterAll, beforeAll, expect, test } from "vitest";
import * as epochs from "#db/queries/epochs.ts";
import { startInstance, startInstances, type TestInstance } from "#e2e/cluster/instances.ts";
import { endEpoch, inTrials, sleep, type Trial, useUp } from "#e2e/cluster/use-up.ts";
import { startRedis, type TestRedis } from "#e2e/unit/redis.ts";

const LIMIT = 60;
let instances: TestInstance[] = [];
let redis: TestRedis;
// Long enough for a busy machine, so that the fault is the only one.
const settings = () => ({ REDIS_URL: redis.url, REDIS_TIMEOUT_MS: "500", LOG_LEVEL: "silent" });

beforeAll(async () => {
  redis = await startRedis();
  instances = await startInstances(3, settings());
}, 120_000);
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
  await redis.stop();
});

/** Waits until the counters are in Redis. */
async function inRedis(): Promise<void> {
  while ((await epochs.current()).store !== "redis") await sleep(50);
  // All instances have seen it.
  await sleep(300);
}

const inRedisUseUp = async (limit: number, fault: () => Promise<unknown>) => {
  await inRedis();
  return useUp(instances, limit, fault);
};

const exactly = (limit: number): Trial => ({ accepted: limit, logged: limit, unavailable: 0 });

test("three instances accept exactly as many concurrent requests as the limit, and Redis decides", async () => {
  let decidedByRedis = 0;
  const trials = await inTrials(5, async () => {
    await inRedis();
    const before = await epochs.current();
    const trial = await useUp(instances, LIMIT, async () => {});
    // On a machine that is very busy, Redis may answer too late.
    if ((await epochs.current()).number === before.number) decidedByRedis += 1;
    return trial;
  });
  for (const trial of trials) expect(trial).toEqual(exactly(LIMIT));
  expect(decidedByRedis).toBeGreaterThan(0);
  await inRedis();
  expect(await redis.command("DBSIZE")).toBeGreaterThan(0);
});

const FAULTS: Record<string, () => Promise<unknown>> = {
  "Redis is flushed": async () => {
    await sleep(Math.random() * 60);
    await redis.command("FLUSHALL");
  },
  "Redis is flushed five times": async () => {
    for (let i = 0; i < 5; i += 1) {
      await sleep(Math.random() * 30);
      await redis.command("FLUSHALL");
    }
  },
  "half of the keys are deleted": async () => {
    await sleep(Math.random() * 60);
    // Nothing may rely on these keys alone, so this ends the epoch first, as an eviction does when it is noticed.
    await endEpoch();
    for (const key of (await redis.command("KEYS", "*")) as string[])
      if (Math.random() < 0.5) await redis.command("DEL", key);
  },
  "Redis is killed and started again, empty": async () => {
    await sleep(Math.random() * 60);
    await redis.kill();
    await sleep(Math.random() * 100);
    await redis.restart();
  },
  "Redis is killed and started again with an old dump": async () => {
    await sleep(Math.random() * 30);
    await redis.command("SAVE");
    await sleep(Math.random() * 60);
    await redis.kill();
    await redis.restart();
  },
  "Redis is stopped for 1.2 seconds": async () => {
    await sleep(Math.random() * 60);
    redis.signal("SIGSTOP");
    await sleep(1200);
    redis.signal("SIGCONT");
  },
  "Redis is out of memory": async () => {
    await sleep(Math.random() * 60);
    await redis.command("CONFIG", "SET", "maxmemory", "1");
    await sleep(200);
    await redis.command("CONFIG", "SET", "maxmemory", "0");
  },
  "Redis no longer accepts the password": async () => {
    await sleep(Math.random() * 60);
    await redis.command("ACL", "SETUSER", "default", "-@all", "+config", "+acl");
    await sleep(200);
    await redis.command("ACL", "SETUSER", "default", "+@all");
  },
  "the epoch ends": async () => {
    await sleep(Math.random() * 60);
    await endEpoch();
  },
};

test.each(Object.entries(FAULTS))(
  "the limit is exact if %s while it is used up",
  async (_, fault) => {
    const trials = await inTrials(2, () => inRedisUseUp(LIMIT * 5, fault));
    for (const trial of trials) expect(trial).toEqual(exactly(LIMIT * 5));
  },
  60_000,
);

test("what an instance had counted in Redis when it was killed is available to the others", async () => {
  const trials = await inTrials(2, async () => {
    const trial = await inRedisUseUp(LIMIT * 5, async () => {
      await sleep(Math.random() * 60);
      instances.at(-1)!.process.kill("SIGKILL");
      await sleep(600);
    });
    instances.splice(-1, 1, await startInstance(settings()));
    return trial;
  });
  for (const { accepted, logged } of trials) {
    expect(logged).toBe(LIMIT * 5);
    expect(accepted).toBeLessThanOrEqual(LIMIT * 5);
  }
}, 60_000);

test("what an instance counted in Redis before it was stopped isn't logged in a later epoch", async () => {
  const trials = await inTrials(2, () =>
    inRedisUseUp(LIMIT * 5, async () => {
      const { process } = instances[0]!;
      await sleep(Math.random() * 60);
      process.kill("SIGSTOP");
      await redis.command("FLUSHALL");
      await sleep(700);
      process.kill("SIGCONT");
    }),
  );
  for (const trial of trials) expect(trial).toEqual(exactly(LIMIT * 5));
}, 60_000);

test("a quota is exact if Redis is flushed", async () => {
  const trials = await inTrials(1, () => inRedisUseUp(1000, FAULTS["Redis is flushed"]!));
  for (const trial of trials) expect(trial).toEqual(exactly(1000));
}, 60_000);
