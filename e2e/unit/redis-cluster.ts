import { setTimeout as delay } from "node:timers/promises";
import { startRedis, type TestRedis } from "#e2e/unit/redis.ts";
import { freePort } from "#scripts/free-port.ts";

const PRIMARIES = 3;
const SLOTS = 16_384;
// Replicas are complete at once, instead of after 5 s.
const SETTINGS = [
  "--cluster-enabled yes",
  "--cluster-node-timeout 1000",
  "--repl-diskless-sync-delay 0",
].flatMap((option) => option.split(" "));

/** A Redis Cluster of a test: three primaries, perhaps each with a replica. */
export interface TestRedisCluster {
  /** All servers that were primaries at the start. */
  url: string;
  servers: TestRedis[];
  /** The servers that are primaries now. */
  primaries(): Promise<TestRedis[]>;
  /** Waits until all slots are served, and each server is connected. */
  whole(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedisCluster({ replicas = false } = {}): Promise<TestRedisCluster> {
  const servers = await Promise.all(
    Array.from({ length: PRIMARIES * (replicas ? 2 : 1) }, async () => {
      // By default it is 10,000 above the other port, which may be too high.
      const busPort = await freePort();
      return { server: await startRedis(...SETTINGS, "--cluster-port", `${busPort}`), busPort };
    }),
  );
  const all = servers.map(({ server }) => server);
  const firsts = all.slice(0, PRIMARIES);
  for (const [i, server] of firsts.entries()) {
    const [first, last] = [i, i + 1].map((n) => Math.floor((n * SLOTS) / PRIMARIES));
    await server.command("CLUSTER", "ADDSLOTSRANGE", `${first}`, `${last! - 1}`);
    await server.command("CLUSTER", "SET-CONFIG-EPOCH", `${i + 1}`);
  }
  for (const { server, busPort } of servers.slice(1)) {
    const { port } = new URL(server.url);
    await all[0]!.command("CLUSTER", "MEET", "127.0.0.1", port, `${busPort}`);
  }
  await until(all, (info) => info.includes(`cluster_known_nodes:${all.length}`));
  for (const [i, replica] of all.slice(PRIMARIES).entries())
    await replica.command("CLUSTER", "REPLICATE", String(await all[i]!.command("CLUSTER", "MYID")));
  const cluster = { servers: all, primaries: () => primariesOf(all), whole: () => whole(all) };
  await cluster.whole();
  return {
    ...cluster,
    url: `redis://${firsts.map(({ url }) => new URL(url).host).join()}`,
    stop: async () => void (await Promise.all(all.map((server) => server.stop()))),
  };
}

async function whole(servers: TestRedis[]): Promise<void> {
  await until(servers, (info) => info.includes("cluster_state:ok"));
  for (const server of servers)
    while (String(await server.command("INFO", "replication")).includes("master_link_status:down"))
      await delay(50);
}

async function until(servers: TestRedis[], isTrue: (info: string) => boolean): Promise<void> {
  for (const server of servers)
    while (!isTrue(String(await server.command("CLUSTER", "INFO")))) await delay(50);
}

async function primariesOf(servers: TestRedis[]): Promise<TestRedis[]> {
  const roles = await Promise.all(
    servers.map((server) => server.command("INFO", "replication").catch(() => "")),
  );
  return servers.filter((_, i) => String(roles[i]).includes("role:master"));
}
