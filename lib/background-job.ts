import { setTimeout as delay } from "node:timers/promises";
import { log } from "#lib/log.ts";

interface Job {
  /** Does one round. Can return how long to wait before the next one, instead of `everyMs`. */
  work: (signal: AbortSignal) => Promise<unknown>;
  everyMs: number;
  /** How long to wait after a failure; by default `everyMs`. */
  afterFailureMs?: number;
  /** Is logged together with the error of a round that failed. */
  failure: string;
}

/**
 * Works now and again and again, until the returned function is called. That waits for the round in progress, whose signal
 * is aborted.
 */
export function startJob({ work, everyMs, afterFailureMs = everyMs, failure }: Job): () => Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  const running = (async () => {
    while (!signal.aborted) {
      const waitMs = await work(signal).catch((err) => {
        log.error({ err }, failure);
        return afterFailureMs;
      });
      await delay(typeof waitMs === "number" ? waitMs : everyMs, undefined, { signal, ref: false }).catch(
        () => {},
      );
    }
  })();
  return async () => {
    stop.abort();
    await running;
  };
}
