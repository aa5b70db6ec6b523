import { setTimeout as sleep } from "node:timers/promises";
import { isBusy } from "#db/faults.ts";

const WAIT_LIMIT_MS = 2000;
const BETWEEN_TRIES_MS = 2;

/**
 * Writes to SQLite, and retries for up to 2 seconds while another connection has the write lock. The driver's own waiting
 * would block the event loop, so that no other request would be answered.
 */
export async function retryWhileLocked<T>(write: () => T): Promise<T> {
  const deadline = performance.now() + WAIT_LIMIT_MS;
  for (;;) {
    try {
      return write();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await sleep(BETWEEN_TRIES_MS);
    }
  }
}
