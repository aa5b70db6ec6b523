import { existsSync, readdirSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { sql } from "drizzle-orm";
import { db, sqlite } from "#db/client.ts";
import { env } from "#env.ts";
import { type Check, fine, wrong } from "#lib/readiness/check.ts";

const PRIVATE = /^(auth-secret|outbox|latchkey\.db.*)$/;

/** Whether only the server's own user can read the data. */
export function permissions(): Check {
  if (!existsSync(env.dataDir)) return fine("permissions", "no data yet");
  const names = namesIn(env.dataDir);
  if (!names)
    return wrong(
      "permissions",
      `this user may not read ${env.dataDir}`,
      `Make the server's user its owner: chown -R latchkey: ${env.dataDir}`,
    );
  const files = names.filter((name) => PRIVATE.test(name)).map((name) => join(env.dataDir, name));
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

function namesIn(folder: string): string[] | null {
  try {
    return readdirSync(folder);
  } catch {
    return null;
  }
}

function isOpen(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  // In a private folder, nobody else can reach the file.
  return found !== undefined && (found.mode & 0o077) !== 0 && (statSync(dirname(file)).mode & 0o011) !== 0;
}

const LEAST_BYTES = 500_000_000;

/** Whether there is room for more data. */
export function diskSpace(): Check {
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

const MOST_APART_MS = 2000;

/** Whether this machine's clock is right, as far as it can be known. */
export async function clock(): Promise<Check> {
  if (sqlite()) {
    const year = new Date().getFullYear();
    if (year >= 2025) return fine("clock", `it shows ${new Date().toISOString()}`);
    return wrong("clock", `it shows the year ${year}`, "Set this machine's clock, for example with NTP.");
  }
  const before = Date.now();
  const { rows } = await db().execute(sql`select extract(epoch from clock_timestamp()) * 1000 as now`);
  const apartMs = Math.round(Number(rows[0]!.now) - (before + Date.now()) / 2);
  const found = `PostgreSQL's clock is ${Math.abs(apartMs).toLocaleString("en")} ms ${apartMs < 0 ? "behind" : "ahead"}`;
  if (Math.abs(apartMs) <= MOST_APART_MS) return fine("clock", found);
  return wrong("clock", found, "Synchronize both machines' clocks, for example with NTP.");
}
