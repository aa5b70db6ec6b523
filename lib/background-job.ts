import { setTimeout as delay } from "node:timers/promises";
import { log } from "#lib/log.ts";

interface Job {
  /** Does one round, and returns after how many milliseconds the next one begins. */
  work: (signal: AbortSignal) => Promise<number>;
  afterFailureMs: number;
  /** Is logged together with the error of a round that failed. */
  failure: string;
}

/**
 * Works now and again and again, until the returned function is called. That waits for the round in progress, whose signal
 * is aborted.
 */
export function startJob({ work, afterFailureMs, failure }: Job): () => Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  const running = (async () => {
    while (!signal.aborted) {
      const waitMs = await work(signal).catch((err) => {
        log.error({ err }, failure);
        return afterFailureMs;
      });
      await delay(waitMs, undefined, { signal, ref: false }).catch(() => {});
    }
  })();
  return async () => {
    stop.abort();
    await running;
  };
}
