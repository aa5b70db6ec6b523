import { sql } from "drizzle-orm";
import { db, sqlite } from "#db/client.ts";

/** Throws if the database doesn't respond. */
export async function ping(): Promise<void> {
  const handle = sqlite();
  if (handle) handle.control.pragma("schema_version");
  else await db().execute(sql`select 1`);
}
