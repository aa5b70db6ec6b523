// The checks of `npm run cli -- doctor`.
import { existsSync, readdirSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { sql } from "drizzle-orm";
import { db, sqlite } from "#db/client.ts";
import { checkWritable } from "#db/queries/check-writable.ts";
import * as mails from "#db/queries/mails.ts";
import { schemaState } from "#db/schema-state.ts";
import { env } from "#env.ts";
import { smtpFailure } from "#lib/mail/transport.ts";
import { unusableSettings } from "#lib/server/unusable-settings.ts";
import { closeIfOpen, noteOpen } from "./database.ts";
import { counted } from "./people.ts";

export interface Check {
  check: string;
  ok: boolean;
  found: string;
  /** How to fix it; null if nothing is wrong. */
  fix: string | null;
}

const fine = (check: string, found: string): Check => ({ check, ok: true, found, fix: null });
const wrong = (check: string, found: string, fix: string): Check => ({ check, ok: false, found, fix });

/** Runs all checks. Changes nothing except for one row that nobody reads. */
export async function examine(): Promise<Check[]> {
  const checks = [await environment(), permissions(), diskSpace()];
  const store = await database();
  checks.push(store);
  if (store.ok) {
    const tables = await migrations();
    checks.push(tables, await clock());
    if (tables.ok) checks.push(await mailQueue());
  }
  checks.push(await mailServer());
  await closeIfOpen();
  return checks;
}

async function environment(): Promise<Check> {
  if (!existsSync(env.dataDir))
    return wrong(
      "environment",
      `DATA_DIR ${env.dataDir} doesn't exist`,
      "Start the server once, or correct DATA_DIR.",
    );
  const [first] = await unusableSettings(env);
  if (first) return wrong("environment", first, "Correct the setting, and restart the server.");
  if (!env.loopback && env.appUrl.startsWith("http:"))
    return wrong(
      "environment",
      `APP_URL ${env.appUrl} is not https`,
      "Put a TLS proxy in front, and set APP_URL to https.",
    );
  return fine("environment", `settings for ${env.appUrl} are valid`);
}

const PRIVATE = /^(auth-secret|outbox|latchkey\.db.*)$/;

function permissions(): Check {
  if (!existsSync(env.dataDir)) return fine("permissions", "no data yet");
  const files = readdirSync(env.dataDir)
    .filter((name) => PRIVATE.test(name))
    .map((name) => join(env.dataDir, name));
  if (env.database.dialect === "sqlite" && existsSync(env.database.file)) files.push(env.database.file);
  const open = [...new Set(files)].filter(isOpen);
  const [first] = open;
  if (first)
    return wrong(
      "permissions",
      `other users of this machine can access ${open.join(", ")}`,
      `Run chmod go= ${open.join(" ")}`,
    );
  return fine("permissions", "only the server's user can access the data");
}

function isOpen(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  // In a private folder, nobody else can reach the file.
  return found !== undefined && (found.mode & 0o077) !== 0 && (statSync(dirname(file)).mode & 0o011) !== 0;
}

const LEAST_BYTES = 500_000_000;

function diskSpace(): Check {
  const folder = env.database.dialect === "sqlite" ? dirname(env.database.file) : env.dataDir;
  if (!existsSync(folder)) return fine("disk space", "no data yet");
  const { bavail, bsize, blocks } = statfsSync(folder);
  const [free, all] = [bavail * bsize, blocks * bsize];
  const found = `${(free / 1e9).toFixed(1)} GB of ${(all / 1e9).toFixed(1)} GB are free in ${folder}`;
  if (free >= LEAST_BYTES) return fine("disk space", found);
  return wrong(
    "disk space",
    found,
    "Free some space, or set RETENTION_DAYS so that old requests are deleted.",
  );
}

async function database(): Promise<Check> {
  const { database } = env;
  if (database.dialect === "sqlite" && !existsSync(database.file))
    return wrong(
      "database",
      `there is none at ${database.file}`,
      "Start the server once, or correct DATABASE_URL.",
    );
  try {
    noteOpen();
    await reach();
    return fine("database", database.dialect === "sqlite" ? database.file : new URL(database.url).host);
  } catch (error) {
    const fix = "Start it, and check DATABASE_URL.";
    return wrong("database", `it doesn't respond: ${(error as Error).message}`, fix);
  }
}

async function reach(): Promise<void> {
  const handle = sqlite();
  if (handle) handle.control.prepare("select 1").get();
  else await db().execute(sql`select 1`);
}

async function migrations(): Promise<Check> {
  const { missing, newer } = await schemaState();
  if (newer)
    return wrong("tables", "they are those of a newer version", "Use that version, or restore a backup.");
  if (missing > 0)
    return wrong(
      "tables",
      `they lack ${counted(missing, "migration")} of this version`,
      "Start this version's server once.",
    );
  try {
    await checkWritable();
    return fine("tables", "up to date and writable");
  } catch (error) {
    return wrong(
      "tables",
      `they can't be written: ${(error as Error).message}`,
      "Check the disk and the permissions.",
    );
  }
}

const MOST_APART_MS = 2000;

async function clock(): Promise<Check> {
  if (sqlite()) {
    const year = new Date().getFullYear();
    if (year >= 2025) return fine("clock", new Date().toISOString());
    return wrong("clock", `it shows the year ${year}`, "Set this machine's clock, for example with NTP.");
  }
  const before = Date.now();
  const { rows } = await db().execute(sql`select extract(epoch from clock_timestamp()) * 1000 as now`);
  const apartMs = Math.round(Number(rows[0]!.now) - (before + Date.now()) / 2);
  const found = `PostgreSQL's clock is ${Math.abs(apartMs).toLocaleString("en")} ms ${apartMs < 0 ? "behind" : "ahead"}`;
  if (Math.abs(apartMs) <= MOST_APART_MS) return fine("clock", found);
  return wrong("clock", found, "Synchronize both machines' clocks, for example with NTP.");
}

async function mailServer(): Promise<Check> {
  if (!env.smtpUrl) return fine("email server", `none: emails are files in ${join(env.dataDir, "outbox")}`);
  const why = await smtpFailure();
  if (!why) return fine("email server", `${new URL(env.smtpUrl).host} accepts connections`);
  return wrong("email server", why, "Check SMTP_URL, then send one: npm run cli -- mail test EMAIL");
}

const OLD_MS = 300_000;

async function mailQueue(): Promise<Check> {
  const { waiting, oldest } = await mails.queueState();
  const age = oldest ? Date.now() - oldest.getTime() : 0;
  const found = `${counted(waiting, "email")} waiting`;
  if (age < OLD_MS) return fine("email queue", found);
  const [first] = await mails.dueFirst(1);
  const error = first?.lastError ? `; last answer: ${first.lastError}` : "";
  const fix = "Is the server running? List them: npm run cli -- mail list";
  return wrong(
    "email queue",
    `${found}, the oldest for ${Math.round(age / 60_000).toLocaleString("en")} minutes${error}`,
    fix,
  );
}
