import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { env, isLoopback } from "#env.ts";
import { hostnameOf } from "#lib/host.ts";
import type { Mail } from "#lib/mail/mail.ts";

const SHOWN = 50;

export interface OutboxMail extends Mail {
  id: string;
  /** RFC 3339. */
  at: string;
}

const folder = () => join(/* turbopackIgnore: true */ env.dataDir, "outbox");

/** Without SMTP, emails become files that only the server's own user can read. */
export async function keepInOutbox(mail: Mail, now: Date): Promise<void> {
  await mkdir(folder(), { recursive: true, mode: 0o700 });
  const at = now.toISOString();
  const id = `${at.replaceAll(/[:.]/g, "-")}-${randomBytes(3).toString("hex")}`;
  await writeFile(join(folder(), `${id}.json`), JSON.stringify({ id, at, ...mail }, null, 2), {
    mode: 0o600,
    flag: "wx",
  });
}

/**
 * The newest emails. Null if the outbox must not be shown: if SMTP is set, or if APP_URL or the request's Host is not
 * loopback. A website could point its own name at this machine, and its pages could then read the links in the emails.
 */
export async function readOutbox(host: string | null): Promise<OutboxMail[] | null> {
  if (env.smtpUrl || !env.loopback || !isLoopback(hostnameOf(host ?? ""))) return null;
  const names = await readdir(folder()).catch(() => []);
  const newest = names
    .filter((name) => name.endsWith(".json"))
    .sort()
    .reverse()
    .slice(0, SHOWN);
  return Promise.all(newest.map(async (name) => JSON.parse(await readFile(join(folder(), name), "utf8"))));
}
