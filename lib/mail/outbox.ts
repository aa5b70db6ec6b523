import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "#env.ts";
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

/** The newest emails. Null if the outbox must not be shown: if SMTP is set, or APP_URL is not loopback. */
export async function readOutbox(): Promise<OutboxMail[] | null> {
  if (env.smtpUrl || !env.loopback) return null;
  const names = await readdir(folder()).catch(() => []);
  const newest = names
    .filter((name) => name.endsWith(".json"))
    .sort()
    .reverse()
    .slice(0, SHOWN);
  return Promise.all(newest.map(async (name) => JSON.parse(await readFile(join(folder(), name), "utf8"))));
}
