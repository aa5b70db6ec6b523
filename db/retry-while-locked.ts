import { setTimeout as sleep } from "node:timers/promises";
import { isBusy } from "#db/faults.ts";

const PATIENCE_MS = 2000;
const BETWEEN_TRIES_MS = 2;

/**
 * Writes to SQLite, again and again while another connection has the write lock. The driver itself waits without letting
 * go of the event loop, so that nobody at all would be answered.
 */
export async function retryWhileLocked<T>(write: () => T): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return write();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await sleep(BETWEEN_TRIES_MS);
    }
  }
}
