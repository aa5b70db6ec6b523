import { kit } from "#db/dialect.ts";
import { requestColumns } from "#db/schema/request-log.ts";

const { table, text, long } = kit;

/**
 * Where the request log is appended to, because it costs least: no index, nothing counted. The compactor moves the rows on
 * into `requests`.
 */
export const stagedRequests = table("staged_requests", {
  seq: long("seq").primaryKey(),
  ...requestColumns(),
});

/**
 * How far the batch is compacted that the compactor has begun: of the staged rows up to `upTo`, those that do not come after
 * this key and number are rows of `requests` already. One row, always; `upTo` is 0 between two batches.
 */
export const compactionCheckpoint = table("compaction_checkpoint", {
  upTo: long("up_to").primaryKey(),
  /** Workspace and key, as compaction orders them (db/queries/compaction.ts). */
  key: text("key").notNull(),
  seq: long("seq").notNull(),
});

/** Counted up by triggers whenever something changes that decisions are made of. */
export const cacheVersions = table("cache_versions", {
  name: text("name").primaryKey(),
  version: long("version").notNull(),
});
