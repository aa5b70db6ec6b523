// The checks of `npm run cli -- doctor`.
import { existsSync } from "node:fs";
import { sql } from "drizzle-orm";
import { db, sqlite } from "#db/client.ts";
import { reasonOf } from "#db/faults.ts";
import { checkWritable } from "#db/queries/check-writable.ts";
import { schemaState } from "#db/schema-state.ts";
import { hasUnfinishedMove } from "#db/unfinished-move.ts";
import { env } from "#env.ts";
import { type Check, fine, wrong } from "#lib/readiness/check.ts";
import { mailQueue, mailServer } from "#lib/readiness/email.ts";
import { instances } from "#lib/readiness/instances.ts";
import { localChecks } from "#lib/readiness/local-checks.ts";
import { clock } from "#lib/readiness/machine.ts";
import { redis } from "#lib/readiness/redis.ts";
import { unusableSettings } from "#lib/server/unusable-settings.ts";
import { closeIfOpen, noteOpen } from "./database.ts";
import { counted } from "./people.ts";

/** Runs all checks. Changes nothing except for one row that nobody reads. */
export async function examine(): Promise<Check[]> {
  const checks = [await environment(), ...localChecks(new Date())];
  const store = await database();
  checks.push(store);
  if (store.state === "ok") {
    const tables = await migrations();
    checks.push(tables, await clock());
    const { database } = env;
    if (database.dialect === "postgresql") checks.push(await instances(database.url));
    if (tables.state === "ok") checks.push(await mailQueue());
  }
  if (env.redis) checks.push(await redis(env.redis));
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
  return fine("environment", `settings for ${env.appUrl} are valid`);
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
    return wrong("database", `it doesn't respond: ${reasonOf(error)}`, fix);
  }
}

async function reach(): Promise<void> {
  const handle = sqlite();
  if (handle) handle.control.prepare("select 1").get();
  else await db().execute(sql`select 1`);
}

async function migrations(): Promise<Check> {
  if (await hasUnfinishedMove())
    return wrong(
      "tables",
      "they are only half moved from SQLite",
      "Run npm run cli -- move again, with the settings of the SQLite installation.",
    );
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
      `they can't be written: ${reasonOf(error)}`,
      "Check the disk and the permissions.",
    );
  }
}
