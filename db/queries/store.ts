import { sql } from "drizzle-orm";
import { db, sqlite } from "#db/client.ts";

/** Fails when the store does not answer. */
export async function reach(): Promise<void> {
  const handle = sqlite();
  if (handle) handle.control.pragma("schema_version");
  else await db().execute(sql`select 1`);
}
