import { isMainThread } from "node:worker_threads";
import { InProcessLimiter } from "#lib/limits/in-process-limiter.ts";
import type { Limiter } from "#lib/limits/limiter.ts";
import { StoreLimitReader } from "#lib/limits/store-limit-reader.ts";
import { LogWriter } from "#lib/request-log/log-writer.ts";
import type { RequestLog } from "#lib/request-log/request-log.ts";

let writer: LogWriter | undefined;
let current: Limiter | undefined;

/** The request log of this process. */
export function requestLog(): RequestLog {
  return logWriter();
}

/** The limiter of this thread: the main thread decides, the others only read. */
export function limiter(): Limiter {
  current ??= isMainThread ? new InProcessLimiter(logWriter()) : new StoreLimitReader();
  return current;
}

/** The writer behind the request log, for whoever starts and compacts it. */
export function logWriter(): LogWriter {
  writer ??= new LogWriter();
  return writer;
}
