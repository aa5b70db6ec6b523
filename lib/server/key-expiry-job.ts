import { startJob } from "#lib/background-job.ts";
import { clockMs } from "#lib/clock.ts";
import { queueKeyExpiryMails } from "#lib/mail/key-expiry.ts";

const EVERY_MS = 3_600_000;

/** Queues emails about expiring keys now and once an hour. Returns a function that stops that. */
export const startKeyExpiryMails = () =>
  startJob({
    work: async (signal) => {
      await queueKeyExpiryMails(new Date(clockMs()), signal);
      return EVERY_MS;
    },
    afterFailureMs: EVERY_MS,
    failure: "emails about expiring keys could not be queued",
  });
