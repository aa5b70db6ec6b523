import { setTimeout as delay } from "node:timers/promises";
import { clockMs } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import { queueKeyExpiryMails } from "#lib/mail/key-expiry.ts";

const EVERY_MS = 3_600_000;

/** Queues emails about expiring keys now and once an hour. Returns a function that stops that. */
export function startKeyExpiryMails(): () => Promise<void> {
  const stop = new AbortController();
  const running = run(stop.signal);
  return async () => {
    stop.abort();
    await running;
  };
}

async function run(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await queueKeyExpiryMails(new Date(clockMs()), signal).catch((err) =>
      log.error({ err }, "emails about expiring keys could not be queued"),
    );
    await delay(EVERY_MS, undefined, { signal, ref: false }).catch(() => {});
  }
}
