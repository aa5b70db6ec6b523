import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { TestCluster } from "#e2e/cluster/cluster.ts";
import type { Fault } from "#e2e/cluster/faults.ts";
import type { TestRedis } from "#e2e/unit/redis.ts";

const MANY = { of60: 9, of3000: 3, quota: 3, sliding: 2 };
const FEW = { of60: 5, of3000: 1, quota: 2, sliding: 2 };

const any = ({ instances }: TestCluster) => instances[randomInt(instances.length)]!;
const upTo = (ms: number) => Math.random() * ms;

/** Redis loses what it counted, or has an earlier state of it. */
const losses = (redis: TestRedis): Fault[] => [
  {
    name: "an instance stopped, Redis flushed, the instance woken",
    trials: MANY,
    happen: async (cluster) => {
      const { process } = any(cluster);
      process.kill("SIGSTOP");
      await redis.command("FLUSHALL");
      await delay(300 + upTo(700));
      process.kill("SIGCONT");
    },
  },
  {
    name: "Redis flushed five times in a row",
    trials: FEW,
    happen: async () => {
      for (let time = 0; time < 5; time += 1) {
        await redis.command("FLUSHALL");
        await delay(upTo(100));
      }
    },
  },
  { name: "Redis flushed", trials: MANY, happen: async () => void (await redis.command("FLUSHALL")) },
  {
    name: "Redis killed and started empty",
    trials: MANY,
    happen: async () => {
      await redis.kill();
      await delay(upTo(1500));
      await redis.restart();
    },
  },
  {
    name: "Redis killed and started from an old dump",
    trials: MANY,
    happen: async () => {
      await redis.command("SAVE");
      await delay(upTo(300));
      await redis.kill();
      await redis.restart();
    },
  },
];

/** Redis is there, and doesn't work. */
const outages = (redis: TestRedis): Fault[] => [
  {
    name: "Redis stopped for 1.2 s",
    trials: MANY,
    happen: async () => {
      redis.signal("SIGSTOP");
      await delay(1200);
      redis.signal("SIGCONT");
    },
  },
  {
    name: "Redis stopped for good",
    trials: FEW,
    happen: async () => {
      redis.signal("SIGSTOP");
      return async () => redis.signal("SIGCONT");
    },
  },
  {
    name: "Redis out of memory",
    trials: FEW,
    happen: async () => {
      await redis.command("CONFIG", "SET", "maxmemory", "1");
      await delay(upTo(800));
      await redis.command("CONFIG", "SET", "maxmemory", "0");
    },
  },
  {
    name: "Redis refuses the password",
    trials: FEW,
    happen: async () => {
      await redis.command("ACL", "SETUSER", "default", "-@all", "+config", "+acl");
      await delay(upTo(800));
      await redis.command("ACL", "SETUSER", "default", "+@all");
    },
  },
];

const ON_THE_WAY: Fault[] = [
  {
    name: "an instance cut off from Redis (refused)",
    trials: MANY,
    happen: async (cluster) => {
      const { toRedis } = any(cluster);
      toRedis.cut();
      await delay(upTo(1500));
      toRedis.mend();
    },
  },
  {
    name: "an instance cut off from Redis (silent)",
    trials: MANY,
    happen: async (cluster) => {
      const { toRedis } = any(cluster);
      toRedis.silence();
      await delay(upTo(1500));
      toRedis.mend();
    },
  },
  {
    name: "connections to Redis cut during a script",
    trials: MANY,
    happen: async ({ instances }) => {
      for (const { toRedis } of instances) toRedis.cutDuring(["EVALSHA"], 1 + randomInt(4));
      await delay(500);
      for (const { toRedis } of instances) toRedis.cutDuring([], 0);
    },
  },
];

/** The faults of Redis and of the way to it. */
export const redisFaults = (redis: TestRedis): Fault[] => [
  ...losses(redis),
  ...outages(redis),
  ...ON_THE_WAY,
];
