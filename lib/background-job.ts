import { setTimeout as delay } from "node:timers/promises";
import { log } from "#lib/log.ts";

interface Job {
  /** Does one round, and returns after how many milliseconds the next one begins. */
  work: (signal: AbortSignal) => Promise<number>;
  afterFailureMs: number;
  /** Is logged together with the error of a round that failed: of the first one, and once an hour while all of them do. */
  failure: string;
}

const REMIND_MS = 3_600_000;

/**
 * Works now and again and again, until the returned function is called. That waits for the round in progress, whose signal
 * is aborted.
 */
export function startJob({ work, afterFailureMs, failure }: Job): () => Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  let loggedMs = Number.NEGATIVE_INFINITY;
  function noteFailure(err: unknown) {
    if (performance.now() - loggedMs < REMIND_MS) return;
    loggedMs = performance.now();
    log.error({ err }, failure);
  }
  function noteSuccess() {
    if (loggedMs > 0) log.info(`no longer: ${failure}`);
    loggedMs = Number.NEGATIVE_INFINITY;
  }
  const running = (async () => {
    while (!signal.aborted) {
      const waitMs = await work(signal).then(
        (ms) => {
          noteSuccess();
          return ms;
        },
        (err) => {
          noteFailure(err);
          return afterFailureMs;
        },
      );
      await delay(waitMs, undefined, { signal, ref: false }).catch(() => {});
    }
  })();
  return async () => {
    stop.abort();
    await running;
  };
}
