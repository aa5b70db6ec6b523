import { afterAll, beforeAll, expect, test } from "vitest";
import * as stored from "#db/queries/epochs.ts";
import type { TestRedis } from "#e2e/unit/redis.ts";
import { startRedisCluster, type TestRedisCluster } from "#e2e/unit/redis-cluster.ts";
import { startUnwatched } from "#e2e/unit/redis-instance.ts";
import { startSentinels, type TestSentinels } from "#e2e/unit/redis-sentinel.ts";

let cluster: TestRedisCluster;
let watched: TestSentinels;
beforeAll(async () => {
  [cluster, watched] = await Promise.all([startRedisCluster({ replicas: true }), startSentinels()]);
}, 60_000);
afterAll(async () => {
  await Promise.all([cluster?.stop(), watched?.stop()]);
});

/** The keys of a server that are counters, not markers. */
async function counters(server: TestRedis): Promise<string[]> {
  return ((await server.command("KEYS", "*")) as string[]).filter((key) => !key.endsWith(":epoch"));
}

const portOf = ({ url }: TestRedis) => new URL(url).port;

/** The replicas of a server. */
async function replicasOf(primary: TestRedis, servers: TestRedis[]): Promise<TestRedis[]> {
  const info = String(await primary.command("INFO", "replication"));
  return servers.filter((server) => info.includes(`port=${portOf(server)},`));
}

/** The replica loses its connection, and then the primary doesn't know its password. */
async function stopReplication(primary: TestRedis, replica: TestRedis) {
  await replica.command("CONFIG", "SET", "masterauth", "wrong");
  await primary.command("CLIENT", "KILL", "TYPE", "replica");
}

interface Replicated {
  url: string;
  servers: TestRedis[];
  primaries(): Promise<TestRedis[]>;
  promote(replica: TestRedis): Promise<unknown>;
}

const inCluster = (): Replicated => ({
  ...cluster,
  promote: (replica) => replica.command("CLUSTER", "FAILOVER", "TAKEOVER"),
});
const behindSentinels = (): Replicated => ({
  ...watched,
  primaries: async () => [await watched.primary()],
  // They do it by themselves.
  promote: async () => {},
});

test.each([
  ["in a Redis Cluster", inCluster],
  ["behind Sentinels", behindSentinels],
])(
  "a replica %s that takes over with older counters is not believed, although it has their epoch",
  async (_, redis) => {
    const { url, servers, primaries, promote } = redis();
    const { send, usable } = await startUnwatched(url);
    expect((await stored.current()).store).toBe("redis");
    expect(await send(10)).toBe(10);

    const counting = await primaries();
    const used = await Promise.all(counting.map(counters));
    const primary = counting[used.findIndex((keys) => keys.length > 0)]!;
    const [key] = await counters(primary);
    const [replica] = await replicasOf(primary, servers);
    await expect.poll(() => counters(replica!)).toEqual([key]);
    await stopReplication(primary, replica!);
    expect(await send(30)).toBe(30);

    await primary.kill();
    await promote(replica!);
    await expect.poll(primaries, { timeout: 20_000 }).toContain(replica);
    // It knows 10 of 40 requests.
    expect(await replica!.command("LINDEX", key!, "-1")).toMatch(/:10$/);
    await usable();
    expect(await send(40)).toBe(20);
    expect((await stored.current()).store).toBe("postgresql");
  },
  60_000,
);
