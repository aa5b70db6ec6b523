import { sqlite } from "#db/client.ts";
import { createFirst } from "#db/queries/epochs.ts";
import { ClusterLimiter } from "#lib/limits/cluster-limiter.ts";
import { Epochs } from "#lib/limits/epochs.ts";
import { InProcessLimiter } from "#lib/limits/in-process-limiter.ts";
import type { Limiter } from "#lib/limits/limiter.ts";
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

/** The engines for the database under test, each with a function that starts it. Starting it again is a restart. */
export const ENGINES: [name: string, start: () => Promise<Engine>][] = [
  ["one process in memory", async () => (sqlite() ? startStaging() : startDirect())],
  ...(sqlite() ? [] : [["a cluster in PostgreSQL", startInCluster] as [string, () => Promise<Engine>]]),
];

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
async function startInCluster(): Promise<Engine> {
  await createFirst();
  const epochs = new Epochs();
  epochs.doubt();
  const log = new DirectLog((epoch) => epochs.doubt(epoch));
  return { limiter: new ClusterLimiter(epochs), log, compact: async () => false };
}
