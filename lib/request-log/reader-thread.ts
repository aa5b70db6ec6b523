// The thread for queries that may take long on SQLite. It has its own connections, and a low priority: the gate comes first.
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { stopReadingWhen } from "#db/stop-check.ts";
import type { ReaderData } from "#lib/request-log/reader.ts";
import { type ReadJob, runRead } from "#lib/request-log/reads.ts";

const NICE = 10;

// On Linux each thread has its own priority.
if (process.platform === "linux") setPriority(0, NICE);

const { stop } = workerData as ReaderData;
stopReadingWhen(() => Atomics.load(stop, 0) !== 0);

/** The code of the driver's error. It wouldn't survive being sent. */
function codeOf(error: unknown): unknown {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return code ?? cause?.code;
}

parentPort!.on("message", async (job: ReadJob) => {
  try {
    parentPort!.postMessage({ result: await runRead(job) });
  } catch (error) {
    parentPort!.postMessage({ failure: { message: (error as Error).message, code: codeOf(error) } });
  }
});
