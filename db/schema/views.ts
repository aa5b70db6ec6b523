import { kit } from "#db/dialect.ts";
import { requestColumns } from "#db/schema/request-log.ts";

// The migrations make them.

/** Rows that are staged and not compacted: of a batch on its way, only what comes after the checkpoint. */
export const staged = kit.view("staged", { seq: kit.long("seq").notNull(), ...requestColumns() }).existing();

/** The whole request log: what is compacted and what is not. */
export const requestLog = kit.view("request_log", requestColumns()).existing();
