import { kit } from "#db/dialect.ts";
import { requestColumns } from "#db/schema/ledger.ts";

// The migrations make them.

/** What has arrived and is not settled: of a batch on its way, only what comes after the mark. */
export const unsettled = kit
  .view("unsettled", { seq: kit.long("seq").notNull(), ...requestColumns() })
  .existing();

/** The whole ledger: what is settled and what is not. */
export const ledger = kit.view("ledger", requestColumns()).existing();
