import { bigint, pgTable, text } from "drizzle-orm/pg-core";

/**
 * How often something has changed that the gate decides a workspace's keys by; a workspace without a row is at 0. Counted
 * up by triggers (db/key-version-triggers.ts). The row outlives its workspace: a version never comes back.
 */
export const keyVersions = pgTable("key_versions", {
  workspaceId: text("workspace_id").primaryKey(),
  version: bigint("version", { mode: "number" }).notNull(),
});
