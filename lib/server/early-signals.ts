// Imported first. Loading the server takes a moment, and the first process of a container ignores signals that it has no
// handler for: without these, a signal in that moment would be lost.
import { isMainThread } from "node:worker_threads";

const STOP_SIGNALS = ["SIGTERM", "SIGINT"] as const;

// Nothing is started yet, so there is nothing to end.
const end = () => process.exit(0);

if (isMainThread) for (const signal of STOP_SIGNALS) process.on(signal, end);

/** Called by whoever handles the signals from now on. */
export function takeOverSignals(handle: () => void): void {
  for (const signal of STOP_SIGNALS) process.on(signal, handle).off(signal, end);
}
