import { InProcessLimiter } from "#lib/limits/in-process-limiter.ts";
import type { Policy } from "#lib/limits/limiter.ts";
import { LogWriter } from "#lib/request-log/log-writer.ts";
import type { LogEntry } from "#lib/request-log/request-log.ts";

/** A limiter and the request log behind it, as a process has them. Another one over the same store is a restart. */
export class Engine {
  readonly log = new LogWriter();
  readonly limiter = new InProcessLimiter(this.log);

  take(policies: Policy[], cost: number) {
    return this.limiter.take(policies, cost);
  }

  append(entry: LogEntry) {
    return this.log.append(entry);
  }
}
