import { isMainThread } from "node:worker_threads";
import { env } from "#env.ts";
import { InProcessLimiter } from "#lib/limits/in-process-limiter.ts";
import type { Limiter } from "#lib/limits/limiter.ts";
import { StoreLimitReader } from "#lib/limits/store-limit-reader.ts";
import { DirectLog } from "#lib/request-log/direct-log.ts";
import { LogWriter } from "#lib/request-log/log-writer.ts";
import type { RequestLog } from "#lib/request-log/request-log.ts";

let log: LogWriter | DirectLog | undefined;
let current: Limiter | undefined;

/** The request log of this process. */
export function requestLog(): RequestLog {
  return ownLog();
}

/** The limiter of this thread. The main thread decides; the others only read. */
export function limiter(): Limiter {
  current ??= isMainThread ? new InProcessLimiter(ownLog()) : new StoreLimitReader();
  return current;
}

/** SQLite's request log, for the code that starts and compacts it. Null on PostgreSQL. */
export function logWriter(): LogWriter | null {
  const own = ownLog();
  return own instanceof LogWriter ? own : null;
}

function ownLog(): LogWriter | DirectLog {
  if (!isMainThread) throw new Error("Requests are logged in the main thread");
  log ??= env.database.dialect === "sqlite" ? new LogWriter() : new DirectLog();
  return log;
}
