import { kit } from "#db/dialect.ts";
import { requestColumns } from "#db/schema/request-log.ts";

const { table, text, long } = kit;

/**
 * The newest rows of the request log. Appending here is cheap, because there are no indexes or counts. The compactor moves
 * the rows to `requests`.
 */
export const stagedRequests = table("staged_requests", {
  seq: long("seq").primaryKey(),
  ...requestColumns(),
});

/**
 * How far the current batch is compacted. Of the staged rows up to `upTo`, those up to this key and number are already in
 * `requests`. The table always has one row; `upTo` is 0 between two batches.
 */
export const compactionCheckpoint = table("compaction_checkpoint", {
  upTo: long("up_to").primaryKey(),
  /** Workspace and key, in the format that batches are sorted by (db/queries/compaction.ts). */
  key: text("key").notNull(),
  seq: long("seq").notNull(),
});

/** Triggers increment the version whenever data that decisions depend on changes. */
export const cacheVersions = table("cache_versions", {
  name: text("name").primaryKey(),
  version: long("version").notNull(),
});
