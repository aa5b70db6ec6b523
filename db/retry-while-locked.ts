import { isBusy } from "#db/faults.ts";
import { writeTurns } from "#db/write-turns.ts";

const WAIT_LIMIT_MS = 2000;

/**
 * Writes to SQLite, and retries for up to 2 seconds while another connection has the write lock. The driver's own waiting
 * would block the event loop, so that no other request would be answered.
 */
export async function retryWhileLocked<T>(write: () => T): Promise<T> {
  try {
    return write();
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
  return await retry(write);
}

async function retry<T>(write: () => T): Promise<T> {
  const deadline = performance.now() + WAIT_LIMIT_MS;
  try {
    for (;;) {
      await writeTurns.wait();
      try {
        return write();
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
      }
    }
  } finally {
    writeTurns.done();
  }
}
