import { setTimeout as delay } from "node:timers/promises";
import { env } from "#env.ts";
import { clockMs } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import { prune } from "#lib/request-log/prune.ts";

const EVERY_MS = 60_000;
const BETWEEN_PARTS_MS = 20;
const PART_ROWS = 1000;

/** On PostgreSQL, removes log entries that are older than the retention. Returns a function that stops it. */
export function startPruner(): () => Promise<void> {
  const stop = new AbortController();
  const running = run(stop.signal);
  return async () => {
    stop.abort();
    await running;
  };
}

async function run(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const more = await pruneSome();
    await delay(more ? BETWEEN_PARTS_MS : EVERY_MS, undefined, { signal, ref: false }).catch(() => {});
  }
}

async function pruneSome(): Promise<boolean> {
  try {
    return await prune(clockMs(), env.retentionDays, PART_ROWS);
  } catch (err) {
    log.error({ err }, "old entries of the request log could not be removed");
    return false;
  }
}
