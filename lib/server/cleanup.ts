import * as codes from "#db/queries/codes.ts";
import * as answers from "#db/queries/idempotent-answers.ts";
import * as sessions from "#db/queries/sessions.ts";
import * as throttles from "#db/queries/throttles.ts";
import { clockMs } from "#lib/clock.ts";
import { log } from "#lib/log.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long an ended session or link can still be told from one that never was. */
const ENDED_DAYS = 30;

/** Forgets, once an hour, what nobody needs any more. Returns the stop. */
export function startCleanup(): () => void {
  const timer = setInterval(() => {
    cleanUp(clockMs()).catch((err) => log.error({ err }, "cleanUp failed"));
  }, HOUR_MS);
  return () => clearInterval(timer);
}

/** Throttles and idempotent answers of yesterday; sessions and links that ended a month ago. */
export async function cleanUp(nowMs: number): Promise<void> {
  await throttles.sweep(new Date(nowMs - DAY_MS));
  await answers.sweep(new Date(nowMs - DAY_MS));
  await codes.sweep(new Date(nowMs - ENDED_DAYS * DAY_MS));
  await sessions.sweep(new Date(nowMs - ENDED_DAYS * DAY_MS));
}
