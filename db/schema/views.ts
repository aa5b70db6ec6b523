import { kit } from "#db/dialect.ts";
import { requestColumns } from "#db/schema/request-log.ts";

// These views are created by migrations.

/** Rows that aren't compacted yet: of the current batch, only those after the checkpoint. */
export const staged = kit.view("staged", { seq: kit.long("seq").notNull(), ...requestColumns() }).existing();

/** The whole request log, compacted or not. */
export const requestLog = kit.view("request_log", requestColumns()).existing();
