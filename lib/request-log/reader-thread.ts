// The thread for queries that may take long on SQLite. It has its own connections, and a low priority: the gate comes first.
import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { READS, type ReadJob } from "#lib/request-log/reads.ts";

const NICE = 10;

// On Linux each thread has its own priority.
if (process.platform === "linux") setPriority(0, NICE);

/** The code of the driver's error. It wouldn't survive being sent. */
function codeOf(error: unknown): unknown {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return code ?? cause?.code;
}

parentPort!.on("message", async ({ name, args }: ReadJob) => {
  try {
    // Awaited, because Drizzle's queries run when they are.
    parentPort!.postMessage({ result: await (READS[name] as (...args: unknown[]) => unknown)(...args) });
  } catch (error) {
    parentPort!.postMessage({ failure: { message: (error as Error).message, code: codeOf(error) } });
  }
});
