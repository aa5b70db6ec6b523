import { sqlite } from "#db/client.ts";
import { createFirst } from "#db/queries/epochs.ts";
import { connectTo, startRedis } from "#e2e/unit/redis.ts";
import { startRedisCluster } from "#e2e/unit/redis-cluster.ts";
import { ClusterLimiter } from "#lib/limits/cluster-limiter.ts";
import { Epochs } from "#lib/limits/epochs.ts";
import { InProcessLimiter } from "#lib/limits/in-process-limiter.ts";
import type { Limiter } from "#lib/limits/limiter.ts";
import type { RedisConnection } from "#lib/limits/redis/connection.ts";
import { RedisStore } from "#lib/limits/redis/redis-store.ts";
import { Compaction } from "#lib/request-log/compaction.ts";
import { DirectLog } from "#lib/request-log/direct-log.ts";
import { LogWriter } from "#lib/request-log/log-writer.ts";
import type { RequestLog } from "#lib/request-log/request-log.ts";

/** A limiter and its request log, as in a server process. */
export interface Engine {
  limiter: Limiter;
  log: RequestLog;
  /** Compacts up to `rows` staged rows. Returns false if there were none, as always on PostgreSQL. */
  compact(rows: number): Promise<boolean>;
}

const IN_CLUSTER: [name: string, start: () => Promise<Engine>][] = [
  ["a cluster in PostgreSQL", startInCluster],
  ["a cluster in Redis", () => startInRedis(startRedis)],
  ["a cluster in a Redis Cluster", () => startInRedis(startRedisCluster)],
];

/** By the function that started it. */
const stores = new Map<
  unknown,
  { redis: { url: string; stop(): Promise<void> }; connection: RedisConnection }
>();

/** The engines for the database under test, each with a function that starts it. Starting it again is a restart. */
export const ENGINES: [name: string, start: () => Promise<Engine>][] = [
  ["one process in memory", async () => (sqlite() ? startStaging() : startDirect())],
];

/** All ways to decide limits on the database under test: alone, and as an instance of a cluster. */
export const DECIDING_ENGINES = [...ENGINES, ...(sqlite() ? [] : IN_CLUSTER)];

/** Ends what the engines of a test file share. */
export async function stopEngines(): Promise<void> {
  for (const { redis, connection } of stores.values()) {
    connection.close();
    await redis.stop();
  }
}

async function startStaging(): Promise<Engine> {
  const log = new LogWriter();
  await log.open();
  const compaction = new Compaction(sqlite()!.control);
  return {
    limiter: new InProcessLimiter(log),
    log,
    compact: async (rows) => {
      const progress = compaction.compact(rows);
      if (progress) log.compacted(progress.upTo);
      return progress !== null;
    },
  };
}

function startDirect(): Engine {
  const log = new DirectLog();
  return { limiter: new InProcessLimiter(log), log, compact: async () => false };
}

// When an instance dies, its epoch ends.
async function newEpoch(): Promise<Epochs> {
  await createFirst();
  const epochs = new Epochs();
  epochs.doubt();
  await epochs.settle();
  return epochs;
}

const logIn = (epochs: Epochs) => new DirectLog((epoch) => epochs.doubt(epoch));

async function startInCluster(): Promise<Engine> {
  const epochs = await newEpoch();
  return { limiter: new ClusterLimiter(epochs), log: logIn(epochs), compact: async () => false };
}

async function startInRedis(start: () => Promise<{ url: string; stop(): Promise<void> }>): Promise<Engine> {
  const { connection } = stores.get(start) ?? (await openStore(start));
  while (connection.runId === null) await new Promise((resolve) => setTimeout(resolve, 5));
  const epochs = await newEpoch();
  const store = new RedisStore(connection, epochs, 0);
  await store.consider();
  if ((await epochs.current()).store !== "redis") throw new Error("The counters aren't in Redis");
  return { limiter: new ClusterLimiter(epochs, store), log: logIn(epochs), compact: async () => false };
}

async function openStore(start: () => Promise<{ url: string; stop(): Promise<void> }>) {
  const redis = await start();
  const store = { redis, connection: connectTo(redis.url, 1000) };
  stores.set(start, store);
  return store;
}
