import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as mails from "#db/queries/mails.ts";
import { env } from "#env.ts";
import { smtpFailure } from "#lib/mail/transport.ts";
import { type Check, fine, wrong } from "#lib/readiness/check.ts";
import { redactStart } from "#lib/redact.ts";

const LONGEST_WAIT_MS = 10_000;
const ANSWER_LENGTH = 256;

/** Whether the SMTP server accepts connections and the log-in. */
export async function mailServer(): Promise<Check> {
  if (!env.smtpUrl) return fine("email server", `none: emails are files in ${join(env.dataDir, "outbox")}`);
  const { host } = new URL(env.smtpUrl);
  const late = `The email server ${host} doesn't answer`;
  const why = await Promise.race([smtpFailure(), delay(LONGEST_WAIT_MS, late, { ref: false })]);
  if (!why) return fine("email server", `${host} accepts connections`);
  return wrong(
    "email server",
    redactStart(why, ANSWER_LENGTH),
    "Check SMTP_URL, then send one: npm run cli -- mail test EMAIL",
  );
}

const OLD_MS = 300_000;
const HOUR_MS = 3_600_000;

/** At least 5 minutes, because newer emails aren't a problem. */
function waited(ms: number): string {
  const unit = ms < 2 * HOUR_MS ? "minute" : "hour";
  const count = Math.round(ms / (unit === "minute" ? 60_000 : HOUR_MS));
  return `${count.toLocaleString("en")} ${unit}s`;
}

/** Whether queued emails are sent soon. */
export async function mailQueue(): Promise<Check> {
  const { waiting, oldest } = await mails.queueState();
  const age = oldest ? Date.now() - oldest.getTime() : 0;
  const found = `${waiting.toLocaleString("en")} email${waiting === 1 ? "" : "s"} waiting`;
  if (age < OLD_MS) return fine("email queue", found);
  const [first] = await mails.dueFirst(1);
  const error = first?.lastError ? `; last answer: ${first.lastError}` : "";
  const fix = "Is the server running? List them: npm run cli -- mail list";
  return wrong("email queue", `${found}, the oldest for ${waited(age)}${error}`, fix);
}
