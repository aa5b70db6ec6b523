import { sql } from "drizzle-orm";
import { db, prepared, sqlite } from "#db/client.ts";
import { retryWhileLocked } from "#db/retry-while-locked.ts";
import { keyVersions } from "#db/schema/postgresql/key-versions.ts";

/**
 * Writes a row that nobody reads. Throws if the database doesn't respond or can't be written, or if SQLite's file isn't
 * where it was opened.
 */
export async function checkWritable(): Promise<void> {
  const handle = sqlite();
  if (!handle) {
    // No workspace has this ID. An update to the same value writes as much as any other.
    const row = { workspaceId: "", version: 0 };
    await db()
      .insert(keyVersions)
      .values(row)
      .onConflictDoUpdate({ target: keyVersions.workspaceId, set: { version: sql`excluded.version` } });
    return;
  }
  handle.requireInPlace();
  const touch = prepared("check_writable", () =>
    handle.log.prepare("update compaction_checkpoint set up_to = up_to"),
  );
  await retryWhileLocked(() => touch.run());
}
