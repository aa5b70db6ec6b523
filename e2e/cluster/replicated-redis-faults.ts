import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Fault } from "#e2e/cluster/faults.ts";
import type { TestRedis } from "#e2e/unit/redis.ts";
import type { TestRedisCluster } from "#e2e/unit/redis-cluster.ts";
import type { TestSentinels } from "#e2e/unit/redis-sentinel.ts";

const MANY = { of60: 6, of3000: 2, quota: 2, sliding: 2 };

const upTo = (ms: number) => Math.random() * ms;
const anyOf = (servers: TestRedis[]) => servers[randomInt(servers.length)]!;

/** Redis servers of which a replica can take over. */
interface Replicated {
  primaries(): Promise<TestRedis[]>;
  whole(): Promise<void>;
}

const losses = (redis: Replicated): Fault[] => [
  {
    name: "a primary killed (`kill -9`), and its replica takes over",
    trials: MANY,
    happen: async () => {
      const lost = anyOf(await redis.primaries());
      await lost.kill();
      await delay(upTo(3000));
      return async () => {
        await lost.restart();
        await redis.whole();
      };
    },
  },
  {
    name: "a primary killed, and started empty before anyone notices",
    trials: MANY,
    happen: async () => {
      const lost = anyOf(await redis.primaries());
      await lost.kill();
      await lost.restart();
      return redis.whole;
    },
  },
  {
    name: "a primary stopped until its replica has taken over, and woken",
    trials: MANY,
    happen: async () => {
      const lost = anyOf(await redis.primaries());
      lost.signal("SIGSTOP");
      await delay(2500 + upTo(1500));
      lost.signal("SIGCONT");
      return redis.whole;
    },
  },
  {
    name: "a primary flushed",
    trials: MANY,
    happen: async () => void (await anyOf(await redis.primaries()).command("FLUSHALL")),
  },
];

/** The faults of a Redis Cluster whose primaries have replicas. */
export const redisClusterFaults = (redis: TestRedisCluster): Fault[] => [
  ...losses(redis),
  ...["", "TAKEOVER"].map(
    (how): Fault => ({
      name: how ? "a replica takes over by force (`CLUSTER FAILOVER TAKEOVER`)" : "a failover by hand",
      trials: MANY,
      happen: async () => {
        const primaries = await redis.primaries();
        const replicas = redis.servers.filter((server) => !primaries.includes(server));
        await anyOf(replicas).command("CLUSTER", "FAILOVER", ...(how ? [how] : []));
        return redis.whole;
      },
    }),
  ),
];

/** The faults of a primary and a replica that Sentinels watch, and of the Sentinels. */
export const sentinelFaults = (redis: TestSentinels): Fault[] => [
  ...losses({ ...redis, primaries: async () => [await redis.primary()] }),
  {
    name: "a failover by hand (`SENTINEL FAILOVER`)",
    trials: MANY,
    happen: async () => {
      await redis.failover();
      return redis.whole;
    },
  },
  {
    name: "a Sentinel killed",
    trials: MANY,
    happen: async () => {
      const lost = redis.sentinels.at(-1)!;
      await lost.kill();
      return async () => {
        await lost.restart();
        await redis.whole();
      };
    },
  },
];
