import { afterAll, beforeAll, expect, test } from "vitest";
import { connectTo, documentedUsers, type TestRedis } from "#e2e/unit/redis.ts";
import { startRedisCluster, type TestRedisCluster } from "#e2e/unit/redis-cluster.ts";
import type { RedisConnection } from "#lib/limits/redis/connection.ts";
import { RedisUnavailable } from "#lib/limits/redis/in-time.ts";
import { Script } from "#lib/limits/redis/node.ts";
import { slotOf } from "#lib/limits/redis/slots.ts";

let cluster: TestRedisCluster;
let connection: RedisConnection;
beforeAll(async () => {
  cluster = await startRedisCluster({ replicas: true });
  connection = connectTo(cluster.url, 1000);
}, 60_000);
afterAll(async () => {
  connection?.close();
  await cluster?.stop();
});

const usable = () => expect.poll(() => connection.runId, { timeout: 15_000 }).not.toBeNull();
const increment = new Script("return redis.call('INCR', KEYS[1])");
const TAGS = Array.from({ length: 20 }, (_, i) => `tag ${i}`);
const incrementIn = (tag: string, runId = connection.runId!) =>
  connection.run({ runId, slot: slotOf(tag) }, increment, [`{${tag}}`], []);
/** Everything that a server has, but not what it only redirects to. */
const sizes = (servers: TestRedis[]) => Promise.all(servers.map((server) => server.command("DBSIZE")));

test("a text's slot is the one that Redis says", async () => {
  for (const tag of [...TAGS, "", "ä", "3f0c9a52-4e0f-4a55-9d3f-0f2f6b0a7c11:63"])
    expect(await cluster.servers[0]!.command("CLUSTER", "KEYSLOT", tag)).toBe(slotOf(tag));
});

test("each script runs on the server that has its slot, whatever server of the cluster is named", async () => {
  await usable();
  for (const tag of TAGS) expect(await incrementIn(tag)).toBe(1);
  const there = await sizes(await cluster.primaries());
  expect(there).toHaveLength(3);
  for (const size of there) expect(size).toBeGreaterThan(0);

  const replica = connectTo(cluster.servers[4]!.url, 1000);
  await expect.poll(() => replica.runId, { timeout: 5000 }).toBe(connection.runId);
  replica.close();
});

test("a user with only the documented rights is enough", async () => {
  await usable();
  for (const server of cluster.servers) await server.command(...documentedUsers()[0]!, "+cluster|slots");
  const another = connectTo(cluster.url.replace("redis://", "redis://latchkey:a-password@"), 1000);
  await expect.poll(() => another.runId, { timeout: 5000 }).toBe(connection.runId);
  another.close();
});

test("a slot that has moved to another server makes it another run", async () => {
  await usable();
  const { runId } = connection;
  const [from, to] = await cluster.primaries();
  const [of, at] = await Promise.all([from, to].map((server) => server!.command("CLUSTER", "MYID")));
  const slots = (await from!.command("CLUSTER", "SLOTS")) as [number, number, [string, number, string]][];
  const slot = String(slots.find(([, , [, , id]]) => id === of)![0]);
  await to!.command("CLUSTER", "SETSLOT", slot, "IMPORTING", String(of));
  await from!.command("CLUSTER", "SETSLOT", slot, "MIGRATING", String(at));
  for (const server of [to, from]) await server!.command("CLUSTER", "SETSLOT", slot, "NODE", String(at));
  await expect.poll(() => connection.runId ?? runId, { timeout: 10_000 }).not.toBe(runId);
  await usable();
  await expect(incrementIn(TAGS[0]!, runId!)).rejects.toThrow(RedisUnavailable);
}, 30_000);

test("after a failover, it is another run, before anything is sent to the former replica", async () => {
  await usable();
  const { runId } = connection;
  const [lost] = await cluster.primaries();
  await lost!.kill();
  await expect.poll(() => connection.runId, { timeout: 5000 }).toBeNull();
  for (const tag of TAGS) await expect(incrementIn(tag, runId!)).rejects.toThrow(RedisUnavailable);
  await usable();
  expect(connection.runId).not.toBe(runId);
  for (const tag of TAGS) expect(await incrementIn(tag)).toBeGreaterThanOrEqual(1);
  await lost!.restart();
  await cluster.whole();
}, 60_000);

test("a failover that is over before the next look makes it another run, too", async () => {
  await usable();
  const { runId } = connection;
  const primaries = await cluster.primaries();
  const replica = cluster.servers.find((server) => !primaries.includes(server))!;
  await replica.command("CLUSTER", "FAILOVER");
  await expect.poll(() => connection.runId ?? runId, { timeout: 10_000 }).not.toBe(runId);
  await usable();
}, 60_000);
