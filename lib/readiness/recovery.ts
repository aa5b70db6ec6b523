import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { env } from "#env.ts";
import { attention, type Check, fine } from "#lib/readiness/check.ts";

const DAY_MS = 86_400_000;
const OLD_DAYS = 7;

const record = () => join(env.dataDir, "last-backup");

/** Notes that a backup was written, so that the server can say how old it is. Returns whether that could be stored. */
export function noteBackup(now: Date): boolean {
  try {
    writeFileSync(record(), `${now.toISOString()}\n`, { mode: 0o600 });
    return true;
  } catch {
    // The backup itself is what matters.
    return false;
  }
}

/** When the last backup was written or noted with the command line. Null if none was. */
function lastBackup(): Date | null {
  try {
    const at = new Date(readFileSync(record(), "utf8").trim());
    return Number.isNaN(at.getTime()) ? null : at;
  } catch {
    return null;
  }
}

const BACK_UP = "Run npm run cli -- backup FILE every day, or replicate the database with Litestream.";
const BACK_UP_POSTGRESQL =
  "Back up PostgreSQL every day, and run npm run cli -- backup record afterwards: Latchkey can't see its backups.";

/** Whether there is a backup, as far as Latchkey can see. */
export function backup(now: Date): Check {
  if (env.loopback) return fine("backup", "this installation is only for your own machine");
  if (env.database.dialect === "sqlite" && hasLitestream(env.database.file))
    return fine("backup", "Litestream has replicated the database");
  const last = lastBackup();
  const advice = env.database.dialect === "sqlite" ? BACK_UP : BACK_UP_POSTGRESQL;
  if (!last) return attention("backup", "none was seen", advice);
  const days = Math.floor((now.getTime() - last.getTime()) / DAY_MS);
  const found = `the last one is from ${last.toISOString().slice(0, 10)}`;
  return days < OLD_DAYS ? fine("backup", found) : attention("backup", found, advice);
}

/** Litestream keeps its state in a folder beside the database. */
const hasLitestream = (file: string) => existsSync(join(dirname(file), `.${basename(file)}-litestream`));

/** Whether log-ins outlive the loss of the data directory. */
export function secret(): Check {
  if (env.authSecret) return fine("secret", "AUTH_SECRET is set");
  const file = join(env.dataDir, "auth-secret");
  const found = `generated, in ${file}`;
  if (env.loopback) return fine("secret", found);
  return attention("secret", found, `Set AUTH_SECRET, or keep a copy of ${file} with your backups.`);
}
