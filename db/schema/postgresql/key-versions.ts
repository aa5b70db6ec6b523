import { bigint, pgTable, text } from "drizzle-orm/pg-core";

/**
 * The versions of the workspaces' key records. Triggers (db/key-version-triggers.ts) increment them whenever data that
 * decisions depend on changes. A workspace without a row has version 0. Rows outlive their workspaces, so that a version
 * never repeats.
 */
export const keyVersions = pgTable("key_versions", {
  workspaceId: text("workspace_id").primaryKey(),
  version: bigint("version", { mode: "number" }).notNull(),
});
