import { isMainThread } from "node:worker_threads";
import { env } from "#env.ts";
import { ClusterLimiter } from "#lib/limits/cluster-limiter.ts";
import { Epochs } from "#lib/limits/epochs.ts";
import { InProcessLimiter } from "#lib/limits/in-process-limiter.ts";
import { Instance } from "#lib/limits/instance.ts";
import type { Limiter } from "#lib/limits/limiter.ts";
import { RedisConnection } from "#lib/limits/redis/connection.ts";
import { RedisStore } from "#lib/limits/redis/redis-store.ts";
import { StoreLimitReader } from "#lib/limits/store-limit-reader.ts";
import { DirectLog } from "#lib/request-log/direct-log.ts";
import { LogWriter } from "#lib/request-log/log-writer.ts";
import type { RequestLog } from "#lib/request-log/request-log.ts";

const epochs = env.cluster ? new Epochs() : null;
let redis: RedisStore | null | undefined;
let log: LogWriter | DirectLog | undefined;
let current: Limiter | undefined;

/** The request log of this process. */
export function requestLog(): RequestLog {
  return ownLog();
}

/** The limiter of this thread. The main thread decides; the others only read. */
export function limiter(): Limiter {
  current ??= isMainThread ? deciding() : new StoreLimitReader();
  return current;
}

function deciding(): Limiter {
  return epochs ? new ClusterLimiter(epochs, redisStore(epochs)) : new InProcessLimiter(ownLog());
}

/** Shares the counters of limits with the cluster, if this process is an instance of one. Returns a function that ends it. */
export async function shareCounters(): Promise<() => Promise<void>> {
  const { database } = env;
  if (!epochs || database.dialect !== "postgresql") return async () => {};
  const instance = new Instance(database.url, epochs, redisStore(epochs));
  await instance.start();
  return () => instance.stop();
}

/** Why this instance can't count in Redis although it should. Null: it can, or has no Redis. */
export const redisProblem = (): string | null => redis?.problem ?? null;

/** SQLite's request log, for the code that starts and compacts it. Null on PostgreSQL. */
export function logWriter(): LogWriter | null {
  const own = ownLog();
  return own instanceof LogWriter ? own : null;
}

function redisStore(of: Epochs): RedisStore | null {
  if (redis === undefined) redis = env.redis ? new RedisStore(new RedisConnection(env.redis), of) : null;
  return redis;
}

function directLog(): DirectLog {
  return epochs ? new DirectLog((epoch) => epochs.doubt(epoch)) : new DirectLog();
}

function ownLog(): LogWriter | DirectLog {
  if (!isMainThread) throw new Error("Requests are logged in the main thread");
  log ??= env.database.dialect === "sqlite" ? new LogWriter() : directLog();
  return log;
}
